"""Calls create, get and list of a resource that only the generated code can know."""

import asyncio
import json
import sys

import httpx

from coxswain import AsyncCoxswain, Coxswain

resource, route = sys.argv[1:]


def answer(request: httpx.Request) -> httpx.Response:
    target = request.url.raw_path.decode()
    print(request.method, target, request.content.decode(), end=" ")
    thing = {"id": "x1", "label": "first", "kind": "small"}
    page = {"data": [thing], "next_cursor": None, "has_more": False}
    listed = request.method == "GET" and target.partition("?")[0].endswith(route)
    return httpx.Response(200, json=page if listed else thing)


def call_sync() -> None:
    http = httpx.Client(transport=httpx.MockTransport(answer))
    with Coxswain(api_key="k", base_url="http://127.0.0.1:1", http_client=http) as client:
        methods = getattr(client, resource)
        print(type(methods.create(label="first")).__name__)
        print(type(methods.get("x1")).__name__)
        print(type(methods.list(kind="small").page()).__name__)


async def call_async() -> None:
    http = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    async with AsyncCoxswain(api_key="k", base_url="http://127.0.0.1:1", http_client=http) as client:
        methods = getattr(client, resource)
        print(type(await methods.create(label="first")).__name__)
        print(type(await methods.get("x1")).__name__)
        print(type(await methods.list(kind="small").page()).__name__)


call_sync()
asyncio.run(call_async())
