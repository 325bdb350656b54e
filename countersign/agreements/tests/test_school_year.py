"""
A simulated school year: every reminder, escalation, lapse and restoration falls on the day it should.

People come, leave, change roles, are away, decline, and sign at random; new editions are published; the worker is down
for some days. What happened is compared with `school_year`, which works the year out anew. COUNTERSIGN_YEAR_PEOPLE
makes the school larger, COUNTERSIGN_YEAR_SEED another year.
"""

import os
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from countersign.agreements import actions, campaigning
from countersign.agreements.announcing import announce_due
from countersign.agreements.everybody import Everybody, minimums_of
from countersign.agreements.gate import may_pass
from countersign.agreements.models import Reminder
from countersign.agreements.presenting import Shown
from countersign.agreements.reminders import remind_due
from countersign.agreements.tests import factories as make
from countersign.agreements.tests import school_year as plain
from countersign.demo.stage import Stage, staged
from countersign.notices.jobs import deliver_due
from countersign.notices.models import Message
from countersign.notices.tests.smtp import Mailbox, mail_server
from countersign.people import actions as people
from countersign.people.models import Person
from countersign.policies.actions import new_draft
from countersign.policies.models import Edition
from countersign.policies.tests.factories import make_draft, publish
from countersign.schools.days import TermDates
from countersign.schools.models import School
from countersign.setup.term_dates import set_closure, set_term

pytestmark = pytest.mark.django_db
PEOPLE = int(os.environ.get("COUNTERSIGN_YEAR_PEOPLE", "30"))
SEED = int(os.environ.get("COUNTERSIGN_YEAR_SEED", "2026"))
KINDS = ["staff", "staff", "staff", "governors", "parents", "visitors"]
WITHOUT_A_WORKER = {date(2026, 9, 11), date(2026, 11, 18), date(2026, 11, 19), date(2027, 1, 13)}
FIRST_DAY = plain.SCHOOL_DAYS[1]


class Year:
    """A school and its people, as the program has them and as the plain year has them."""

    def __init__(self, stage: Stage, mailbox: Mailbox) -> None:
        self.stage, self.mailbox, self.dice = stage, mailbox, random.Random(SEED)
        self.day = plain.FIRST
        self.school, self.head = make.make_headed_school()
        self.enter_term_dates()
        self.head = self.read(self.head)
        self.everybody: dict[int, plain.Somebody] = {}
        self.persons: dict[int, Person] = {}
        self.pending: set[int] = set()  # whose announcement waits for another day
        self.arrived = 0
        self.policies: list[plain.Policy] = []
        self.editions: dict[int, Edition] = {}
        self.shown: dict[int, Shown] = {}
        self.keep(self.head, "staff")
        self.chair = make.make_chair(self.school)
        self.keep(self.chair, "governors")

    def enter_term_dates(self) -> None:
        for (first, last), (break_first, break_last) in zip(plain.TERMS, plain.HALF_TERMS, strict=True):
            set_term(self.school, TermDates(first, last, break_first, break_last), by=self.head)
        for first, last in plain.CLOSED:
            set_closure(self.school, first=first, last=last, is_inset=False, name="", by=self.head)
        School.objects.update(renewal_month=plain.RENEWAL[0], renewal_day=plain.RENEWAL[1])
        self.school = School.objects.get()

    def read(self, person: Person) -> Person:
        Person.objects.filter(pk=person.pk).update(email=f"person-{person.pk}@mail.example")
        return Person.objects.select_related("school").get(pk=person.pk)

    def go_to(self, hour: int, minute: int = 0) -> datetime:
        self.stage.moment = timezone.make_aware(datetime.combine(self.day, time(hour, minute)))
        return self.stage.now()

    # What happens

    def keep(self, person: Person, kind: str) -> None:
        self.persons[person.pk] = self.read(person)
        [role] = person.roles.all()
        self.everybody[person.pk] = plain.Somebody(person.pk, [plain.Role(kind, role.from_date)])

    def come(self, starts: date) -> None:
        kind = self.dice.choice(KINDS)
        person = people.add_person(
            self.school, forename="Person", surname=f"Vale {len(self.persons)}", kind=kind, from_date=starts, by=None,
            at=timezone.now(),
        )  # fmt: skip
        self.keep(person, kind)
        managers = [each for each in self.persons if each != person.pk]
        if kind == "staff" and managers and self.dice.random() < 0.7:
            manager = self.dice.choice(managers[:12])
            people.choose_line_manager(person, self.persons[manager], by=self.head, at=timezone.now())
            self.everybody[person.pk].manager = manager

    def leave_or_change(self) -> None:
        key = self.dice.choice([each for each in self.persons if each not in (self.head.pk, self.chair.pk)])
        somebody = self.everybody[key]
        held = [role for role in somebody.roles_on(self.day) if role.ends is None]
        if not held:
            return
        person = self.persons[key]
        role = person.roles.get(kind=held[0].kind, to_date=None)
        people.end_role(role, to_date=self.day, by=self.head, at=timezone.now())
        held[0].ends = self.day
        if self.dice.random() < 0.5:
            kind = self.dice.choice([each for each in ("staff", "governors", "parents") if each != held[0].kind])
            if not any(each.kind == kind and each.ends is None for each in somebody.roles):
                starts = self.day + self.dice.randint(1, 9) * plain.DAY
                people.add_role(person, kind=kind, from_date=starts, by=self.head, at=timezone.now())
                somebody.roles.append(plain.Role(kind, starts))

    def go_away(self) -> None:
        key = self.dice.choice([each for each in self.persons if each not in (self.head.pk, self.chair.pk)])
        first = self.day + self.dice.randint(1, 4) * plain.DAY
        last = first + self.dice.randint(0, 30) * plain.DAY
        if all(last < begin - plain.DAY or first > end + plain.DAY for begin, end in self.everybody[key].away):
            people.mark_away(self.persons[key], from_date=first, to_date=last, by=self.head, at=timezone.now())
            self.everybody[key].away.append((first, last))

    def publish(self, policy: plain.Policy | None, audience: list[str], told_only: list[str]) -> None:
        if policy is None:
            draft = make_draft(self.school, by=self.head, audience=audience, title=f"Policy {len(self.policies)}")
            edition = publish(draft, self.head, effective_date=self.day)
            policy = plain.Policy(edition.policy_id, set(audience))
            self.policies.append(policy)
        else:
            draft = new_draft(self.editions[policy.key].policy, by=self.head)
            edition = publish(draft, self.head, effective_date=self.day, told_only=told_only)
        self.editions[policy.key] = Edition.objects.select_related("policy").get(pk=edition.pk)
        policy.editions.append(plain.Edition(len(policy.editions) + 1, self.day, set(told_only)))
        self.shown[policy.key] = make.look_at(self.head, self.editions[policy.key])

    def sign_at_random(self) -> None:
        for key, somebody in self.everybody.items():
            hurry = 0.06 if key % 5 else 0.01  # some never do, nearly
            if self.dice.random() > hurry or somebody.is_away(self.day):
                continue
            for policy in self.policies:
                newest = policy.editions[-1].number
                bound = any(role.kind in policy.kinds for role in somebody.roles_on(self.day))
                has = somebody.signed.get(policy.key, [])
                wanted = plain.duty_of(somebody, policy, self.day + plain.DAY)
                if not bound or (wanted and not wanted.asks) or (has and has[-1] == (self.day, newest)):
                    continue
                if self.dice.random() < 0.02:
                    if policy.key not in somebody.declined:
                        edition = self.editions[policy.key]
                        actions.decline(self.persons[key], edition, reason="No.", identity=make.BY_TICKET)
                        somebody.declined[policy.key] = (self.day, newest)
                elif somebody.declined.get(policy.key, (None, 0))[1] != newest:
                    self.sign(key, policy)

    def sign(self, key: int, policy: plain.Policy) -> None:
        signing = actions.Signing(name=self.persons[key].name)
        shown = replace(self.shown[policy.key], at=timezone.now())
        edition = self.editions[policy.key]
        agreement = actions.sign(self.persons[key], edition, signing, shown=shown, identity=make.BY_TICKET)
        make.countersign(agreement, self.head if key != self.head.pk else self.chair,
                         "Headteacher" if key != self.head.pk else "Chair of governors")  # fmt: skip
        self.everybody[key].signed.setdefault(policy.key, []).append((self.day, policy.editions[-1].number))

    # What the worker does, and what it should do

    def deliver(self) -> None:
        while deliver_due(timezone.now()):
            pass
        self.arrived += len(self.mailbox.recipients)
        self.mailbox.recipients.clear()
        self.mailbox.mails.clear()

    def morning(self) -> None:
        """Let the worker ask in the morning, having worked out whom it should tell of what."""
        self.go_to(8, 30)
        if plain.is_school_day(self.day):
            self.expect_morning()
        remind_due(self.stage.now())
        self.deliver()

    def expect_morning(self) -> None:
        busy = {key for key in self.pending if not self.everybody[key].is_away(self.day)}
        self.mailed = set(busy)
        found = []
        for somebody in self.everybody.values():
            for policy in self.policies:
                if not policy.editions[0].published < self.day:
                    continue
                duty = plain.duty_of(somebody, policy, self.day)
                if duty is None or not duty.asks:
                    continue
                step = plain.step_of(somebody, policy, duty, FIRST_DAY, self.day)
                to = None if step is None else self.told_at(step, somebody)
                if step is not None and to is not None and not (step >= 11 and to in busy):
                    found.append((somebody, plain.Told(self.day, policy.key, step, to)))
        for somebody, told in found:
            somebody.told.append(told)
            self.mailed.add(told.to)
        self.pending -= busy

    def told_at(self, step: int, somebody: plain.Somebody) -> int | None:
        if step < 11:
            return somebody.key
        manager = self.everybody.get(somebody.manager or 0)
        if step == 11 and manager and manager.roles_on(self.day) and not manager.is_away(self.day):
            return manager.key
        return self.head.pk if somebody.key != self.head.pk else self.chair.pk

    def announce(self) -> None:
        """Let the worker announce what was just published, having worked out whom it should ask."""
        policy = max(self.policies, key=lambda each: each.editions[-1].published)
        tomorrow = self.day + plain.DAY
        for somebody in self.everybody.values():
            kinds = {role.kind for role in somebody.roles_on(self.day)} & policy.kinds
            if not kinds:
                continue
            signed = somebody.signed.get(policy.key, [])
            asks = not signed or any(signed[-1][1] < policy.least(kind, tomorrow).number for kind in kinds)
            if asks:
                somebody.told.append(plain.Told(self.day, policy.key, 0, somebody.key))
            if somebody.key in self.mailed or somebody.is_away(self.day):
                self.pending.add(somebody.key)
        announce_due(self.stage.now())
        self.deliver()

    # What must be so

    def check_states(self) -> None:
        """See that everybody stands where they should as a day begins, and that the gate is shut for the late only."""
        everybody = Everybody(self.school, self.day)
        late = set()
        for policy, (_, minimums) in minimums_of(self.school).items():
            bound = everybody.under(policy, minimums)
            [of_policy] = [each for each in self.policies if each.key == policy]
            for key, somebody in self.everybody.items():
                duty = plain.duty_of(somebody, of_policy, self.day)
                found = bound.get(key)
                assert (found is None) == (duty is None), (self.day, key, policy)
                if found and duty:
                    assert (found.duty.state.value, found.duty.due_date) == (duty.state, duty.last_day), (
                        self.day, key, policy, somebody,
                    )  # fmt: skip
                    signed = [each for each in somebody.signed.get(policy, []) if each[0] < self.day]
                    if duty.state in ("overdue", "lapsed") or not signed:
                        late.add(key)
        for key in self.dice.sample(sorted(self.persons), min(12, len(self.persons))):
            assert may_pass(self.persons[key], self.day) == (key not in late), (self.day, self.everybody[key])

    def kept(self) -> list[tuple[int, int, date, int, int]]:
        rows = Reminder.objects.values_list("person", "policy", "told_at", "step", "told")
        return sorted((person, policy, timezone.localdate(at), step, told) for person, policy, at, step, told in rows)

    def expected(self) -> list[tuple[int, int, date, int, int]]:
        return sorted(
            (somebody.key, told.policy, told.day, told.step, told.to)
            for somebody in self.everybody.values()
            for told in somebody.told
        )


@pytest.fixture
def year(settings: Settings) -> Iterator[Year]:
    start = timezone.make_aware(datetime.combine(plain.FIRST, time(6)))
    with mail_server() as (mailbox, port), staged(start) as stage:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_USE_TLS = False
        yield Year(stage, mailbox)


def test_every_reminder_escalation_lapse_and_restoration_falls_on_the_right_school_day(year: Year) -> None:
    for _ in range(PEOPLE - 2):
        year.come(date(2024, 9, 1) + year.dice.randint(0, 600) * plain.DAY)
    year.go_to(9)
    year.publish(None, ["staff", "governors"], [])
    year.publish(None, ["staff", "parents"], [])
    published = {date(2026, 11, 9): (0, []), date(2027, 2, 4): (1, ["parents"]), date(2027, 5, 13): (0, ["governors"])}
    year.day = FIRST_DAY
    campaigning.start(year.school, by=year.head, at=year.go_to(7))
    while year.day <= plain.LAST:
        with transaction.atomic():
            year.go_to(7)
            busy = year.dice.random()
            for _ in range(sum(year.dice.random() < PEOPLE / 700 for _ in range(2))):
                year.come(year.day + year.dice.choice([0, 0, 3]) * plain.DAY)
            if year.day not in WITHOUT_A_WORKER:
                year.morning()
            if plain.is_school_day(year.day):
                year.check_states()
            if year.day in published:
                place, told_only = published[year.day]
                year.go_to(10)
                year.publish(year.policies[place], [], told_only)
                year.announce()
            year.go_to(12)
            year.sign_at_random()
            if busy < PEOPLE / 700:
                year.leave_or_change()
            elif busy > 1 - PEOPLE / 700:
                year.go_away()
        year.day += plain.DAY

    assert year.kept() == year.expected()
    left = Message.objects.filter(sent_at__isnull=False)
    assert left.count() == year.arrived
    asking = Counter(left.filter(asks=True).values_list("person", "sent_at__date"))
    assert set(asking.values()) == {1}  # nobody got two on a day
    assert all(plain.is_school_day(day) for _, day in asking)
    assert {step for *_, step, _ in year.kept()} == set(plain.STEPS), "the year had every step"
