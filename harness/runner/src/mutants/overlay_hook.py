"""Runs a driver with another text for one file, and leaves the disk alone."""

import os
import runpy
import sys
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

FILE = os.environ["COXSWAIN_OVERLAY_FILE"]
TEXT = os.environ["COXSWAIN_OVERLAY_TEXT"]


class OverlayLoader(SourceFileLoader):
    """Compiles the other text; nothing of it is cached."""

    def get_code(self, fullname: str) -> CodeType:
        """Take the text from elsewhere."""
        return compile(Path(TEXT).read_bytes(), self.path, "exec", dont_inherit=True)


class OverlayFinder(PathFinder):
    """Finds modules as usual and hands out the one file with its own loader."""

    @classmethod
    def find_spec(
        cls, fullname: str, path: object = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find as usual."""
        spec = super().find_spec(fullname, path, target)  # type: ignore[arg-type]
        if spec is not None and spec.origin is not None and os.path.realpath(spec.origin) == FILE:
            spec.loader = OverlayLoader(fullname, FILE)
        return spec


sys.meta_path.insert(0, OverlayFinder)
sys.argv = sys.argv[1:]
sys.path[0] = os.path.dirname(os.path.abspath(sys.argv[0]))
if os.path.realpath(sys.argv[0]) == FILE:
    driver = {"__name__": "__main__", "__file__": FILE}
    exec(compile(Path(TEXT).read_bytes(), FILE, "exec", dont_inherit=True), driver)
else:
    runpy.run_path(sys.argv[0], run_name="__main__")
