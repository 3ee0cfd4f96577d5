"""The facts a firm already has: their tables, how they come in, how they are checked."""
