"""The campaign in a browser: started, looked at, and what was asked of somebody."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from countersign.agreements import actions
from countersign.agreements.asking import Asking
from countersign.agreements.models import Campaign, CampaignDay
from countersign.agreements.reminders import remind_some, report_of
from countersign.agreements.tests import factories as make
from countersign.people import actions as people
from countersign.people.models import Person
from countersign.policies.tests.factories import make_draft, publish, sign_in
from countersign.schools.models import School
from tests.browser import check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAMES = ["Lowther", "Iqbal", "Fry", "Penn", "Sato", "Quill", "Orr", "Vine"]


def make_school() -> tuple[School, Person]:
    """Return a school in which some have signed, one declined and one is away."""
    school, head = make.make_headed_school("Marlow Green Primary School")
    chair = make.make_chair(school)
    today = timezone.localdate()
    editions = [
        publish(make_draft(school, by=head, title=title, audience=["staff", "governors"]), head, effective_date=today)
        for title in ("Acceptable Use Policy", "Mobile phones and cameras")
    ]
    for edition in editions:
        make.countersign(make.sign(head, edition), chair, "Chair of governors")
    for number, name in enumerate(NAMES):
        person = make.make_signer(school, "Alex", name)
        Person.objects.filter(pk=person.pk).update(email=f"{name.lower()}@mail.example" if number != 4 else "")
        if number < 3:
            make.sign(person, editions[0])
        if number == 5:
            actions.decline(person, editions[1], reason="I have a question.", identity=make.BY_TICKET)
        if number == 6:
            people.mark_away(person, from_date=today, to_date=today + timedelta(days=20), by=head, at=timezone.now())
    return school, head


@pytest.mark.parametrize("size", ["narrow", "desk"])
def test_asking_is_started_and_seen(live_server: Any, request: pytest.FixtureRequest, size: str) -> None:
    page = request.getfixturevalue(size)
    school, head = make_school()
    cookie = sign_in(Client(), head).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])

    page.goto(f"{live_server.url}/campaign/")
    check_page(page, "campaign-before")
    page.get_by_role("button", name="Start asking").click()
    campaign = Campaign.objects.get()
    asking = Asking.now(school, timezone.now())
    day = CampaignDay.objects.create(campaign=campaign, date=asking.today)
    remind_some(day, asking, report_of(asking), timezone.now())  # whatever day and hour the test runs at
    page.goto(f"{live_server.url}/campaign/")
    assert page.get_by_role("heading", level=1).inner_text() == "9 people have something to sign"
    check_page(page, "campaign")
    page.get_by_role("link", name="Alex Fry").click()
    check_page(page, "campaign-asked")
    for path, name in (("/school/reminders/", "reminders"), ("/school/", "school")):
        page.goto(f"{live_server.url}{path}")
        check_page(page, name)
    person = Person.objects.get(surname="Orr")
    for path, name in (("away/", "away"), ("line-manager/", "line-manager"), ("", "person")):
        page.goto(f"{live_server.url}/people/{person.public_id}/{path}")
        check_page(page, name)
