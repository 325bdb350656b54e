"""The page that compares two editions, in a browser: with everything that a comparison can tell."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from countersign.policies.actions import Words, add_part, change_details, change_part, join_with_next, new_draft
from countersign.policies.actions.editing import remove_part, split_part
from countersign.policies.actions.moving import move_part
from countersign.policies.models import Edition, Part
from countersign.policies.tests.factories import (
    make_administrator,
    make_draft,
    make_school,
    publish,
    put_in_post,
    sign_in,
)
from countersign.policies.typed import Details
from tests.browser import check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CLAUSES = (
    "I keep my password to myself.",
    "I lock my screen whenever I leave a room. I sign out of computers that others use.",
    "I take a USB stick off site only with permission from {post:headteacher}.",
    "I report a lost device to {post:business-manager} at once.",
    "I take photographs of pupils only with a camera of the school.",
    "I delete them within 30 days.",
    'I call parents by "their own names".',
)


def make_changed_draft() -> tuple[Any, Edition]:
    """Return an administrator and the draft of a second edition in which something of everything changed."""
    school = make_school()
    head = make_administrator(school)
    put_in_post(head, "headteacher")
    draft = make_draft(school, *CLAUSES, by=head)
    Part.objects.create(edition=draft, position=0, kind="passage", text="This policy keeps pupils safe online.")
    first = publish(draft, head, effective_date=timezone.localdate())
    second = new_draft(first.policy, by=head)

    def part(number: str) -> Part:
        return second.parts.get(number=number)

    split_part(part("2"), at=CLAUSES[1].index("I sign"), revision=0, by=head)
    written = CLAUSES[2].replace("permission", "written permission").replace(".", ", for a stated reason.")
    change_part(part("3"), Words(written, number="3", roles=["staff"]), revision=0, by=head)
    remove_part(part("1"), by=head)
    join_with_next(part("5"), revision=0, by=head)
    move_part(part("4"), to=9, by=head)
    change_part(part("7"), Words("I call parents by “their own names”.", number="7"), revision=0, by=head)
    tools = Words(
        "I never put into an AI tool",
        number="8",
        lead_in="AI tools.",
        children=[{"number": "a", "text": "names"}, {"number": "b", "text": "pictures"}],
    )
    add_part(second, tools, after=part("3"), by=head)
    opening = second.parts.get(kind="passage")
    change_part(opening, Words("This policy keeps everybody safe online.", kind="passage"), revision=0, by=head)
    details = Details(
        "Acceptable Use Agreement", ["staff", "governors", "volunteers"], signature_fields=["Name", "Role"]
    )
    change_details(second, details, revision=second.revision, by=head)
    return head, second


@pytest.mark.parametrize("size", ["phone_without_scripts", "narrow", "desk"])
def test_a_draft_can_be_read_against_the_edition_in_force(
    live_server: Any, request: pytest.FixtureRequest, size: str
) -> None:
    page = request.getfixturevalue(size)
    head, draft = make_changed_draft()
    cookie = sign_in(Client(), head).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    page.goto(f"{live_server.url}/policies/drafts/{draft.public_id}/publish/")

    page.get_by_role("link", name="What changed since edition 1").click()
    page.get_by_role("heading", level=1, name="What changed from edition 1 to the draft").wait_for()
    check_page(page, f"compare-{size}")
    page.get_by_label("As it is for").select_option("governors")
    page.get_by_role("button", name="Show what changed").click()
    page.get_by_text("Clause 3 no longer binds them").wait_for()
    if page.runs_scripts:
        page.evaluate("document.querySelectorAll('details').forEach((each) => each.open = true)")
    check_page(page, f"compare-governors-{size}")
