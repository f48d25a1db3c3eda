"""What is read from the environment."""

import os


def read_environment(name: str) -> str | None:
    """An environment variable; None when it is empty."""
    return os.environ.get(name) or None
