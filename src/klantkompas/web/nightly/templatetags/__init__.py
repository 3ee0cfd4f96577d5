"""What the templates of the snapshots say."""
