"""The pages of a school's term dates: a year at a glance, its terms, and its closed days."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from countersign.people.requests import PersonRequest
from countersign.refusals import Refused
from countersign.schools.days import TermDates, academic_year
from countersign.schools.models import TERM, Closure, School, Term
from countersign.setup import term_dates as actions
from countersign.setup.actions import change_reminders as change
from countersign.setup.details import answer, school_of, sent
from countersign.setup.glance import year_of
from countersign.setup.term_forms import ClosureForm, RemindersForm, RemoveForm, TermForm

YEARS = range(2000, 2100)


def term_dates(request: PersonRequest) -> HttpResponse:
    """Show an academic year at a glance, with its terms and closed days."""
    school = school_of(request)
    year = chosen_year(request)
    terms = Term.objects.filter(school=school).order_by("first_date", "pk")
    closures = Closure.objects.filter(school=school).order_by("first_date", "pk")
    context = {
        "year": year,
        "next_year": year + 1,
        "before": year - 1,
        "glance": year_of(school.days, year, request.today),
        "missing": school.days.missing(year),
        "terms": [each for each in terms if academic_year(each.last_date) == year],
        "closures": [each for each in closures if academic_year(each.last_date) == year],
    }
    return render(request, "setup/term_dates.html", context)


def change_reminders(request: PersonRequest) -> HttpResponse:
    """Change on which school days people are reminded, and others are told."""
    school = school_of(request)
    initial = {"days": ", ".join(school.reminder_days.split()), "manager": school.manager_day, "head": school.head_day}
    form = RemindersForm(sent(request), initial=initial)
    if form.is_valid():
        given = form.cleaned_data
        try:
            change(school, days=given["days"], manager_day=given["manager"], head_day=given["head"], by=request.person)
        except Refused as refused:
            form.add_error("manager", refused.message)
        else:
            messages.success(request, _("The days are saved. They count from now on, also for what is asked already."))
            return redirect("schools:settings")
    return answer(request, form, _("Reminders"), _("Save the days"))


def add_term(request: PersonRequest) -> HttpResponse:
    """Enter a term."""
    return ask_for_term(request, school_of(request), None)


def change_term(request: PersonRequest, pk: int) -> HttpResponse:
    """Correct a term."""
    school = school_of(request)
    return ask_for_term(request, school, get_object_or_404(Term, pk=pk, school=school))


def remove_term(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a term out, after asking."""
    school = school_of(request)
    term = get_object_or_404(Term.objects.select_related("school"), pk=pk, school=school)
    if request.method == "POST":
        year = academic_year(term.last_date)
        actions.remove_term(term, by=request.person)
        messages.success(request, _("The term is removed."))
        return back_to(year)
    title = _("Remove the term from %(first)s?") % {"first": date_format(term.first_date, "j F Y")}
    return answer(request, RemoveForm(), title, _("Remove the term"))


def add_closure(request: PersonRequest) -> HttpResponse:
    """Enter closed days, or INSET days."""
    return ask_for_closure(request, school_of(request), None)


def change_closure(request: PersonRequest, pk: int) -> HttpResponse:
    """Correct closed days, or INSET days."""
    school = school_of(request)
    return ask_for_closure(request, school, get_object_or_404(Closure, pk=pk, school=school))


def remove_closure(request: PersonRequest, pk: int) -> HttpResponse:
    """Take closed days out, after asking."""
    school = school_of(request)
    closure = get_object_or_404(Closure.objects.select_related("school"), pk=pk, school=school)
    if request.method == "POST":
        year = academic_year(closure.last_date)
        actions.remove_closure(closure, by=request.person)
        messages.success(request, _("The days are removed."))
        return back_to(year)
    title = _("Remove the days from %(first)s?") % {"first": date_format(closure.first_date, "j F Y")}
    return answer(request, RemoveForm(), title, _("Remove these days"))


def ask_for_term(request: PersonRequest, school: School, term: Term | None) -> HttpResponse:
    """Ask for the days of a term, and enter or correct it."""
    form = TermForm(sent(request), initial={name: getattr(term, name) for name in TERM} if term else None)
    if form.is_valid():
        dates = TermDates(*(form.cleaned_data[name] for name in TERM))
        try:
            actions.set_term(school, dates, instead_of=term, by=request.person)
        except Refused as refused:
            form.add_error(form.field_of(refused), refused.message)
        else:
            messages.success(request, _("The term is saved. Days to sign are counted by it from now on."))
            return back_to(academic_year(dates.last))
    return answer(request, form, _("Correct the term") if term else _("Add a term"), _("Save the term"))


def ask_for_closure(request: PersonRequest, school: School, closure: Closure | None) -> HttpResponse:
    """Ask for closed days, and enter or correct them."""
    form = ClosureForm(sent(request), initial=of_closure(closure) if closure else None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.set_closure(
                school,
                first=given["first_date"],
                last=given["last_date"],
                is_inset=given["kind"] == "inset",
                name=given["name"],
                instead_of=closure,
                by=request.person,
            )
        except Refused as refused:
            form.add_error("last_date", refused.message)
        else:
            messages.success(request, _("The days are saved. Days to sign are counted without them from now on."))
            return back_to(academic_year(given["last_date"]))
    title = _("Correct these days") if closure else _("Add closed days or INSET days")
    return answer(request, form, title, _("Save these days"))


def of_closure(closure: Closure) -> dict[str, Any]:
    """Return closed days as the form shows them."""
    kind = "inset" if closure.is_inset else "closed"
    return {"kind": kind, "name": closure.name, "first_date": closure.first_date, "last_date": closure.last_date}


def chosen_year(request: PersonRequest) -> int:
    """Return the academic year that the address names, else the one of today."""
    text = request.GET.get("year", "")
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    return year if year in YEARS else academic_year(request.today)


def back_to(year: int) -> HttpResponse:
    """Go back to a year at a glance."""
    return redirect(f"{reverse('schools:term_dates')}?year={year}")
