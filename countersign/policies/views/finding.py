"""Finding what a page is about: what somebody may not know of is not found."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from countersign.people.requests import PersonRequest
from countersign.policies.models import Doubt, Edition, Part, Policy
from countersign.policies.permissions import can_edit


def sent(request: HttpRequest) -> Any:
    """Return what a form is given: the answers sent, or nothing."""
    return request.POST if request.method == "POST" else None


def require_editor(request: PersonRequest) -> None:
    """Answer "not found" unless this person writes the school's policies."""
    if not can_edit(request.person, request.school, request.today):
        raise Http404


def draft_for(request: PersonRequest, edition: UUID) -> Edition:
    """Return a draft of this person's school, for those who may edit it."""
    require_editor(request)
    drafts = Edition.objects.drafts().select_related("policy__school")
    return get_object_or_404(drafts, policy__school=request.school, public_id=edition)


def part_for(draft: Edition, key: UUID) -> Part:
    """Return a part of a draft."""
    part = get_object_or_404(Part, edition=draft, key=key)
    part.edition = draft
    return part


def doubt_for(draft: Edition, pk: int) -> Doubt:
    """Return a doubt about a draft."""
    return get_object_or_404(Doubt, edition=draft, pk=pk)


def policy_for(request: PersonRequest, policy: UUID) -> Policy:
    """Return a policy of this person's school, for those who may edit it."""
    require_editor(request)
    return get_object_or_404(Policy.objects.select_related("school"), school=request.school, public_id=policy)


def policy_at(request: PersonRequest, policy: UUID) -> Policy:
    """Return a policy that is signed at this person's school."""
    signed = Policy.objects.select_related("school").filter(school=request.school, is_signed=True)
    return get_object_or_404(signed, public_id=policy)
