"""One person's access: what they may use and why, and taking it away."""

import uuid
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from countersign.access import accounts, actions
from countersign.access.effects import in_words, state
from countersign.access.forms import ReasonForm, UsernameForm
from countersign.access.models import Change, Connector, Grant, Link, Plan, Suspension, entries
from countersign.access.permissions import can_release, can_second, can_see_access, can_suspend, is_second
from countersign.access.views.finding import connector_to_change, person_of, waiting_for_second
from countersign.access.wanted import judged
from countersign.people.models import Person
from countersign.people.requests import PersonRequest
from countersign.refusals import Refused


def person(request: PersonRequest, person_id: uuid.UUID) -> HttpResponse:
    """Show what somebody may use and why, what they were given, and what was done in each directory."""
    someone = person_of(request, person_id)
    may_suspend = can_suspend(request.person, someone, request.today)
    if not (may_suspend or can_see_access(request.person, request.school, request.today)):
        raise Http404
    (now,) = judged(request.school, request.now, someone)
    keys = now.entitled.rights | now.entitled.permissions
    changes = Change.objects.filter(person=someone, superseded_at=None).select_related("connector", "done_by")
    context = {
        "someone": someone,
        "now": now.entitled,
        "may_use": [
            (entry.title, now.entitled.because.get(entry.key, ""))
            for entry in entries(request.school.pk)
            if entry.key in keys
        ],
        "grants": _grants(someone, request.today),
        "links": Link.objects.filter(person=someone, forgotten_at=None).select_related("connector").order_by("pk"),
        "changes": [(c, in_words(c), state(c)) for c in changes.order_by("-requested_at", "rank", "id")[:50]],
        "suspension": Suspension.objects.filter(person=someone, resumed_at=None).select_related("suspended_by").first(),
        "can_suspend": may_suspend,
        "can_see": can_see_access(request.person, request.school, request.today),
        "can_withdraw": _can_withdraw(request, someone),
    }
    return render(request, "access/person.html", context)


def suspend(request: PersonRequest, person_id: uuid.UUID) -> HttpResponse:
    """Take all of somebody's access away at once."""
    someone = person_of(request, person_id)
    if not can_suspend(request.person, someone, request.today):
        raise Http404
    form = ReasonForm(
        request.POST if request.method == "POST" else None,
        label=_("Why is %(name)s’s access suspended?") % {"name": someone.name},
        help_text=_("Administrators and the IT manager read this. It is kept."),
    )
    if form.is_valid():
        try:
            actions.suspend(someone, by=request.person, reason=form.cleaned_data["reason"], at=request.now)
        except Refused as refusal:
            messages.warning(request, refusal.message)
        else:
            suspended = _("%(name)s is suspended. See below when it is in effect.")
            messages.success(request, suspended % {"name": someone.name})
        return redirect("access:person", someone.public_id)
    return render(request, "access/suspend.html", {"form": form, "someone": someone})


@require_POST
def resume(request: PersonRequest, person_id: uuid.UUID) -> HttpResponse:
    """Give somebody who was suspended what they are entitled to again."""
    someone = person_of(request, person_id)
    if not can_suspend(request.person, someone, request.today):
        raise Http404
    try:
        actions.resume(someone, by=request.person, at=request.now)
        messages.success(request, _("%(name)s has again what they are entitled to.") % {"name": someone.name})
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("access:person", someone.public_id)


def withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a permission away before its last day."""
    grant = get_object_or_404(
        Grant.objects.select_related("person__school", "permission"), pk=pk, permission__school=request.school
    )
    if not _can_withdraw(request, grant.person):
        raise Http404
    why = _("Why does %(name)s lose “%(permission)s”?")
    form = ReasonForm(
        request.POST if request.method == "POST" else None,
        label=why % {"name": grant.person.name, "permission": grant.permission},
        help_text=_("It is kept, and approvers read it."),
    )
    if form.is_valid():
        try:
            actions.withdraw_grant(
                grant, reason=form.cleaned_data["reason"], by=request.person,
                decision_reference=f"grant:{grant.pk}", at=request.now,
            )  # fmt: skip
            withdrawn = _("“%(permission)s” is withdrawn. See below when it is in effect.")
            messages.success(request, withdrawn % {"permission": grant.permission})
        except Refused as refusal:
            messages.warning(request, refusal.message)
        return redirect("access:person", grant.person.public_id)
    return render(request, "access/withdraw.html", {"form": form, "grant": grant})


def second(request: PersonRequest) -> HttpResponse:
    """Show the permissions that wait for a second approver, and agree to one."""
    if not is_second(request.person, request.school, request.today):
        raise Http404
    waiting = waiting_for_second(request)
    if request.method == "POST":
        grant = get_object_or_404(waiting, pk=pk if (pk := request.POST.get("grant", "")).isdecimal() else 0)
        if not can_second(request.person, grant, request.today):
            raise Http404
        try:
            actions.second(grant, by=request.person, at=request.now)
            agreed = _("You agreed: %(name)s gets “%(permission)s”.")
            messages.success(request, agreed % {"name": grant.person.name, "permission": grant.permission})
        except Refused as refusal:
            messages.warning(request, refusal.message)
        return redirect("access:second")
    rows = [(g, can_second(request.person, g, request.today)) for g in waiting.order_by("granted_at", "pk")]
    return render(request, "access/second.html", {"rows": rows})


def settle(request: PersonRequest, connector_id: uuid.UUID, person_id: uuid.UUID) -> HttpResponse:
    """Settle whose account is whose: adopt the one that is there, choose another name, or let a new one be made."""
    connector = connector_to_change(request, connector_id)
    someone = person_of(request, person_id)
    found = Plan.objects.filter(connector=connector, superseded_at=None).first()
    problems = [p for p in (found.content["problems"] if found else []) if p["person"] == str(person_id)]
    form = UsernameForm(request.POST if request.POST.get("do") == "rename" else None)
    try:
        if request.POST.get("do") == "adopt":
            handle = next((p["handle"] for p in problems if p["kind"] == "username_taken"), None) or ""
            accounts.adopt(connector, someone, handle, by=request.person, at=request.now)
            return _settled(request, connector, someone, _("That account is %(name)s’s now. It is in the next plan."))
        if request.POST.get("do") == "forget":
            accounts.forget(connector, someone, by=request.person, at=request.now)
            return _settled(request, connector, someone, _("%(name)s gets a new account in the next plan."))
        if form.is_valid():
            accounts.choose_username(someone, form.cleaned_data["username"], by=request.person, at=request.now)
            return _settled(request, connector, someone, _("%(name)s gets another username in the next plan."))
    except Refused as refusal:
        form = UsernameForm({"username": request.POST.get("username", "")})
        form.is_valid()
        form.errors.clear()
        form.add_error(None, refusal.message)
    return render(
        request, "access/settle.html", {"connector": connector, "someone": someone, "problems": problems, "form": form}
    )


def _settled(request: PersonRequest, connector: Connector, someone: Person, sentence: str) -> HttpResponse:
    messages.success(request, sentence % {"name": someone.name})
    return redirect("access:directory", connector.public_id)


def _can_withdraw(request: PersonRequest, someone: Person) -> bool:
    may = can_release(request.person, request.school, request.today) or request.person.is_administrator
    return may and someone.pk != request.person.pk


def _grants(someone: Person, today: date) -> list[tuple[Grant, str, bool]]:
    """Return what somebody was given, how it is with each, and whether it is over."""
    found = []
    grants = Grant.objects.filter(person=someone).select_related("permission", "granted_by", "withdrawn_by")
    for grant in grants.order_by("-granted_at", "-pk"):
        if grant.withdrawn_at is not None:
            found.append((grant, _("Withdrawn"), True))
        elif grant.until_date is not None and grant.until_date < today:
            found.append((grant, _("Ended"), True))
        else:
            found.append((grant, _("In force") if grant.starts_at else _("Waits for a second approver"), False))
    return found
