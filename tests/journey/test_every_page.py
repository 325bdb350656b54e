"""Every page that a link leads to in the demonstration, whose people are in every state, for everybody it lets in."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest

from tests.browser import DESK, PHONE, pages
from tests.journey import server
from tests.journey.hands import Pointer
from tests.journey.looking import check_page

pytestmark = pytest.mark.browser

NOT_PAGES = re.compile(
    r"\.(pdf|zip|csv|txt|crt|py|jsonl|json|atom|ics)$|/source/|/record-format/|/shown\.html$|/codes/file/|/sign-out/|/linked/\d"
)
ALIKE = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)\d+(?=/)|(?<=/school/posts/)(?!new/)[a-z-]+(?=/)")
SAME_FEW = (
    2  # pages of one kind that are looked at for each person: the first is often in another state than the second
)


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> Iterator[server.Server]:
    """A server with the demonstration school."""
    with server.running(tmp_path_factory.mktemp("demonstration"), "--demo", prepared=prepared) as running:
        yield running


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_page_that_a_link_leads_to_is_well_made(browser: Any, demonstration: server.Server, size: Any) -> None:
    seen: dict[str, int] = {}
    for page in pages(browser, size):
        hand = Pointer(page)
        page.goto(f"{demonstration.address}/demonstration/")
        people = page.get_by_role("button", name="Look around as").all_inner_texts()
        assert len(people) == 8
        for name in people:
            page.goto(f"{demonstration.address}/demonstration/")
            hand.press(name)
            page.wait_for_url(lambda url: "/demonstration/" not in url)
            follow_every_link(page, name.removeprefix("Look around as "), seen)
            page.context.clear_cookies()
    assert len(seen) > 40, sorted(seen)


def follow_every_link(page: Any, name: str, seen: dict[str, int]) -> None:
    """Open what the pages lead to, until nothing of a new kind is left for this person."""
    first = page.url
    waiting, opened = [first], set()
    while waiting:
        address = waiting.pop(0)
        kind = ALIKE.sub("*", urlsplit(address).path)
        is_enough = seen.get(kind, 0) >= SAME_FEW and address != first
        if address in opened or is_enough or NOT_PAGES.search(urlsplit(address).path):
            continue
        opened.add(address)
        seen[kind] = seen.get(kind, 0) + 1
        answer = page.goto(address)
        assert answer.status < 400, f"a link leads {name} to {address}, which answers {answer.status}"
        check_page(page, f"{kind.strip('/').replace('/', '-').replace('*', '') or 'my-page'}-{seen[kind]}-{name}")
        links = page.locator("a[href]").evaluate_all("all => all.map((one) => one.getAttribute('href'))")
        here = urlsplit(page.url)
        for link in links:
            target = urlsplit(urljoin(page.url, link))
            if target.netloc == here.netloc and not link.startswith("#"):
                waiting.append(target._replace(fragment="").geturl())


def test_what_is_not_there_is_said_in_a_page(browser: Any, demonstration: server.Server) -> None:
    for page in pages(browser, PHONE):
        for path in ("/nowhere/", "/i/never-made/", "/policies/00000000-0000-4000-8000-000000000000/"):
            answer = page.goto(demonstration.address + path)
            assert answer.status == 404
            check_page(page, f"not-found{path.replace('/', '-')}")
