"""Text whose posts begin or end with a time."""
