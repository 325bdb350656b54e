"""From a language that is added to a signature made in it, from right to left, in a real browser."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from countersign.agreements.models import Agreement
from countersign.agreements.tests.factories import make_headed_school, make_signer
from countersign.agreements.tests.test_again import next_edition
from countersign.people.models import Person
from countersign.policies import actions
from countersign.policies.models import Edition, Translation
from countersign.policies.originals import Words, originals_of
from countersign.policies.tests.factories import TODAY, make_draft, make_person, publish, put_in_post, sign_in
from countersign.policies.tests.test_translating import fill, make_offered, make_other, put
from tests.browser import check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

URDU = {
    "Acceptable Use Policy": "قابلِ قبول استعمال کی پالیسی",
    "What am I agreeing to?": "میں کس بات پر راضی ہوں؟",
    "I keep my password to myself.": "میں اپنا پاس ورڈ کسی کو نہیں بتاتا۔",
    "I tell {post:dsl} at once.": "میں فوراً {post:dsl} کو بتاتا ہوں۔",
    "I never share": "میں کبھی شیئر نہیں کرتا",
    "Class": "جماعت",
    "I have read these rules and I will keep them.": "میں نے یہ اصول پڑھ لیے ہیں اور ان پر عمل کروں گا۔",
}
POINTS = [{"number": "a", "text": "names of pupils"}, {"number": "b", "text": "2 pictures at www.school.example"}]
URDU_POINTS = [{"text": "شاگردوں کے نام"}, {"text": "۲ تصویریں www.school.example پر"}]


def come_in(page: Any, live_server: Any, person: Person) -> None:
    cookie = sign_in(Client(), person).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])


def make_published(head: Person) -> Edition:
    put_in_post(make_person(head.school, "Siân", "Howells"), "dsl")
    draft = make_draft(
        head.school,
        "I keep my password to myself.",
        "I tell {post:dsl} at once.",
        "I never share",
        by=head,
        signature_fields=["Name", "Class"],
        signer_declarations=["I have read these rules and I will keep them."],
    )
    draft.parts.filter(number="3").update(children=POINTS)
    return publish(draft, head, effective_date=TODAY)


def in_urdu(edition: Edition, head: Person) -> Translation:
    translation = actions.add_translation(edition, "ur", by=head)
    for original in originals_of(edition, None):
        children = URDU_POINTS if original.words.children else []
        put(translation, original, Words(URDU.get(original.words.text, "نام"), children=children), head)
    actions.check_translation(translation, by=make_other(head))
    return actions.offer_translation(translation, by=head)


@pytest.mark.parametrize("size", ["phone_without_scripts", "narrow", "desk"])
def test_a_policy_is_read_and_signed_from_right_to_left(
    live_server: Any, request: pytest.FixtureRequest, size: str
) -> None:
    page = request.getfixturevalue(size)
    school, head = make_headed_school()
    edition = make_published(head)
    in_urdu(edition, head)
    make_offered(edition, head, "pl")
    person = make_signer(school)
    come_in(page, live_server, person)
    page.goto(f"{live_server.url}/sign/{edition.public_id}/")
    check_page(page, f"languages-{size}-english")
    page.click("nav[aria-label=Language] a[lang=ur]")
    check_page(page, f"languages-{size}-urdu")
    page.fill("input[name=name]", "Nadia Kow")
    page.fill("input[name=field_0]", "2B")
    page.click("button:has-text('Sign edition 1')")
    page.wait_for_selector("text=Nadia Kow")
    assert Agreement.objects.get().reading["translations"]
    second = next_edition(edition, head, summary="The lead has a deputy.", clauses={"1": "I change my password."})
    translation = second.translations.get(language="ur")
    original = next(each for each in originals_of(second, None) if each.number == "1")
    put(
        translation,
        original,
        Words("میں اپنا پاس ورڈ بدلتا ہوں۔"),
        head,
        translation.texts.get(key=original.key).revision,
    )
    actions.check_translation(translation, by=make_person(school, "Una", is_administrator=True))
    actions.offer_translation(translation, by=head)
    page.goto(f"{live_server.url}/sign/{second.public_id}/")
    check_page(page, f"languages-{size}-changes")
    page.goto(f"{live_server.url}/policies/{edition.policy.public_id}/?lang=ur")
    check_page(page, f"languages-{size}-public")


@pytest.mark.parametrize("size", ["phone_without_scripts", "desk"])
def test_a_policy_is_translated_beside_the_original(
    live_server: Any, request: pytest.FixtureRequest, size: str
) -> None:
    page = request.getfixturevalue(size)
    _, head = make_headed_school()
    edition = make_published(head)
    make_offered(edition, head, "pl")
    come_in(page, live_server, head)
    page.goto(f"{live_server.url}/policies/editions/{edition.public_id}/")
    page.click("a:has-text('Translations')")
    page.click("button:has-text('Add it')")
    check_page(page, f"translating-{size}-list-error")
    page.select_option("select[name=language]", "ur")
    page.click("button:has-text('Add it')")
    check_page(page, f"translating-{size}-empty")
    translation = f"{live_server.url}/policies/translations/{Translation.objects.get(language='ur').public_id}/"
    page.goto(f"{translation}put-in/")
    page.fill("textarea[name=text]", "1. میں اپنا پاس ورڈ کسی کو نہیں بتاتا۔\n2. میں فوراً بتاتا ہوں۔\n\nفالتو")
    check_page(page, f"translating-{size}-put-in")
    page.click("button:has-text('Read it')")
    check_page(page, f"translating-{size}-whole")
    page.click("a:has-text('Change'):below(:text('Clause 2'))")
    check_page(page, f"translating-{size}-text")
    fill(Translation.objects.get(language="ur"), head, "ur")
    page.goto(translation)
    page.goto(f"{translation}check/")
    check_page(page, f"translating-{size}-check")
    page.goto(f"{translation}withdraw/")
    check_page(page, f"translating-{size}-withdraw")
