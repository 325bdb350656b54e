"""Row: signing over HTTP with all its evidence, each request another person, beside the server's smallest answers."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

from django.conf import settings
from django.db import connection

from countersign.agreements.models import Agreement, Latest
from countersign.bench.figures import Figure, report
from countersign.bench.servers import free_port
from countersign.bench.signers import Signer, make_signers
from countersign.bench.timing import percentile
from countersign.ledger.models import Entry
from countersign.policies.models import Edition
from countersign.serving import web_command

CLIENTS = 8
WARM_UP = 100
HELLO = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
HEALTH = b"GET /health/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


def main(*, is_quick: bool) -> None:
    """Let everybody press the button, in rounds between rounds of hello, and look whether all of it is there."""
    measure(*((1, 60) if is_quick else (3, 2_000)))


def measure(rounds: int, size: int) -> None:
    """Let so many people sign in each round."""
    edition, signers = make_signers(WARM_UP + rounds * size)
    connection.close()
    port, hello_port = free_port(), free_port()
    with running(port), running(hello_port, "countersign.bench.hello:application"):
        signed = [send([each.request(edition, port) for each in signers[:WARM_UP]], port)]
        plain, health = [], []
        for number in range(rounds):
            plain.append(send([HELLO] * size, hello_port))
            health.append(send([HEALTH] * size, port))
            first = WARM_UP + number * size
            signed.append(send([each.request(edition, port) for each in signers[first : first + size]], port))
    make_sure(edition, signers, signed)
    tell(signed[1:], health, plain)


def tell(signed: list[dict[str, Any]], health: list[dict[str, Any]], plain: list[dict[str, Any]]) -> None:
    """Report the rates and waits."""
    rate = median(rate_of(each) for each in signed)
    waits = [second * 1000 for each in signed for second in each["seconds"]]
    rates = ", ".join(f"{rate_of(each):,.0f}" for each in signed)
    cost = median(each["server"] / len(each["seconds"]) for each in signed) * 1000
    report(
        Figure(
            "signing",
            f"signatures, {CLIENTS} clients, one school",
            rate,
            "a second",
            400,
            is_at_least=True,
            note=f"rounds of {rates}; {cost:.2f} ms of the server’s processor time each",
        ),
        Figure(
            "signing",
            "99 in 100 wait no longer than",
            percentile(waits, 0.99),
            "ms",
            100,
            note=f"half of them {median(waits):.1f} ms, the longest {max(waits):.0f} ms",
        ),
    )
    for name, found in (("/health/ through all of the house", health), ("a bare hello", plain)):
        yardstick = median(rate_of(each) for each in found)
        report(
            Figure(
                "signing",
                f"the same server and clients: {name}",
                yardstick,
                "a second",
                note=f"{yardstick / rate:.1f} times as many as signatures",
            )
        )


def rate_of(sent: dict[str, Any]) -> float:
    """Return how many were answered in a second."""
    return len(sent["seconds"]) / float(sent["lasted"])


def make_sure(edition: Edition, signers: list[Signer], sent: Iterable[dict[str, Any]]) -> None:
    """Fail unless everybody's signature is there once, with its entry in the ledger."""
    answered = sum(each["statuses"].get("302", 0) for each in sent)
    places = {place for each in sent for place in each["places"]}
    agreements = Agreement.objects.filter(edition=edition, person__in=[each.person.pk for each in signers])
    found = agreements.count(), Entry.objects.filter(kind="agreement.signed").count(), Latest.objects.count()
    if {answered, len(places), *found} != {len(signers)} or any("/sign/" in place for place in places):
        raise AssertionError(f"{len(signers)} signed: {answered} answers, {len(places)} places, {found} rows")


def send(requests: list[bytes], port: int) -> dict[str, Any]:
    """Let the clients send these, and return what they saw and the processor time the server took."""
    before = processor_time(port)
    whole = b"".join(b"%d\n%s" % (len(each), each) for each in requests)
    client = [sys.executable, "-m", "countersign.bench.client", str(port), str(CLIENTS)]
    done = subprocess.run(client, input=whole, stdout=subprocess.PIPE, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return {**found, "server": processor_time(port) - before}


SERVERS: dict[int, int] = {}  # port: process


def processor_time(port: int) -> float:
    """Return the processor seconds that a server has taken, its children included, as Linux counts them."""
    total = 0.0
    for process in family(SERVERS[port]):
        with open(f"/proc/{process}/stat") as file:  # noqa: PTH123  no file of a folder
            numbers = file.read().rpartition(")")[2].split()
        total += (int(numbers[11]) + int(numbers[12])) / os.sysconf("SC_CLK_TCK")
    return total


def family(process: int) -> Iterator[int]:
    """Return a process and all it started."""
    yield process
    with open(f"/proc/{process}/task/{process}/children") as file:  # noqa: PTH123
        for child in file.read().split():
            yield from family(int(child))


@contextmanager
def running(port: int, application: str = "countersign.wsgi:application") -> Iterator[None]:
    """Run the web server as `./run` does."""
    command = [application if ":" in part else part for part in web_command("127.0.0.1", port)]
    environment = {**os.environ, "COUNTERSIGN_ADDRESS": f"http://127.0.0.1:{port}"}
    server = subprocess.Popen(command, env=environment, cwd=settings.ROOT)
    SERVERS[port] = server.pid
    try:
        wait_for(port, server)
        yield
    finally:
        server.terminate()
        server.wait(20)


def wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    """Wait until a server answers."""
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError("The server did not start.")
