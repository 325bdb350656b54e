"""Connecting a directory: its settings, whether they work, and which groups mean what."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from countersign.access import steering
from countersign.access.forms import GroupsForm, LdapForm
from countersign.access.models import Connector
from countersign.access.opening import opened
from countersign.access.views.finding import administrate, connector_of
from countersign.people.requests import PersonRequest
from countersign.refusals import Refused


def connect(request: PersonRequest) -> HttpResponse:
    """Connect an LDAP directory."""
    administrate(request)
    start = {"asks_first": "yes", "repairs_drift": "no"}
    form = LdapForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_valid():
        details = form.changes()
        keeping = {name: details.pop(name) for name in ("asks_first", "repairs_drift")}
        try:
            connector = steering.connect(
                request.school, kind=Connector.Kind.LDAP, by=request.person, at=request.now, **details, **keeping
            )
        except Refused as refusal:
            form.add_error("name", refusal.message)
        else:
            connected = _("%(name)s is connected. Nothing is written before you have seen a plan.")
            messages.success(request, connected % {"name": connector})
            return redirect("access:check", connector.public_id)
    return render(request, "access/connect.html", {"form": form})


def settings(request: PersonRequest, connector_id: uuid.UUID) -> HttpResponse:
    """Change how a directory is reached or kept."""
    administrate(request)
    connector = connector_of(request, connector_id)
    if connector.is_by_hand:
        return redirect("access:by_hand", connector.public_id)
    form = LdapForm(request.POST if request.method == "POST" else None, initial=LdapForm.of(connector))
    if form.is_valid():
        try:
            steering.change_settings(connector, by=request.person, at=request.now, **form.changes())
        except Refused as refusal:
            form.add_error("name", refusal.message)
        else:
            messages.success(request, _("Settings kept. Look at a plan before anything is written with them."))
            return redirect("access:check", connector.public_id)
    return render(request, "access/settings.html", {"form": form, "connector": connector})


def check(request: PersonRequest, connector_id: uuid.UUID) -> HttpResponse:
    """Look at everything that could stop us from using a directory. Nothing is written to it."""
    connector = connector_of(request, connector_id)
    health = opened(connector, request.now).check()
    return render(request, "access/check.html", {"connector": connector, "health": health})


def groups(request: PersonRequest, connector_id: uuid.UUID) -> HttpResponse:
    """Say which groups of a directory each entitlement and permission means."""
    administrate(request)
    connector = connector_of(request, connector_id)
    form = GroupsForm(request.POST if request.method == "POST" else None, connector=connector)
    if form.is_valid():
        steering.fill_groups(connector, form.what(), by=request.person, at=request.now)
        messages.success(request, _("Groups kept. Look at a plan before anything is written with them."))
        return redirect("access:check", connector.public_id)
    return render(request, "access/groups.html", {"form": form, "connector": connector})
