"""Finding what a page is about, for those who may see it; for others it is not there."""

import uuid

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from countersign.access import actions
from countersign.access.models import Connector, Grant
from countersign.access.permissions import can_apply, can_connect, can_see_access
from countersign.people.models import Person
from countersign.people.requests import PersonRequest


def see(request: PersonRequest) -> None:
    """Find nothing for whoever may not see access."""
    if not can_see_access(request.person, request.school, request.today):
        raise Http404


def administrate(request: PersonRequest) -> None:
    """Find nothing for whoever may not connect directories or change the catalogue."""
    if not can_connect(request.person, request.school):
        raise Http404


def connector_of(request: PersonRequest, connector_id: uuid.UUID) -> Connector:
    """Return a directory of this person's school."""
    see(request)
    connectors = Connector.objects.filter(school=request.school, retired_at=None).select_related("school")
    return get_object_or_404(connectors, public_id=connector_id)


def connector_to_change(request: PersonRequest, connector_id: uuid.UUID) -> Connector:
    """Return a directory for those who let its plan be made; approvers who only see it find nothing to send to."""
    connector = connector_of(request, connector_id)
    if not can_apply(request.person, request.school, request.today):
        raise Http404
    return connector


def person_of(request: PersonRequest, person_id: uuid.UUID) -> Person:
    """Return somebody of this person's school."""
    return get_object_or_404(Person.objects.filter(school=request.school).select_related("school"), public_id=person_id)


def waiting_for_second(request: PersonRequest) -> QuerySet[Grant]:
    """Return the permissions that wait for a second approver."""
    waiting = actions.waiting_for_second(request.school, request.today)
    return waiting.select_related("person__school", "permission", "granted_by")
