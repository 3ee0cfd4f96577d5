"""Customers and the facts about them: kept, imported, shown, and what people decide and do."""
