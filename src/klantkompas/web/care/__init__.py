"""Care: the card to the top and the directors' queue."""
