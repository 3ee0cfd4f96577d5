"""Tags of care."""
