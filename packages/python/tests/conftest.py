"""Fixtures of all tests."""

import pytest

from .support import Subject


@pytest.fixture(params=["sync", "async"])
def subject(request: pytest.FixtureRequest) -> Subject:
    """Each of the two clients."""
    return Subject(request.param)


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction]
    for name in ("COXSWAIN_BASE_URL", "COXSWAIN_API_KEY", "COXSWAIN_LOG"):
        monkeypatch.delenv(name, raising=False)
