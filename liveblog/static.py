"""Static files: small, hashed, compressed, with hashed names inside our ES modules."""

from fnmatch import fnmatch

from django.contrib.staticfiles.storage import HashedFilesMixin
from django.core.files.base import ContentFile
from rjsmin import jsmin
from whitenoise.storage import CompressedManifestStaticFilesStorage

OURS = ("posts/*.js", "desk/*.js")


class ModuleStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage that also rewrites `import "./x.js"` in our own modules,
    and stores those without their comments.

    Only ours: Django's patterns take examples in other people's comments for
    imports and then refuse to collect them.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        *(
            (files, HashedFilesMixin._js_module_import_aggregation_patterns[1])
            for files in OURS
        ),
    )

    def _save(self, name, content):
        if any(fnmatch(name, files) for files in OURS):
            content = ContentFile(jsmin(b"".join(content.chunks())))
        return super()._save(name, content)
