"""Countersigning, returning and refusing: always two people."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from countersign.agreements import actions, decisions
from countersign.agreements.jobs import tell_approvers
from countersign.agreements.models import Agreement, Status
from countersign.agreements.tests import factories as make
from countersign.ledger.models import Entry
from countersign.notices.models import Message
from countersign.people.models import Holding
from countersign.policies.tests.factories import make_person, put_in_post
from countersign.refusals import NotPermitted

pytestmark = pytest.mark.django_db


def test_the_headteacher_countersigns_a_signed_agreement() -> None:
    school, head = make.make_headed_school()
    agreement = make.sign(make.make_signer(school), make.make_edition(school, head))

    make.countersign(agreement, head)

    agreement.refresh_from_db()
    assert agreement.status is Status.IN_FORCE
    assert (agreement.countersigned_by, agreement.capacity) == (head, "Headteacher")
    assert Entry.objects.filter(kind="agreement.countersigned", subject=agreement.reference).exists()


def test_nobody_countersigns_their_own_agreement() -> None:
    school, head = make.make_headed_school()
    agreement = make.sign(head, make.make_edition(school, head))

    with pytest.raises(NotPermitted):
        make.countersign(agreement, head)


def test_the_database_itself_refuses_a_countersignature_by_the_signer() -> None:
    agreement = make.make_agreement(Status.SIGNED)

    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(
            countersigned_at=timezone.now(), countersigned_by=agreement.person, capacity="Headteacher"
        )


def test_the_heads_own_agreement_goes_to_the_chair_and_not_to_the_deputy() -> None:
    school, head = make.make_headed_school()
    chair = make.make_chair(school)
    deputy = make_person(school, "Dora", "Penn")
    put_in_post(deputy, "deputy-head")
    school.posts.filter(code="deputy-head").update(may_countersign=True)
    agreement = make.sign(head, make.make_edition(school, head))

    with pytest.raises(NotPermitted):
        make.countersign(agreement, deputy, "Deputy headteacher")
    make.countersign(agreement, chair, "Chair of governors")

    agreement.refresh_from_db()
    assert agreement.countersigned_by == chair


def test_somebody_without_a_post_countersigns_nothing() -> None:
    agreement = make.make_agreement(Status.SIGNED)
    colleague = make_person(agreement.school, "Ida", "Lund")

    with pytest.raises(NotPermitted):
        make.countersign(agreement, colleague)


def test_a_capacity_ends_with_the_post() -> None:
    agreement = make.make_agreement(Status.SIGNED)
    holding = Holding.objects.get(post__code="headteacher")
    head = holding.person
    Holding.objects.filter(pk=holding.pk).update(to_date=timezone.localdate() - datetime.timedelta(days=1))

    with pytest.raises(NotPermitted):
        make.countersign(agreement, head)


def test_an_approver_of_another_school_is_nobody_here() -> None:
    agreement = make.make_agreement(Status.SIGNED)
    _, other = make.make_headed_school("Lowmoor Academy")

    with pytest.raises(NotPermitted):
        make.countersign(agreement, other)


@pytest.mark.parametrize("status", [Status.IN_FORCE, Status.RETURNED, Status.REFUSED])
def test_an_agreement_is_decided_once(status: Status) -> None:
    agreement = make.make_agreement(status)
    head = Holding.objects.get(post__code="headteacher").person

    with pytest.raises(decisions.NotAwaitingCountersignature):
        make.countersign(agreement, head)


def test_after_a_return_the_person_signs_again_and_both_stay_on_record() -> None:
    returned = make.make_agreement(Status.RETURNED)

    again = make.sign(returned.person, returned.edition)

    assert again.status is Status.SIGNED
    returned.refresh_from_db()
    assert returned.status is Status.RETURNED


def test_a_later_agreement_ends_the_earlier_when_it_is_countersigned() -> None:
    first = make.make_agreement(Status.IN_FORCE)
    head = Holding.objects.get(post__code="headteacher").person
    second = make.sign(first.person, first.edition)
    assert Agreement.objects.get(pk=first.pk).status is Status.IN_FORCE

    make.countersign(second, head)

    assert Agreement.objects.get(pk=first.pk).status is Status.ENDED


def test_a_permission_never_lasts_longer_than_the_catalogue_allows() -> None:
    agreement = make.make_agreement(Status.SIGNED)
    head = Holding.objects.get(post__code="headteacher").person
    make.make_permission(agreement.school, max_days=30)
    today = timezone.localdate()

    with pytest.raises(actions.PermissionNotOffered):
        make.countersign(agreement, head, permissions={"remote": today + datetime.timedelta(days=31)})

    agreement.refresh_from_db()
    assert agreement.status is Status.SIGNED


def test_a_permission_asked_for_and_not_given_is_recorded_as_refused() -> None:
    school, head = make.make_headed_school()
    make.make_permission(school)
    agreement = make.sign(
        make.make_signer(school), make.make_edition(school, head), permissions={"remote": "to plan at home"}
    )

    make.countersign(agreement, head)

    entry = Entry.objects.get(kind="agreement.countersigned")
    assert entry.fields["permissions_refused"] == ["remote"]


def test_whoever_is_refused_is_told_without_the_reason_in_the_message() -> None:
    agreement = make.make_agreement(Status.REFUSED)

    message = Message.objects.get(person=agreement.person)

    assert "Not yet cleared" not in message.text + message.subject


def test_approvers_are_told_once_a_day_that_something_waits() -> None:
    agreement = make.make_agreement(Status.SIGNED)
    head = Holding.objects.get(post__code="headteacher").person
    now = timezone.now()

    assert tell_approvers(now) == 1
    assert tell_approvers(now + datetime.timedelta(hours=23)) == 0
    assert tell_approvers(now + datetime.timedelta(hours=25)) == 1
    assert Message.objects.filter(person=head, about=agreement.school.reference).count() == 2


def test_nobody_is_told_of_an_agreement_they_may_not_decide() -> None:
    school, head = make.make_headed_school()
    make.sign(head, make.make_edition(school, head))

    assert tell_approvers(timezone.now()) == 0


def test_a_question_reaches_the_contact_and_the_answer_the_person() -> None:
    school, head = make.make_headed_school()
    edition = make.make_edition(school, head)
    contact = make_person(school, "Cleo", "Dunn")
    put_in_post(contact, "aup-contact")
    person = make.make_signer(school)

    question = actions.ask(person, edition, text="May I use my own phone?")
    assert Message.objects.get(person=contact).about == f"question:{question.public_id}"
    actions.answer(question, by=contact, text="Only in the staff room.")

    assert Message.objects.filter(person=person).count() == 1
    with pytest.raises(actions.AlreadyAnswered):
        actions.answer(question, by=contact, text="Again.")


def test_nobody_answers_their_own_question() -> None:
    school, head = make.make_headed_school()
    question = actions.ask(head, make.make_edition(school, head), text="?")

    with pytest.raises(NotPermitted):
        actions.answer(question, by=head, text="!")
