"""Taking in a list of people: what would happen is seen before anything does."""

import base64
import csv
import io

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from countersign.people import actions
from countersign.people.forms import UploadForm
from countersign.people.importing import CannotRead, Plan, compare, read
from countersign.people.requests import PersonRequest
from countersign.people.views.directory import of_manager
from countersign.refusals import Refused

EXAMPLE = [
    ["forename", "surname", "email", "job_title", "role", "start_date", "end_date", "staff_id"],
    ["Aoife", "Brennan", "a.brennan@school.example", "Class teacher", "Teaching staff", "01/09/2026", "", "T014"],
    ["Joseph", "Mensah", "j.mensah@school.example", "Site manager", "Staff", "01/09/2026", "", "S003"],
    ["Helen", "Ward", "h.ward@mail.example", "", "Governors", "01/09/2026", "31/08/2030", ""],
]


def upload(request: PersonRequest) -> HttpResponse:
    """Read a list of people, show what would come of it, and add them once that was seen."""
    of_manager(request)
    if request.method != "POST":
        return render(request, "people/import.html", {"form": UploadForm()})
    if "seen" in request.POST:
        return take_in(request, request.POST["seen"])
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        content = form.cleaned_data["file"].read()
        try:
            plan = planned(request, content)
        except CannotRead as refused:
            form.add_error("file", refused.message)
        else:
            return look_over(request, plan, base64.b64encode(content).decode())
    return render(request, "people/import.html", {"form": form})


def planned(request: PersonRequest, content: bytes) -> Plan:
    """Return what would come of a file today."""
    return compare(request.school, *read(content, request.today))


def look_over(request: PersonRequest, plan: Plan, content: str) -> HttpResponse:
    """Show what would come of a file; the file waits on the page, so that two windows do not mix."""
    return render(request, "people/import_preview.html", {"plan": plan, "content": content})


def take_in(request: PersonRequest, seen: str) -> HttpResponse:
    """Add the people of the file that was looked over; whoever came in between is left alone."""
    try:
        plan = planned(request, base64.b64decode(seen, validate=True))
        touched = actions.import_people(request.school, plan, by=request.person, at=request.now)
    except (Refused, ValueError) as refused:
        sentence = refused.message if isinstance(refused, Refused) else _("The file arrived damaged. Upload it again.")
        form = UploadForm()
        messages.error(request, sentence)
        return render(request, "people/import.html", {"form": form})
    new, roles = len(plan.new), len(plan.roles)
    messages.success(request, what_was_added(new, roles))
    del touched
    return redirect("people:people")


def what_was_added(new: int, roles: int) -> str:
    """Return what came of a file, in a sentence."""
    people = ngettext("%(number)s person", "%(number)s people", new) % {"number": new}
    if not roles:
        return _("You added %(people)s. Nothing was sent yet.") % {"people": people}
    further = ngettext("%(number)s further role", "%(number)s further roles", roles) % {"number": roles}
    return _("You added %(people)s and %(roles)s. Nothing was sent yet.") % {"people": people, "roles": further}


def example(request: PersonRequest) -> HttpResponse:
    """Give a file to fill in."""
    of_manager(request)
    text = io.StringIO()
    csv.writer(text).writerows(EXAMPLE)
    content = "\ufeff" + text.getvalue()
    headers = {"Content-Disposition": 'attachment; filename="people-example.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)
