"""A draft as its readers will see it: as a page, and beside the words that are being written."""

from hashlib import sha256
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.html import format_html_join
from django.utils.translation import gettext as _

from countersign.people.audiences import Audience
from countersign.people.requests import PersonRequest
from countersign.policies.clauses import clauses_not_binding, other_wording, reading_minutes, sections_for, wordings_for
from countersign.policies.models import Edition, Part
from countersign.policies.views.finding import draft_for
from countersign.policies.views.working import asked_part


def preview(request: PersonRequest, edition: UUID) -> HttpResponse:
    """
    Show a draft as somebody it is for will see it; `near` a part, only the section it stands in.

    The page asks again by itself and says what it shows (`seen`): it is sent anew only once that has changed.
    """
    draft = draft_for(request, edition)
    near = asked_part(draft, request.GET.get("near", ""))
    is_asked_again = "HX-Request" in request.headers
    if near is not None and is_asked_again:
        context = beside(request, draft, near)
        template = "policies/beside.html"
    else:
        context = seen_by(request, draft, None)
        template = "policies/preview.html"
    if is_asked_again and request.GET.get("seen") == context["seen"]:
        return HttpResponse(status=204)
    return render(request, template, context)


def beside(request: PersonRequest, draft: Edition, part: Part) -> dict[str, Any]:
    """Return the section that a part stands in, as one of its readers will see it."""
    context = seen_by(request, draft, part)
    sections = [each for each in context["sections"] if part.key in {each.key, *(item.key for item in each.items)}]
    return {**context, "sections": sections, "part": part, "seen": state_of(sections, context["chosen"])}


def seen_by(request: PersonRequest, draft: Edition, part: Part | None) -> dict[str, Any]:
    """Return what somebody it is for will see: of the kind asked for, else the first the draft is for."""
    wording = part.wording if part is not None else None
    named = {role for each in draft.parts.kept() for role in each.roles or []}
    audience = [*(wording.audience if wording else draft.audience), *named]
    kinds = [code for code in Audience.values if code in audience]
    first = next((code for code in kinds if part is not None and code in (part.roles or [])), kinds[0] if kinds else "")
    chosen = request.GET.get("as", first)
    symbols = "symbols" in request.GET or bool(wording and wording.has_symbols)
    sections = sections_for(draft, {chosen}, request.today, symbols=symbols)
    wordings = wordings_for(draft, {chosen}, symbols=symbols)
    return {
        "edition": draft,
        "sections": sections,
        "not_binding": clauses_not_binding(draft, {chosen}, request.today, symbols=symbols),
        "wordings": wordings,
        "titles": format_html_join(_(" and "), "<b>{}</b>", ((each.title,) for each in wordings)),
        "other": other_wording(draft, {chosen}, symbols=symbols),
        "declarations": [text for each in wordings for text in each.signer_declarations] or draft.signer_declarations,
        "chosen": chosen,
        "symbols": symbols,
        "minutes": reading_minutes(sections),
        "kinds": [(code, Audience(code).label, code == chosen) for code in kinds],
        "whom": Audience(chosen).label if chosen in Audience.values else _("nobody yet"),
        "seen": state_of(sections, draft.revision),
    }


def state_of(*shown: object) -> str:
    """Return what tells one state of a draft from another."""
    return sha256(repr(shown).encode()).hexdigest()[:16]
