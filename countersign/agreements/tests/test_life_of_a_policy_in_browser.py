"""One policy from its first word to the second signature under it, by everybody's own pages and nothing else."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from countersign.agreements.models import Agreement
from countersign.people.models import Person
from countersign.policies.models import Approval, Edition
from countersign.policies.tests.approving import make_governors
from countersign.policies.tests.factories import make_administrator, make_person, make_school, put_in_post, sign_in
from tests.browser import check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Hands:
    """Somebody's hands on a page: what they press is counted."""

    def __init__(self, page: Any, address: str) -> None:
        self.page, self.address, self.actions = page, address, 0

    def be(self, person: Person, path: str = "/") -> None:
        """Go on as somebody else, at a page."""
        cookie = sign_in(Client(), person).cookies[settings.SESSION_COOKIE_NAME].value
        self.page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": self.address}])
        self.page.goto(f"{self.address}{path}")
        self.actions = 0

    def press(self, name: str) -> None:
        self.page.locator(f"a:has-text('{name}'), button:has-text('{name}')").first.click()
        self.page.wait_for_load_state()
        self.actions += 1

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)
        self.actions += 1

    def see(self, text: str, picture: str = "") -> None:
        self.page.get_by_text(text).first.wait_for()
        check_page(self.page, picture)


def write_first(desk: Hands, governors: list[Person]) -> None:
    """Write a policy without a file, and say who approves it."""
    desk.press("write one yourself")
    desk.fill("What is it called?", "Mobile Phone Policy")
    desk.page.get_by_label("Yes", exact=True).check()
    desk.page.get_by_label("Staff", exact=True).check()
    check_page(desk.page, "life-write")
    desk.press("Write the first clause")
    desk.fill("Words", "I keep my own phone in my locker, and I tell {post:dsl} **at once** if a pupil films somebody.")
    desk.fill("Number as printed (optional)", "1")
    desk.see("The draft is made, and still empty", "life-first-clause")
    desk.press("Add it")
    desk.press("Add a clause at the end")
    desk.fill("Words", "I take pictures of pupils only with a school camera.")
    desk.fill("Number as printed (optional)", "2")
    desk.press("Add it")
    desk.see("Edit the draft", "life-draft")
    desk.press("Governors’ approval")
    desk.press("Change who approves it")
    desk.page.get_by_label("Yes, by people named here").check()
    desk.fill("How many of them must approve?", "2")
    for governor in governors[:2]:
        desk.page.get_by_label(governor.name).check()
    desk.press("Save")


def be_approved(desk: Hands, phone: Hands, by: Person, governors: list[Person], minute: str) -> None:
    """Send the draft to its governors; one answers on a phone, and then a meeting of both approves it."""
    desk.press("Send it for approval")
    desk.see("Each approver is told")
    phone.be(governors[0])
    phone.press("Read it and answer")
    phone.page.get_by_label("Yes, I approve it exactly as it stands here").check()
    phone.fill("Type your full name", governors[0].name)
    phone.see("Where it stands", "life-approve")
    phone.press("Answer for myself")
    phone.see("You approved it.")
    desk.press("Record a meeting")
    for part, text in (("Day", "10"), ("Month", "November"), ("Year", "2026")):
        desk.fill(part, text)
    desk.fill("Reference of the minute", minute)
    for governor in governors[:2]:
        desk.page.get_by_label(governor.name).check()
    desk.press("Record the meeting")
    desk.see("The meeting is recorded", "life-meeting")


def publish(desk: Hands, number: int) -> None:
    desk.press(f"Publish edition {number}")
    desk.see("From now on nobody can alter it", "life-published")


@pytest.mark.parametrize("size", ["phone_without_scripts", "phone"])
def test_a_policy_is_written_approved_published_changed_and_signed_again(
    live_server: Any, desk: Any, request: pytest.FixtureRequest, size: str
) -> None:
    author, pocket = Hands(desk, live_server.url), Hands(request.getfixturevalue(size), live_server.url)
    school = make_school()
    administrator, governors = make_administrator(school), make_governors(make_administrator(school))
    for name, post in (("Siân", "dsl"), ("Jane", "headteacher"), ("Rhys", "aup-contact")):
        put_in_post(make_person(school, name, "Howells"), post)
    amira = make_person(school, "Amira", "Khan")

    author.be(administrator, "/policies/")
    write_first(author, governors)
    be_approved(author, pocket, administrator, governors, "26/11.4")
    author.press("Go on to publishing")
    publish(author, 1)
    pocket.be(amira)
    pocket.press("Read and sign")
    pocket.fill("Type your full name", "Amira Khan")
    pocket.press("Sign edition 1")
    pocket.see("You signed.")
    first = Edition.objects.get(number=1)
    assert first.approved_by == "Priya Ward and Marta Lind, minute 26/11.4"

    author.press("Write the next edition")
    author.page.locator("[id^=part-] a:has-text('Change')").last.click()
    author.fill("Words", "I take pictures of pupils only with a school camera, and never put one into an AI tool.")
    author.press("Save")
    author.press("Governors’ approval")
    be_approved(author, pocket, administrator, governors, "26/11.9")
    author.press("Go on to publishing")
    author.see("1 person will sign again", "life-impact")
    author.page.get_by_label("Yes, everybody it is for").check()
    author.fill("What changed?", "AI tools get no pictures of pupils.")
    publish(author, 2)

    pocket.be(amira)
    pocket.press("Read and sign")
    pocket.see("What changed, Amira", "life-again")
    assert "AI tools get no pictures of pupils." in pocket.page.locator("main").inner_text()
    pocket.fill("Type your full name", "Amira Khan")
    pocket.press("Sign edition 2")
    assert pocket.actions <= 3
    pocket.see("You signed.", "life-signed")
    again = Agreement.objects.get(edition__number=2)
    assert again.reading["compared_with"] == 1
    assert Approval.objects.filter(approved_at__isnull=False).count() == 2
