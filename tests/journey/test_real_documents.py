"""
The agreements of two real schools, the whole way: put in, checked, published, signed, countersigned, in the directory.

They belong to their schools and are not part of this repository: without the folder that COUNTERSIGN_SHARED names, or
`../shared` beside the checkout, these tests are skipped. Nothing they say is printed.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright import sync_api

from countersign.access.tests import slapd
from tests.browser import DESK
from tests.journey import steps
from tests.journey.hands import Pointer
from tests.journey.server import Server
from tests.journey.test_whole_journey import HEAD, HEAD_PASSWORD, Way

pytestmark = [pytest.mark.browser, pytest.mark.slapd]

SHARED = Path(os.environ.get("COUNTERSIGN_SHARED") or Path(settings.ROOT).parent / "shared")


@pytest.fixture(autouse=True)
def _nothing_is_told() -> Iterator[None]:
    """Keep what the pages say out of what a failure prints."""
    steps.tells = False
    yield
    steps.tells = True


def documents() -> list[Path]:
    """Return the two documents, by name; none where they are not at hand."""
    return sorted((SHARED / "documents").glob("*.txt"))


@pytest.mark.parametrize(("which", "clauses"), [(0, 24), (1, 14)], ids=["24 clauses", "14 clauses"])
def test_a_real_agreement_goes_the_whole_way(
    browser: Any, installation: Server, directory: slapd.Slapd, tmp_path: Path, which: int, clauses: int
) -> None:
    found = documents()
    if not found:
        pytest.skip("the documents are not at hand: COUNTERSIGN_SHARED names their folder")
    document = tmp_path / "agreement.txt"
    document.write_bytes(found[which].read_bytes())
    way, address, name = Way(browser, Pointer, DESK), installation.address, "Jo Fennimore"
    with way.somebody() as office, way.somebody() as signer, way.somebody() as head:
        steps.set_up_school(office, address)
        steps.set_up_app(office)
        steps.put_in(office, address, document)
        figure = office.page.locator(".cs-figures > *", has_text="Clauses").inner_text()
        assert figure.split()[-1] == str(clauses)
        settle(office)
        steps.publish(office)

        steps.add_person(office, address, "Jo", "Fennimore", email="j.fennimore@fernhill.example")
        link = steps.invite(office, address, name)
        steps.sign(signer, link, name, permission="Remote access", reason="I mark at home")
        joining = steps.link_for(office, address, HEAD, "Send a link to make an account")
        steps.join(head, joining, HEAD_PASSWORD)
        steps.countersign(head, address, name, approver=HEAD, permission="Remote access")
        steps.connect_directory(office, address, directory, {"Staff drive": "Staff", "Remote access": "Remote"})
        steps.apply_plan(office, "4 changes for 1 person")
        office.page.goto("about:blank")

    import ldap

    ((_, account),) = directory.admin().search_s(slapd.PEOPLE, ldap.SCOPE_ONELEVEL, "(uid=jfennimore)", ["*", "+"])
    assert {group.split(b",")[0] for group in account["memberOf"]} == {b"cn=Staff", b"cn=Remote"}
    assert "pwdAccountLockedTime" not in account


def settle(hand: Pointer) -> None:
    """Give the first answer to every doubt, and a title and an audience to an agreement that has none."""
    page = hand.page
    doubts = page.locator(".policies-doubt:has(button[name=answer])")
    left = doubts.count()
    while left:
        hand.press_it(doubts.first.get_by_role("button").first)
        sync_api.expect(doubts).to_have_count(left - 1)
        left -= 1
    if page.get_by_text("Every place is checked").count() == 0:
        hand.press("Title, people and dates")
        title = page.get_by_label("Title", exact=True)
        if not title.input_value():
            hand.fill_it(title, "Acceptable Use Policy")
        hand.press("Save the details")
        page.get_by_text("The details are saved").wait_for()
    page.get_by_text("Every place is checked").wait_for()
