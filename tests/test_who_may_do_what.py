"""Every page, asked by every kind of visitor, answers as the table says; the table has every page."""

from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from pytest_django import Settings

from countersign.ledger.models import Entry
from tests.visitors import World, make_world, secret_for
from tests.who_may_do_what import TABLE, Answer, Visitor, reference

pytestmark = pytest.mark.django_db
ROWS = [row for rows in TABLE.values() for row in rows]
CLOSED = (Answer.SIGN_IN, Answer.NO)


@pytest.fixture
def world(settings: Settings) -> World:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    return make_world()


def test_every_page_has_a_row_in_the_table(world: World) -> None:
    in_table = {resolve(world.address(row, Visitor.STRANGER).partition("?")[0]).route for row in ROWS}

    without = [route for route in routes(get_resolver().url_patterns) if route not in in_table]

    assert not without, f"say in tests/who_may_do_what.py who may open: {without}"


def test_the_reference_says_what_the_table_says() -> None:
    drawn = Path(settings.ROOT, "docs", "reference", "permissions.md").read_text()

    assert drawn == reference(), "draw it anew: python -m tests.who_may_do_what"


@pytest.mark.parametrize("visitor", Visitor, ids=lambda visitor: visitor.name.lower())
def test_every_page_answers_this_visitor_as_the_table_says(world: World, visitor: Visitor) -> None:
    client = world.client(visitor)
    wrong = []
    for row in ROWS:
        address, expected = world.address(row, visitor), row.answers[visitor]
        answer, wrote, text = tried(client, address, row.sent)
        if expected is Answer.OWN and answer in (Answer.YES, Answer.ON):
            if world.school.name in text:
                wrong.append(f"{row.address} tells somebody of another school about this one")
        elif answer is not expected:
            wrong.append(f"{row.address} answers “{answer}”, not “{expected}”")
        if expected in CLOSED and wrote and not row.closes:
            wrong.append(f"{row.address} wrote into the ledger for somebody who may not")

    assert not wrong, f"{visitor}:\n" + "\n".join(wrong)


@pytest.mark.parametrize("visitor", Visitor, ids=lambda visitor: visitor.name.lower())
def test_whoever_may_not_open_a_page_may_not_send_to_it_either(world: World, visitor: Visitor) -> None:
    client = world.client(visitor)
    wrong = []
    for row in ROWS:
        if row.answers[visitor] in CLOSED and row.sent is None and not row.closes:
            answer, wrote, _ = tried(client, world.address(row, visitor), {})
            if answer not in (*CLOSED, Answer.CONFIRM, None) or wrote:
                wrong.append(f"{row.address} answers “{answer}”" + (" and writes into the ledger" if wrote else ""))

    assert not wrong, f"{visitor}:\n" + "\n".join(wrong)


NAVIGATION = {
    Visitor.STRANGER: "",
    Visitor.BEARER: "",
    Visitor.SOMEBODY: "My page, Policies",
    Visitor.HEAD: "My page, To countersign, Policies, Signing, Access",
    Visitor.CHAIR: "My page, To countersign, Policies",
    Visitor.BUSINESS_MANAGER: "My page, Policies, Signing",
    Visitor.IT_MANAGER: "My page, Policies, Access",
    Visitor.ADMINISTRATOR: "My page, Policies, Signing, People, Access, Messages, School",
}


@pytest.mark.parametrize("visitor", NAVIGATION, ids=lambda visitor: visitor.name.lower())
def test_the_navigation_shows_what_this_visitor_may_open_and_nothing_else(world: World, visitor: Visitor) -> None:
    client = world.client(visitor)

    shown = client.get("/policies/public/").context.get("navigation", [])

    assert ", ".join(title for title, _, _ in shown) == NAVIGATION[visitor]
    assert {client.get(url).status_code for _, url, _ in shown} <= {200}


@pytest.mark.parametrize("visitor", [Visitor.HEAD, Visitor.ADMINISTRATOR], ids=lambda visitor: visitor.name.lower())
def test_a_ticket_opens_nobody_elses_agreement_whoever_brings_it(world: World, visitor: Visitor) -> None:
    client = Client()
    client.post(f"/i/{secret_for(world.visitors[visitor])}/")

    assert client.get(f"/agreements/{world.own[visitor]}/").status_code == 200
    assert client.get(f"/records/{world.own[visitor]}/").status_code == 200
    assert client.get(f"/agreements/{world.names['agreement']}/").status_code == 404
    assert client.get(f"/records/{world.names['recorded']}/").status_code == 404


def tried(client: Client, address: str, sent: dict[str, str] | str | None) -> tuple[Answer | str | None, bool, str]:
    """Open a page, or send to it, and take it all back. Return its answer, whether the ledger was written, its text."""
    cookies = client.cookies.output(header="")
    with transaction.atomic():
        before = Entry.objects.count()
        if sent is None:
            response = client.get(address)
        elif isinstance(sent, str):
            response = client.post(address, sent, content_type="application/json")
        else:
            response = client.post(address, sent)
        wrote = Entry.objects.count() > before
        transaction.set_rollback(True)
    client.cookies = SimpleCookie(cookies)
    text = "" if response.streaming else response.content.decode(errors="replace")
    return meaning(response), wrote, text


def meaning(response: Any) -> Answer | str | None:
    """Return a response in the words of the table."""
    if response.status_code == 302:
        path = response.headers["Location"].partition("?")[0]
        if path == reverse("account_login"):
            return Answer.SIGN_IN
        return Answer.CONFIRM if path.startswith(reverse("account_reauthenticate")) else Answer.ON
    known = {
        400: Answer.REFUSED,
        200: Answer.YES,
        204: Answer.YES,
        404: Answer.NO,
        405: None,
        409: Answer.OVER,
        410: Answer.OVER,
    }
    return known.get(response.status_code, str(response.status_code))


def routes(patterns: list[URLPattern | URLResolver], prefix: str = "") -> list[str]:
    """Return the route of every page there is."""
    found: list[str] = []
    for each in patterns:
        route = prefix + str(each.pattern)
        found += routes(each.url_patterns, route) if isinstance(each, URLResolver) else [route]
    return found
