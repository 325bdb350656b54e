"""Working on a draft with others: who else is there, what was done so far, and forms that come too late."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from countersign.people.requests import PersonRequest
from countersign.policies import actions
from countersign.policies.at_work import note
from countersign.policies.clashes import draft_history
from countersign.policies.models import EarlierText, Edition, Part
from countersign.policies.review import title_of
from countersign.policies.views.finding import draft_for, part_for, require_editor
from countersign.refusals import Refused


def at_work(request: PersonRequest, edition: UUID) -> HttpResponse:
    """Say who else has this draft open, and which part of it; a page that stays open asks now and then."""
    draft = draft_for(request, edition)
    part = asked_part(draft, request.GET.get("part", ""))
    if "HX-Request" not in request.headers:  # the whole page says so too
        return redirect("policies:review", draft.public_id)
    others = note(draft, part, by=request.person, at=request.now)
    return render(request, "policies/at_work.html", {"edition": draft, "part": part, "others": others})


def asked_part(draft: Edition, key: str) -> Part | None:
    """Return the part named in an address, if any."""
    try:
        return part_for(draft, UUID(key)) if key else None
    except ValueError:
        raise Http404 from None


def history(request: PersonRequest, edition: UUID) -> HttpResponse:
    """Show who did what to a draft, and when."""
    draft = draft_for(request, edition)
    titles = {part.pk: title_of(part) for part in draft.parts.all()}
    return render(request, "policies/history.html", {"edition": draft, "moments": draft_history(draft, titles)})


@require_POST
def bring_back(request: PersonRequest, edition: UUID, earlier: int) -> HttpResponse:
    """Let a part, or the details, say again what was said before."""
    draft = draft_for(request, edition)
    found = get_object_or_404(EarlierText.objects.select_related("part"), edition=draft, pk=earlier)
    now = found.part.revision if found.part else draft.revision
    asked = request.POST.get("revision", "")
    revision = int(asked) if asked.isdecimal() else now
    try:
        if found.part:
            actions.bring_back(found, revision=revision, by=request.person)
        else:
            actions.bring_details_back(found, revision=revision, by=request.person)
    except actions.ChangedMeanwhile:
        messages.error(request, _("Somebody changed this meanwhile, so nothing was brought back. Look at it again."))
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("The earlier words are back. Those they replaced are in the history."))
    if found.part:
        return redirect("policies:part", draft.public_id, found.part.key)
    return redirect("policies:draft_details", draft.public_id)


def too_late(request: PersonRequest, edition: UUID, key: UUID | None = None) -> HttpResponse | None:
    """
    Return a page with what somebody typed for a draft that is none any more, or for a part that is gone.

    Nobody else learns of it: it answers those who write this school's policies, and only what they sent themselves.
    """
    if request.method != "POST":
        return None
    require_editor(request)
    found = get_object_or_404(Edition, policy__school=request.school, public_id=edition)
    is_open = found.published_at is None and found.discarded_at is None
    if is_open and (key is None or found.parts.filter(key=key).exists()):
        return None
    left_out = ("csrfmiddlewaretoken", "revision", "began", "take")
    typed = [text for name in request.POST if name not in left_out for text in request.POST.getlist(name) if text]
    return render(request, "policies/too_late.html", {"edition": found, "is_open": is_open, "typed": typed}, status=409)


def with_revision(form: Any, revision: int) -> Any:
    """Return a form as it was sent, which another press will store over what is there now."""
    return with_answers(form, revision=str(revision))


def with_answers(form: Any, **answers: str) -> Any:
    """Return a form as it was sent, but for some of its answers."""
    data = form.data.copy()
    for name, answer in answers.items():
        data[name] = answer
    form.data = data
    return form


def now_rows(form: Any) -> list[dict[str, str]]:
    """Return what a draft says now, for somebody whose form is older."""
    rows = []
    for field in form.visible_fields():
        value = field.initial
        words = "; ".join(map(str, value)) if isinstance(value, list) else value
        if words:
            rows.append({"key": field.label, "value": words})
    return rows
