"""Static files: hashed, compressed, with hashed names inside ES modules too."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage that also rewrites `import "./x.js"` to hashed names."""

    support_js_module_import_aggregation = True
