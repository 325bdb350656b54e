"""Reading and signing in another language: what was shown is in the record, and the original binds."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from countersign.agreements import actions
from countersign.agreements.models import Agreement
from countersign.agreements.presenting import present, shown_from
from countersign.agreements.sentences import SENTENCE
from countersign.agreements.tests.factories import BY_PASSKEY, make_edition, make_headed_school, make_signer
from countersign.ledger.actions import read_content
from countersign.ledger.models import Entry
from countersign.people.models import Person
from countersign.policies import actions as policies
from countersign.policies.models import Edition, Translation
from countersign.policies.tests.factories import make_draft, publish, sign_in
from countersign.policies.tests.test_translating import fill, make_offered, make_other
from countersign.policies.tests.test_wordings import make_wordings
from countersign.schools.models import School

pytestmark = pytest.mark.django_db


def make_translated(head: Person, *languages: str) -> Edition:
    edition = make_edition(head.school, head)
    for language in languages:
        make_offered(edition, head, language)
    return edition


def sign(person: Person, edition: Edition, language: str = "") -> Agreement:
    page = present(person, edition, at=timezone.now(), language=language)
    shown = shown_from(page.shown.token(person, edition), person, edition)
    return actions.sign(person, edition, actions.Signing(person.name), shown=shown, identity=BY_PASSKEY)


def test_the_record_says_which_translation_was_shown_beside_the_edition() -> None:
    school, head = make_headed_school()
    edition = make_translated(head, "ur", "pl")
    agreement = sign(make_signer(school), edition, "ur")

    translation = Translation.objects.get(language="ur")
    assert agreement.reading["translations"] == {translation.content_sha256: "ur"}
    entry = Entry.objects.get(kind="agreement.signed")
    assert entry.fields["translations"] == {translation.content_sha256: "ur"}
    assert entry.fields["edition_content"] == edition.content_sha256
    assert agreement.sentence == SENTENCE
    shown = read_content(agreement.shown_sha256).decode()
    assert 'lang="ur" dir="rtl"' in shown
    assert "UR I keep my password to myself." in shown
    assert "The English text is the one that binds." in shown
    assert "یہ ترجمہ آپ کی سہولت کے لیے ہے۔" in shown
    assert f"UR {SENTENCE}" in shown
    assert "<p>I keep my password" not in shown
    assert "I keep my password to myself." in shown.partition("Read the original")[2]


def test_who_reads_the_original_has_no_translation_in_the_record() -> None:
    school, head = make_headed_school()
    agreement = sign(make_signer(school), make_translated(head, "pl"))
    assert "translations" not in agreement.reading
    assert Entry.objects.get(kind="agreement.signed").fields["translations"] == {}


def test_a_language_is_chosen_on_the_page_and_remembered(client: Client) -> None:
    school, head = make_headed_school()
    edition = make_translated(head, "ar", "pl")
    page = reverse("agreements:sign", args=[edition.public_id])
    person = make_signer(school)
    sign_in(client, person)

    first = client.get(page).content.decode()
    assert '<a class="govuk-link" href="?lang=ar" lang="ar" hreflang="ar" dir="rtl">العربية</a>' in first
    assert '<a class="govuk-link" href="?lang=pl" lang="pl" hreflang="pl" dir="ltr">Polski</a>' in first
    assert "AR I keep" not in first
    chosen = client.get(f"{page}?lang=ar").content.decode()
    assert "AR I keep my password to myself." in chosen
    assert "AR Acceptable Use Policy" in chosen
    assert "AR I keep" in client.get(page).content.decode()
    assert "AR I keep" in client.post(page, {"name": ""}).content.decode()
    assert "AR I keep" not in client.get(f"{page}?lang=en").content.decode()
    assert "AR I keep" not in client.get(page).content.decode()
    assert client.get(f"{page}?lang=xx").status_code == 200
    assert client.get(f"{page}?lang=%00'\"><b>").status_code == 200


def test_the_language_of_the_last_signature_is_offered_in_another_session(client: Client) -> None:
    school, head = make_headed_school()
    edition = make_translated(head, "pl")
    person = make_signer(school)
    sign(person, edition, "pl")
    draft = make_draft(school, "I wash my hands.", by=head, title="Hygiene")
    second = publish(draft, head, effective_date=timezone.localdate(), review_date=timezone.localdate())
    make_offered(second, head)
    sign_in(client, person)
    assert "PL I wash my hands." in client.get(reverse("agreements:sign", args=[second.public_id])).content.decode()


def test_a_translation_withdrawn_while_somebody_reads_is_still_in_their_record() -> None:
    school, head = make_headed_school()
    edition = make_translated(head, "pl")
    person = make_signer(school)
    shown = present(person, edition, at=timezone.now(), language="pl").shown
    policies.withdraw_translation(Translation.objects.get(), reason="A slip", by=head)
    agreement = actions.sign(person, edition, actions.Signing(person.name), shown=shown, identity=BY_PASSKEY)
    assert list(agreement.reading["translations"].values()) == ["pl"]
    assert present(make_signer(school, "Tom"), edition, at=timezone.now(), language="pl").reader.language is None


def publish_next(first: Edition, head: Person) -> Edition:
    draft = policies.new_draft(first.policy, by=head)
    part = draft.parts.get(text="I report what worries me.")
    policies.change_part(part, policies.Words("I report at once.", number=part.number), revision=part.revision, by=head)
    today = timezone.localdate()
    return publish(draft, head, effective_date=today, review_date=today)


def test_what_changed_is_read_in_the_language_where_both_editions_have_it() -> None:
    school, head = make_headed_school()
    first = make_translated(head, "ar")
    person = make_signer(school)
    sign(person, first, "ar")
    second = publish_next(first, head)
    translation = second.translations.get()
    fill(translation, head, "AR")
    policies.check_translation(translation, by=make_other(head))
    policies.offer_translation(translation, by=head)

    page = present(person, second, at=timezone.now(), language="ar")
    assert page.again is not None
    assert not page.again.is_untranslated
    (told,) = page.again.changes.clauses
    assert told.language is not None
    assert [block.html for block in told.plain] == ["AR I report at once."]
    assert 'dir="rtl"' in page.html
    assert "<del" in page.html
    assert list(sign(person, second, "ar").reading["translations"].values()) == ["ar"]


def test_what_changed_is_in_the_original_with_a_sentence_where_the_edition_before_was_not_translated() -> None:
    school, head = make_headed_school()
    first = make_translated(head)
    person = make_signer(school)
    sign(person, first)
    second = publish_next(first, head)
    make_offered(second, head, "pl")
    page = present(person, second, at=timezone.now(), language="pl")
    assert page.again is not None
    assert page.again.is_untranslated
    assert "What changed is in English" in page.html
    assert "PL I report at once." in page.html


def test_a_reader_of_two_wordings_reads_the_one_that_is_translated_and_is_told_of_the_other() -> None:
    school, head = make_headed_school()
    today = timezone.localdate()
    edition = publish(make_wordings(head), head, effective_date=today, review_date=today)
    make_offered(edition, head, "pl", wording=edition.wordings.get(audience=["pupils-ks2"]))
    person = make_signer(school)
    person.roles.create(kind="pupils-ks2", from_date=today)
    page = present(Person.objects.get(pk=person.pk), edition, at=timezone.now(), language="pl")
    assert "PL I tell an adult." in page.html
    assert "This part is not translated." in page.html
    pupil = make_signer(school, "Maisie", kind="pupils-ks2")
    assert sign(pupil, edition, "pl").sentence == "I will keep these rules."


def test_an_edition_without_a_translation_asks_the_database_nothing_for_it(client: Client) -> None:
    school, head = make_headed_school()
    edition = make_translated(head)
    sign_in(client, make_signer(school))
    page = reverse("agreements:sign", args=[edition.public_id])
    client.get(page)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(page)
    about: list[Any] = [each["sql"] for each in asked if "policies_translation" in each["sql"]]
    assert len(about) == 1
    assert "policies_edition" in about[0]


def test_the_countersigner_sees_in_which_language_it_was_read(client: Client) -> None:
    school, head = make_headed_school()
    agreement = sign(make_signer(school), make_translated(head, "pl"), "pl")
    sign_in(client, head)
    page = client.get(reverse("agreements:countersign", args=[agreement.public_id])).content.decode()
    assert "Read in Polish, in a translation beside the edition." in page


def test_everybody_reads_the_public_page_in_a_language_that_is_offered(client: Client) -> None:
    _, head = make_headed_school()
    edition = make_translated(head, "ar")
    page = reverse("policies:public", args=[edition.policy.public_id])
    assert "العربية" in client.get(page).content.decode()
    read = client.get(f"{page}?lang=ar").content.decode()
    assert "AR I keep my password to myself." in read
    assert "The English text is the one that binds." in read


def test_a_translation_names_no_holder_in_public_where_the_school_names_none(client: Client) -> None:
    school, head = make_headed_school()
    today = timezone.localdate()
    draft = make_draft(school, "I tell {post:headteacher}.", by=head)
    edition = publish(draft, head, effective_date=today, review_date=today)
    make_offered(edition, head, "pl")
    page = f"{reverse('policies:public', args=[edition.policy.public_id])}?lang=pl"
    School.objects.filter(pk=school.pk).update(names_holders=True)
    assert head.name in client.get(page).content.decode()
    School.objects.filter(pk=school.pk).update(names_holders=False)
    said = client.get(page).content.decode()
    assert "PL I tell the headteacher." in said.replace('<b class="cs-post">', "").replace("</b>", "")
    assert head.name not in said
