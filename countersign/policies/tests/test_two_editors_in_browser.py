"""Two people at one clause, in a real browser, with and without scripts."""

from typing import Any

import pytest

from countersign.people.models import Person
from countersign.policies import actions
from countersign.policies.actions import Words
from countersign.policies.models import Edition
from countersign.policies.tests.factories import make_draft
from countersign.policies.tests.test_in_browser import come_in
from countersign.schools.models import School
from tests.browser import check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("size", ["phone_without_scripts", "desk"])
def test_two_people_at_one_clause_see_both_texts_and_lose_none(
    live_server: Any, request: pytest.FixtureRequest, size: str
) -> None:
    page = request.getfixturevalue(size)
    come_in(page, live_server)
    school, howells = School.objects.get(), Person.objects.get(surname="Howells")
    howells.is_administrator = True
    howells.save()
    draft = make_draft(
        school,
        "I lock my screen when I leave, and tell {post:dsl} _at once_ when something worries me.",
        "I fill in [the form](https://forms.school.example/devices) before I take a device home.\n\nI bring it back.",
    )
    part = draft.parts.get(number="1")
    page.goto(f"{live_server.url}/policies/drafts/{draft.public_id}/parts/{part.key}/")
    check_page(page, "editing-part")
    if size == "desk":
        page.click("text=Posts to write in")
        page.locator("#id_text").evaluate("box => { box.focus(); box.setSelectionRange(0, 0); }")
        page.locator("[data-insert='{post:dsl}']").click()
        assert page.input_value("#id_text").startswith("{post:dsl}I lock")
    page.fill("#id_text", part.text.replace("leave,", "leave the room,"))
    words = Words(part.text.replace("I lock", "I always lock"), number="1")
    actions.change_part(part, words, revision=0, by=howells)
    page.click("button:has-text('Save')")
    page.wait_for_selector("text=Two of you changed this")
    check_page(page, "editing-clash")
    page.click("button:has-text('Put both together')")
    check_page(page, "editing-together")
    page.click("button:has-text('Save')")
    page.wait_for_selector("text=is saved")
    part.refresh_from_db()
    assert part.text.startswith("I always lock my screen when I leave the room,")
    page.goto(f"{live_server.url}/policies/drafts/{draft.public_id}/parts/{part.key}/")
    check_page(page, "editing-history")
    page.goto(f"{live_server.url}/policies/drafts/{draft.public_id}/history/")
    check_page(page, "editing-who")
    page.goto(f"{live_server.url}/policies/drafts/{draft.public_id}/details/")
    changed = actions.details_of(Edition.objects.get(pk=draft.pk))
    actions.change_details(
        draft, actions.Details(**{**vars(changed), "title": "Using IT well"}), revision=0, by=howells
    )
    page.fill("#id_title", "Acceptable Use Policy for all")
    page.click("button:has-text('Save')")
    page.wait_for_selector("text=What differs")
    check_page(page, "editing-details-clash")
