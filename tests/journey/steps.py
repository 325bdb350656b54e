"""What people do, from the first visit to the record: each step takes a hand and leaves its page open."""

from pathlib import Path
from typing import Any

from countersign.people.tests.test_sign_in import code_now
from tests.browser import check_page
from tests.journey.documents import SCHOOL
from tests.journey.hands import Pointer

PASSWORD = "quiet otter under the bridge"
ADMINISTRATOR = ("Oona Marsh", "o.marsh@fernhill.example")
HOLDERS = {
    "Headteacher": ("Mrs Thackray", "head@fernhill.example"),
    "Designated safeguarding lead": ("Miss Nasser", "dsl@fernhill.example"),
    "Chair of governors": ("Helen Ward", "chair@fernhill.example"),
    "Contact for questions about the policy": ("Mrs Lowther", "r.lowther@fernhill.example"),
}


def heading(page: Any, name: str) -> Any:
    """Wait until the page with this heading is there."""
    found = page.get_by_role("heading", level=1, name=name)
    found.wait_for()
    return found


def look(page: Any, name: str, look_at: bool = True) -> None:
    """Check a page, when this journey is one that checks pages."""
    if look_at:
        check_page(page, name)


def set_up_school(hand: Pointer, address: str, *, name: str = SCHOOL, holders: Any = None) -> None:
    """From the first visit through the five questions to the library."""
    page = hand.page
    page.goto(address)
    heading(page, "Welcome to Countersign")
    check_page(page, "welcome")
    hand.press("Set up my school")
    heading(page, "The school")
    hand.press("Continue")
    check_page(page, "set-up-school-error")
    hand.fill("What is the school called?", name)
    hand.press("Continue")
    heading(page, "You, its first administrator")
    hand.fill("Your name", ADMINISTRATOR[0])
    hand.fill("Your e-mail address", ADMINISTRATOR[1])
    hand.fill("Choose a password", PASSWORD)
    check_page(page, "set-up-you")
    hand.press("Continue")
    heading(page, "Who holds which post?")
    for title, (holder, email) in (holders or HOLDERS).items():
        group = page.get_by_role("group", name=title, exact=True)
        hand.fill("Name", holder, within=group)
        hand.fill("E-mail address", email, within=group)
    check_page(page, "set-up-posts")
    hand.press("Continue")
    heading(page, "Who may countersign agreements?")
    hand.tick("Headteacher")
    check_page(page, "set-up-countersigning")
    hand.press("Continue")
    heading(page, "When do people sign again?")
    hand.tick("Everybody by one date each year")
    hand.fill("By which day each year?", "30 September")
    check_page(page, "set-up-rule")
    hand.press("Continue")
    heading(page, "Check your answers")
    check_page(page, "set-up-check")
    hand.press(f"Set up {name}")
    page.get_by_text(f"{name} is set up").wait_for()
    check_page(page, "policies-empty")
