"""Static files under names that say what is in them, so that browsers may keep them for ever."""

from typing import ClassVar

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]

# `import … from './file.js';`, in our own scripts only: Django's pattern for all scripts trips over other packages'.
MODULE_IMPORT = (
    "ui/*.js",
    (
        (
            r"""(?P<matched>import(?P<import>\s*\{[^}]*\})\s*from\s*['"](?P<url>\./[^'"]+)['"];)""",
            """import%(import)s from "%(url)s";""",
        ),
    ),
)


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Names files by their content, also those that our scripts import; before `collectstatic`, as they are."""

    patterns: ClassVar = (*CompressedManifestStaticFilesStorage.patterns, MODULE_IMPORT)

    def stored_name(self, name: str) -> str:
        """Return the name that holds a file's hash, or its own where nothing was collected, as in tests."""
        return str(super().stored_name(name)) if self.hashed_files else name
