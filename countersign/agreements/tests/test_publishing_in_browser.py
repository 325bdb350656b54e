"""The page before publishing, in a browser: what it says is what the next page says happened."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from countersign.access.catalogue import begin
from countersign.access.models import Permission
from countersign.agreements.tests import factories as make
from countersign.people.models import Person
from countersign.policies.actions import new_draft
from countersign.policies.models import Edition
from countersign.policies.tests.factories import sign_in
from countersign.schools.models import School
from tests.browser import check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def make_signed_school() -> tuple[School, Person, Edition]:
    """Return a school whose people have signed and have access, and the draft of its second edition."""
    school, head = make.make_headed_school("Marlow Green Primary School")
    begin(school, at=timezone.now())
    chair = make.make_chair(school)
    edition = make.make_edition(school, head, audience=["staff", "governors", "parents"])
    remote = Permission.objects.get(school=school, code="remote-access")
    for number, name in enumerate(["Lowther", "Iqbal", "Fry", "Penn", "Sato", "Quill"]):
        person = make.make_signer(school, "Alex", name)
        permissions = {remote.code: timezone.localdate() + timedelta(days=300)} if number < 2 else {}
        make.countersign(make.sign(person, edition), head, permissions=permissions)
    for name in ("Orr", "Vine"):
        make.countersign(make.sign(make.make_signer(school, "Kit", name, kind="parents"), edition), head)
    make.countersign(make.sign(head, edition), chair, "Chair of governors")
    make.make_signer(school, "Jo", "Newcome")
    draft = new_draft(edition.policy, by=head)
    draft.parts.filter(number="1").update(text="I keep my long password to myself.", roles=["staff"])
    return school, head, draft


@pytest.mark.parametrize("size", ["phone_without_scripts", "desk"])
def test_who_publishes_sees_who_signs_and_what_lapses_and_then_it_is_so(
    live_server: Any, request: pytest.FixtureRequest, size: str
) -> None:
    page = request.getfixturevalue(size)
    _, head, draft = make_signed_school()
    cookie = sign_in(Client(), head).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])

    page.goto(f"{live_server.url}/policies/drafts/{draft.public_id}/publish/")
    title = page.get_by_role("heading", level=1)
    assert title.inner_text() == "9 people will sign again, 2 will sign for the first time"
    assert page.get_by_text("Clause 1 has new words").count() == 1
    check_page(page, "impact-everybody")
    page.get_by_label("Yes, but some are only told").check()
    page.get_by_label("Parents and carers").check()
    page.get_by_label("What changed?").fill("Passwords are longer, and a USB stick needs leave.")
    page.get_by_role("button", name="Publish edition 2").click()
    page.get_by_text("This is what your answers mean").wait_for()
    assert title.inner_text() == "7 people will sign again, 2 will sign for the first time, 2 will only be told"
    assert page.get_by_text("Remote access: 2 people, from ").is_visible()
    check_page(page, "impact-some-told")
    page.get_by_role("button", name="Publish edition 2").click()
    page.get_by_text("Edition 2 is published").wait_for()
    assert page.get_by_text("Yes, but not by parents and carers: they were only told").is_visible()
    check_page(page, "impact-published")
