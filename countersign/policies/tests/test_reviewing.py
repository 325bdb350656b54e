import datetime
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from countersign.ledger.models import Entry
from countersign.notices.actions import send
from countersign.notices.models import Message
from countersign.people.models import Person
from countersign.policies import actions, jobs
from countersign.policies.covering import cover_of
from countersign.policies.models import CalendarAddress, Edition, Review, ReviewWarning
from countersign.policies.reviews import due_of, reviews_of
from countersign.policies.tests.factories import (
    make_administrator,
    make_draft,
    make_person,
    make_school,
    publish,
    put_in_post,
)
from countersign.refusals import NotPermitted
from countersign.schools.models import School

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> Person:
    return make_administrator(make_school())


def make_edition(administrator: Person, **details: Any) -> Edition:
    return publish(make_draft(administrator.school, by=administrator), administrator, **details)


def ask(edition: Edition, by: Person, reason: str = "The Act of May 2026 names deepfakes.") -> Review:
    return actions.ask_review(edition.policy, cause="law", reason=reason, by=by)


def close(edition: Edition, by: Person, review: Review | None = None, **details: Any) -> Review:
    details.setdefault("next_date", timezone.localdate() + timedelta(days=300))
    return actions.close_review(edition.policy, review, by=by, **{"finding": "Nothing new touches it.", **details})


def test_a_review_asked_for_stands_beside_the_policy_until_an_edition_is_published(administrator: Person) -> None:
    edition = make_edition(administrator)
    review = ask(edition, administrator)
    assert due_of(edition.policy).asked == (review,)  # type: ignore[union-attr]

    publish(actions.new_draft(edition.policy, by=administrator), administrator)
    assert due_of(edition.policy).asked == ()  # type: ignore[union-attr]


def test_a_review_that_changes_nothing_moves_the_next_one_and_leaves_the_edition(administrator: Person) -> None:
    edition = make_edition(administrator)
    later = timezone.localdate() + timedelta(days=400)
    review = close(edition, administrator, ask(edition, administrator), next_date=later, minute="26/12.1")

    due = due_of(edition.policy)
    assert due is not None
    assert (due.due, due.asked) == (later, ())
    assert due.reviewed == timezone.localdate().isoformat()
    assert Edition.objects.get().review_date == edition.review_date
    assert cover_of(edition).next_review == later
    assert Entry.objects.get(kind="review.closed").fields["next_date"] == later.isoformat()
    assert close(edition, administrator, review).next_date == later


def test_the_yearly_review_is_closed_without_being_asked_for_and_pressing_twice_closes_it_once(
    administrator: Person,
) -> None:
    edition = make_edition(administrator)
    close(edition, administrator)
    close(edition, administrator)

    assert [review.cause for review in Review.objects.all()] == ["yearly"]


def test_asking_twice_for_the_same_is_one_review(administrator: Person) -> None:
    edition = make_edition(administrator)
    ask(edition, administrator)
    ask(edition, administrator)
    ask(edition, administrator, "Somebody lost a stick.")

    assert Review.objects.count() == Entry.objects.filter(kind="review.asked").count() == 2


@pytest.mark.parametrize(
    ("details", "refusal"),
    [
        ({"finding": " "}, actions.NoFinding),
        ({"next_date": timezone.localdate()}, actions.NextReviewPast),
        ({"next_date": timezone.localdate() + timedelta(days=2000)}, actions.ReviewTooFar),
    ],
)
def test_closing_says_why_and_until_when(
    administrator: Person, details: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        close(make_edition(administrator), administrator, **details)


def test_who_asks_and_who_closes(administrator: Person) -> None:
    edition = make_edition(administrator)
    teacher, lead = make_person(administrator.school), make_person(administrator.school, "Siân")
    put_in_post(lead, "dsl")
    elsewhere = make_administrator(make_school("Moorside School"))
    for person in (teacher, elsewhere):
        with pytest.raises(NotPermitted):
            ask(edition, person)
    review = ask(edition, lead)
    for person in (teacher, lead, elsewhere):
        with pytest.raises(NotPermitted):
            close(edition, person, review)

    actions.change_owner(edition.policy, lead.posts_on(timezone.localdate())[0], by=administrator)
    assert close(edition, lead, review).closed_by == lead


def test_a_draft_is_overdue_by_its_own_header_at_once(administrator: Person) -> None:
    make_draft(administrator.school, next_review="2020-03-04", last_reviewed="2019-03-04")

    assert reviews_of(administrator.school) == []
    [due] = reviews_of(administrator.school, drafts=True)
    assert due.words(date(2026, 11, 22)) == "Overdue since 4 March 2020: 6 years 8 months"


def noon(day: date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))


def test_the_owner_the_head_and_the_chair_are_warned_and_nobody_twice(administrator: Person) -> None:
    school = administrator.school
    head, chair, lead = (make_person(school, name) for name in ("Jane", "Una", "Siân"))
    for person, post in ((head, "headteacher"), (chair, "chair-of-governors"), (lead, "dsl"), (head, "dpo")):
        put_in_post(person, post)
    due = date(2027, 6, 1)
    edition = make_edition(administrator, review_date=due)
    actions.change_owner(edition.policy, lead.posts_on(due)[0], by=administrator)
    other = publish(make_draft(school, title="Mobile phones", by=administrator), administrator, review_date=due)

    assert jobs.warn_of_reviews(noon(due - timedelta(days=91))) == 0
    assert jobs.warn_of_reviews(noon(due - timedelta(days=90))) == 3
    assert jobs.warn_of_reviews(noon(due - timedelta(days=90))) == 0
    messages = {message.person: message for message in Message.objects.filter(subject="Policies to review")}
    assert set(messages) == {head, chair, lead}
    assert edition.title in messages[head].text
    assert other.title in messages[head].text
    assert other.title not in messages[lead].text


def test_after_weeks_without_a_worker_only_the_newest_stage_is_told(administrator: Person) -> None:
    put_in_post(make_person(administrator.school, "Jane"), "headteacher")
    due = date(2027, 6, 1)
    make_edition(administrator, review_date=due)

    assert jobs.warn_of_reviews(noon(due + timedelta(days=40))) == 1
    assert jobs.warn_of_reviews(noon(due + timedelta(days=41))) == 0
    assert jobs.warn_of_reviews(noon(due + timedelta(days=42))) == 1
    assert Message.objects.count() == 2


def test_a_worker_that_dies_in_between_loses_nothing(administrator: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, post in (("Jane", "headteacher"), ("Una", "chair-of-governors")):
        put_in_post(make_person(administrator.school, name), post)
    due = date(2027, 6, 1)
    make_edition(administrator, review_date=due)
    sent: list[int] = []

    def dies_at_the_second(*arguments: Any, **details: Any) -> Message:
        if sent:
            raise RuntimeError("killed")
        sent.append(1)
        return send(*arguments, **details)

    monkeypatch.setattr(jobs, "send", dies_at_the_second)
    with pytest.raises(RuntimeError):
        jobs.warn_of_reviews(noon(due))
    monkeypatch.undo()

    assert Message.objects.count() == ReviewWarning.objects.count() == 1
    assert jobs.warn_of_reviews(noon(due)) == 1
    assert Message.objects.count() == ReviewWarning.objects.count() == 2


def test_a_closed_review_ends_the_warnings(administrator: Person) -> None:
    put_in_post(make_person(administrator.school, "Jane"), "headteacher")
    edition = make_edition(administrator, review_date=timezone.localdate())
    assert jobs.warn_of_reviews(noon(timezone.localdate())) == 1
    close(edition, administrator)

    assert jobs.warn_of_reviews(noon(timezone.localdate() + timedelta(days=8))) == 0


def test_a_review_asked_for_is_told_the_same_way_and_again_each_week(administrator: Person) -> None:
    put_in_post(make_person(administrator.school, "Jane"), "headteacher")
    edition = make_edition(administrator)
    ask(edition, administrator)

    told = [jobs.warn_of_reviews(noon(timezone.localdate() + timedelta(days=day))) for day in range(9)]
    assert told == [1, 0, 0, 0, 0, 0, 0, 1, 0]
    assert "Act of May" not in Message.objects.all()[0].text


def test_nobody_is_written_to_in_the_night(administrator: Person) -> None:
    put_in_post(make_person(administrator.school, "Jane"), "headteacher")
    due = date(2027, 6, 1)
    make_edition(administrator, review_date=due)

    assert jobs.warn_of_reviews(noon(due) - timedelta(hours=6)) == 0
    assert jobs.warn_of_reviews(noon(due) - timedelta(hours=5)) == 1


def test_a_withdrawn_policy_is_not_reviewed(administrator: Person) -> None:
    put_in_post(make_person(administrator.school, "Jane"), "headteacher")
    edition = make_edition(administrator, review_date=timezone.localdate())
    actions.withdraw(edition.policy, reason="The trust's own takes its place.", by=administrator)

    assert jobs.warn_of_reviews(noon(timezone.localdate())) == 0
    with pytest.raises(actions.NotInUse):
        ask(edition, administrator)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    dues=st.lists(st.integers(-200, 200), min_size=1, max_size=3),
    runs=st.lists(st.integers(-120, 60), min_size=1, max_size=12),
)
def test_whenever_the_worker_runs_each_stage_is_told_once_and_the_newest_never_missed(
    dues: list[int], runs: list[int]
) -> None:
    School.objects.update(set_up_at=None)  # those of the runs before
    administrator = make_administrator(make_school())
    head = make_person(administrator.school, "Jane")
    put_in_post(head, "headteacher")
    start = date(2027, 6, 1)
    for due in dues:
        make_edition(administrator, review_date=start + timedelta(days=due))

    for offset in sorted(runs):
        day = start + timedelta(days=offset)
        jobs.warn_of_reviews(noon(day))
        warned = ReviewWarning.objects.filter(person=head)
        for each in reviews_of(administrator.school):
            for due_date, stage in jobs.stages_of(each, day):
                assert warned.filter(policy=each.policy, due_date=due_date, stage_date=stage).count() == 1
        assert Message.objects.filter(person=head, asked_at=noon(day)).count() <= 1
    stages = list(ReviewWarning.objects.filter(person=head).values_list("policy", "due_date", "stage_date"))
    assert len(stages) == len(set(stages))


def test_a_calendar_address_is_made_once_shown_once_and_ended(administrator: Person) -> None:
    first, second = actions.make_calendar(by=administrator), actions.make_calendar(by=administrator)

    assert first != second
    assert CalendarAddress.objects.filter(ended_at=None).count() == 1
    assert not CalendarAddress.objects.filter(secret_sha256__in=[first, second]).exists()
    actions.end_calendar(by=administrator)
    actions.end_calendar(by=administrator)
    assert Entry.objects.filter(kind="calendar.ended").count() == 1


def test_the_governors_who_approve_a_policy_are_warned_of_its_review(administrator: Person) -> None:
    school = administrator.school
    priya, gone = (make_person(school, name, kind="governors") for name in ("Priya", "Hugh"))
    due = date(2027, 6, 1)
    edition = make_edition(administrator, review_date=due)
    actions.change_approvers(edition.policy, approvers=[priya, gone], quorum=1, by=administrator)
    gone.roles.update(to_date=due - timedelta(days=1))

    assert jobs.warn_of_reviews(noon(due)) == 1
    assert [message.person for message in Message.objects.filter(subject="Policies to review")] == [priya]
