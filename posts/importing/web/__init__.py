"""Saved HTML: JSON-LD, microdata, or the structure of the page."""
