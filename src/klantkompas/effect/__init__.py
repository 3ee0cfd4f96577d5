"""What actions brought, against customers who were left alone, and what the next advice learns from it."""
