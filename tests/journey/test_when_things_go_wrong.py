"""Double clicks, two tabs, stale pages, links that ended, names of every kind: right answers, and nothing lost."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright import sync_api

from tests.browser import PHONE, pages
from tests.journey import school, server, steps
from tests.journey.hands import Pointer
from tests.journey.looking import check_page
from tests.journey.school import ADMINISTRATOR, HEAD, PASSWORD, School

pytestmark = pytest.mark.browser
expect = sync_api.expect

SIGN = re.compile("^Sign edition")


@pytest.fixture(scope="module")
def fernhill(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> Iterator[School]:
    """A school in use, shared by the tests of this module: each brings people of its own."""
    with server.running(tmp_path_factory.mktemp("fernhill"), prepared=prepared) as running:
        running.tell(school.SET_UP)
        yield School(running, {})


@pytest.fixture
def other(browser: Any) -> Iterator[Any]:
    """Somebody else's phone."""
    yield from pages(browser, PHONE)


def read(hand: Pointer, link: str) -> None:
    """Open an invitation and come to the policy."""
    hand.page.goto(link)
    hand.press("Yes, continue")
    hand.page.get_by_role("button", name=SIGN).wait_for()


@pytest.mark.parametrize(
    ("forename", "surname"),
    [
        ("Siobhán", "O'Brien, (Jr) *"),
        ("مريم", "الخطيب\u200f"),
        ("N" * 100, "g" * 100),
        ("Zoë̈", "<script>alert(1)</script>"),
        ("王", ""),
    ],
    ids=["apostrophe", "right-to-left", "two hundred letters", "combining", "one sign"],
)
def test_a_name_of_any_kind_signs_and_is_printed_as_it_is(
    phone: Any, fernhill: School, forename: str, surname: str
) -> None:
    hand, name = Pointer(phone), f"{forename} {surname}".strip()
    (link,) = fernhill.invite((forename, surname))
    phone.goto(link)
    check_page(phone, f"invitation-{name[:8]}")
    hand.press("Yes, continue")
    hand.fill("Type your full name", name[:200])
    hand.press_it(phone.get_by_role("button", name=SIGN))
    steps.heading(phone, "You signed")
    check_page(phone, f"signed-{name[:8]}")
    hand.press("Your receipt")
    check_page(phone, f"receipt-{name[:8]}")
    with phone.expect_download() as waiting:
        phone.get_by_role("link", name="Sealed receipt").click()
    assert waiting.value.path().read_bytes().startswith(b"%PDF-")


def test_a_double_click_signs_once_with_scripts_and_without(
    phone: Any, phone_without_scripts: Any, fernhill: School
) -> None:
    links = fernhill.invite(("Dora", "Twice"), ("Dirk", "Twice"))
    for page, link in zip((phone, phone_without_scripts), links, strict=True):
        hand = Pointer(page)
        page.goto(link)
        page.get_by_role("button", name="Yes, continue").dblclick()
        page.get_by_role("button", name=SIGN).wait_for()
        hand.fill("Type your full name", "D. Twice")
        page.get_by_role("button", name=SIGN).dblclick()
        steps.heading(page, "You signed")
        page.goto(f"{fernhill.address}/")
        expect(page.get_by_role("link", name=re.compile("^Open"))).to_have_count(1)


def test_going_back_after_signing_asks_for_nothing_again(phone: Any, fernhill: School) -> None:
    hand = Pointer(phone)
    (link,) = fernhill.invite(("Bea", "Back"))
    read(hand, link)
    hand.fill("Type your full name", "Bea Back")
    hand.press_it(phone.get_by_role("button", name=SIGN))
    steps.heading(phone, "You signed")

    phone.go_back()

    steps.heading(phone, "You signed")
    check_page(phone, "signed-before")
    phone.goto(link)  # the link itself leads there too, in the browser that used it
    phone.get_by_text("Nothing to sign today").wait_for()
    check_page(phone, "nothing-to-sign")


def test_two_tabs_make_one_signature(phone: Any, fernhill: School) -> None:
    hand = Pointer(phone)
    (link,) = fernhill.invite(("Tess", "Tabs"))
    read(hand, link)
    second = phone.context.new_page()
    second.goto(phone.url)
    for page in (phone, second):
        Pointer.fill(_hand(page), "Type your full name", "Tess Tabs")
        page.get_by_role("button", name=SIGN).click()
        steps.heading(page, "You signed")
    second.get_by_text("You have already signed this edition").wait_for()
    check_page(second, "signed-already")


def _hand(page: Any) -> Pointer:
    page.runs_scripts = True
    return Pointer(page)


def test_a_link_used_before_says_so_and_offers_a_new_one(phone: Any, other: Any, fernhill: School) -> None:
    hand, stranger = Pointer(phone), Pointer(other)
    (link,) = fernhill.invite(("Una", "Used"))
    read(hand, link)

    answer = other.goto(link)

    assert answer.status == 410
    other.get_by_text("works only once").wait_for()
    check_page(other, "link-used")
    stranger.press_it(other.get_by_role("button", name=re.compile("new link")).first)
    steps.heading(other, "Look in your mail")
    check_page(other, "new-link-asked")


def test_a_link_that_ran_out_says_until_when_it_worked(phone: Any, fernhill: School) -> None:
    (link,) = fernhill.invite(("Ed", "Expired"))
    fernhill.server.tell(school.EXPIRE)

    assert phone.goto(link).status == 410

    phone.get_by_text("It worked until").wait_for()
    check_page(phone, "link-expired")


def test_a_bearer_may_turn_away_ask_and_decline(phone: Any, other: Any, fernhill: School) -> None:
    hand, wrong = Pointer(phone), Pointer(other)
    for_wrong, link = fernhill.invite(("Nora", "Notme"), ("Dan", "Declines"))
    other.goto(for_wrong)
    wrong.open("This is not me")
    check_page(other, "not-me")
    other.locator("details[open] button").first.click()
    other.wait_for_load_state()
    check_page(other, "turned-away")

    read(hand, link)
    hand.press("Ask a question first")
    hand.press("Send the question")
    hand.is_told_what_is_wrong("ask-error")
    hand.fill("What is your question?", "May I use my own phone?")
    hand.press("Send the question")
    phone.get_by_text("Your question is on its way").wait_for()
    check_page(phone, "asked")
    hand.press("I do not want to sign")
    hand.press("Decline to sign")
    hand.is_told_what_is_wrong("decline-error")
    hand.fill("Why do you not want to sign?", "Clause 1 is unclear.")
    hand.press("Decline to sign")
    phone.get_by_text("You declined to sign").first.wait_for()
    check_page(phone, "declined")


def test_what_the_school_returns_or_refuses_is_seen_by_whom_it_concerns(
    phone: Any, other: Any, fernhill: School
) -> None:
    hand, head = Pointer(phone), Pointer(other)
    names = [("Rita", "Returned"), ("Rafe", "Refused")]
    fernhill.sign_in(head, HEAD)
    for link, (forename, surname) in zip(fernhill.invite(*names), names, strict=True):
        phone.context.clear_cookies()
        read(hand, link)
        hand.fill("Type your full name", f"{forename} {surname}")
        hand.press_it(phone.get_by_role("button", name=SIGN))
        steps.heading(phone, "You signed")

        other.goto(f"{fernhill.address}/agreements/")
        head.open("Look at one of them first")
        check_page(other, f"queue-plain-{surname}")
        head.press(f"{forename} {surname}")
        steps.heading(other, f"{forename} {surname}")
        if surname == "Returned":
            head.press("Return with a question")
            head.press("Return with a question")
            head.is_told_what_is_wrong("return-error")
            other.get_by_role("textbox").fill("Do you need remote access?")
            head.press("Return with a question")
        else:
            head.press("Refuse")
            head.press("Refuse")
            head.is_told_what_is_wrong("refuse-error")
            other.get_by_role("textbox").fill("You start next year.")
            head.press("Refuse")
        steps.heading(other, "To countersign")
        check_page(other, f"queue-{surname}")

        phone.reload()
        check_page(phone, f"signed-{surname}")
        phone.goto(f"{fernhill.address}/")
        check_page(phone, f"my-page-{surname}")
        if surname == "Returned":
            phone.get_by_text("Do you need remote access?").first.wait_for()
            hand.press("Read and sign anew")
            phone.get_by_text("The school has a question for you").wait_for()
            check_page(phone, "sign-returned")
            hand.press("Answer it in writing")
            hand.press("Send your answer")
            hand.is_told_what_is_wrong("answer-error")
            phone.get_by_role("textbox").fill("No, I work at school.")
            hand.press("Send your answer")
            steps.heading(phone, "You signed")
            check_page(phone, "answered")
            other.reload()
            head.press(f"{forename} {surname}")
            other.get_by_text("No, I work at school.").wait_for()
            check_page(other, "countersign-answered")
            other.goto(f"{fernhill.address}/agreements/")


def test_two_approvers_at_once_make_one_countersignature(phone: Any, other: Any, fernhill: School) -> None:
    hand, head = Pointer(phone), Pointer(other)
    (link,) = fernhill.invite(("Olga", "Once"))
    read(hand, link)
    hand.fill("Type your full name", "Olga Once")
    hand.press_it(phone.get_by_role("button", name=SIGN))
    steps.heading(phone, "You signed")
    fernhill.sign_in(head, HEAD)
    other.goto(f"{fernhill.address}/agreements/")
    head.open("Look at one of them first")
    head.press("Olga Once")
    steps.heading(other, "Olga Once")
    late, here = other.context.new_page(), other.url
    late.goto(here)
    for page in (other, late):
        _hand(page).fill("Type your full name", "Mrs Thackray")
        page.get_by_role("button", name="Countersign", exact=True).dblclick()
        page.wait_for_url(lambda url: url != here)  # on to the next that waits, or to the queue
    late.get_by_text("is not waiting for a countersignature any more").wait_for()
    check_page(late, "countersigned-meanwhile")


def test_an_edition_replaced_while_somebody_reads_leads_to_the_new_one(phone: Any, fernhill: School) -> None:
    hand = Pointer(phone)
    (link,) = fernhill.invite(("Rea", "Reads"))
    read(hand, link)
    hand.fill("Type your full name", "Rea Reads")
    fernhill.server.tell(school.REPLACE)

    hand.press_it(phone.get_by_role("button", name=SIGN))

    phone.get_by_role("button", name=re.compile("^Sign edition")).wait_for()
    assert "/sign/" in phone.url
    check_page(phone, "edition-replaced")


def test_a_session_that_locks_while_a_long_form_is_typed_loses_nothing(phone: Any, fernhill: School) -> None:
    hand = Pointer(phone)
    draft = fernhill.server.tell(school.DRAFT)
    fernhill.sign_in(hand, ADMINISTRATOR)
    phone.goto(f"{fernhill.address}/policies/drafts/{draft}/")
    hand.press("Change 1")
    words = "I keep my password to myself. " * 40
    hand.fill("Words", words)
    beside = phone.context.new_page()
    beside.goto(f"{fernhill.address}/sign-in/mine/")
    beside.get_by_role("button", name="Lock now").click()
    beside.get_by_role("heading", name="Locked").wait_for()

    hand.press("Save")
    steps.heading(phone, "Locked")
    check_page(phone, "locked")
    hand.press("Unlock")
    hand.is_told_what_is_wrong("locked-error")
    hand.fill("Password", PASSWORD)
    hand.press("Unlock")
    steps.heading(phone, "Unlocked")
    check_page(phone, "unlocked")
    hand.press("Send it now")
    phone.get_by_text("Clause 1 is saved").wait_for()
    assert words.strip() in phone.locator("main").inner_text()
    check_page(phone, "saved-after-unlocking")


def test_two_editors_of_one_clause_see_each_other(phone: Any, fernhill: School) -> None:
    hand = Pointer(phone)
    draft = fernhill.server.tell(school.DRAFT)
    fernhill.sign_in(hand, ADMINISTRATOR)
    phone.goto(f"{fernhill.address}/policies/drafts/{draft}/")
    hand.press("Change 2")
    steps.heading(phone, "Clause 2")
    beside = phone.context.new_page()
    beside.goto(phone.url)
    _hand(beside).fill("Words", "I report what worries me at once.")
    beside.get_by_role("button", name="Save", exact=True).dblclick()
    beside.get_by_text("Clause 2 is saved").wait_for()

    hand.fill("Words", "I report what worries me the same day.")
    hand.press("Save")
    hand.is_told_what_is_wrong("clause-changed-meanwhile")
    phone.get_by_text("I report what worries me at once.").first.wait_for()
    expect(phone.get_by_label("Words", exact=True)).to_have_value("I report what worries me the same day.")
    hand.press("Save what is in the boxes")
    phone.get_by_text("Clause 2 is saved").wait_for()
