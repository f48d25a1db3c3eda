"""What the SDK holds of this process."""

import asyncio
import gc
import os
import socket
import threading


def read_stats() -> dict[str, int]:
    """Open sockets, other open files, tasks and threads; those of the driver itself included."""
    sockets, files = _descriptors()
    try:
        tasks = len(asyncio.all_tasks())
    except RuntimeError:
        tasks = 0
    return {
        "sockets": sockets,
        "handles": files,
        "tasks": tasks,
        # The loop keeps threads of its own for the names of hosts.
        "threads": sum(1 for one in threading.enumerate() if not one.name.startswith("asyncio_")),
    }


def _descriptors() -> tuple[int, int]:
    folder = "/proc/self/fd"
    if not os.path.isdir(folder):
        return sum(1 for item in gc.get_objects() if _is_open_socket(item)), 0
    sockets = files = 0
    for name in os.listdir(folder):
        try:
            is_socket = os.readlink(f"{folder}/{name}").startswith("socket:")
        except OSError:
            continue
        sockets += is_socket
        files += not is_socket
    return sockets, files


def _is_open_socket(item: object) -> bool:
    return isinstance(item, socket.socket) and item.fileno() >= 0
