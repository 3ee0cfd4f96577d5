"""What the templates of customers say."""
