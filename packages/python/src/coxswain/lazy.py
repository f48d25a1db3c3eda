"""What `import coxswain` leaves for its first use: the hundreds of classes of the contract."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import stream_item
    from ._gen import events, models, params
else:

    class _LazyModule:
        """Stands for a module of this package, and loads it when something of it is asked for."""

        def __init__(self, name: str) -> None:
            self._name = name

        def __getattr__(self, name: str) -> object:
            found = getattr(import_module(self._name, __package__), name)
            # From now on it is found without asking here.
            setattr(self, name, found)
            return found

    events = _LazyModule("._gen.events")
    models = _LazyModule("._gen.models")
    params = _LazyModule("._gen.params")
    stream_item = _LazyModule(".stream_item")

__all__ = ["events", "models", "params", "stream_item"]
