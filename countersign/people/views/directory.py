"""The people of a school, for its administrators."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from countersign.people import actions
from countersign.people.asking import ways_in
from countersign.people.audiences import WIDER
from countersign.people.forms import AddForm, CorrectForm, EndForm, RoleForm, SearchForm, initial_details, initial_role
from countersign.people.models import Absence, Person, Role
from countersign.people.permissions import can_manage_people, can_take_off_second_step
from countersign.people.requests import PersonRequest
from countersign.refusals import Refused

PER_PAGE = 50


@dataclass(frozen=True)
class Listed:
    """One line of the list."""

    person: Person
    job: str
    coming: datetime.date | None

    @classmethod
    def of(cls, person: Person, today: datetime.date) -> "Listed":
        """Return somebody as the list has them on a day."""
        coming = min((role.from_date for role in person.roles.all() if role.from_date > today), default=None)
        return cls(person, person.job_on(today), coming)


def people(request: PersonRequest) -> HttpResponse:
    """List the people, searched by name and by role."""
    of_manager(request)
    form = SearchForm(request.GET)
    found = Person.objects.at(request.school)
    role, words = "", ""
    if form.is_valid():
        role, words = form.cleaned_data["role"], form.cleaned_data["q"]
    if words:
        found = found.named(words)
    if role:
        found = found.filter(Role.on(request.today, "roles__"), roles__kind__in=narrower(role)).distinct()
    page = Paginator(found.by_name().prefetch_related("roles"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "search": form,
        "page": page,
        "listed": [Listed.of(each, request.today) for each in page],
        "is_searching": bool(words or role),
        "everybody": Person.objects.at(request.school).count(),
        "not_asked": Person.objects.at(request.school)
        .present(request.today)
        .filter(account=None, messages=None)
        .count(),
        "query": _query(request),
    }
    return render(request, "people/people.html", context)


def person(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Show one person: roles, posts, links and messages."""
    someone = found_person(request, public_id)
    roles = list(someone.roles.order_by("-from_date", "-pk"))
    messages_sent = someone.messages.order_by("-asked_at")[:20]
    context = {
        "someone": someone,
        "job": someone.job_on(request.today),
        "has_role": any(role.is_held_on(request.today) for role in roles),
        "roles": [(role, _when(role, request)) for role in roles],
        "holdings": [
            (holding, _when(holding, request))
            for holding in someone.holdings.select_related("post").order_by("-from_date", "-pk")
        ],
        "tickets": [(ticket, _state(ticket, request)) for ticket in someone.tickets.order_by("-made_at")[:20]],
        "messages_sent": messages_sent,
        "absences": [
            each for each in someone.absences.order_by("from_date", "pk") if not has_ended(each, request.today)
        ],
        "bounced": bounced(messages_sent),
        "can_take_off_second_step": can_take_off_second_step(request.person, someone),
        "is_oneself": someone.pk == request.person.pk,
        "ways": [way.words for way in ways_in(account=someone.account, only_linked=True)] if someone.account else [],
    }
    return render(request, "people/person.html", context)


def add(request: PersonRequest) -> HttpResponse:
    """Add one person."""
    of_manager(request)
    form = AddForm(request.POST) if request.method == "POST" else AddForm(initial=initial_role(request.today))
    if form.is_valid():
        try:
            someone = actions.add_person(request.school, **form.cleaned_data, by=request.person, at=request.now)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("You added %(name)s. Nothing was sent yet.") % {"name": someone.name})
            return redirect("people:person", someone.public_id)
    return render(request, "people/add.html", {"form": form})


def correct(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Correct somebody's details."""
    someone = found_person(request, public_id)
    form = CorrectForm(request.POST) if request.method == "POST" else CorrectForm(initial=initial_details(someone))
    if form.is_valid():
        try:
            someone = actions.correct_person(someone, **form.cleaned_data, by=request.person, at=request.now)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("You corrected %(name)s’s details.") % {"name": someone.name})
            return redirect("people:person", someone.public_id)
    return render(request, "people/correct.html", {"form": form, "someone": someone})


def add_role(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Give somebody another role."""
    someone = found_person(request, public_id)
    form = RoleForm(request.POST) if request.method == "POST" else RoleForm(initial=initial_role(request.today))
    if form.is_valid():
        try:
            role = actions.add_role(someone, **form.cleaned_data, by=request.person, at=request.now)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("You added the role: %(role)s.") % {"role": role})
            return redirect("people:person", someone.public_id)
    return render(request, "people/add_role.html", {"form": form, "someone": someone})


def end_role(request: PersonRequest, public_id: UUID, pk: int) -> HttpResponse:
    """Set the last day of a role."""
    someone = found_person(request, public_id)
    role = get_object_or_404(Role, pk=pk, person=someone)
    form = EndForm(request.POST) if request.method == "POST" else EndForm(initial={"to_date": role.to_date})
    if form.is_valid():
        try:
            actions.end_role(role, to_date=form.cleaned_data["to_date"], by=request.person, at=request.now)
        except Refused as refused:
            form.add_error("to_date", refused.message)
        else:
            messages.success(request, _("You set the last day of %(name)s’s role.") % {"name": someone.name})
            return redirect("people:person", someone.public_id)
    others = [each for each in someone.roles_on(request.today) if each.pk != role.pk]
    context = {"form": form, "someone": someone, "role": role, "is_last": not others}
    return render(request, "people/end_role.html", context)


def has_ended(absence: Absence, today: datetime.date) -> bool:
    """Return whether somebody was away, and is back."""
    return absence.to_date is not None and absence.to_date < today


def bounced(newest_first: Iterable[Any]) -> Any:
    """Return the newest message that a mail server had to do with, where it would not take it."""
    last = next((each for each in newest_first if each.sent_at or each.given_up_at), None)
    return last if last and last.given_up_at else None


def of_manager(request: PersonRequest) -> None:
    """Go on only for those who look after people; to others there is no such page."""
    if not can_manage_people(request.person, request.school):
        raise Http404


def found_person(request: PersonRequest, public_id: UUID) -> Person:
    """Return somebody at the same school, or answer that there is no such page."""
    of_manager(request)
    people = Person.objects.at(request.school).select_related("school", "account", "line_manager")
    return get_object_or_404(people.prefetch_related(Prefetch("roles")), public_id=public_id)


def narrower(kind: str) -> list[str]:
    """Return a role and those that are a part of it: all staff, for staff."""
    return [kind, *(part for part, whole in WIDER.items() if whole == kind)]


def _when(held: Any, request: PersonRequest) -> str:
    if held.from_date > request.today:
        return "coming"
    return "now" if held.is_held_on(request.today) else "past"


def _state(ticket: Any, request: PersonRequest) -> str:
    if ticket.used_at:
        return _("Used")
    if ticket.replaced_at:
        return _("Closed")
    if request.now >= ticket.expires_at:
        return _("Too old")
    return _("Opened, not used") if ticket.opened_at else _("Not opened")


def _query(request: PersonRequest) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()
