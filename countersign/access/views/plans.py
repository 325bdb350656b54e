"""What would change in each directory, letting it be made, and whether it is so."""

import uuid
from datetime import timedelta

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from countersign.access import presenting, printing, steering
from countersign.access.models import Change, Connector, Plan, Suspension
from countersign.access.permissions import can_apply, can_connect, can_release
from countersign.access.reconciling import PERIOD
from countersign.access.views.finding import connector_of, connector_to_change, see, waiting_for_second
from countersign.people.models import Person
from countersign.people.requests import PersonRequest
from countersign.refusals import Refused


def plan(request: PersonRequest) -> HttpResponse:
    """Show every directory: whether it is read, what would change, and what is not yet so."""
    see(request)
    waiting = Q(changes__read_back_at=None, changes__superseded_at=None)
    by_hand = waiting & Q(changes__handed_at__isnull=False, changes__done_at=None)
    connectors = (
        Connector.objects.filter(school=request.school, retired_at=None)
        .annotate(
            open_count=Count("changes", filter=waiting & Q(changes__handed_at=None)),
            hand_count=Count("changes", filter=by_hand),
            late_count=Count("changes", filter=by_hand & Q(changes__due_at__lt=request.now)),
        )
        .order_by("pk")
    )
    latest = {plan.connector_id: plan for plan in Plan.objects.filter(connector__in=connectors, superseded_at=None)}
    rows = [
        {
            "connector": connector,
            "plan": latest.get(connector.pk),
            "steps": len(latest[connector.pk].content["steps"]) if connector.pk in latest else 0,
            "needing": _needing(latest.get(connector.pk)),
            "is_stale": is_stale(connector, request),
        }
        for connector in connectors
    ]
    wanted = request.GET.get("q", "").strip()
    context = {
        "rows": rows,
        "can_connect": can_connect(request.person, request.school),
        "q": wanted,
        "found": found_by(request, wanted) if wanted else [],
        "suspensions": Suspension.objects.filter(person__school=request.school, resumed_at=None)
        .select_related("person")
        .order_by("suspended_at"),
        "seconds": waiting_for_second(request).count(),
        "can_release": can_release(request.person, request.school, request.today),
    }
    return render(request, "access/plan.html", context)


def found_by(request: PersonRequest, wanted: str) -> list[Person]:
    """Return people whose name has every word looked for."""
    people = Person.objects.filter(school=request.school)
    for word in wanted.split()[:5]:
        people = people.filter(Q(forename__icontains=word) | Q(surname__icontains=word))
    return list(people.order_by("surname", "forename", "pk")[:20])


def directory(request: PersonRequest, connector_id: uuid.UUID) -> HttpResponse:
    """Show what would change in one directory, grouped by what it means to people, and apply it."""
    connector = connector_of(request, connector_id)
    if connector.is_by_hand:
        return redirect("access:by_hand", connector.public_id)
    if request.method == "POST":
        connector = connector_to_change(request, connector_id)
        try:
            count = steering.apply_plan(connector, request.POST.get("digest", ""), by=request.person, at=request.now)
        except Refused as refusal:
            messages.warning(request, refusal.message)
            return redirect("access:directory", connector.public_id)
        being_made = ngettext("%(count)s change is being made.", "%(count)s changes are being made.", count)
        messages.success(request, being_made % {"count": count})
        return redirect("access:progress", connector.public_id)
    found = Plan.objects.filter(connector=connector, superseded_at=None).first()
    context = {
        "connector": connector,
        "shown": presenting.shown(found) if found else None,
        "is_stale": is_stale(connector, request),
        "open_count": Change.objects.open().filter(connector=connector).count(),
        "can_release": can_release(request.person, request.school, request.today),
        "can_apply": can_apply(request.person, request.school, request.today),
        "answers": found.answers if found else {},
    }
    return render(request, "access/directory.html", context)


@require_POST
def look(request: PersonRequest, connector_id: uuid.UUID) -> HttpResponse:
    """Read a directory again now."""
    connector = connector_of(request, connector_id)
    try:
        steering.look_now(connector, at=request.now)
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("access:directory", connector.public_id)


@require_POST
def release(request: PersonRequest, connector_id: uuid.UUID) -> HttpResponse:
    """Let what the guard held back go on."""
    connector = connector_of(request, connector_id)
    if not can_release(request.person, request.school, request.today):
        raise Http404
    found = get_object_or_404(Plan, connector=connector, superseded_at=None)
    try:
        if found.digest != request.POST.get("digest"):
            raise steering.PlanChanged
        steering.release(found, by=request.person, at=request.now)
        steering.look_now(connector, at=request.now)
        messages.success(request, _("Released in your name. It is in the plan now."))
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("access:directory", connector.public_id)


@require_POST
def answers(request: PersonRequest, connector_id: uuid.UUID) -> HttpResponse:
    """Keep what should happen with what was done by hand."""
    connector = connector_to_change(request, connector_id)
    found = get_object_or_404(Plan, connector=connector, superseded_at=None)
    given = {key: request.POST[key] for row in found.content["drift"] if (key := row["key"]) in request.POST}
    try:
        steering.answer(found, given, by=request.person, at=request.now)
        steering.look_now(connector, at=request.now)
        kept = ngettext("%(count)s answer kept.", "%(count)s answers kept.", len(given))
        messages.success(request, kept % {"count": len(given)})
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("access:directory", connector.public_id)


def progress(request: PersonRequest, connector_id: uuid.UUID) -> HttpResponse:
    """Show which changes are in effect, and which were decided and are not; try those again."""
    connector = connector_of(request, connector_id)
    if request.method == "POST":
        connector = connector_to_change(request, connector_id)
        steering.try_again(connector, by=request.person, at=request.now)
        messages.success(request, _("We are trying again now."))
        return redirect("access:progress", connector.public_id)
    latest = Plan.objects.filter(connector=connector, applied_at__isnull=False).order_by("-number").first()
    day_ago = request.now - timedelta(days=1)
    changes = presenting.asked(connector, max(day_ago, latest.applied_at or day_ago) if latest else day_ago)
    context = {
        "connector": connector,
        "stages": presenting.stages(changes)[:500],
        "still_in": presenting.still_in(changes),
        "latest": latest,
        "can_apply": can_apply(request.person, request.school, request.today),
        **presenting.counted(changes),
    }
    template = "access/progress.html#state" if getattr(request, "htmx", False) else "access/progress.html"
    return render(request, template, context)


def as_text(request: PersonRequest, connector_id: uuid.UUID) -> HttpResponse:
    """Give the plan as a text file."""
    connector = connector_of(request, connector_id)
    found = get_object_or_404(Plan.objects.select_related("connector"), connector=connector, superseded_at=None)
    answer = HttpResponse(printing.printed(found) + "\n", content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="plan-{found.number}.txt"'
    return answer


def is_stale(connector: Connector, request: PersonRequest) -> bool:
    """Return whether a directory was last read longer ago than it should be."""
    return connector.last_look_at is None or request.now - connector.last_look_at > 2 * PERIOD


def _needing(found: Plan | None) -> int:
    if found is None:
        return 0
    return len(found.content["problems"]) + len(found.content["drift"]) + bool(found.blocked)
