"""The list for whoever makes accounts by hand."""

import uuid
from collections import defaultdict

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from countersign.access import accounts
from countersign.access.effects import in_words
from countersign.access.forms import TickForm
from countersign.access.models import Change
from countersign.access.permissions import can_apply
from countersign.access.views.finding import connector_of, connector_to_change
from countersign.people.models import Person
from countersign.people.requests import PersonRequest
from countersign.refusals import Refused

SHOWN = 50


def by_hand(request: PersonRequest, connector_id: uuid.UUID) -> HttpResponse:
    """Show what is to be made by hand, person by person, and take note of what was made."""
    find = connector_to_change if request.method == "POST" else connector_of
    connector = find(request, connector_id)
    waiting: defaultdict[Person, list[Change]] = defaultdict(list)
    changes = Change.objects.by_hand().filter(connector=connector).select_related("person")
    for change in sorted(changes, key=lambda change: (change.due_at or change.requested_at, change.rank, change.args)):
        waiting[change.person].append(change)
    posted = request.POST.get("person", "") if request.method == "POST" else ""
    forms = {}
    for person, theirs in waiting.items():
        data = request.POST if posted == str(person.public_id) else None
        words = {change.id: in_words(change) for change in theirs}
        form = TickForm(data, changes=theirs, words=words, auto_id=f"id_{person.pk}_%s")
        if data is not None and form.is_valid():
            try:
                count = accounts.tick(
                    connector,
                    form.cleaned_data["changes"],
                    username=form.cleaned_data.get("username", ""),
                    note=form.cleaned_data["note"],
                    by=request.person,
                    at=request.now,
                )
            except Refused as refusal:
                form.add_error(None, refusal.message)
            else:
                noted = _("Noted for %(name)s: %(count)s done, in your name.")
                messages.success(request, noted % {"name": person.name, "count": count})
                return redirect("access:by_hand", connector.public_id)
        forms[person] = form
    if posted and not any(form.is_bound for form in forms.values()):
        messages.warning(request, _("That was done or taken back meanwhile. This is the list now."))
        return redirect("access:by_hand", connector.public_id)
    done = (
        Change.objects.filter(connector=connector, read_back_at__isnull=False)
        .select_related("person", "done_by")
        .order_by("-done_at", "rank", "id")
    )
    context = {
        "connector": connector,
        "cards": [
            {
                "person": person,
                "form": form,
                "because": sorted({change.reason for change in waiting[person]}),
                "due_at": min(change.due_at for change in waiting[person] if change.due_at),
                "is_late": any(change.due_at and change.due_at < request.now for change in waiting[person]),
                "is_urgent": any(change.kind == "disable" for change in waiting[person]),
            }
            for person, form in list(forms.items())[:SHOWN]
        ],
        "count": len(forms),
        "more": max(0, len(forms) - SHOWN),
        "can_apply": can_apply(request.person, request.school, request.today),
        "forms": list(forms.values()),
        "done": [(change, in_words(change)) for change in done[:20]],
    }
    return render(request, "access/by_hand.html", context)
