"""
Many browsers in one process: requests sent over kept connections, as many at once as there are connections.

`python -m countersign.bench.client PORT CONNECTIONS < requests` reads requests, each after a line with its length, and
prints as JSON how long each took and what was answered. It is a process of its own, so as to hold up nobody's Python.
"""

import json
import selectors
import socket
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


@dataclass
class Browser:
    """One connection and the request that is under way on it."""

    connection: socket.socket
    sent_at: float = 0.0
    received: bytes = b""

    def send(self, request: bytes) -> None:
        """Send a request."""
        self.sent_at, self.received = time.perf_counter(), b""
        self.connection.sendall(request)

    def answer(self) -> bytes | None:
        """Return the answer's head once all of the answer is here."""
        part = self.connection.recv(65536)
        if not part:
            raise ConnectionError("The server closed the connection.")
        self.received += part
        head, found, body = self.received.partition(b"\r\n\r\n")
        return head if found and len(body) >= length_of(head) else None


@dataclass
class Result:
    """What came of all the requests."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    places: list[str] = field(default_factory=list)
    lasted: float = 0.0
    processor: float = 0.0

    def note(self, took: float, head: bytes) -> None:
        """Note an answer."""
        self.seconds.append(took)
        self.statuses[head.split(b" ", 2)[1].decode()] += 1
        for line in head.split(b"\r\n"):
            if line.lower().startswith(b"location:"):
                self.places.append(line.split(b":", 1)[1].strip().decode())


def length_of(head: bytes) -> int:
    """Return how long the body is that follows a head."""
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.split(b":")[1])
    return 0


def send_all(requests: Iterable[bytes], port: int, connections: int) -> Result:
    """Send each request once, the next one on a connection as soon as it is free; stop where the server goes away."""
    result, left = Result(), iter(requests)
    waiting = selectors.DefaultSelector()
    begun, used = time.perf_counter(), time.process_time()
    for _ in range(connections):
        request = next(left, None)
        if request is not None:
            browser = Browser(socket.create_connection(("127.0.0.1", port)))
            browser.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            waiting.register(browser.connection, selectors.EVENT_READ, browser)
            browser.send(request)
    while waiting.get_map():
        for key, _ in waiting.select():
            go_on(key.data, left, waiting, result)
    result.lasted, result.processor = time.perf_counter() - begun, time.process_time() - used
    return result


def go_on(browser: Browser, left: Iterator[bytes], waiting: selectors.BaseSelector, result: Result) -> None:
    """Take what has come on a connection, and send the next request once the answer is whole."""
    try:
        head = browser.answer()
        if head is None:
            return
        result.note(time.perf_counter() - browser.sent_at, head)
        request = next(left, None)
        if request is not None:
            browser.send(request)
            return
    except OSError:
        result.statuses["lost"] += 1
    waiting.unregister(browser.connection)
    browser.connection.close()


def read_requests() -> Iterator[bytes]:
    """Return the requests on standard input."""
    while line := sys.stdin.buffer.readline():
        yield sys.stdin.buffer.read(int(line))


def main() -> None:
    """Send what stands on standard input."""
    result = send_all(list(read_requests()), int(sys.argv[1]), int(sys.argv[2]))
    json.dump(vars(result), sys.stdout)


if __name__ == "__main__":
    main()
