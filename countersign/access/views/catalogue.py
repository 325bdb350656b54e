"""What roles bring, and which permissions can be given."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from countersign.access import catalogue as keeping
from countersign.access.forms import EntitlementForm, PermissionForm
from countersign.access.models import Entitlement, Permission
from countersign.access.permissions import can_connect
from countersign.access.views.finding import administrate, see
from countersign.people.audiences import in_words
from countersign.people.requests import PersonRequest
from countersign.refusals import Refused
from countersign.ui.forms import Form


def catalogue(request: PersonRequest) -> HttpResponse:
    """Show what roles bring and which permissions can be given."""
    see(request)
    brings = Entitlement.objects.filter(school=request.school, retired_at=None).order_by("position", "pk")
    given = Permission.objects.filter(school=request.school, retired_at=None).order_by("position", "pk")
    context = {
        "brings": [(entitlement, in_words(entitlement.kinds)) for entitlement in brings],
        "permissions": given,
        "can_change": can_connect(request.person, request.school),
    }
    return render(request, "access/catalogue.html", context)


def entitlement(request: PersonRequest, pk: int | None = None) -> HttpResponse:
    """Add to what roles bring, or change it."""
    administrate(request)
    entry = get_object_or_404(Entitlement, pk=pk, school=request.school, retired_at=None) if pk else None
    names = ("title", "sentence", "kinds", "is_kept_when_late")
    form = EntitlementForm(_data(request), initial={name: getattr(entry, name) for name in names} if entry else None)
    if _kept(request, form, entry, keeping.keep_entitlement):
        return redirect("access:catalogue")
    return render(request, "access/entry.html", {"form": form, "entry": entry, "kind": "entitlement"})


def permission(request: PersonRequest, pk: int | None = None) -> HttpResponse:
    """Add a permission that can be given, or change one."""
    administrate(request)
    entry = get_object_or_404(Permission, pk=pk, school=request.school, retired_at=None) if pk else None
    names = ("title", "hint", "max_days", "needs_second_approver")
    form = PermissionForm(_data(request), initial={name: getattr(entry, name) for name in names} if entry else None)
    if _kept(request, form, entry, keeping.keep_permission):
        return redirect("access:catalogue")
    return render(request, "access/entry.html", {"form": form, "entry": entry, "kind": "permission"})


@require_POST
def retire(request: PersonRequest, kind: str, pk: int) -> HttpResponse:
    """Take something out of the catalogue."""
    administrate(request)
    entry: Entitlement | Permission
    if kind == "entitlement":
        entry = get_object_or_404(Entitlement, pk=pk, school=request.school)
    else:
        entry = get_object_or_404(Permission, pk=pk, school=request.school)
    keeping.retire(entry, by=request.person, at=request.now)
    messages.success(request, _("“%(title)s” is no longer in the catalogue.") % {"title": entry.title})
    return redirect("access:catalogue")


def _data(request: PersonRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _kept(request: PersonRequest, form: Form, entry: Any, keep: Any) -> bool:
    if not form.is_valid():
        return False
    try:
        kept = keep(request.school, entry, by=request.person, at=request.now, **form.cleaned_data)
    except Refused as refusal:
        form.add_error("title", refusal.message)
        return False
    messages.success(request, _("“%(title)s” is in the catalogue.") % {"title": kept.title})
    return True
