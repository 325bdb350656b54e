"""From an empty machine to a record that anybody can verify: with a finger, by keyboard alone, and without scripts."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from countersign.access.tests import slapd
from tests.browser import DESK, NARROW, PHONE, pages
from tests.journey import documents, records, steps
from tests.journey.hands import Keyboard, Pointer
from tests.journey.looking import check_page
from tests.journey.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.slapd]

HEAD = "Mrs Thackray"
HEAD_PASSWORD = "a heron stands in the brook"
TEACHER = "Siobhán O'Brien, (Jr) *"
CLAUSE = "I will look after devices lent to me, and hand them to {post:business-manager} when I leave."


@dataclass(frozen=True)
class Way:
    """How everybody in a journey uses the pages: the hand, the window, and whether scripts run."""

    browser: Any
    hand: type[Pointer]
    size: dict[str, int]
    scripts: bool = True

    @contextmanager
    def somebody(self) -> Iterator[Pointer]:
        """Lend a browser of its own to one more person."""
        is_phone = self.size is PHONE
        more: dict[str, Any] = {"has_touch": True, "is_mobile": True, "device_scale_factor": 2} if is_phone else {}
        for page in pages(self.browser, self.size, scripts=self.scripts, **more):
            yield self.hand(page)


def test_the_whole_journey_on_a_phone(
    browser: Any, empty_machine: Server, directory: slapd.Slapd, tmp_path: Path
) -> None:
    walk(Way(browser, Pointer, PHONE), empty_machine.address, directory, tmp_path)


def test_the_whole_journey_by_keyboard_alone(
    browser: Any, installation: Server, directory: slapd.Slapd, tmp_path: Path
) -> None:
    walk(Way(browser, Keyboard, DESK), installation.address, directory, tmp_path)


def test_the_whole_journey_at_320_pixels_without_scripts(
    browser: Any, installation: Server, directory: slapd.Slapd, tmp_path: Path
) -> None:
    walk(Way(browser, Pointer, NARROW, scripts=False), installation.address, directory, tmp_path)


def walk(way: Way, address: str, directory: slapd.Slapd, folder: Path) -> None:
    """Go from the first visit to the verified record."""
    with way.somebody() as office, way.somebody() as signer, way.somebody() as head:
        steps.set_up_school(office, address)
        steps.set_up_app(office)
        steps.put_in(office, address, documents.policy(folder))
        assert steps.settle_every_doubt(office) == 3
        steps.edit_clause(office, "7", CLAUSE)
        steps.publish(office)
        text = office.page.locator("main").inner_text()
        assert "hand them to the school business manager when I leave" in text

        steps.add_person(office, address, "Siobhán", "O'Brien, (Jr) *", email="s.obrien@fernhill.example")
        steps.import_people(office, address, documents.people(folder))
        link = steps.invite(office, address, TEACHER)
        asked = {"wish": "I wish to have an e-mail account", "permission": "Remote access", "reason": "I mark at home"}
        assert steps.sign(signer, link, TEACHER, **asked) <= 4

        joining = steps.link_for(office, address, HEAD, "Send a link to make an account")
        steps.join(head, joining, HEAD_PASSWORD)
        steps.countersign(head, address, TEACHER, approver=HEAD, permission="Remote access")

        steps.connect_directory(office, address, directory, {"Staff drive": "Staff", "Remote access": "Remote"})
        steps.apply_plan(office, "4 changes for 1 person")
        check_the_account(directory)
        check_the_record(signer, folder)
        office.page.goto("about:blank")  # the page that follows the changes asks for news as long as it is open


def check_the_account(directory: slapd.Slapd) -> None:
    """Read the account back from the directory itself: in its groups, with its address, and open."""
    import ldap

    ((_, found),) = directory.admin().search_s(slapd.PEOPLE, ldap.SCOPE_ONELEVEL, "(uid=sobrienjr)", ["*", "+"])
    assert {group.split(b",")[0] for group in found["memberOf"]} == {b"cn=Staff", b"cn=Remote"}
    assert found["mail"] == [b"s.obrien@fernhill.example"]
    assert "pwdAccountLockedTime" not in found


def check_the_record(signer: Pointer, folder: Path) -> None:
    """Take the record as its owner does, and have strangers' programs judge it."""
    page = signer.page
    page.reload()
    steps.heading(page, "Signed and countersigned")
    check_page(page, "signed-in-force")
    signer.press("Your sealed record")
    page.get_by_text("Sealed record (PDF").wait_for()
    page.get_by_text("Whole", exact=True).wait_for()
    check_page(page, "record")
    pdf = download(signer, re.compile("Sealed record"), folder / "record.pdf")
    bundle = download(signer, "Bundle for verifying (ZIP)", folder / "bundle.zip")
    signer.press("one-file verifier")
    steps.heading(page, "Check a record")
    check_page(page, "verify")
    program = download(signer, "countersign-verify.py", folder / "countersign-verify.py")

    for record in (pdf, bundle):
        is_whole, said = records.verify(program, record)
        assert is_whole, said
        is_whole, said = records.verify(program, records.altered(record))
        assert not is_whole, said
    if shutil.which("pdfsig") or os.environ.get("CI") == "true":
        assert records.seal_holds(pdf)
        assert not records.seal_holds(records.altered(pdf))

    for record, title in [(pdf, "This record is whole"), (records.altered(pdf), "This record is not whole")]:
        signer.give_file(str(record))
        signer.press("Check this file")
        steps.heading(page, title)
        check_page(page, f"verify-{record.stem}")


def download(hand: Pointer, name: Any, to: Path) -> Path:
    """Follow a link to a file and keep it."""
    with hand.page.expect_download() as waiting:
        hand.press_it(hand.page.get_by_role("link", name=name))
    waiting.value.save_as(to)
    return to
