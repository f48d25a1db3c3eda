"""How this client names itself."""

import platform
import sys
from functools import cache

from .version import __version__


@cache
def create_user_agent() -> str:
    """`coxswain-python/1.0.0 (cpython/3.11.7; linux)`."""
    runtime = f"{sys.implementation.name}/{platform.python_version()}"
    return f"coxswain-python/{__version__} ({runtime}; {sys.platform})"
