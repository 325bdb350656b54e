"""From choosing Welsh to a signature made and answered for in it, on a phone, in a real browser."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from countersign.agreements import decisions
from countersign.agreements.models import Agreement
from countersign.agreements.sentences import SENTENCE
from countersign.agreements.tests import factories as make
from countersign.agreements.tests.reading import CHECK, make_linked, put_into_library, require_in
from countersign.agreements.tests.test_again import next_edition
from countersign.people.models import Person
from countersign.policies import actions
from countersign.policies.models import Edition
from countersign.policies.originals import Words, originals_of
from countersign.policies.tests.factories import TODAY, make_draft, make_person, publish, put_in_post, sign_in
from countersign.policies.tests.test_translating import make_other, put
from tests.browser import check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WELSH = {
    "Acceptable Use Policy": "Polisi Defnydd Derbyniol",
    "What am I agreeing to?": "Beth rwyf yn cytuno iddo?",
    "I keep my password to myself.": "Rwyf yn cadw fy nghyfrinair i mi fy hun.",
    "I tell {post:dsl} at once.": "Rwyf yn dweud wrth {post:dsl} ar unwaith.",
    "I have read these rules and I will keep them.": "Rwyf wedi darllen y rheolau hyn a byddaf yn eu cadw.",
    "Class": "Dosbarth",
}


def make_published(head: Person) -> Edition:
    """Publish an edition that requires something to be read, and offer it in Welsh."""
    put_in_post(make_person(head.school, "Siân", "Howells"), "dsl")
    library = make_linked(head.school, "Online Safety Policy")
    put_into_library(library, head)
    draft = make_draft(
        head.school,
        "I keep my password to myself.",
        "I tell {post:dsl} at once.",
        by=head,
        signature_fields=["Name", "Class"],
        signer_declarations=["I have read these rules and I will keep them."],
    )
    require_in(draft, {library: ["Sexting"]}, head)
    actions.write_question(draft.required.get(), CHECK, by=head)
    edition = publish(draft, head, effective_date=TODAY)
    translation = actions.add_translation(edition, "cy", by=head)
    for original in originals_of(edition, None):
        put(translation, original, Words(WELSH.get(original.words.text, "Enw")), head)
    actions.check_translation(translation, by=make_other(head))
    actions.offer_translation(translation, by=head)
    return edition


@pytest.mark.parametrize("size", ["phone", "phone_without_scripts", "narrow"])
def test_a_policy_is_read_and_signed_in_welsh_from_end_to_end(
    live_server: Any, request: pytest.FixtureRequest, size: str
) -> None:
    page = request.getfixturevalue(size)
    school, head = make.make_headed_school("Ysgol Bryn Rhedyn")
    edition = make_published(head)
    person = make.make_signer(school)
    cookie = sign_in(Client(), person).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])

    page.goto(f"{live_server.url}/")
    page.get_by_role("link", name="Cymraeg").click()
    page.get_by_role("heading", name="1 polisi i’w ddarllen a’i lofnodi").wait_for()
    check_page(page, f"welsh-{size}-mine")
    page.get_by_role("button", name="Darllen a llofnodi").click()
    page.get_by_role("heading", name="Polisi Defnydd Derbyniol").wait_for()
    page.get_by_text("Rwyf yn cadw fy nghyfrinair i mi fy hun.").wait_for()
    if page.runs_scripts:
        page.get_by_text("Rhannau a welwyd:").wait_for()
    check_page(page, f"welsh-{size}-read-first")
    page.get_by_role("button", name="Darllen Online Safety Policy: Sexting").click()
    page.get_by_role("button", name="Rwyf wedi’i ddarllen").click()
    page.get_by_role("heading", name="Mae problem").wait_for()
    check_page(page, f"welsh-{size}-question")
    page.get_by_label(CHECK.answers[CHECK.right]).check()
    page.get_by_role("button", name="Ateb").click()
    page.get_by_text("Rydych wedi darllen popeth y gofynnir amdano.").wait_for()
    check_page(page, f"welsh-{size}-sign")
    page.get_by_role("button", name="Llofnodi argraffiad 1").click()
    page.get_by_role("link", name="Teipiwch eich enw llawn: dyna eich llofnod").wait_for()
    check_page(page, f"welsh-{size}-error")
    page.fill("input[name=name]", "Nadia Kow")
    page.fill("input[name=field_0]", "2B")
    page.get_by_role("button", name="Llofnodi argraffiad 1").click()
    page.get_by_role("heading", name="Rydych wedi llofnodi").wait_for()
    check_page(page, f"welsh-{size}-signed")

    agreement = Agreement.objects.get()
    assert agreement.sentence == "I have read these rules and I will keep them." != SENTENCE
    assert list(agreement.reading["translations"].values()) == ["cy"]
    decisions.return_with_question(agreement, by=head, capacity="Headteacher", question="Which class?")
    page.goto(f"{live_server.url}/agreements/{agreement.public_id}/")
    page.get_by_label("Eich ateb").fill("2B, gyda Mrs Howells.")
    check_page(page, f"welsh-{size}-returned")
    page.get_by_role("button", name="Anfon eich ateb").click()
    page.get_by_text("Mae’r ysgol wedi cael eich ateb.").wait_for()
    check_page(page, f"welsh-{size}-answered")
    make.countersign(Agreement.objects.get(), head)
    second = next_edition(edition, head, summary="Mae’r gyfraith wedi newid.", clauses={"1": "I change my password."})
    page.goto(f"{live_server.url}/sign/{second.public_id}/")
    page.get_by_text("Mae un cymal sy’n eich rhwymo yn wahanol.").wait_for()
    check_page(page, f"welsh-{size}-changes")
