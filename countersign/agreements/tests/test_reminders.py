"""People are asked and reminded by themselves: once a day at most, in school hours, with everything that is left."""

from collections.abc import Iterator
from datetime import date, datetime, time

import pytest
from django.utils import timezone
from pytest_django import Settings

from countersign.agreements import actions, campaigning, decisions
from countersign.agreements.announcing import announce_due
from countersign.agreements.asking import Asking
from countersign.agreements.models import CampaignDay, Reminder
from countersign.agreements.reminders import remind_due, remind_some, report_of
from countersign.agreements.tests import factories as make
from countersign.demo.stage import Stage, staged
from countersign.ledger.models import Entry
from countersign.notices import actions as notices
from countersign.notices.jobs import deliver_due
from countersign.notices.models import Message
from countersign.notices.tests.smtp import Mailbox, mail_server
from countersign.people import actions as people
from countersign.people.models import Person
from countersign.policies.actions import new_draft
from countersign.policies.models import Edition
from countersign.policies.tests.factories import make_draft, make_person, publish, put_in_post
from countersign.refusals import NotPermitted
from countersign.schools.days import TermDates
from countersign.schools.models import School
from countersign.setup.term_dates import set_term

pytestmark = pytest.mark.django_db
AUTUMN = TermDates(date(2026, 9, 2), date(2026, 12, 18), date(2026, 10, 26), date(2026, 10, 30))
MONDAY = date(2026, 11, 2)


@pytest.fixture
def stage() -> Iterator[Stage]:
    with staged(moment(MONDAY, 7)) as stage:
        yield stage


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[Mailbox]:
    with mail_server() as (box, port):
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_USE_TLS = False
        yield box


def moment(day: date, hour: int = 9) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def go_to(stage: Stage, day: date, hour: int = 9) -> None:
    stage.moment = moment(day, hour)


def work(stage: Stage, day: date, hour: int = 9) -> int:
    """Let the worker ask on a day."""
    go_to(stage, day, hour)
    return remind_due(timezone.now())


def make_asking_school() -> tuple[School, Person, Edition]:
    """Return a school with term dates, whose campaign runs from Monday morning, its head and its one edition."""
    school, head = make.make_headed_school()
    set_term(school, AUTUMN, by=head)
    school.refresh_from_db()
    head = Person.objects.select_related("school").get(pk=head.pk)
    edition = publish(make_draft(school, by=head), head, effective_date=MONDAY)
    make.sign(head, edition)
    campaigning.start(school, by=head, at=timezone.now())
    return school, head, edition


def make_reader(school: School, forename: str = "Nadia", **details: object) -> Person:
    person = make.make_signer(school, forename)
    Person.objects.filter(pk=person.pk).update(email=f"{forename.lower()}@mail.example", **details)
    return Person.objects.select_related("school").get(pk=person.pk)


def steps_of(person: Person) -> list[tuple[date, int]]:
    rows = Reminder.objects.filter(person=person).order_by("pk").values_list("told_at", "step")
    return [(timezone.localdate(at), step) for at, step in rows]


def asked(person: Person) -> list[Message]:
    return list(Message.objects.filter(person=person, asks=True).order_by("pk"))


def test_everybody_gets_one_message_with_everything_and_the_ledger_says_so(stage: Stage) -> None:
    school, head, edition = make_asking_school()
    other = publish(make_draft(school, by=head, title="Mobile phones"), head, effective_date=MONDAY)
    make.sign(head, other)
    nadia = make_reader(school)

    assert work(stage, MONDAY) == 1

    [message] = asked(nadia)
    last_day = school.last_day_to_sign(MONDAY)
    assert message.subject == f"Please read and sign by {last_day:%-d %B %Y}: Fernhill Primary School"
    assert f"- {edition.title}: by" in message.text
    assert f"- {other.title}: by" in message.text
    assert message.text.count("{link}") == 1
    assert steps_of(nadia) == [(MONDAY, 0)] * 2
    kept = Entry.objects.get(kind="person.reminded")
    assert (kept.subject, kept.fields["step"], len(kept.fields["policies"])) == (nadia.reference, 0, 2)


def test_nothing_is_asked_outside_hours_at_weekends_in_holidays_nor_twice_on_a_day(stage: Stage) -> None:
    school, _, _ = make_asking_school()
    nadia = make_reader(school)

    for day, hour in [(MONDAY, 7), (MONDAY, 17), (date(2026, 11, 7), 10), (date(2026, 12, 21), 10)]:
        assert work(stage, day, hour) == 0
    assert work(stage, MONDAY, 16) == 1
    assert work(stage, MONDAY, 16) == 0
    assert len(asked(nadia)) == 1


def test_a_worker_that_died_is_followed_by_one_that_asks_the_rest_and_nobody_twice(stage: Stage) -> None:
    school, _, _ = make_asking_school()
    readers = [make_reader(school, name) for name in ("Nadia", "Sam", "Ines")]
    go_to(stage, MONDAY)
    asking = Asking.now(school, timezone.now())
    day = CampaignDay.objects.create(campaign=school.campaigns.get(), date=MONDAY)

    remind_some(day, asking, report_of(asking), timezone.now(), size=2)  # the head, who has signed, and Nadia
    assert [len(asked(each)) for each in readers] == [1, 0, 0]
    assert remind_due(timezone.now()) == 2

    assert [len(asked(each)) for each in readers] == [1, 1, 1]


def test_reminders_stop_with_the_signature_and_come_again_after_a_return(stage: Stage) -> None:
    school, head, edition = make_asking_school()
    nadia = make_reader(school)
    work(stage, MONDAY)
    go_to(stage, date(2026, 11, 4))
    agreement = make.sign(nadia, edition)

    assert work(stage, date(2026, 11, 5)) == 0
    go_to(stage, date(2026, 11, 9))
    decisions.return_with_question(agreement, by=head, capacity="Headteacher", question="Which class?")
    work(stage, date(2026, 11, 10))
    work(stage, date(2026, 11, 12))

    assert steps_of(nadia) == [(MONDAY, 0), (date(2026, 11, 10), 0), (date(2026, 11, 12), 3)]


def test_who_declined_is_not_reminded(stage: Stage) -> None:
    school, _, edition = make_asking_school()
    nadia = make_reader(school)
    actions.decline(nadia, edition, reason="I have a question first.", identity=make.BY_TICKET)

    assert work(stage, MONDAY) == 0


def test_a_waiting_message_asks_only_for_what_is_left_and_is_dropped_when_nothing_is(
    stage: Stage, mailbox: Mailbox
) -> None:
    school, head, edition = make_asking_school()
    other = publish(make_draft(school, by=head, title="Mobile phones"), head, effective_date=MONDAY)
    make.sign(head, other)
    nadia, sam = make_reader(school), make_reader(school, "Sam")
    work(stage, MONDAY)
    make.sign(nadia, edition)
    make.sign(sam, edition)
    make.sign(sam, other)

    deliver_due(timezone.now())

    assert mailbox.recipients == ["nadia@mail.example"]
    assert "Mobile phones" in mailbox.text()
    assert edition.title not in mailbox.text()
    [message] = asked(sam)
    assert (message.state, message.sent_at) == ("Not needed any more", None)


def test_a_message_that_waited_over_the_evening_leaves_in_the_morning_and_is_that_days_only_one(
    stage: Stage, mailbox: Mailbox
) -> None:
    school, _, _ = make_asking_school()
    nadia = make_reader(school)
    work(stage, MONDAY)
    for day in (date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 4)):  # the mail server is away until Thursday
        go_to(stage, day, 18)
        deliver_due(timezone.now())
    assert not mailbox.recipients

    work(stage, date(2026, 11, 5), 8)
    deliver_due(timezone.now())
    deliver_due(timezone.now())

    assert mailbox.recipients == ["nadia@mail.example"]
    assert len(asked(nadia)) == 1
    assert steps_of(nadia) == [(MONDAY, 0), (date(2026, 11, 5), 3)]


def test_a_second_message_to_somebody_waits_for_the_next_school_day(stage: Stage, mailbox: Mailbox) -> None:
    school, head, edition = make_asking_school()
    nadia = make_reader(school)
    make.sign(nadia, edition)
    publish(new_draft(edition.policy, by=head), head, effective_date=MONDAY)
    other = make_draft(school, by=head, title="Mobile phones")
    first = publish(other, head, effective_date=MONDAY)
    make.sign(nadia, first)
    publish(new_draft(first.policy, by=head), head, effective_date=MONDAY)
    go_to(stage, date(2026, 11, 6), 10)
    Person.objects.exclude(pk=nadia.pk).update(email="")
    announce_due(timezone.now())

    deliver_due(timezone.now())
    assert mailbox.recipients == ["nadia@mail.example"]
    go_to(stage, date(2026, 11, 9), 8)
    deliver_due(timezone.now())

    assert mailbox.recipients == ["nadia@mail.example"] * 2


def test_the_announcement_of_an_edition_and_an_invitation_are_that_days_asking(stage: Stage, mailbox: Mailbox) -> None:
    school, head, edition = make_asking_school()
    nadia, sam = make_reader(school), make_reader(school, "Sam")
    make.sign(nadia, edition)
    Person.objects.filter(pk=head.pk).update(email="")
    go_to(stage, MONDAY, 8)
    publish(new_draft(edition.policy, by=head), head, effective_date=MONDAY)
    announce_due(timezone.now())
    notices.invite(sam, by=head, at=timezone.now())
    work(stage, MONDAY)

    deliver_due(timezone.now())

    assert sorted(set(mailbox.recipients)) == ["nadia@mail.example", "sam@mail.example"]
    assert mailbox.recipients.count("nadia@mail.example") == 1
    assert steps_of(nadia) == [(MONDAY, 0)]
    work(stage, date(2026, 11, 3))
    assert not [each for each in asked(nadia) if each.asked_at > moment(date(2026, 11, 3), 0)]


def make_team(stage: Stage) -> tuple[School, Person, Person, Person]:
    """Return a school, its head, a line manager who has signed, and somebody of their team who never signs."""
    school, head, edition = make_asking_school()
    manager = make_reader(school, "Ruth")
    make.sign(manager, edition)
    nadia = make_reader(school)
    people.choose_line_manager(nadia, manager, by=head, at=timezone.now())
    for day in (2, 5, 11, 13):
        work(stage, date(2026, 11, day))
    return school, head, manager, nadia


def test_after_the_last_day_the_line_manager_is_told_and_then_the_head_without_a_name(stage: Stage) -> None:
    _, head, manager, nadia = make_team(stage)
    assert "your line manager is told" in asked(nadia)[-1].text
    assert not asked(manager)

    work(stage, date(2026, 11, 17))
    work(stage, date(2026, 11, 23))

    [to_manager], [to_head] = asked(manager), asked(head)
    assert to_manager.subject == "1 person has not signed: Fernhill Primary School"
    assert "/team/" in to_manager.text
    assert "/campaign/" in to_head.text
    for message in (to_manager, to_head):
        assert "Nadia" not in message.text + message.subject
        assert "Acceptable" not in message.text + message.subject
    assert len(asked(nadia)) == 1  # no mail leaves from this school: one message waits, and says what is newest
    told = Reminder.objects.filter(person=nadia).order_by("pk").values_list("step", "told")
    assert list(told) == [(0, nadia.pk), (3, nadia.pk), (7, nadia.pk), (9, nadia.pk), (11, manager.pk), (15, head.pk)]


def test_what_the_manager_was_to_be_told_is_dropped_when_it_is_signed_before_it_leaves(
    stage: Stage, mailbox: Mailbox
) -> None:
    _, _, manager, nadia = make_team(stage)
    Message.objects.all().update(dropped_at=timezone.now())
    work(stage, date(2026, 11, 17))
    make.sign(nadia, Edition.objects.get())

    deliver_due(timezone.now())

    assert not mailbox.recipients
    assert asked(manager)[0].dropped_at


def test_instead_of_a_manager_who_is_away_the_head_is_told(stage: Stage) -> None:
    _, head, manager, nadia = make_team(stage)
    people.mark_away(manager, from_date=date(2026, 11, 16), to_date=None, by=head, at=timezone.now())

    work(stage, date(2026, 11, 17))

    assert Reminder.objects.get(person=nadia, step=11).told == head


def test_what_the_head_does_not_sign_goes_to_the_chair_of_governors(stage: Stage) -> None:
    school, head, edition = make_asking_school()
    chair = make.make_chair(school)
    make.sign(chair, edition)
    publish(make_draft(school, by=head, title="Mobile phones", audience=["staff"]), head, effective_date=MONDAY)
    for day in (2, 5, 11, 13, 17, 23):
        work(stage, date(2026, 11, day))

    assert set(Reminder.objects.filter(person=head, step__gte=11).values_list("told", flat=True)) == {chair.pk}


def test_nobody_is_reminded_while_they_are_away_and_the_days_do_not_count(stage: Stage) -> None:
    school, head, _ = make_asking_school()
    nadia = make_reader(school)
    work(stage, MONDAY)
    people.mark_away(nadia, from_date=date(2026, 11, 4), to_date=date(2026, 11, 10), by=head, at=timezone.now())
    for day in range(3, 14):
        work(stage, date(2026, 11, day))

    assert steps_of(nadia) == [(MONDAY, 0), (date(2026, 11, 12), 3)]


def test_whoever_comes_later_has_a_clock_of_their_own(stage: Stage) -> None:
    school, _, _ = make_asking_school()
    work(stage, MONDAY)
    sam = make_reader(school, "Sam")
    sam.roles.update(from_date=date(2026, 11, 11))
    for day in range(3, 21):
        work(stage, date(2026, 11, day))

    assert steps_of(sam) == [
        (date(2026, 11, 11), 0), (date(2026, 11, 16), 3), (date(2026, 11, 20), 7),
    ]  # fmt: skip


def test_a_campaign_that_is_stopped_asks_nobody_and_what_waits_is_dropped(stage: Stage, mailbox: Mailbox) -> None:
    school, head, _ = make_asking_school()
    nadia = make_reader(school)
    work(stage, MONDAY)
    campaigning.stop(school, by=head, at=timezone.now())

    deliver_due(timezone.now())
    work(stage, date(2026, 11, 5))

    assert not mailbox.recipients
    assert [each.state for each in asked(nadia)] == ["Not needed any more"]
    with pytest.raises(campaigning.NotRunning):
        campaigning.stop(school, by=head, at=timezone.now())


def test_only_the_head_and_administrators_start_it_and_only_once(stage: Stage) -> None:
    school, head, _ = make_asking_school()
    office = make_person(school, "Otto", "Lund")
    put_in_post(office, "business-manager")

    with pytest.raises(NotPermitted):
        campaigning.start(school, by=office, at=timezone.now())
    with pytest.raises(campaigning.AlreadyRunning):
        campaigning.start(school, by=head, at=timezone.now())


def test_an_address_that_refuses_is_given_up_and_the_next_reminder_is_tried_again(
    stage: Stage, mailbox: Mailbox
) -> None:
    school, _, _ = make_asking_school()
    nadia = make_reader(school)
    mailbox.answers["nadia@mail.example"] = "550 No such user"
    work(stage, MONDAY)
    deliver_due(timezone.now())
    work(stage, date(2026, 11, 5))

    first, second = asked(nadia)
    assert first.given_up_at
    assert second.is_waiting


def test_a_school_without_a_campaign_reminds_nobody(stage: Stage) -> None:
    school, head = make.make_headed_school()
    publish(make_draft(school, by=head), head, effective_date=MONDAY)
    make_reader(school)

    assert work(stage, MONDAY) == 0
