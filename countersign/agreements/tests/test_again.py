"""Signing again: what changed for this person since the edition that they signed, whichever it was."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from countersign.agreements import decisions
from countersign.agreements.models import Agreement
from countersign.agreements.presenting import present
from countersign.agreements.tests import factories as make
from countersign.agreements.tests.test_pages import open_page
from countersign.ledger.actions import read_content
from countersign.ledger.models import Entry
from countersign.people.models import Holding, Person, Role
from countersign.policies.actions import Words, add_part, change_part, new_draft, remove_part
from countersign.policies.models import Edition, LinkedPolicy, Part, Policy
from countersign.policies.tests.factories import make_person, publish, put_in_post, sign_in
from countersign.schools.models import School
from countersign.ui.testing import PageClient

pytestmark = pytest.mark.django_db


def next_edition(edition: Edition, by: Person, *, summary: str = "", **changes: Any) -> Edition:
    """Publish the next edition with clauses, by their numbers, that say something else; None takes one out."""
    draft = new_draft(edition.policy, by=by)
    for number, given in changes.pop("clauses", {}).items():
        part = draft.parts.filter(number=number).first()
        if given is None and part:
            remove_part(part, by=by)
        elif part:
            words = given if isinstance(given, Words) else Words(str(given), number=number, roles=part.roles)
            change_part(part, words, revision=part.revision, by=by)
        else:
            last = list(draft.parts.kept())[-1]
            add_part(draft, given if isinstance(given, Words) else Words(str(given), number=number), after=last, by=by)
    for name, value in changes.items():
        setattr(draft, name, value)
    draft.save()
    today = timezone.localdate()
    return publish(draft, by, effective_date=today, change_summary=summary or "A clause has new words.")


def prepare() -> tuple[School, Person, Person, Edition]:
    """Return a school, its head, somebody who signed the first edition, and that edition."""
    school, head = make.make_headed_school()
    edition = make.make_edition(school, head)
    person = make.make_signer(school)
    make.countersign(make.sign(person, edition, fields={"Role": "Class teacher"}), head)
    return school, head, person, edition


def shown_to(person: Person, edition: Edition) -> str:
    return present(person, edition, at=timezone.now()).html


def test_a_changed_clause_is_shown_with_its_words_marked_and_the_rest_folded() -> None:
    _, head, person, edition = prepare()
    second = next_edition(edition, head, clauses={"1": "I keep my password to myself and change it."})

    shown = shown_to(person, second)

    assert "Clause 1 has new words" in shown
    assert "I keep my password to myself <ins>and change it</ins>." in shown
    assert "Read it without the marks" in shown
    assert "1 clause, word for word the same" in shown
    assert "I report what worries me." in shown.split("Show all 2 clauses")[1]


def test_it_is_compared_with_the_edition_this_person_signed_even_two_back() -> None:
    school, head, person, edition = prepare()
    second = next_edition(edition, head, summary="Passwords.", clauses={"1": "I keep my password to myself, always."})
    colleague = make.make_signer(school, "Omar", "Reed")
    make.countersign(make.sign(colleague, second), head)
    third = next_edition(second, head, summary="Worries.", clauses={"2": "I report what worries me at once."})

    page, of_colleague = (present(each, third, at=timezone.now()) for each in (person, colleague))

    assert page.again is not None
    assert (page.again.count, page.shown.compared_with) == (2, 1)
    assert "Passwords." in page.html
    assert "Worries." in page.html
    assert of_colleague.again is not None
    assert (of_colleague.again.count, of_colleague.shown.compared_with) == (1, 2)
    assert "Passwords." not in of_colleague.html


def test_a_signature_that_was_given_back_is_not_what_it_is_compared_with() -> None:
    _, head, person, edition = prepare()
    second = next_edition(edition, head, clauses={"1": "I keep my password to myself and change it."})
    decisions.return_with_question(make.sign(person, second), by=head, capacity="Headteacher", question="Which class?")

    assert present(person, second, at=timezone.now()).shown.compared_with == 1


def test_somebody_who_never_signed_sees_the_whole_and_no_comparison() -> None:
    school, head, _, edition = prepare()
    second = next_edition(edition, head, clauses={"1": "I keep my password to myself and change it."})

    page = present(make.make_signer(school, "New", "Comer"), second, at=timezone.now())

    assert page.again is None
    assert page.shown.compared_with is None
    assert "<ins>" not in page.html


def test_a_clause_for_others_that_changed_is_no_change_for_this_person() -> None:
    _, head, person, edition = prepare()
    second = next_edition(
        edition, head, clauses={"3": Words("I use another account.", number="3", roles=["governors"])}
    )

    page = present(person, second, at=timezone.now())

    assert page.again is not None
    assert (page.again.title, page.again.count) == ("Nothing changed for you", 0)
    assert "<ins>" not in page.html


def test_a_clause_that_binds_them_now_is_new_to_them_though_its_words_are_old() -> None:
    _, head, person, edition = prepare()
    second = next_edition(edition, head, clauses={"3": Words("I use my school account.", number="3", roles=None)})

    shown = shown_to(person, second)

    assert "Clause 3 binds you now" in shown
    assert "<ins>I use my school account.</ins>" in shown


def test_a_clause_that_binds_them_since_they_are_something_else_is_new_to_them() -> None:
    _, head, person, edition = prepare()
    second = next_edition(edition, head, clauses={"1": "I keep my password to myself and change it."})
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    Role.objects.create(person=person, kind="governors", from_date=timezone.localdate(tomorrow))

    page = present(Person.objects.get(pk=person.pk), second, at=tomorrow)

    assert "Clause 3 binds you now" in page.html


def test_a_clause_taken_out_is_told_with_the_words_it_had() -> None:
    _, head, person, edition = prepare()
    second = next_edition(edition, head, clauses={"2": None})

    assert "Clause 2 was taken out" in shown_to(person, second)
    assert "<del>I report what worries me.</del>" in shown_to(person, second)


def test_the_sentence_they_sign_is_a_change_when_it_has_other_words() -> None:
    _, head, person, edition = prepare()
    second = next_edition(edition, head, signer_declarations=["I agree to keep every clause of this policy."])

    shown = shown_to(person, second)

    assert "The sentence you sign has new words" in shown


def test_a_new_holder_and_a_linked_policy_are_told_and_not_signed_for() -> None:
    school, head, person, edition = prepare()
    put_in_post(make_person(school, "Ada", "Old"), "dsl")
    second = next_edition(edition, head, clauses={"2": "I report what worries me to {post:dsl}."})
    make.countersign(make.sign(person, second), head)
    today = timezone.localdate()
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    Holding.objects.filter(post__code="dsl").update(to_date=today)
    put_in_post(make_person(school, "Bo", "Next"), "dsl", since=today + datetime.timedelta(days=1))
    linked = Policy.objects.create(school=school, title="Online Safety Policy", made_at=timezone.now())
    draft = new_draft(second.policy, by=head)
    LinkedPolicy.objects.create(edition=draft, policy=linked, named="Online Safety Policy", position=1)
    third = publish(draft, head, effective_date=today, change_summary="It names another policy.")
    of_linked = Edition.objects.create(policy=linked, drafted_at=timezone.now(), title=linked.title, audience=["staff"])
    Part.objects.create(edition=of_linked, position=1, kind="clause", text="I am kind online.")
    publish(of_linked, head, effective_date=today)

    shown = present(person, third, at=tomorrow).html

    assert "A post has a new holder." in shown
    assert "Designated safeguarding lead: <bdi>Bo Next</bdi>. You do not sign for that." in shown
    assert "Online Safety Policy, edition 1" in shown
    assert "It names another policy now." in shown
    assert "2 clauses, word for word the same" in shown


def test_the_record_holds_the_comparison_as_it_was_shown_and_says_with_what_it_was_compared() -> None:
    _, head, person, edition = prepare()
    second = next_edition(edition, head, clauses={"1": "I keep my password to myself and change it."})

    agreement = make.sign(person, second)

    assert "<ins>and change it</ins>" in read_content(agreement.shown_sha256).decode()
    assert agreement.reading["compared_with"] == 1
    assert Entry.objects.get(kind="agreement.signed", subject=agreement.reference).fields["compared_with"] == 1


def test_two_who_signed_the_same_edition_are_shown_the_same_bytes_kept_once() -> None:
    school, head, person, edition = prepare()
    colleague = make.make_signer(school, "Omar", "Reed")
    make.countersign(make.sign(colleague, edition), head)
    second = next_edition(edition, head, clauses={"1": "I keep my password to myself and change it."})

    assert make.sign(person, second).shown_sha256 == make.sign(colleague, second).shown_sha256


def test_signing_again_takes_a_name_and_a_press_and_offers_what_was_filled_in_last_time() -> None:
    school, head = make.make_headed_school()
    edition = make.make_edition(school, head, signature_fields=["Name", "Role", "Room"])
    person = make.make_signer(school)
    make.countersign(make.sign(person, edition, fields={"Role": "Class teacher", "Room": "The annexe"}), head)
    second = next_edition(edition, head, clauses={"1": "I keep my password to myself and change it."})
    client: Client = sign_in(PageClient(), person)
    url = reverse("agreements:sign", args=[second.public_id])

    page = client.get(url).content.decode()
    answer = client.post(url, {**open_page(client, second), "name": "Nadia Kow"})

    assert "What changed, <bdi>Nadia</bdi>" in page
    assert "You last signed edition 1, on" in page
    assert "One clause that binds you is different. About 10 seconds to read." in page
    again = Agreement.objects.get(edition=second)
    assert answer.headers["Location"].endswith(f"/agreements/{again.public_id}/")
    assert again.fields == {"Role": "Class teacher", "Room": "The annexe"}


def test_a_page_read_without_changes_asks_for_the_yearly_signature_all_the_same() -> None:
    _, _, person, edition = prepare()
    Agreement.objects.filter(person=person).update(signed_at=timezone.now() - datetime.timedelta(days=360))
    client = sign_in(PageClient(), person)
    from countersign.agreements.latest import rebuild_latest

    rebuild_latest(person.school)
    page = client.get(reverse("agreements:sign", args=[edition.public_id])).content.decode()

    assert "Nothing changed for you" in page
    assert "All 2 clauses that bind you are word for word the same as when you last signed." in page
    assert "Sign edition 1" in page
