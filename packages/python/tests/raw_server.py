"""A server that says exactly what a test wants, byte by byte."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType

from typing_extensions import Self

from .support import AGENT, Scripted, reply

PATIENCE = 5.0
"""Seconds after which a condition that a test waits for counts as missed."""


class Connection:
    """One accepted connection."""

    def __init__(self, accepted: socket.socket, stopped: threading.Event) -> None:
        self.socket = accepted
        self.stopped = stopped
        self.closed = threading.Event()
        self._rest = b""

    def request(self) -> bytes:
        """The next request, or nothing when the client has closed."""
        text = self._rest
        while b"\r\n\r\n" not in text:
            part = self._receive()
            if not part:
                return b""
            text += part
        head, _, body = text.partition(b"\r\n\r\n")
        length = 0
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        while len(body) < length:
            body += self._receive()
        self._rest = body[length:]
        return head + b"\r\n\r\n" + body[:length]

    def send(self, text: bytes) -> bool:
        """Whether the client was still there."""
        try:
            self.socket.sendall(text)
        except OSError:
            self.closed.set()
            return False
        return True

    def answer(self, scripted: Scripted | None = None) -> None:
        """A whole answer."""
        given = scripted if scripted is not None else reply(body=AGENT)
        assert isinstance(given.body, bytes)
        headers = {**given.headers, "content-length": str(len(given.body))}
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self.send(f"HTTP/1.1 {given.status} X\r\n{lines}\r\n".encode() + given.body)

    def drip(self, text: bytes) -> None:
        """One byte every 20 ms until the client goes."""
        for byte in text:
            if self.stopped.wait(0.02) or not self.send(bytes([byte])):
                return

    def stall(self) -> None:
        """Say nothing until the client goes."""
        while self._receive():
            pass

    def _receive(self) -> bytes:
        try:
            part = self.socket.recv(65536)
        except OSError:
            part = b""
        if not part:
            self.closed.set()
        return part


class RawServer:
    """Runs `handler` in a thread for each connection."""

    def __init__(self, handler: Callable[[Connection], None]) -> None:
        self._handler = handler
        self._stopped = threading.Event()
        self._changed = threading.Condition()
        self.connections: list[Connection] = []
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._accepting = threading.Thread(target=self._accept)
        self._accepting.start()

    def wait_for_connection(self, index: int = 0) -> Connection:
        """The connection with this number, once it is there."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.connections) > index, PATIENCE)
            return self.connections[index]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stopped.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._accepting.join(PATIENCE)
        for connection in self.connections:
            with suppress(OSError):
                connection.socket.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(PATIENCE)
        for connection in self.connections:
            connection.socket.close()

    def _accept(self) -> None:
        while True:
            try:
                accepted, _ = self._listener.accept()
            except OSError:
                return
            connection = Connection(accepted, self._stopped)
            thread = threading.Thread(target=self._handler, args=[connection])
            with self._changed:
                self.connections.append(connection)
                self._threads.append(thread)
                self._changed.notify_all()
            thread.start()
