"""Static files: hashed, compressed, with hashed names inside our ES modules too."""

from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage that also rewrites `import "./x.js"` in our own modules.

    Only in ours: Django's patterns take examples in other people's comments for
    imports and then refuse to collect them.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("posts/*.js", HashedFilesMixin._js_module_import_aggregation_patterns[1]),
        ("desk/*.js", HashedFilesMixin._js_module_import_aggregation_patterns[1]),
    )
