"""The pages about access in Welsh, and what is kept of them in English."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils.translation import override
from hypothesis import given

from countersign.access import applying, entitlements, guard, planning, reconciling
from countersign.access.connectors import handover, ldap, ldap_session, tls
from countersign.access.entitlements import Facts, entitled
from countersign.access.kept import said
from countersign.access.models import Change, Connector, Plan
from countersign.access.tests.factories import make_person, sign_in
from countersign.access.tests.test_entitlements import BRINGS, SIGNED, anybody, known_moments
from countersign.access.tests.test_pages import LDAP, Desk, countersign, heading
from countersign.people.models import Person
from countersign.ui.testing import PageClient


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(monkeypatch)


def in_welsh(person: Person) -> PageClient:
    client: PageClient = sign_in(PageClient(), person)
    client.cookies["countersign-language"] = "cy"
    return client


@pytest.mark.django_db
def test_a_plan_is_looked_at_and_applied_in_welsh(desk: Desk) -> None:
    person = make_person(desk.school)
    countersign(person, desk.head)
    desk.work()
    client = in_welsh(desk.manager)

    page = client.get(desk.url("directory")).content.decode()
    assert heading(page) == "3 newid ar gyfer 1 person"
    for words in ("Cyfrif newydd", "Nid oes dim wedi’i newid eto.", "Rhoi 3 newid ar waith", "Lawrlwytho’r cynllun"):
        assert words in page
    page = client.post(desk.url("directory"), {"digest": "another"}, follow=True).content.decode()
    assert "Newidiodd rhywbeth ers llunio’r cynllun hwn, felly ni wnaed dim." in page
    client.post(desk.url("directory"), {"digest": Plan.objects.get().digest})
    desk.work()
    page = client.get(desk.url("progress")).content.decode()
    assert heading(page) == "Mae’r holl newidiadau mewn grym"
    page = client.get(reverse("access:person", args=[person.public_id])).content.decode()
    assert "Llofnodwyd argraffiad 3 ar " in page
    assert "Gwneud cyfrif akhan" in page
    assert "Signed edition" not in page


@pytest.mark.django_db
def test_who_leaves_a_question_open_is_told_so_in_welsh(desk: Desk) -> None:
    person = make_person(desk.school)

    page = in_welsh(desk.head).post(reverse("access:suspend", args=[person.public_id]), {"reason": ""})

    assert "Dywedwch pam, mewn brawddeg" in page.content.decode()
    assert "Say why" not in page.content.decode()


@pytest.mark.django_db
def test_a_plan_is_kept_in_english_whoever_had_the_directory_read(desk: Desk) -> None:
    countersign(make_person(desk.school), desk.head)
    client = in_welsh(desk.manager)

    client.post(desk.url("look"))
    client.post(desk.url("directory"), {"digest": Plan.objects.get(superseded_at=None).digest})

    reasons = [row["reason"] for row in Plan.objects.get(superseded_at=None).content["steps"]]
    assert {reason[:19] for reason in reasons} == {"Signed edition 3 on"}
    assert {change.reason for change in Change.objects.all()} == set(reasons)


@pytest.mark.django_db
def test_why_a_directory_cannot_be_used_is_said_in_welsh_and_kept_in_english(desk: Desk) -> None:
    client = in_welsh(desk.administrator)

    page = client.post(reverse("access:connect"), LDAP, follow=True).content.decode()
    connector = Connector.objects.get(name="OpenLDAP")
    client.post(reverse("access:look", args=[connector.public_id]))

    assert heading(page) == "Ni ellir defnyddio OpenLDAP eto"
    assert "Nid yw 127.0.0.1 yn ateb ar borth 1" in page
    page = client.get(reverse("access:directory", args=[connector.public_id])).content.decode()
    assert "Mae’r cyfrinair ar goll: gosodwch COUNTERSIGN_LDAP_PASSWORD yn yr amgylchedd." in page
    connector.refresh_from_db()
    assert connector.fault == "The password is missing: set COUNTERSIGN_LDAP_PASSWORD in the environment"


@given(anybody, known_moments)
def test_why_somebody_may_use_what_they_may_can_always_be_said_in_welsh(facts: Facts, now: datetime) -> None:
    facts = replace(facts, suspension_reason="urgent")
    both_signed = replace(facts, signed=(SIGNED,), suspended_at=None)
    found = [entitled(each, BRINGS, now) for each in (facts, both_signed)]

    with override("cy"):
        for reason in [reason for may in found for reason in (may.reason, *may.because.values())]:
            assert said(reason) != reason
            assert " on " not in said(reason)


NAMED = {"where": "in a file", "len(found) or 'no'": "no", "edition": "edition 7", "until": ""}
PARTS = {"7 day", "7 days"}  # of sentences
MODULES = (applying, entitlements, guard, planning, reconciling, handover, ldap, ldap_session, tls)


def sentences_in(node: ast.AST) -> Iterator[str]:
    """Go through the sentences that stand in a program, without what explains it, with something in each place."""
    for part in ast.iter_child_nodes(node):
        if isinstance(part, ast.JoinedStr | ast.Constant):
            text = text_of(part)
            if text[:1].isupper() or (isinstance(part, ast.JoinedStr) and text[:1] == "7"):
                yield from [text] if re.search(r"[a-z]{2}.* ", text) else []
        elif not (isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant)):
            yield from sentences_in(part)


def text_of(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(text_of(part) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        return NAMED.get(ast.unparse(node.value), "7")
    return str(node.value) if isinstance(node, ast.Constant) else ""


def test_whatever_a_plan_asks_or_a_directory_answers_can_be_said_in_welsh() -> None:
    programs = [Path(str(module.__file__)).read_text() for module in MODULES]
    sentences = [sentence for program in programs for sentence in sentences_in(ast.parse(program))]

    with override("cy"):
        unsaid = [sentence for sentence in sentences if said(sentence) == sentence and sentence not in PARTS]

    assert len(sentences) > 50
    assert not unsaid, "\n".join(unsaid)
