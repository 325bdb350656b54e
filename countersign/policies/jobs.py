"""What the worker does for policies: warn of reviews. New holders of posts are told by `holders`."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext

from countersign.notices.actions import send
from countersign.people.models import Holding, Person, Role
from countersign.people.speaking import speaking_to
from countersign.policies import clocks
from countersign.policies.models import Approver, ReviewWarning
from countersign.policies.permissions import CHAIR, HEAD
from countersign.policies.reviews import Due, reviews_of
from countersign.schools.models import School
from countersign.words import later as _

WARNING = _("""Hello %(forename)s,

These policies of %(school)s are due for review:

%(reviews)s

{link}
""")


def warn_of_reviews(now: datetime) -> int:
    """
    Warn whoever looks after policies or approves them of reviews that come up or are late; return how many were told.

    At most one message a person and day, with everything due in it. After days without a worker only the newest stage
    of each review is told.
    """
    if timezone.localtime(now).hour < clocks.EARLIEST_HOUR:
        return 0
    today = timezone.localdate(now)
    told = 0
    for school in School.objects.filter(set_up_at__isnull=False).order_by("pk"):
        holders, approvers = holders_of(school, today), approvers_of(school, today)
        wanted: dict[int, list[tuple[Due, date, date]]] = {}
        for due in reviews_of(school):
            for day, stage in stages_of(due, today):
                owner = due.policy.owner.code if due.policy.owner else HEAD
                looking_after = [*holders.get(owner, ()), *holders.get(HEAD, ()), *holders.get(CHAIR, ())]
                for person in {*looking_after, *approvers.get(due.policy.pk, ())}:
                    wanted.setdefault(person, []).append((due, day, stage))
        for person, reviews in sorted(wanted.items()):
            told += warn(person, reviews, now)
    return told


def holders_of(school: School, today: date) -> dict[str, list[int]]:
    """Return who holds each post of a school today."""
    found: dict[str, list[int]] = {}
    held = Holding.objects.filter(Holding.on(today), post__school=school).order_by("pk")
    for code, person in held.values_list("post__code", "person"):
        found.setdefault(code, []).append(person)
    return found


def approvers_of(school: School, today: date) -> dict[int, list[int]]:
    """Return who approves each policy of a school, those who are still something to it."""
    found: dict[int, list[int]] = {}
    at_school = Role.objects.filter(Role.on(today), person=OuterRef("person"))
    named = Approver.objects.filter(Exists(at_school), policy__school=school).order_by("pk")
    for policy, person in named.values_list("policy", "person"):
        found.setdefault(policy, []).append(person)
    return found


def stages_of(due: Due, today: date) -> Iterator[tuple[date, date]]:
    """Go through the days on which a policy is due, and the newest stage each has come to."""
    days = [due.due] if due.due else []
    days += [timezone.localdate(each.asked_at) for each in due.asked]
    for day in dict.fromkeys(days):
        if (stage := clocks.newest_stage(day, today)) is not None:
            yield day, stage


@transaction.atomic
def warn(person_pk: int, reviews: list[tuple[Due, date, date]], now: datetime) -> int:
    """Warn one person of what they have not been warned of at this stage; nothing where a warning left today."""
    person = Person.objects.select_for_update(of=("self",)).select_related("school").get(pk=person_pk)
    today = timezone.localdate(now)
    warned = ReviewWarning.objects.filter(person=person)
    if warned.filter(warned_date=today).exists():
        return 0
    newest: dict[tuple[int, date], date] = {}
    for policy, day, stage in warned.filter(policy__in=[due.policy.pk for due, _day, _stage in reviews]).values_list(
        "policy", "due_date", "stage_date"
    ):
        newest[policy, day] = max(stage, newest.get((policy, day), stage))
    new = [
        (due, day, stage)
        for due, day, stage in reviews
        if (due.policy.pk, day) not in newest or newest[due.policy.pk, day] < stage
    ]
    if not new:
        return 0
    ReviewWarning.objects.bulk_create(
        ReviewWarning(policy=due.policy, person=person, due_date=day, stage_date=stage, warned_date=today)
        for due, day, stage in new
    )
    everything = list(dict.fromkeys(due for due, _day, _stage in reviews))
    with speaking_to(person):
        subject = gettext("Policies to review")
        reviews_told = "\n".join(line_of(due, today) for due in everything)
        text = WARNING % {"forename": person.called, "school": person.school.name, "reviews": reviews_told}
    send(
        person,
        about=person.school.reference,
        subject=subject,
        text=text,
        link_path="/policies/reviews/",
        asked_by=None,
        at=now,
    )
    return 1


def line_of(due: Due, today: date) -> str:
    """Return a policy as a message lists it: its title and day, nothing of what is in it."""
    words = due.words(today)
    asked = gettext("somebody asked for a review") if due.asked else ""
    return f"- {due.policy.title.replace('{', '(').replace('}', ')')}: {'; '.join(filter(None, (words, asked)))}"
