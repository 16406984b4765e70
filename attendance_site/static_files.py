"""How static files are kept: each under a name that says what is in it."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Also puts those names into the imports between JavaScript modules, so that a browser never
    takes a new one together with an old one."""

    support_js_module_import_aggregation = True
    _js_module_import_aggregation_patterns = (
        "js/*.js",  # of the site's own: others name packages, which browsers do not find
        CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1],
    )
