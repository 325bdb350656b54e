"""When somebody is away, and who their line manager is."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from countersign.people import actions
from countersign.people.models import Absence, Person
from countersign.people.permissions import can_mark_away
from countersign.people.requests import PersonRequest
from countersign.people.views.directory import found_person
from countersign.refusals import Refused
from countersign.ui.forms import DateField, Form
from countersign.words import later as _


class AwayForm(Form):
    """From when to when somebody is away."""

    from_date = DateField(label=_("First day away"), error_messages={"required": _("Enter the first day away")})
    to_date = DateField(
        label=_("Last day away"), help_text=_("Leave this empty if it is not known yet."), required=False
    )


class LineManagerForm(Form):
    """Who is told when somebody signs nothing."""

    person = forms.ChoiceField(
        label=_("Who is their line manager?"),
        help_text=_("They are told when something stays unsigned after the last day."),
        required=False,
        error_messages={"invalid_choice": _("Choose somebody from the list")},
    )

    def __init__(self, *args: Any, of: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Person.objects.at(of.school).exclude(pk=of.pk).by_name()
        choosing: Any = self.fields["person"]
        choosing.choices = [("", gettext("The headteacher")), *((str(each.pk), each.name) for each in others)]


def away(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Show when somebody is away, and enter more days."""
    return ask(request, of_office(request, public_id), None)


def change(request: PersonRequest, public_id: UUID, pk: int) -> HttpResponse:
    """Correct when somebody is away, or say when they are back."""
    someone = of_office(request, public_id)
    return ask(request, someone, get_object_or_404(Absence, pk=pk, person=someone))


def remove(request: PersonRequest, public_id: UUID, pk: int) -> HttpResponse:
    """Take back that somebody is away, after asking."""
    someone = of_office(request, public_id)
    absence = get_object_or_404(Absence, pk=pk, person=someone)
    if request.method == "POST":
        actions.remove_absence(absence, by=request.person, at=request.now)
        messages.success(request, gettext("The days are removed. Reminders go on."))
        return redirect("people:away", public_id)
    return render(request, "people/away_remove.html", {"someone": someone, "absence": absence})


def ask(request: PersonRequest, someone: Person, absence: Absence | None) -> HttpResponse:
    """Ask from when to when somebody is away, and keep it."""
    initial = {"from_date": absence.from_date, "to_date": absence.to_date} if absence else None
    form = AwayForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            actions.mark_away(someone, **form.cleaned_data, instead_of=absence, by=request.person, at=request.now)
        except Refused as refused:
            form.add_error("to_date", refused.message)
        else:
            messages.success(request, gettext("The days are saved. No reminder is sent on them."))
            return redirect("people:away", someone.public_id)
    context = {"form": form, "someone": someone, "absence": absence, "manages": request.person.is_administrator}
    context["absences"] = someone.absences.order_by("-from_date", "-pk")
    return render(request, "people/away.html", context)


def line_manager(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Choose somebody's line manager."""
    someone = found_person(request, public_id)
    initial = {"person": str(someone.line_manager_id or "")}
    form = LineManagerForm(request.POST if request.method == "POST" else None, initial=initial, of=someone)
    if form.is_valid():
        chosen = Person.objects.at(request.school).filter(pk=form.cleaned_data["person"] or 0).first()
        actions.choose_line_manager(someone, chosen, by=request.person, at=request.now)
        messages.success(request, gettext("The line manager is saved."))
        return redirect("people:person", someone.public_id)
    return render(request, "people/line_manager.html", {"form": form, "someone": someone})


def of_office(request: PersonRequest, public_id: UUID) -> Person:
    """Return somebody at the same school, for those who may say that they are away."""
    if not can_mark_away(request.person, request.school, request.today):
        raise Http404
    return get_object_or_404(Person.objects.at(request.school).select_related("school"), public_id=public_id)
