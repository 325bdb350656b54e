"""A server killed while people sign loses nothing it has acknowledged, and doubles nothing when they press again."""

import asyncio
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from aiosmtpd.controller import Controller
from django.conf import settings

from countersign.bench.client import Result, send_all
from countersign.bench.servers import free_port

SIGNERS, CLIENTS, KILLED_AFTER = 200, 8, 60
LETTERS, TAKEN_BEFORE = 20, 3


class SlowMailbox:
    """A mail server that takes a few letters, then keeps the next one waiting until it is told to go on."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()
        self.goes_on = False

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  aiosmtpd's name
        del server, session
        if sum(self.taken.values()) >= TAKEN_BEFORE and not self.goes_on:
            while not self.goes_on:
                await asyncio.sleep(0.02)
            return "451 Whoever sent this is gone"
        self.taken.update(envelope.rcpt_tos)
        return "250 Taken"


@contextmanager
def mail_server() -> Iterator[tuple[SlowMailbox, int]]:
    mailbox, port = SlowMailbox(), free_port()
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield mailbox, port
    finally:
        controller.stop()


@contextmanager
def database() -> Iterator[str]:
    """Give a database of this test's own: nothing for SQLite, or one on the tests' PostgreSQL."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        yield ""
        return
    name = f"killed_{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{url.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def server(environment: dict[str, str], port: int) -> Iterator[Callable[[], None]]:
    """Run the whole of Countersign as ./run does, and give what kills all of it at once."""
    process = subprocess.Popen(
        [sys.executable, "-m", "countersign", "serve", "--port", str(port)], env=environment, cwd=settings.ROOT,
        stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip

    def kill() -> None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    try:
        assert process.stdout
        assert process.stdout.readline().startswith("Countersign is at")
        yield kill
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(20)
        assert process.stdout
        process.stdout.close()


def run(environment: dict[str, str], *arguments: object) -> str:
    """Run `tests.killing` on the server's database."""
    command = [sys.executable, "-m", "tests.killing", *map(str, arguments)]
    return subprocess.run(
        command, env=environment, cwd=settings.ROOT, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def killing(requests: list[bytes], kill: Callable[[], None]) -> Iterator[bytes]:
    """Hand out requests, and kill the server when so many have been handed out and others are under way."""
    for number, request in enumerate(requests):
        if number == KILLED_AFTER:
            kill()
        yield request


def wait_until(is_so: Callable[[], bool], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not is_so() and time.monotonic() < until:
        time.sleep(0.05)


def read_requests(path: Path) -> list[bytes]:
    content, found = path.read_bytes(), []
    while content:
        length, _, content = content.partition(b"\n")
        found.append(content[: int(length)])
        content = content[int(length) :]
    return found


def test_nothing_acknowledged_is_lost_or_doubled_when_the_server_is_killed(tmp_path: Path) -> None:
    port = free_port()
    with database() as url, mail_server() as (mailbox, mail_port):
        environment = {
            **os.environ, "COUNTERSIGN_DATA": str(tmp_path / "data"), "DATABASE_URL": url, "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(mail_port), "EMAIL_USE_TLS": "0", "COUNTERSIGN_ADDRESS": f"http://127.0.0.1:{port}",
            "DJANGO_SETTINGS_MODULE": "countersign.settings",
        }  # fmt: skip
        run(environment, "prepare", tmp_path / "requests", port, SIGNERS, LETTERS)
        requests = read_requests(tmp_path / "requests")
        with server(environment, port) as kill:
            wait_until(lambda: sum(mailbox.taken.values()) >= TAKEN_BEFORE, 10)
            before = send_all(killing(requests, kill), port, CLIENTS)
        mailbox.goes_on = True
        kept = json.loads(run(environment, "look"))
        with server(environment, port):
            again = send_all(requests, port, CLIENTS)  # everybody presses the button, who was answered and who was not
            wait_until(lambda: len(mailbox.taken) >= LETTERS - 1, 10)
        after = json.loads(run(environment, "look"))

    assert_killed_in_the_middle(before)
    assert {agreement_of(place) for place in before.places} <= set(kept["agreements"])
    assert kept["wrong"] == []
    assert_everybody_signed_once(kept["agreements"], after, again)
    # The letter that was in hand rests until its lease is over; the others left, once each.
    assert len(mailbox.taken) >= LETTERS - 1
    assert set(mailbox.taken.values()) == {1}
    assert after["waiting"] <= 1


def assert_killed_in_the_middle(before: Result) -> None:
    assert set(before.statuses) == {"302", "lost"}
    assert len(before.places) < KILLED_AFTER
    assert all(place.startswith("/agreements/") for place in before.places)


def assert_everybody_signed_once(kept: list[str], after: dict[str, Any], again: Result) -> None:
    assert again.statuses == {"302": SIGNERS}
    assert len(after["people"]) == len(set(after["people"])) == SIGNERS
    assert {agreement_of(place) for place in again.places} == set(after["agreements"])
    assert set(kept) <= set(after["agreements"])
    assert sorted(after["entries"]) == sorted(f"agreement:{each}" for each in after["agreements"])
    assert after["wrong"] == []


def agreement_of(place: str) -> str:
    return place.removeprefix("/agreements/").strip("/")
