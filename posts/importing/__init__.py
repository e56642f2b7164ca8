"""Readers of live pages made elsewhere; they know no Django."""
