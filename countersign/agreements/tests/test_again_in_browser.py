"""Signing again on a telephone, with scripts and without: at most three actions, and every page on the way is sound."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from countersign.agreements.models import Agreement
from countersign.agreements.tests import factories as make
from countersign.agreements.tests.test_again import next_edition
from countersign.people.models import Person
from countersign.policies.actions import Words
from countersign.policies.tests.factories import make_person, put_in_post, sign_in
from tests.browser import check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def prepare() -> Person:
    """Return somebody who signed the first edition of a policy whose third is in force."""
    school, head = make.make_headed_school()
    put_in_post(make_person(school, "Siân", "Howells"), "dsl")
    first = make.make_edition(
        school,
        head,
        signature_fields=["Name", "Role"],
    )
    person = make.make_signer(school, "Amira", "Khan")
    stick = "I use a USB stick only if it is encrypted. I take it off site only with permission from {post:dsl}."
    first = next_edition(first, head, summary="A clause about sticks.", clauses={"4": stick})
    make.countersign(make.sign(person, first, fields={"Role": "Class teacher"}), head)
    second = next_edition(
        first,
        head,
        summary="A stick was left on a bus in March. Nobody was harmed, but we now ask for permission each time.",
        clauses={
            "4": "I use a USB stick only if the school gave it to me. I take it off site only with written permission"
            " from {post:dsl}, for a stated reason and until a stated date."
        },
    )
    tools = Words(
        "I use only software on the school’s list. I never put into an AI tool",
        number="5",
        children=[{"number": "a", "text": "names of pupils"}, {"number": "b", "text": "pictures of them"}],
    )
    next_edition(second, head, summary="We say plainly what we expect about AI tools.", clauses={"5": tools, "2": None})
    return person


@pytest.mark.parametrize("size", ["phone_without_scripts", "phone", "narrow", "desk"])
def test_signing_again_takes_three_actions(live_server: Any, request: pytest.FixtureRequest, size: str) -> None:
    page = request.getfixturevalue(size)
    person = prepare()
    client = sign_in(Client(), person)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    page.goto(live_server.url)

    page.get_by_role("button", name="Read and sign").click()  # one
    page.get_by_role("heading", level=1, name="What changed, Amira").wait_for()
    check_page(page, f"sign-again-{size}")
    page.get_by_label("Type your full name").fill("Amira Khan")  # two
    page.get_by_role("button", name="Sign edition 4").click()  # three
    page.get_by_role("heading", level=1, name="You signed. The school signs next").wait_for()

    agreement = Agreement.objects.get(edition__number=4)
    assert agreement.reading["compared_with"] == 2
    assert agreement.fields == {"Role": "Class teacher"}
    page.goto(f"{live_server.url}/records/{agreement.public_id}/shown/")
    check_page(page, f"shown-again-{size}")


def test_everything_that_is_folded_is_sound_too(live_server: Any, phone: Any) -> None:
    client = sign_in(Client(), prepare())
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    phone.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    phone.goto(f"{live_server.url}/sign/")
    phone.evaluate("document.querySelectorAll('details').forEach((each) => each.open = true)")

    check_page(phone, "sign-again-unfolded")
