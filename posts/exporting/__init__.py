"""Live pages as files, to keep or to take elsewhere; one module a form.

What each form carries and what it can't is written down in docs/formats.md.
"""
