"""One part of a draft: its words, its place, splitting, joining, taking out and putting back."""

import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from countersign.people.requests import PersonRequest
from countersign.policies import actions
from countersign.policies.clauses import posts_on
from countersign.policies.forms.parts import PartForm
from countersign.policies.models import Edition, Part, Wording
from countersign.policies.review import prints_as, row_of
from countersign.policies.views.drafts import with_revision
from countersign.policies.views.finding import draft_for, part_for, place_of, sent, wording_for
from countersign.refusals import Refused

SENTENCE = re.compile(r"(?<=[.!?;:])\s+(?=\S)|\n+")
SKIM = 50


def part(request: PersonRequest, edition: UUID, key: UUID) -> HttpResponse:
    """Change one part of a draft."""
    draft = draft_for(request, edition)
    found = part_for(draft, key)
    form = PartForm(sent(request), edition=draft, part=found)
    is_stale = False
    if form.is_valid():
        try:
            actions.change_part(found, form.words(), revision=form.cleaned_data["revision"] or 0, by=request.person)
        except actions.ChangedMeanwhile as refused:
            found.refresh_from_db()
            is_stale = True
            form = with_revision(form, found.revision)
            form.add_error(None, refused.message)
        except Refused as refused:
            form.add_error("text", refused.message)
        else:
            messages.success(request, f"{title_of(found)} is saved.")
            return redirect(place_of(draft, part=found))
    return render(request, "policies/part.html", {**shown(request, draft, found), "form": form, "is_stale": is_stale})


def shown(request: PersonRequest, draft: Edition, part: Part) -> dict[str, Any]:
    """Return what stands beside the form: how it prints, its place, its neighbours."""
    posts = posts_on(request.school.pk, request.today)
    order = actions.siblings(part)
    place = next((here for here, each in enumerate(order) if each.pk == part.pk), None)
    doubts = list(part.doubts.asking().filter(settled_at=None))
    return {
        "edition": draft,
        "part": part,
        "row": row_of(part, posts, doubts, draft),
        "title": title_of(part),
        "here": place_of(draft, part=part),
        "prints_as": prints_as(part, posts),
        "place": place,
        "order": [(here, title_of(each)) for here, each in enumerate(order) if each.pk != part.pk],
        "is_first": place == 0,
        "is_last": place == len(order) - 1,
        "sentences": list(sentences_of(part.text)),
        "words": len(part.text.split()),
        "is_long": len(part.text.split()) > SKIM,
    }


def title_of(part: Part) -> str:
    """Return what the pages call a part."""
    if part.kind == Part.Kind.SECTION:
        return f"Heading “{part.text[:50]}”"
    if part.number:
        return f"Clause {part.number}" if part.kind == Part.Kind.CLAUSE else f"Text {part.number}"
    start = part.text[:50].strip()
    return f"“{start}{'…' if len(part.text) > 50 else ''}”"


def sentences_of(text: str) -> list[tuple[int, str]]:
    """Return each place where a text could be split, with the words that would begin the second half."""
    return [(match.end(), text[match.end() : match.end() + 70]) for match in SENTENCE.finditer(text)]


def add(request: PersonRequest, edition: UUID) -> HttpResponse:
    """Add a part after another."""
    draft = draft_for(request, edition)
    wording = wording_for(draft, request.GET.get("wording"))
    after = after_of(draft, request.GET.get("after", ""), wording)
    wording = after.wording if after is not None else wording
    form = PartForm(sent(request), edition=draft, wording=wording)
    if form.is_valid():
        try:
            added = actions.add_part(draft, form.words(), after=after, wording=wording, by=request.person)
        except Refused as refused:
            form.add_error("text", refused.message)
        else:
            messages.success(request, f"{title_of(added)} is added.")
            return redirect(place_of(draft, part=added))
    context = {"form": form, "edition": draft, "wording": wording, "after": after and title_of(after)}
    context["back"] = place_of(draft, part=after)
    return render(request, "policies/add.html", context)


def after_of(draft: Edition, key: str, wording: Wording | None) -> Part | None:
    """Return the part that a new one follows: the one named, else the last of the wording."""
    try:
        return part_for(draft, UUID(key)) if key else draft.parts.kept().filter(wording=wording).last()
    except ValueError:
        raise Http404 from None


@require_POST
def move(request: PersonRequest, edition: UUID, key: UUID) -> HttpResponse:
    """Move a part one up, one down, or after another."""
    draft = draft_for(request, edition)
    found = part_for(draft, key)
    order = [each.pk for each in actions.siblings(found)]
    here = order.index(found.pk) if found.pk in order else 0
    to = request.POST.get("to", "")
    place = {"up": here - 1, "down": here + 1}.get(to)
    if place is None:
        after = int(request.POST.get("after", "-1")) if request.POST.get("after", "").isdecimal() else -1
        place = after if after > here else after + 1
    actions.move_part(found, to=place, by=request.person)
    return redirect(place_of(draft, part=found))


@require_POST
def change(request: PersonRequest, edition: UUID, key: UUID, what: str) -> HttpResponse:
    """Split a part, join it with the next, take it out or put it back."""
    draft = draft_for(request, edition)
    found = part_for(draft, key)
    revision = int(request.POST["revision"]) if request.POST.get("revision", "").isdecimal() else found.revision
    at = int(request.POST["at"]) if request.POST.get("at", "").isdecimal() else 0
    try:
        if what == "split":
            actions.split_part(found, at=at, revision=revision, by=request.person)
            messages.success(request, "The clause is split. Give the second half a number, if it has one.")
        elif what == "join":
            actions.join_with_next(found, revision=revision, by=request.person)
            messages.success(request, "The two are joined. The second can be put back, at the end of this page.")
        elif what == "remove":
            actions.remove_part(found, by=request.person)
            messages.success(request, f"{title_of(found)} is taken out. It can be put back, at the end of this page.")
        elif what == "put-back":
            actions.put_back(found, by=request.person)
            messages.success(request, f"{title_of(found)} is back in its place.")
        else:
            raise Http404
    except actions.ChangedMeanwhile:
        messages.error(request, "Somebody changed this clause meanwhile, so nothing was done. Look at it again.")
        return redirect("policies:part", draft.public_id, found.key)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("policies:part", draft.public_id, found.key)
    return redirect(place_of(draft, part=found))
