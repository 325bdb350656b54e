"""Signing an edition that has several wordings: the record says which was read."""

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from countersign.agreements import actions
from countersign.agreements.models import Agreement
from countersign.agreements.presenting import present, shown_from
from countersign.agreements.sentences import SENTENCE
from countersign.agreements.tests.factories import BY_PASSKEY, make_headed_school, make_signer
from countersign.ledger.actions import read_content
from countersign.ledger.models import Entry
from countersign.people.models import Person, Role
from countersign.policies import actions as policies
from countersign.policies.fingerprint import words_sha256
from countersign.policies.models import Edition
from countersign.policies.tests.factories import make_draft, publish, sign_in
from countersign.policies.tests.test_wordings import KS2, SYMBOLS, make_wordings

pytestmark = pytest.mark.django_db


def make_published(head: Person) -> Edition:
    today = timezone.localdate()
    draft = make_wordings(head, (SYMBOLS, "{symbol:tell} I tell."))
    return publish(draft, head, effective_date=today, review_date=today)


def sign(person: Person, edition: Edition, *, symbols: bool = False) -> Agreement:
    now = timezone.now()
    page = present(person, edition, at=now, symbols=symbols)
    shown = shown_from(page.shown.token(person, edition), person, edition)
    return actions.sign(person, edition, actions.Signing(person.name), shown=shown, identity=BY_PASSKEY)


def test_the_record_names_the_wording_that_was_read(client: Client) -> None:
    school, head = make_headed_school()
    edition = make_published(head)
    agreement = sign(make_signer(school, kind="pupils-ks2"), edition)

    wording = edition.wordings.get(title=KS2.title)
    assert agreement.reading["wordings"] == {wording.content_sha256: KS2.title}
    entry = Entry.objects.get(kind="agreement.signed")
    assert entry.fields["wordings"] == [wording.content_sha256]
    assert agreement.sentence == "I will keep these rules."
    shown = read_content(agreement.shown_sha256).decode()
    assert "I tell an adult." in shown
    assert KS2.title in shown
    assert "I report concerns" not in shown


def test_who_reads_the_symbols_has_them_in_the_record() -> None:
    school, head = make_headed_school()
    edition = make_published(head)
    agreement = sign(make_signer(school, kind="pupils-ks2"), edition, symbols=True)

    assert list(agreement.reading["wordings"].values()) == [SYMBOLS.title]
    assert "<svg" in read_content(agreement.shown_sha256).decode()
    assert agreement.sentence == SENTENCE


def test_a_teacher_who_is_a_parent_signs_both_wordings_at_once() -> None:
    school, head = make_headed_school()
    edition = make_published(head)
    person = make_signer(school, kind="staff")
    Role.objects.create(person=person, kind="pupils-ks2", from_date=timezone.localdate())

    assert len(sign(Person.objects.get(pk=person.pk), edition).reading["wordings"]) == 2


def test_the_page_offers_the_symbols_to_those_who_have_them(client: Client) -> None:
    school, head = make_headed_school()
    edition = make_published(head)
    page = reverse("agreements:sign", args=[edition.public_id])
    sign_in(client, make_signer(school, kind="pupils-ks2"))

    assert "Read it with symbols" in client.get(page).content.decode()
    drawn = client.get(f"{page}?symbols").content.decode()
    assert "cs-symbol" in drawn
    assert "Read it without symbols" in drawn
    sign_in(client, make_signer(school, "Tom", "Vane"))
    assert "symbols" not in client.get(page).content.decode()


def test_who_signs_again_reads_what_changed_in_their_own_wording(client: Client) -> None:
    school, head = make_headed_school()
    first = make_published(head)
    pupil, teacher = make_signer(school, kind="pupils-ks2"), make_signer(school, "Tom", "Vane")
    sign(pupil, first)
    sign(teacher, first)
    draft = policies.new_draft(first.policy, by=head)
    part = draft.parts.get(text="I tell an adult.")
    policies.change_part(part, policies.Words("I tell a teacher.", number="1"), revision=part.revision, by=head)
    today = timezone.localdate()
    second = publish(draft, head, effective_date=today, review_date=today)

    page = present(pupil, second, at=timezone.now())
    assert page.again is not None
    assert page.again.count == 1
    assert "teacher" in page.html
    assert KS2.title in page.html
    other = present(teacher, second, at=timezone.now()).again
    assert other is not None
    assert other.count == 0
    assert other.changes.same == 1
    assert list(sign(pupil, second).reading["wordings"].values()) == [KS2.title]


def test_a_first_edition_for_everybody_is_compared_with_the_wording_that_follows() -> None:
    school, head = make_headed_school()
    today = timezone.localdate()
    whole = make_draft(school, "I lock my screen.", by=head, audience=["staff", "pupils-ks2"])
    first = publish(whole, head, effective_date=today, review_date=today)
    pupil, teacher = make_signer(school, kind="pupils-ks2"), make_signer(school, "Tom", "Vane")
    sign(pupil, first)
    sign(teacher, first)
    draft = policies.new_draft(first.policy, by=head)
    wording = policies.add_wording(draft, KS2, by=head)
    policies.add_part(draft, policies.Words("I tell an adult.", number="1"), after=None, wording=wording, by=head)
    second = publish(draft, head, effective_date=today, review_date=today)

    again = present(pupil, second, at=timezone.now()).again
    assert again is not None
    assert "I tell an adult." in "".join(str(block) for each in again.changes.clauses for block in each.plain)
    assert again.changes.same == 0
    assert again.sentence
    teachers = present(teacher, second, at=timezone.now()).again
    assert teachers is not None
    assert teachers.count == 0


def test_governors_approve_every_wording_of_an_edition() -> None:
    _, head = make_headed_school()
    draft = make_wordings(head)
    before = words_sha256(draft)
    part = draft.parts.get(text="I tell an adult.")
    policies.change_part(part, policies.Words("I tell a teacher.", number="1"), revision=part.revision, by=head)
    after = words_sha256(draft)
    assert before != after
    wording = draft.wordings.get(title=KS2.title)
    policies.change_wording(wording, replace(KS2, title="For juniors"), revision=wording.revision, by=head)
    assert words_sha256(draft) != after

    today = timezone.localdate()
    approved = words_sha256(draft)
    edition = publish(Edition.objects.get(pk=draft.pk), head, effective_date=today, review_date=today)
    assert words_sha256(edition) == approved
