"""The year at a glance, at a desk's and at the narrowest width."""

from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from countersign.people.models import Person
from countersign.policies.tests.factories import make_administrator, make_school, sign_in
from countersign.schools.days import TermDates
from countersign.setup import term_dates as actions
from tests.browser import check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TERMS = (
    TermDates(date(2026, 9, 2), date(2026, 12, 18), date(2026, 10, 26), date(2026, 10, 30)),
    TermDates(date(2027, 1, 5), date(2027, 3, 25), date(2027, 2, 15), date(2027, 2, 19)),
)


def make_year() -> Person:
    administrator = make_administrator(make_school("Marlow Green Primary School"))
    school = administrator.school
    for dates in TERMS:
        actions.set_term(school, dates, by=administrator)
    for first, last, is_inset, name in (
        (date(2026, 9, 1), date(2026, 9, 2), True, "Training"),
        (date(2026, 11, 16), date(2026, 11, 16), False, "Polling station"),
    ):
        actions.set_closure(school, first=first, last=last, is_inset=is_inset, name=name, by=administrator)
    return administrator


@pytest.mark.parametrize("size", ["narrow", "desk"])
def test_the_year_is_seen_and_a_term_is_added(live_server: Any, request: pytest.FixtureRequest, size: str) -> None:
    page = request.getfixturevalue(size)
    administrator = make_year()
    cookie = sign_in(Client(), administrator).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])

    page.goto(f"{live_server.url}/school/terms/?year=2026")
    check_page(page, "term-dates")
    page.get_by_role("link", name="Add a term").click()
    check_page(page, "term-new")
    page.get_by_role("button", name="Save the term").click()
    assert page.title().startswith("Error")
    check_page(page, "term-wrong")
