"""From a foreign live page to ours.

Readers know no Django: those of text, logs, the web and feeds stand in packages of
their own, that of our own export in own.py; reading.py chooses. They hand over a
ParsedPage (document.py), which importer.py writes.
"""
