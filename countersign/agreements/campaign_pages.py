"""The pages of the campaign: how far it is, who is missing and why, and what was asked of somebody."""

import csv
import datetime
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from countersign.agreements import campaigning
from countersign.agreements.asking import Asking
from countersign.agreements.counting import due, missing
from countersign.agreements.missing import Missing, missing_of, tellings_of
from countersign.agreements.models import Campaign
from countersign.agreements.overview import standings
from countersign.agreements.permissions import can_run_campaign, can_see_campaign
from countersign.agreements.progressing import days_of, of_policies, of_roles
from countersign.notices.models import Message
from countersign.people.models import Person
from countersign.people.permissions import can_manage_people, can_mark_away
from countersign.people.requests import PersonRequest
from countersign.refusals import Refused
from countersign.schools.days import academic_year
from countersign.schools.models import School

PER_PAGE = 50
AT_ONCE = 500
FORMULA = ("=", "+", "-", "@", "\t", "\r")
COLUMNS = [
    "surname", "forename", "role", "policy", "edition", "last_day", "why", "times_asked", "last_asked", "next_day",
    "next_told",
]  # fmt: skip


def campaign(request: PersonRequest) -> HttpResponse:
    """Show how far the school is, who is missing, why, and what comes next."""
    of_watcher(request)
    school, today = request.school, request.today
    running = Campaign.objects.filter(school=school, stopped_at=None).select_related("started_by").first()
    policies = of_policies(school, today)
    people, more = page_of(school, today, request.GET.get("after", ""))
    asking = Asking.now(school, request.now)
    listed = missing_of(asking, people, runs=running is not None)
    since = timezone.localdate(running.started_at) if running else today
    context = {
        "running": running,
        "may_run": can_run_campaign(request.person, school, today),
        "manages": can_manage_people(request.person, school),
        "marks_away": can_mark_away(request.person, school, today),
        "policies": policies,
        "roles": of_roles(school, today),
        "bound": sum(each.bound for each in policies),
        "current": sum(each.current for each in policies),
        "late": sum(each.late for each in policies),
        "left": missing(school, today),
        "points": days_of(school, policies, since, today),
        "listed": listed,
        "after": people[-1].public_id if more else "",
        "is_first": not request.GET.get("after"),
        "steps": asking.steps,
        "waits": waiting_for(school),
        "is_guessed": bool(school.days.missing(academic_year(today))),
    }
    return render(request, "agreements/campaign.html", context)


@require_POST
def start(request: PersonRequest) -> HttpResponse:
    """Ask people for what they are to sign, from now on."""
    of_runner(request)
    try:
        campaigning.start(request.school, by=request.person, at=request.now)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("The school asks from now on. The first messages leave within its hours."))
    return redirect("agreements:campaign")


@require_POST
def stop(request: PersonRequest) -> HttpResponse:
    """Ask nobody by itself any more."""
    of_runner(request)
    try:
        campaigning.stop(request.school, by=request.person, at=request.now)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("Nobody is asked or reminded by itself any more. What waited will not leave."))
    return redirect("agreements:campaign")


def export(request: PersonRequest) -> StreamingHttpResponse:
    """Give everybody who is missing as a CSV file: a line for each policy that somebody has not signed."""
    of_watcher(request)
    response = StreamingHttpResponse(lines_of(request.school, request.now), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="not-signed-{request.today.isoformat()}.csv"'
    return response


def asked(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Show what somebody was asked to sign: when, by which channel, whether it was opened, and what is not signed."""
    of_watcher(request)
    people = Person.objects.at(request.school).select_related("school", "line_manager")
    someone = get_object_or_404(people, public_id=public_id)
    asking = Asking.now(request.school, request.now)
    runs = asking.started is not None
    left = missing_of(asking, [someone], runs=runs)
    context = {
        "someone": someone,
        "missing": left[0] if left else None,
        "standings": standings(someone, request.today),
        "tellings": tellings_of([someone.pk]).get(someone.pk, []),
        "manages": can_manage_people(request.person, request.school),
        "marks_away": can_mark_away(request.person, request.school, request.today),
    }
    return render(request, "agreements/asked.html", context)


def team(request: PersonRequest) -> HttpResponse:
    """Show a line manager who of their team has something to sign."""
    people = list(Person.objects.filter(line_manager=request.person).present(request.today).by_name())
    if not people or request.identity.method == "ticket":
        raise Http404
    for person in people:
        person.school = request.school
    asking = Asking.now(request.school, request.now)
    listed = missing_of(asking, people, runs=asking.started is not None)
    return render(request, "agreements/team.html", {"listed": listed, "count": len(people)})


def page_of(school: School, today: datetime.date, after: str) -> tuple[list[Person], bool]:
    """Return the people of a page of those who are missing, from the one after somebody, and whether more follow."""
    people = Person.objects.at(school)
    try:
        last = people.filter(public_id=UUID(after)).first() if after else None
    except ValueError:
        last = None
    place = (last.surname, last.forename, last.pk) if last else ("", "", 0)
    keys = due(school, today, limit=PER_PAGE + 1, after=place)
    found = list(people.filter(pk__in=keys[:PER_PAGE]).prefetch_related("roles").by_name())
    for person in found:
        person.school = school
    return found, len(keys) > PER_PAGE


def lines_of(school: School, now: datetime.datetime) -> Iterator[str]:
    """Go through the lines of the export, some hundred people at a time."""
    writer = csv.writer(Echo())
    yield "\ufeff" + writer.writerow(COLUMNS)
    asking, place = Asking.now(school, now), ("", "", 0)
    while keys := due(school, asking.today, limit=AT_ONCE, after=place):
        people = list(Person.objects.filter(pk__in=keys).prefetch_related("roles").by_name())
        for person in people:
            person.school = school
        for each in missing_of(asking, people, runs=asking.started is not None):
            for row in rows_of(each):
                yield writer.writerow([harmless(value) for value in row])
        last = people[-1]
        place = (last.surname, last.forename, last.pk)


def rows_of(each: Missing) -> Iterator[list[str]]:
    """Go through what one person has not signed, as the export keeps it."""
    person = each.person
    day, to = (each.next[0].isoformat(), each.next[2].value) if each.next else ("", "")
    last = timezone.localtime(each.last_at).strftime("%Y-%m-%d %H:%M") if each.last_at else ""
    for thing in each.things:
        yield [
            person.surname, person.forename, person.job_on(each.today), thing.edition.title,
            str(thing.edition.number), thing.due_date.isoformat(), " ".join(each.codes), str(each.times), last, day, to,
        ]  # fmt: skip


def harmless(value: str) -> str:
    """Return a value that no spreadsheet takes for a formula (CWE-1236)."""
    return f"'{value}" if value.startswith(FORMULA) else value


class Echo:
    """A file that gives back what is written to it."""

    def write(self, line: str) -> str:
        """Return a line."""
        return line


def waiting_for(school: School) -> dict[str, Any]:
    """Return how many messages that ask wait to leave, and how many could not be delivered."""
    asking = Message.objects.filter(school=school, asks=True)
    return {"waiting": asking.waiting().count(), "given_up": asking.filter(given_up_at__isnull=False).count()}


def of_watcher(request: PersonRequest) -> None:
    """Go on only for those who may see who has signed; for others there is no such page."""
    if not can_see_campaign(request.person, request.school, request.today) or request.identity.method == "ticket":
        raise Http404


def of_runner(request: PersonRequest) -> None:
    """Go on only for those who may start and stop asking; for others there is no such page."""
    if not can_run_campaign(request.person, request.school, request.today) or request.identity.method == "ticket":
        raise Http404
