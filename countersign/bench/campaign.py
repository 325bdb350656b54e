"""Row: a campaign launched for 3,000 people and five policies; the page of it, and a quiet day's asking."""

import resource
import time
import tracemalloc
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.db.models import F
from django.test import Client
from django.utils import timezone

from countersign.agreements.models import Campaign, Latest, Reminder
from countersign.agreements.reminders import remind_due
from countersign.bench.figures import Figure, report
from countersign.demo.stage import staged
from countersign.notices.models import Message
from countersign.people.models import Person, Role
from countersign.policies.actions import publish
from countersign.policies.tests.factories import make_administrator, make_draft, make_school, sign_in
from countersign.schools.models import School

T = TypeVar("T")
POLICIES = 5
SIGN_EACH = 3  # of each three people two have signed when the quiet day comes


def main(*, is_quick: bool) -> None:
    """Launch a campaign by its page, let the worker queue every message, and look at the page while it runs."""
    size = 300 if is_quick else 3_000
    settings.ALLOWED_HOSTS = ["*"]
    school, administrator = make_people(size)
    morning = a_school_morning(school)
    with staged(morning) as stage:
        client = sign_in(Client(), administrator)
        client.get("/campaign/")  # templates are read, statements are prepared
        took, _ = measured(lambda: client.post("/campaign/start/"))
        if not Campaign.objects.filter(school=school).exists():
            raise AssertionError("The campaign did not start.")
        of = f"for {size:,} people x {POLICIES} policies"
        report(Figure("campaign", f"launch a campaign {of}: the page answers", 1000 * took, "ms", 1000))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        queued, told = measured(lambda: remind_due(timezone.now()))
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        if told != size or Reminder.objects.count() != size * POLICIES:
            raise AssertionError(f"{told} of {size} people were asked.")
        report(
            Figure(
                "campaign", f"every message queued {of}", queued, "s", 30,
                note=f"processor time; the process grew by {(after - before) // 1024} MB",
            )
        )  # fmt: skip
        looked, page = measured(lambda: client.get("/campaign/"))
        if page.status_code != 200:
            raise AssertionError("The page of the campaign did not open.")
        report(Figure("campaign", f"the page of it {of}", 1000 * looked, "ms", 1000))
        sign_most()
        Message.objects.update(sent_at=timezone.now())
        stage.moment = morning + timedelta(days=1)
        quiet, _ = measured(lambda: remind_due(timezone.now()))
        report(Figure("campaign", f"a day on which nobody is due anything {of}", quiet, "s", 30))
    report_memory(school, size)


def report_memory(school: School, size: int) -> None:
    """Ask twice as many people anew, and see that the memory in use does not follow their number."""
    Message.objects.all().delete()
    peaks = []
    for people in (size // 2, size):
        Campaign.objects.filter(school=school).delete()
        Latest.objects.filter(school=school).delete()
        Reminder.objects.all().delete()
        Message.objects.all().delete()
        Role.objects.filter(person__school=school).update(to_date=None)
        here = Person.objects.filter(school=school).order_by("pk").values("pk")[:people]
        Role.objects.exclude(person__in=here).update(to_date=F("from_date"))
        morning = a_school_morning(school) + timedelta(days=7)
        with staged(morning):
            by = Person.objects.get(school=school, is_administrator=True)
            Campaign.objects.create(school=school, started_at=morning, started_by=by)
            tracemalloc.start()
            remind_due(timezone.now())
            peaks.append(tracemalloc.get_traced_memory()[1] / 1e6)
            tracemalloc.stop()
    note = f"{peaks[0]:.0f} MB for {size // 2:,} people: it is written 500 at a time"
    report(
        Figure("campaign", f"memory in use while {size:,} people are asked", peaks[1], "MB", 2 * peaks[0], note=note)
    )


def make_people(size: int) -> tuple[School, Person]:
    """Return a school of so many people, bound by five policies that nobody has signed."""
    school = make_school("Fernhill Federation")
    administrator = make_administrator(school)
    made = Person.objects.bulk_create(
        Person(school=school, forename="Number", surname=str(number), email=f"number-{number}@mail.example")
        for number in range(size - 1)
    )
    began = timezone.localdate() - timedelta(days=400)
    Role.objects.bulk_create(Role(person=person, kind="staff", from_date=began) for person in made)
    Person.objects.filter(pk=administrator.pk).update(email="administrator@mail.example")
    today = timezone.localdate()
    for number in range(POLICIES):
        draft = make_draft(school, by=administrator, audience=["staff"], title=f"Policy {number}")
        publish(
            draft, effective_date=today, review_date=today + timedelta(days=365), is_material=True, change_summary="",
            by=administrator,
        )  # fmt: skip
    return school, Person.objects.select_related("school").get(pk=administrator.pk)


def sign_most() -> None:
    """Let two of three people have signed everything."""
    reminders = Reminder.objects.exclude(person__pk__in=Person.objects.filter(is_administrator=True))
    Latest.objects.bulk_create(
        (
            Latest(
                person_id=row.person_id, policy_id=row.policy_id, school_id=row.person.school_id, edition_number=1,
                signed_at=timezone.now(),
            )
            for row in reminders.select_related("person").iterator()
            if row.person_id % SIGN_EACH
        ),
        batch_size=2000,
    )  # fmt: skip


def a_school_morning(school: School) -> datetime:
    """Return nine o'clock on a school day to come, after which there is another."""
    day = school.days.after(timezone.localdate(), 1)
    while not school.days.is_open(day + timedelta(days=1)):
        day = school.days.after(day, 1)
    return timezone.make_aware(datetime(day.year, day.month, day.day, 9))  # noqa: DTZ001  made aware here


def measured(act: Callable[[], T]) -> tuple[float, T]:
    """Return the seconds of processor time that something takes, and what it gives."""
    started = time.process_time()
    found = act()
    return time.process_time() - started, found
