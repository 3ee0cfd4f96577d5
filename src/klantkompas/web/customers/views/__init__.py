"""Pages of customers, a module a subject. A view asks what reads and what changes, and says what right it needs."""
