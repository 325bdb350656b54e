"""Row: the pages of a school with 300 staff: the server's time, and what a first visit weighs."""

import gzip
import posixpath
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from countersign.agreements.tests import factories as make
from countersign.bench.figures import Figure, report
from countersign.bench.timing import milliseconds, percentile
from countersign.lasting import settle_in
from countersign.people.models import Person
from countersign.policies.models import Edition
from countersign.policies.tests.factories import sign_in

STAFF = 300
PAGES = [
    "agreements:mine", "agreements:queue", "agreements:overview", "policies:library", "people:people", "access:plan",
    "notices:outbox", "schools:settings",
]  # fmt: skip
NAMED = re.compile(r"""(?:\bfrom\s*|\bimport\s*|url\(\s*)["']?(\.{1,2}/[^"')]+)["')]""")
ASSET = re.compile(r'(?:href|src)="(/static/[^"]+\.(?:css|js|svg|woff2?|png|ico))"')


@dataclass(frozen=True)
class Opened:
    """One page, opened many times."""

    address: str
    took: list[float]  # milliseconds
    statements: int
    weight: int  # bytes, with what it needs, compressed


def main(*, is_quick: bool) -> None:
    """Fill a school, open each page, and tell of the slowest and of the heaviest."""
    settings.ALLOWED_HOSTS.append("testserver")
    head, edition = fill(8 if is_quick else STAFF)
    client = sign_in(Client(), head)
    settle_in()  # as the server does
    found = [opened(client, address, 2 if is_quick else 30) for address in addresses(edition)]
    slowest = max(found, key=lambda each: percentile(each.took, 0.95))
    heaviest = max(found, key=lambda each: each.weight)
    report(
        Figure(
            "pages",
            f"the slowest of {len(found)} pages with {STAFF} staff, 95 in 100 within",
            percentile(slowest.took, 0.95),
            "ms",
            100,
            note=f"{slowest.address}, {slowest.statements} statements",
        ),
        Figure(
            "pages",
            "the heaviest first visit, compressed",
            heaviest.weight / 1000,
            "kB",
            80,
            note=f"{heaviest.address}, with its style sheets, scripts and pictures",
        ),
    )
    for each in found:
        report(
            Figure(
                "pages",
                each.address,
                percentile(each.took, 0.95),
                "ms",
                note=f"{each.statements} statements, {each.weight / 1000:.1f} kB",
            )
        )


def fill(staff: int) -> tuple[Person, Edition]:
    """Make a school in the middle of its year: half have signed, half of these are countersigned."""
    school, head = make.make_headed_school()
    edition = make.make_edition(school, head)
    for number in range(staff):
        signer = make.make_signer(school, "Person", f"Number {number}")
        if number % 2:
            agreement = make.sign(signer, edition)
            if number % 4 == 1:
                make.countersign(agreement, head)
    return head, edition


def addresses(edition: Edition) -> Iterator[str]:
    """Return the pages there are."""
    for name in PAGES:
        with suppress(NoReverseMatch):
            yield reverse(name)
    yield reverse("agreements:sign", args=[edition.public_id])


def opened(client: Client, address: str, times: int) -> Opened:
    """Open a page many times."""
    with CaptureQueriesContext(connection) as queries:
        page = client.get(address)
    statements = len(queries)
    if page.status_code != 200:
        raise AssertionError(f"{address} answered {page.status_code}")
    took = [milliseconds(lambda: client.get(address)) for _ in range(times)]
    return Opened(address, took, statements, weight(page.content))


def weight(content: bytes) -> int:
    """Return the bytes of a page and of all it names, each compressed."""
    waiting = [each.removeprefix("/static/") for each in ASSET.findall(content.decode())]
    needed: dict[str, bytes] = {}
    while waiting:
        name = waiting.pop()
        if name not in needed:
            path = finders.find(name)
            if path is None:
                raise AssertionError(f"{name} is not there.")
            needed[name] = Path(path).read_bytes()
            if name.endswith((".css", ".js")):
                beside = NAMED.findall(needed[name].decode())
                waiting += [posixpath.normpath(posixpath.join(posixpath.dirname(name), each)) for each in beside]
    return sum(len(gzip.compress(each)) for each in [content, *needed.values()])
