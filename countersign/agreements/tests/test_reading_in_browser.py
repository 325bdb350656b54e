"""Required reading in a browser: on a phone without scripts, and at a desk, each page sound."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from countersign.agreements.models import Agreement
from countersign.agreements.tests import factories as make
from countersign.agreements.tests.reading import CHECK, make_linked, put_into_library, read_everything, require_in
from countersign.people.models import Person
from countersign.policies import actions
from countersign.policies.models import Edition
from countersign.policies.tests.factories import make_draft, publish, sign_in
from tests.browser import check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SECTIONS = ("Sexting", "Upskirting", "Bullying", "Sexual violence and harassment")


def make_world() -> tuple[Person, Person, Edition]:
    """Return a head, a teacher, and a draft that requires five things to be read."""
    school, head = make.make_headed_school("Marlow Green Primary School")
    library = make_linked(school, "Online Safety Policy")
    put_into_library(library, head, "Reporting", *SECTIONS)
    elsewhere = make_linked(school, "Images Policy", web_address="https://marlowgreen.example/policies/images")
    whole = make_linked(school, "Keeping children safe in education, part one")
    put_into_library(whole, head, "What staff should know and do", "What to look out for")
    actions.change_must_read(whole, ["staff", "governors"], by=head)
    draft = make_draft(school, "I have read the sections that are asked of me.", by=head)
    require_in(draft, {library: SECTIONS, elsewhere: ["Consent"]}, head)
    actions.write_question(draft.required.order_by("position")[1], CHECK, by=head)
    return head, make.make_signer(school), draft


def come_in(page: Any, live_server: Any, person: Person) -> None:
    cookie = sign_in(Client(), person).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])


@pytest.mark.parametrize("size", ["phone_without_scripts", "phone", "narrow", "desk"])
def test_everything_required_is_read_and_then_signed(
    live_server: Any, request: pytest.FixtureRequest, size: str
) -> None:
    page = request.getfixturevalue(size)
    head, person, draft = make_world()
    edition = publish(draft, head)
    come_in(page, live_server, person)

    page.goto(f"{live_server.url}/")
    check_page(page, f"reading-my-page-{size}")
    page.goto(f"{live_server.url}/reading/")
    check_page(page, f"reading-list-{size}")
    page.goto(f"{live_server.url}/sign/{edition.public_id}/")
    page.get_by_text("0 of 5 read").wait_for()
    check_page(page, f"reading-sign-before-{size}")
    page.get_by_role("button", name="Read Online Safety Policy: Sexting").click()
    check_page(page, f"reading-item-{size}")
    page.get_by_role("button", name="I have read it").focus()
    page.keyboard.press("Enter")
    page.get_by_text("1 of 5 read").wait_for()
    page.get_by_label("A prank").check()
    page.get_by_role("button", name="I have read it").click()
    page.get_by_text("Not quite.").first.wait_for()
    check_page(page, f"reading-wrong-{size}")
    page.get_by_label("A crime").check()
    page.get_by_role("button", name="Answer").click()
    page.get_by_text("2 of 5 read").wait_for()
    page.get_by_role("link", name="I do not understand this").click()
    check_page(page, f"reading-ask-{size}")
    page.get_by_label("What do you not understand?").fill("Does this hold for messages at home?")
    page.get_by_role("button", name="Send the question").click()
    page.get_by_text("Your question is on its way").wait_for()
    for done in (3, 4):
        page.get_by_role("button", name="I have read it").click()
        page.get_by_text(f"{done} of 5 read").wait_for()
    check_page(page, f"reading-address-{size}")
    page.get_by_role("button", name="I have read it").click()
    page.get_by_text("You can sign now").wait_for()
    check_page(page, f"reading-sign-after-{size}")
    page.get_by_label("Type your full name").fill("Nadia Kow")
    page.get_by_role("button", name="Sign edition 1").click()
    page.get_by_text("You signed. The school signs next").wait_for()
    assert Agreement.objects.get(person=person).reading["required"]
    page.goto(f"{live_server.url}/reading/")
    page.get_by_role("link", name="All of it of Keeping children safe").click()
    check_page(page, f"reading-all-staff-{size}")
    page.get_by_role("button", name="I have read it").click()
    page.get_by_role("heading", name="You have read everything").wait_for()
    check_page(page, f"reading-list-done-{size}")


@pytest.mark.parametrize("size", ["phone_without_scripts", "desk"])
def test_an_author_requires_reading_and_sees_who_has_read(
    live_server: Any, request: pytest.FixtureRequest, size: str
) -> None:
    page = request.getfixturevalue(size)
    head, teacher, draft = make_world()
    come_in(page, live_server, head)
    here = f"{live_server.url}/policies/drafts/{draft.public_id}/"
    row = draft.required.order_by("position")[1]
    page.goto(here)
    page.get_by_role("link", name="What must be read first").click()
    check_page(page, f"requiring-{size}")
    page.get_by_role("link", name="Change what must be read of Online Safety Policy").click()
    check_page(page, f"requiring-choose-{size}")
    page.get_by_label("Upskirting").uncheck()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("is saved").wait_for()
    page.goto(f"{here}reading/{draft.links.get(named='Images Policy').pk}/")
    check_page(page, f"requiring-names-{size}")
    row = draft.required.order_by("position")[0]
    page.goto(f"{here}reading/item/{row.pk}/ask/")
    page.get_by_label("Question").fill("Who may see a picture of a pupil?")
    page.get_by_label("Answers").fill("Everybody\nWhom the parents agreed to")
    page.get_by_label("The second").check()
    page.get_by_role("button", name="Save the question").click()
    page.get_by_text("Explain the right answer").first.wait_for()
    check_page(page, f"requiring-question-{size}")
    page.get_by_label("Why is it right?").fill("Parents say so on a form, and may change their mind.")
    page.get_by_role("button", name="Save the question").click()
    page.get_by_text("The question is saved").wait_for()
    check_page(page, f"requiring-questions-{size}")
    page.goto(f"{live_server.url}/policies/")
    check_page(page, f"requiring-library-{size}")
    page.get_by_role("link", name="Readers of Online Safety Policy").click()
    check_page(page, f"readers-{size}")
    page.goto(f"{live_server.url}/policies/{draft.policy.public_id}/signing/")
    check_page(page, f"requiring-signing-{size}")
    policy = draft.links.get(named="Images Policy").policy
    page.goto(f"{live_server.url}/policies/{policy.public_id}/must-read/")
    check_page(page, f"requiring-must-read-{size}")
    edition = publish(draft, head)
    read_everything(teacher, edition)
    page.goto(f"{live_server.url}/reading/{draft.links.get(named='Online Safety Policy').policy.public_id}/who/")
    check_page(page, f"readers-some-{size}")
    page.goto(f"{live_server.url}/policies/editions/{edition.public_id}/")
    check_page(page, f"requiring-edition-{size}")
