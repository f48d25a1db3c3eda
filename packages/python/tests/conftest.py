"""Fixtures of all tests."""

import pytest
from hypothesis import HealthCheck, settings

from .support import Subject

# How long an example takes says more about the machine than about the code.
settings.register_profile(
    "patient", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("patient")


@pytest.fixture(params=["sync", "async"])
def subject(request: pytest.FixtureRequest) -> Subject:
    """Each of the two clients."""
    return Subject(request.param)


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction]
    for name in ("COXSWAIN_BASE_URL", "COXSWAIN_API_KEY", "COXSWAIN_LOG"):
        monkeypatch.delenv(name, raising=False)
