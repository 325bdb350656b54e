"""From an empty machine to a record that anybody can verify, at a phone's width."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from countersign.access.tests import slapd
from tests.browser import PHONE, pages
from tests.journey import documents, records, steps
from tests.journey.hands import Pointer
from tests.journey.looking import check_page
from tests.journey.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.slapd]

HEAD = "Mrs Thackray"
HEAD_PASSWORD = "a heron stands in the brook"
CLAUSE = "I will look after devices lent to me, and hand them to {post:business-manager} when I leave."


def new_phone(browser: Any, **more: Any) -> Any:
    """Return a page of somebody else's phone."""
    return pages(browser, PHONE, has_touch=True, is_mobile=True, device_scale_factor=2, **more)


def account_of(server: slapd.Slapd, username: str) -> dict[str, list[bytes]]:
    """Read an account back from the directory itself."""
    import ldap

    ((_, found),) = server.admin().search_s(slapd.PEOPLE, ldap.SCOPE_ONELEVEL, f"(uid={username})", ["*", "+"])
    return dict(found)


def test_the_whole_journey_on_a_phone(
    browser: Any, phone: Any, installation: Server, directory: slapd.Slapd, tmp_path: Path
) -> None:
    address, office = installation.address, Pointer(phone)
    steps.set_up_school(office, address)
    steps.set_up_app(office)

    steps.put_in(office, address, documents.policy(tmp_path))
    assert steps.settle_every_doubt(office) == 3
    steps.edit_clause(office, "7", CLAUSE)
    steps.publish(office)
    assert "hand them to the school business manager when I leave" in phone.locator("main").inner_text()

    steps.add_person(office, address, "Siobhán", "O'Brien, (Jr) *", email="s.obrien@fernhill.example")
    steps.import_people(office, address, documents.people(tmp_path))
    teacher = "Siobhán O'Brien, (Jr) *"
    link = steps.invite(office, address, teacher)

    for page in new_phone(browser):
        signer = Pointer(page)
        assert steps.sign(signer, link, teacher, permission="Remote access", reason="I mark books at home") <= 4
        page.get_by_role("link", name="Your receipt").wait_for()

        joining = steps.link_for(office, address, HEAD, "Send a link to make an account")
        for head_page in new_phone(browser):
            head = Pointer(head_page)
            steps.join(head, joining, HEAD_PASSWORD)
            steps.countersign(head, address, teacher, approver=HEAD, permission="Remote access")

        steps.connect_directory(office, address, directory, {"Staff network": "Staff", "Remote access": "Remote"})
        steps.apply_plan(office, "4 changes for 1 person")
        account = account_of(directory, "sobrien")
        assert {group.split(b",")[0] for group in account["memberOf"]} == {b"cn=Staff", b"cn=Remote"}
        assert "pwdAccountLockedTime" not in account
        assert account["mail"] == [b"s.obrien@fernhill.example"]

        check_the_record(page, tmp_path)


def check_the_record(page: Any, folder: Path) -> None:
    """Take the record as its owner does, and have strangers' programs judge it."""
    page.goto(page.url)
    steps.heading(page, "Signed and countersigned")
    check_page(page, "signed-in-force")
    page.get_by_role("link", name="Your sealed record").click()
    page.get_by_text("Sealed record (PDF").wait_for()
    page.get_by_text("Whole", exact=True).wait_for()
    check_page(page, "record")
    pdf = download(page, re.compile("Sealed record"), folder / "record.pdf")
    bundle = download(page, "Bundle for verifying (ZIP)", folder / "bundle.zip")
    page.get_by_role("link", name="one-file verifier").click()
    steps.heading(page, "Check a record")
    check_page(page, "verify")
    program = download(page, "countersign-verify.py", folder / "countersign-verify.py")

    for record in (pdf, bundle):
        assert records.verify(program, record) == (True, records.verify(program, record)[1])
        assert not records.verify(program, records.altered(record))[0]
    if shutil.which("pdfsig"):
        assert records.seal_holds(pdf)
        assert not records.seal_holds(records.altered(pdf))

    for record, title in [(pdf, "This record is whole"), (records.altered(pdf), "This record is not whole")]:
        page.locator("input[type=file]").set_input_files(record)
        page.get_by_role("button", name="Check this file").click()
        steps.heading(page, title)
        check_page(page, f"verify-{record.stem}")


def download(page: Any, name: Any, to: Path) -> Path:
    """Follow a link to a file and keep it."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name).click()
    waiting.value.save_as(to)
    return to
