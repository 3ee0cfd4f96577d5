"""What the facts mean: what every relation earned, how recent, regular, long, profitable and referral-rich it is."""
