"""Finding what a page is about: what somebody may not know of is not found."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from countersign.people.requests import PersonRequest
from countersign.policies.models import Doubt, Edition, Part, Policy, Wording
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


def wording_for(draft: Edition, asked: str | UUID | None) -> Wording | None:
    """Return the wording of a draft that is asked for, else its first; none where the draft has one for everybody."""
    if not asked:
        return draft.wordings.first()
    try:
        return get_object_or_404(Wording, edition=draft, public_id=UUID(str(asked)))
    except ValueError:
        raise Http404 from None


def place_of(draft: Edition, *, part: Part | None = None, at: str = "") -> str:
    """Return the address of a place on the page of the whole draft, among the wordings the one it stands in."""
    wording = part.wording if part is not None and part.wording_id else None
    chosen = f"?wording={wording.public_id}" if wording else ""
    at = at or (f"part-{part.key}" if part is not None else "")
    return f"{reverse('policies:review', args=[draft.public_id])}{chosen}{at and f'#{at}'}"


def policy_for(request: PersonRequest, policy: UUID) -> Policy:
    """Return a policy of this person's school, for those who may edit it."""
    require_editor(request)
    return get_object_or_404(Policy.objects.select_related("school"), school=request.school, public_id=policy)


def policy_at(request: PersonRequest, policy: UUID) -> Policy:
    """Return a policy of this person's school."""
    return get_object_or_404(Policy.objects.select_related("school"), school=request.school, public_id=policy)
