"""Saved text of the 'published at' family, and older pages that tell no times."""
