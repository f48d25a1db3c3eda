"""The Python SDK of Coxswain."""

from .version import __version__

__all__ = ["__version__"]
