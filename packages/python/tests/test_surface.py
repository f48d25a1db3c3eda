"""What is public, and that it stays so."""

from typing import cast

import coxswain

from .surface import FILE, render_surface


def test_the_public_surface_is_the_one_written_down() -> None:
    # `python -m tests.surface` renews it: the diff is what users will see.
    assert render_surface() == FILE.read_text()


def test_every_exported_name_is_there_once() -> None:
    names = cast("list[str]", vars(coxswain)["__all__"])
    assert len(set(names)) == len(names)
    assert [name for name in names if not hasattr(coxswain, name)] == []


def test_hand_written_names_do_not_shadow_generated_ones() -> None:
    from coxswain._gen import async_resources, events, models, params, resources

    for module in (async_resources, events, models, params, resources):
        for name in module.__all__:
            assert getattr(coxswain, name) is getattr(module, name)


def test_every_resource_of_the_contract_is_on_both_clients() -> None:
    from coxswain._gen.operations import OPERATIONS

    sync = coxswain.Coxswain(api_key="k")
    asynchronous = coxswain.AsyncCoxswain(api_key="k")
    raw = (sync.with_raw_response, asynchronous.with_raw_response)
    for operation, row in OPERATIONS.items():
        resource, method = (_snake(part) for part in operation.split("."))
        # A stream has many responses, and none of them is its result.
        for client in (sync, asynchronous, *(() if row.result == "stream" else raw)):
            assert callable(getattr(getattr(client, resource), method))


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
