"""The desk: the one admin screen from which an editor runs a live page."""
