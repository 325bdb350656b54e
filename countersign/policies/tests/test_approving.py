from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from countersign.ledger.models import Entry
from countersign.notices.models import Message
from countersign.people.models import Person, Role
from countersign.policies import actions
from countersign.policies.approvals import few, state_of, waiting_for
from countersign.policies.covering import cover_of
from countersign.policies.fingerprint import words_sha256
from countersign.policies.models import Approval, Doubt, Edition, Meeting, Part
from countersign.policies.permissions import can_see_draft
from countersign.policies.tests.approving import IDENTITY, approve, make_approved_school, say_no
from countersign.policies.tests.factories import (
    make_administrator,
    make_person,
    make_school,
    publish,
    put_in_post,
)
from countersign.refusals import NotPermitted

pytestmark = pytest.mark.django_db


def read(draft: Edition) -> Edition:
    return Edition.objects.select_related("policy__school").get(pk=draft.pk)


def test_nothing_is_published_while_approvals_are_missing() -> None:
    administrator, governors, draft = make_approved_school()
    actions.ask_for_approval(draft, by=administrator)
    with pytest.raises(actions.NotApproved, match="2 approvals are missing"):
        publish(draft, administrator)
    approve(draft, governors[0])
    with pytest.raises(actions.NotApproved, match="1 approval is missing"):
        publish(draft, administrator)
    approve(draft, governors[1])

    edition = publish(draft, administrator)
    assert edition.approved_by == "Marta Lind and Priya Ward"
    assert edition.approved_date == timezone.localdate()


def test_an_approval_lapses_when_the_words_change_and_comes_back_with_them() -> None:
    administrator, governors, draft = make_approved_school(quorum=1)
    actions.ask_for_approval(draft, by=administrator)
    approve(draft, governors[0])
    assert state_of(draft).is_approved
    part = draft.parts.get(number="1")
    actions.change_part(part, actions.Words("I lock my door."), revision=0, by=administrator)

    state = state_of(read(draft))
    assert not state.is_approved
    assert [each.pk for each in state.lapsed] == [Approval.objects.get().pk]
    with pytest.raises(actions.NotApproved):
        publish(draft, administrator)

    words = actions.Words("I lock my screen.", number="1")
    actions.change_part(part, words, revision=1, by=administrator)
    assert state_of(read(draft)).is_approved


@pytest.mark.parametrize("detail", ["title", "audience", "signer_declarations", "document_code"])
def test_every_detail_that_is_published_belongs_to_what_is_approved(detail: str) -> None:
    _, _, draft = make_approved_school()
    before = words_sha256(draft)
    setattr(draft, detail, ["staff"] if isinstance(getattr(draft, detail), list) else "Changed")

    assert words_sha256(draft) != before


def test_the_words_approved_are_the_words_published() -> None:
    administrator, governors, draft = make_approved_school(quorum=1)
    content = actions.ask_for_approval(draft, by=administrator).content_sha256
    approve(draft, governors[0])

    assert words_sha256(publish(draft, administrator)) == content


def test_an_answer_to_an_older_page_is_refused() -> None:
    administrator, governors, draft = make_approved_school()
    content = actions.ask_for_approval(draft, by=administrator).content_sha256
    part = draft.parts.get(number="1")
    actions.change_part(part, actions.Words("I lock my door."), revision=0, by=administrator)

    with pytest.raises(actions.WordsChanged):
        approve(draft, governors[0], content_sha256=content)
    with pytest.raises(actions.NotAsked):
        approve(draft, governors[0])


def test_approving_twice_is_one_approval_and_one_entry() -> None:
    administrator, governors, draft = make_approved_school()
    actions.ask_for_approval(draft, by=administrator)
    actions.ask_for_approval(draft, by=administrator)
    approve(draft, governors[0])
    approve(draft, governors[0])

    assert Approval.objects.count() == 1
    assert Entry.objects.filter(kind="edition.approval-asked").count() == 1
    entry = Entry.objects.get(kind="edition.approved")
    assert entry.by == governors[0].reference


def test_nobody_approves_who_was_not_named_or_is_nothing_to_the_school_any_more() -> None:
    administrator, governors, draft = make_approved_school()
    actions.ask_for_approval(draft, by=administrator)
    Role.objects.filter(person=governors[0]).update(to_date=date(2021, 1, 1))
    elsewhere = make_administrator(make_school("Moorside School"))

    for person in (administrator, governors[0], elsewhere, make_person(administrator.school, kind="governors")):
        with pytest.raises(NotPermitted):
            approve(draft, person)


def test_a_no_says_why_and_whoever_sent_the_draft_is_told() -> None:
    administrator, governors, draft = make_approved_school()
    actions.ask_for_approval(draft, by=administrator)
    with pytest.raises(actions.NoReasonGiven):
        say_no(draft, governors[0], " ")
    say_no(draft, governors[0])

    assert [each.person for each in state_of(draft).no] == [governors[0]]
    assert Message.objects.filter(person=administrator).count() == 1
    approve(draft, governors[0])
    assert not state_of(draft).no


def test_an_answer_can_be_taken_back_until_publishing() -> None:
    administrator, governors, draft = make_approved_school(quorum=1)
    actions.ask_for_approval(draft, by=administrator)
    approve(draft, governors[0])
    actions.take_back(draft, by=governors[0])
    actions.take_back(draft, by=governors[0])
    assert Entry.objects.filter(kind="edition.approval-taken-back").count() == 1
    with pytest.raises(actions.NotApproved):
        publish(draft, administrator)

    approve(draft, governors[0])
    publish(draft, administrator)
    with pytest.raises(actions.AlreadyPublished):
        actions.take_back(draft, by=governors[0])


def record(draft: Edition, present: list[Person], by: Person, **details: Any) -> Meeting:
    given = {"content_sha256": state_of(read(draft)).content_sha256, "held_date": date(2026, 11, 10), **details}
    given.setdefault("minute", "26/11.4")
    return actions.record_meeting(draft, present=present, by=by, **given)


def test_a_meeting_with_a_quorum_approves_under_its_minute() -> None:
    administrator, governors, draft = make_approved_school()
    actions.ask_for_approval(draft, by=administrator)
    with pytest.raises(actions.NoQuorum, match="1 of those who approve"):
        record(draft, governors[:1], administrator)
    record(draft, governors[:2], administrator)
    record(draft, governors[:2], administrator)

    edition = publish(draft, administrator)
    assert edition.approved_by == "Marta Lind and Priya Ward, minute 26/11.4"
    assert edition.approved_date == date(2026, 11, 10)
    cover = cover_of(edition)
    assert (cover.minute, cover.meeting_date) == ("26/11.4", date(2026, 11, 10))
    assert [(each.name, each.was_at_meeting) for each in cover.signed] == [("Marta Lind", True), ("Priya Ward", True)]
    entry = Entry.objects.get(kind="edition.meeting-recorded")
    assert entry.fields["present"] == sorted(person.reference for person in governors[:2])


def test_those_present_who_are_not_named_do_not_make_a_quorum() -> None:
    administrator, governors, draft = make_approved_school()
    actions.ask_for_approval(draft, by=administrator)

    with pytest.raises(actions.NoQuorum):
        record(
            draft, [governors[0], make_person(administrator.school), make_person(administrator.school)], administrator
        )


@pytest.mark.parametrize(
    ("details", "refusal"),
    [
        ({"held_date": timezone.localdate() + timedelta(days=1)}, actions.NotHeldYet),
        ({"minute": " "}, actions.NoMinute),
        ({"content_sha256": "0" * 64}, actions.WordsChanged),
    ],
)
def test_a_meeting_is_recorded_from_its_minutes(details: dict[str, object], refusal: type[Exception]) -> None:
    administrator, governors, draft = make_approved_school()
    actions.ask_for_approval(draft, by=administrator)

    with pytest.raises(refusal):
        record(draft, governors, administrator, **details)


def test_the_clerk_records_a_meeting_and_a_governor_does_not() -> None:
    administrator, governors, draft = make_approved_school()
    actions.ask_for_approval(draft, by=administrator)
    clerk = make_person(administrator.school, "Cleo", "Penn")
    put_in_post(clerk, "clerk")
    with pytest.raises(NotPermitted):
        record(draft, governors, governors[0])

    assert record(draft, governors, clerk).recorded_by == clerk
    with pytest.raises(actions.MeetingRecordedAlready):
        record(draft, governors, clerk, minute="26/12.1")
    actions.take_back_meeting(draft, by=clerk)
    assert not state_of(read(draft)).is_approved


def test_a_quorum_is_never_more_than_those_named() -> None:
    administrator, governors, draft = make_approved_school()

    with pytest.raises(actions.TooFewApprovers):
        actions.change_approvers(draft.policy, approvers=governors[:1], quorum=2, by=administrator)
    stranger = make_person(make_school("Moorside School"))
    with pytest.raises(actions.TooFewApprovers):
        actions.change_approvers(draft.policy, approvers=[stranger], quorum=1, by=administrator)


def test_the_business_manager_writes_policies_and_does_not_settle_who_approves_them() -> None:
    administrator, governors, draft = make_approved_school()
    manager = make_person(administrator.school, "Bo", "Hart")
    put_in_post(manager, "business-manager")

    with pytest.raises(NotPermitted):
        actions.change_approvers(draft.policy, approvers=[], quorum=0, by=manager)
    actions.ask_for_approval(draft, by=manager)
    assert waiting_for(governors[0]) == [draft]


def test_an_answer_of_somebody_who_is_not_asked_any_more_counts_no_more() -> None:
    administrator, governors, draft = make_approved_school(quorum=1)
    actions.ask_for_approval(draft, by=administrator)
    approve(draft, governors[0])
    actions.change_approvers(draft.policy, approvers=governors[1:], quorum=1, by=administrator)

    assert not state_of(read(draft)).is_approved
    actions.change_approvers(draft.policy, approvers=governors, quorum=1, by=administrator)
    assert not state_of(read(draft)).is_approved


def test_approvers_are_told_without_a_word_of_the_policy() -> None:
    administrator, governors, draft = make_approved_school()
    actions.ask_for_approval(draft, by=administrator)

    messages = Message.objects.all()
    assert {message.person for message in messages} == set(governors)
    for message in messages:
        assert draft.title not in message.subject + message.text
        assert "screen" not in message.text
        assert message.link_path == f"/policies/drafts/{draft.public_id}/approval/"


def test_a_draft_with_places_left_to_check_is_not_sent() -> None:
    administrator, _, draft = make_approved_school()
    doubt = Doubt.objects.create(edition=draft, kind="guessed", text="Two names follow two posts.")
    with pytest.raises(actions.PlacesLeftToCheck):
        actions.ask_for_approval(draft, by=administrator)
    doubt.delete()
    draft.parts.filter(kind=Part.Kind.CLAUSE).update(removed_at=timezone.now())
    with pytest.raises(actions.NoClause):
        actions.ask_for_approval(draft, by=administrator)


def test_without_a_rule_nothing_is_asked_and_nothing_stops_publishing() -> None:
    administrator, _, draft = make_approved_school()
    actions.change_approvers(draft.policy, approvers=[], quorum=0, by=administrator)

    with pytest.raises(actions.NoApprovalNeeded):
        actions.ask_for_approval(draft, by=administrator)
    assert publish(draft, administrator).approved_by == ""


def refused(statement: str, *values: int) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
    except DatabaseError as error:
        return "never altered" in str(error)
    return False


def test_the_database_refuses_to_alter_who_approved_a_published_edition() -> None:
    administrator, governors, draft = make_approved_school()
    actions.ask_for_approval(draft, by=administrator)
    approve(draft, governors[0])
    approve(draft, governors[1])
    record(draft, governors, administrator)
    edition = publish(draft, administrator)
    approval, meeting = Approval.objects.all()[0], Meeting.objects.get()

    assert refused("UPDATE policies_approval SET reason = 'x' WHERE id = %s", approval.pk)
    assert refused("DELETE FROM policies_approval WHERE id = %s", approval.pk)
    assert refused("UPDATE policies_meeting SET minute = 'x' WHERE id = %s", meeting.pk)
    assert refused("DELETE FROM policies_presence WHERE meeting_id = %s", meeting.pk)
    assert refused("DELETE FROM policies_meeting WHERE id = %s", meeting.pk)
    assert refused("UPDATE policies_asking SET content_sha256 = 'x' WHERE edition_id = %s", edition.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        Approval.objects.create(
            edition=edition, person=governors[2], content_sha256="x", approved_at=timezone.now(), signed_name="x"
        )


def test_an_approver_s_identity_is_kept_with_the_approval() -> None:
    administrator, governors, draft = make_approved_school()
    actions.ask_for_approval(draft, by=administrator)
    approve(draft, governors[0])

    personal = Entry.objects.get(kind="edition.approved").personal_values.values_list("name", flat=True)
    assert set(personal) == {"identity", "name"}
    assert IDENTITY.method == "password"


def test_a_long_list_of_names_is_counted_where_it_has_no_room() -> None:
    names = [f"Governor Number {count}" for count in range(12)]

    assert few(names[:2], 200) == "Governor Number 0 and Governor Number 1"
    assert few(names, 60) == "Governor Number 0, Governor Number 1 and 10 others"
    assert few(names, 10) == "12 governors"


def test_an_approver_knows_of_a_draft_from_when_it_was_sent() -> None:
    administrator, governors, draft = make_approved_school()
    today = timezone.localdate()
    stranger = make_administrator(make_school("Moorside School"))
    assert not can_see_draft(governors[0], draft, today)
    actions.ask_for_approval(draft, by=administrator)

    assert can_see_draft(governors[0], draft, today)
    assert not can_see_draft(make_person(administrator.school, kind="governors"), draft, today)
    assert not can_see_draft(stranger, draft, today)
