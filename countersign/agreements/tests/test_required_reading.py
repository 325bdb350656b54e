"""What must be read before signing: nobody signs with some of it left, and what was read stays read."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from countersign.agreements import actions, attesting
from countersign.agreements.models import Agreement, CheckTried, PolicyRead, Question
from countersign.agreements.permissions import can_answer
from countersign.agreements.presenting import note_opened
from countersign.agreements.required import ReadingLeft, Step, items_for, left_of
from countersign.agreements.tests import factories as make
from countersign.agreements.tests.reading import (
    CHECK,
    make_linked,
    make_requiring,
    put_into_library,
    read,
    read_everything,
    read_item,
)
from countersign.ledger.models import Entry
from countersign.people.models import Holding, Person, Role
from countersign.policies.actions import new_draft, withdraw
from countersign.policies.models import Edition
from countersign.policies.tests.factories import make_person, publish, put_in_post
from countersign.schools.models import Post

pytestmark = pytest.mark.django_db


def today() -> datetime.date:
    return timezone.localdate()


def steps(person: Person, edition: Edition) -> list[Step]:
    return [each.step for each in items_for(person, edition, today())]


def prepare(**details: Any) -> tuple[Person, Person, Edition, Edition]:
    """Return a signer, the head, an edition that requires two sections, and the library's edition of them."""
    school, head = make.make_headed_school()
    policy = make_linked(school)
    library = put_into_library(policy, head)
    edition = make_requiring(school, head, {policy: ["Sexting", "Upskirting"]}, **details)
    return make.make_signer(school), head, edition, library


def test_nobody_signs_before_everything_required_is_read() -> None:
    person, _, edition, _ = prepare()
    read_item(person, edition)

    with pytest.raises(ReadingLeft) as refused:
        make.sign(person, edition)

    assert refused.value.message == "Read “Behaviour Policy: Upskirting” first, then sign: 1 of 2 read."
    assert not Agreement.objects.exists()
    read_item(person, edition, 1)
    assert make.sign(person, edition).signed_at


def test_nobody_says_they_read_what_was_never_opened() -> None:
    person, _, edition, library = prepare()
    row = items_for(person, edition, today())[0].required

    with pytest.raises(attesting.NotOpened):
        attesting.say_read(person, library.policy, section=row.section, edition_number=1)
    with pytest.raises(attesting.NewerEdition):
        attesting.say_read(person, library.policy, section=row.section, edition_number=2)


def test_saying_it_twice_is_saying_it_once() -> None:
    person, _, edition, _ = prepare()
    read_item(person, edition)
    first = PolicyRead.objects.get()
    read_item(person, edition)

    assert PolicyRead.objects.get().read_at == first.read_at
    assert Entry.objects.filter(kind="policy.read").count() == 1


def test_a_check_question_is_tried_until_it_is_right_and_only_counted() -> None:
    person, _, edition, _ = prepare(check=CHECK)
    read_item(person, edition)
    read_item(person, edition, 1)
    assert steps(person, edition) == [Step.TO_CHECK, Step.DONE]
    question = items_for(person, edition, today())[0].required.questions.get()

    assert not attesting.try_check(person, question, 0)
    with pytest.raises(ReadingLeft):
        make.sign(person, edition)
    assert attesting.try_check(person, question, 1)

    tried = CheckTried.objects.get()
    assert (tried.attempts, tried.passed_at is not None) == (2, True)
    assert Entry.objects.get(kind="policy.check-passed").fields["attempts"] == 2
    assert not left_of(items_for(person, edition, today()))
    with pytest.raises(attesting.NoSuchAnswer):
        attesting.try_check(person, question, 3)


def test_a_question_about_what_is_read_reaches_the_holder_of_the_policy_and_does_not_keep_from_signing() -> None:
    person, _, edition, library = prepare()
    owner = make_person(person.school, "Dana", "Sorrel")
    put_in_post(owner, "dsl")
    library.policy.owner = Post.objects.get(school=person.school, code="dsl")
    library.policy.save()
    item = items_for(person, edition, today())[0]

    question = actions.ask(person, edition, text="What is meant?", required=item.required)

    assert question.required == item.required
    assert list(owner.messages.values_list("about", flat=True)) == [f"question:{question.public_id}"]
    read_everything(person, edition)
    assert make.sign(person, edition).signed_at


def test_where_the_school_says_so_whoever_asked_signs_when_it_is_answered() -> None:
    person, head, edition, _ = prepare(waits_for_answer=True)
    read_everything(person, edition)
    question = actions.ask(
        person, edition, text="What is meant?", required=items_for(person, edition, today())[0].required
    )

    with pytest.raises(ReadingLeft, match="You can sign when your question is answered"):
        make.sign(person, edition)

    actions.answer(question, by=head, text="It means this.")
    assert make.sign(person, edition).signed_at


def test_what_was_read_counts_until_a_material_edition_of_it_comes() -> None:
    person, head, edition, library = prepare()
    read_everything(person, edition)

    publish(new_draft(library.policy, by=head), head, effective_date=today(), is_material=False)
    assert steps(person, edition) == [Step.DONE, Step.DONE]
    publish(new_draft(library.policy, by=head), head, effective_date=today())
    assert steps(person, edition) == [Step.CHANGED, Step.CHANGED]
    with pytest.raises(ReadingLeft):
        make.sign(person, edition)


def test_who_was_only_told_of_a_new_edition_does_not_read_again() -> None:
    school, head = make.make_headed_school()
    policy = make_linked(school)
    first = put_into_library(policy, head)
    draft = new_draft(policy, by=head)
    draft.audience = ["staff", "governors"]
    draft.save(update_fields=["audience"])
    publish(draft, head, effective_date=today())
    edition = make_requiring(school, head, {policy: []})
    teacher, governor = make.make_signer(school), make.make_signer(school, "Ed", kind="governors")
    for each in (teacher, governor):
        read_everything(each, edition)
    publish(new_draft(policy, by=head), head, effective_date=today(), told_only=["governors"])

    assert first.number == 1
    assert steps(teacher, edition) == [Step.CHANGED]
    assert steps(governor, edition) == [Step.DONE]


def test_having_read_all_of_a_policy_is_having_read_each_section() -> None:
    person, _, edition, library = prepare()
    read(person, library.policy)

    assert steps(person, edition) == [Step.DONE, Step.DONE]


def test_a_withdrawn_policy_keeps_nobody_from_signing() -> None:
    person, head, edition, library = prepare()
    withdraw(library.policy, reason="It is part of another one now.", by=head)

    assert items_for(person, edition, today()) == []
    assert make.sign(person, edition).reading["linked"][0]["named"] == "Behaviour Policy"


def test_the_next_edition_of_what_is_signed_does_not_ask_for_the_same_reading_again() -> None:
    person, head, edition, _ = prepare(check=CHECK)
    read_everything(person, edition)
    second = publish(new_draft(edition.policy, by=head), head, effective_date=today())

    assert steps(person, second) == [Step.DONE, Step.DONE]
    assert second.required.order_by("position").first().questions.get().text == CHECK.text  # type: ignore[union-attr]


def test_the_record_notes_which_edition_of_each_linked_policy_was_in_force_and_whether_it_was_opened() -> None:
    school, head = make.make_headed_school()
    library = put_into_library(make_linked(school), head)
    elsewhere = make_linked(school, "Images Policy", web_address="https://fernhill.example/images")
    edition = make_requiring(school, head, {library.policy: ["Sexting"], elsewhere: ["Consent"]})
    person = make.make_signer(school)
    make.look_at(person, edition)
    note_opened(person, edition, elsewhere, at=timezone.now())
    read_everything(person, edition)

    agreement = make.sign(person, edition)
    publish(new_draft(library.policy, by=head), head, effective_date=today())

    kept, named = agreement.reading["linked"], agreement.reading["required"]
    assert (kept[0]["edition"], kept[0]["sha256"], "opened_at" in kept[0]) == ("1", library.content_sha256, False)
    assert (kept[1]["web_address"], "edition" in kept[1], "opened_at" in kept[1]) == (
        "https://fernhill.example/images", False, True,
    )  # fmt: skip
    assert [each["named"] for each in named] == ["Behaviour Policy: Sexting", "Images Policy: Consent"]
    assert [each.get("edition") for each in named] == ["1", None]
    entry = Entry.objects.get(kind="agreement.signed")
    assert (entry.fields["linked"], entry.fields["required"]) == (kept, named)


def test_signing_asks_one_statement_more_for_links_and_one_for_what_is_required() -> None:
    school, head = make.make_headed_school()
    plain = make.make_edition(school, head)
    library = put_into_library(make_linked(school), head)
    linking = make_requiring(school, head, {library.policy: ["Sexting"]})
    counts = []
    for edition in (plain, linking):
        for forename in ("Ann", "Bea"):  # the second time, what never changes is known
            person = make.make_signer(school, forename)
            read_everything(person, edition)
            shown = make.look_at(person, edition)
            with CaptureQueriesContext(
                connection,
            ) as asked:
                actions.sign(person, edition, actions.Signing(name="x"), shown=shown, identity=make.BY_TICKET)
        counts.append(len(asked))

    assert counts[1] - counts[0] == 2


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    did=st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["read", "right", "wrong", "ask", "newer"])), max_size=12)
)
def test_whatever_somebody_did_they_sign_only_when_everything_is_done(did: list[tuple[int, str]]) -> None:
    school, head = make.make_headed_school()
    library = put_into_library(make_linked(school), head)
    elsewhere = make_linked(school, "Images Policy")
    edition = make_requiring(school, head, {library.policy: ["Sexting", "Upskirting"], elsewhere: []}, check=CHECK)
    person = make.make_signer(school)
    is_read, is_passed = {0: False, 1: False, 2: False}, False
    for place, what in did:
        item = items_for(person, edition, today())[place]
        if what == "read":
            read_item(person, edition, place)
            is_read[place] = True
        elif what == "newer":
            publish(new_draft(library.policy, by=head), head, effective_date=today())
            is_read[0] = is_read[1] = False
        elif what == "ask":
            actions.ask(person, edition, text="What?", required=item.required)
        elif question := item.required.questions.first():
            is_passed |= attesting.try_check(person, question, question.right if what == "right" else 0)

    assert [each.is_done for each in items_for(person, edition, today())] == [
        is_read[0] and is_passed, is_read[1], is_read[2],
    ]  # fmt: skip
    if all(is_read.values()) and is_passed:
        assert make.sign(person, edition).signed_at
    else:
        with pytest.raises(ReadingLeft):
            make.sign(person, edition)


def test_a_policy_that_is_only_read_is_signed_by_nobody() -> None:
    person, _, _, library = prepare()

    with pytest.raises(actions.NotForYou):
        make.sign(person, library)


def test_nobody_answers_a_question_about_reading_but_who_looks_after_the_policy() -> None:
    person, _, edition, library = prepare()
    library.policy.owner = Post.objects.get(school=person.school, code="dsl")
    library.policy.save()
    put_in_post(dsl := make_person(person.school, "Dana", "Sorrel"), "dsl")
    item = items_for(person, edition, today())[0]
    about_it = actions.ask(person, edition, text="What is meant?", required=item.required)
    of_the_edition = actions.ask(person, edition, text="And this?")

    assert can_answer(dsl, Question.objects.get(pk=about_it.pk), today())
    assert not can_answer(dsl, Question.objects.get(pk=of_the_edition.pk), today())
    Holding.objects.filter(person=dsl).update(to_date=today() - datetime.timedelta(days=1))
    assert not can_answer(dsl, Question.objects.get(pk=about_it.pk), today())
    assert Role.objects.filter(person=dsl).exists()
