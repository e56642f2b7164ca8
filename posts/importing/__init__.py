"""From a foreign live page to ours: parsers that know no Django, and the importer."""
