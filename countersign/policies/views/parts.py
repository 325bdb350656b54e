"""One part of a draft: its words, its place, splitting, joining, taking out and putting back."""

import re
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from countersign.people.requests import PersonRequest
from countersign.policies import actions
from countersign.policies.at_work import note
from countersign.policies.clashes import clash_of, history_of, joined
from countersign.policies.clauses import posts_on
from countersign.policies.earlier import last_change, said_of
from countersign.policies.forms.parts import PartForm
from countersign.policies.models import Edition, Part, Wording
from countersign.policies.ordering import siblings
from countersign.policies.review import prints_as, row_of, title_of
from countersign.policies.views.finding import draft_for, part_for, place_of, sent, wording_for
from countersign.policies.views.previewing import beside
from countersign.policies.views.working import asked_part, too_late, with_answers, with_revision
from countersign.refusals import Refused

SENTENCE = re.compile(r"(?<=[.!?;:])\s+(?=\S)|\n+")
SKIM = 50


def part(request: PersonRequest, edition: UUID, key: UUID) -> HttpResponse:
    """Change one part of a draft; where somebody else did so meanwhile, show both and let the second choose."""
    if late := too_late(request, edition, key):
        return late
    draft = draft_for(request, edition)
    found = part_for(draft, key)
    form, clash, take = PartForm(sent(request), edition=draft, part=found), None, request.POST.get("take")
    if form.is_valid():
        words, began = form.words(), form.cleaned_data["revision"] or 0
        try:
            if take == "theirs":
                actions.put_aside(found, words, by=request.person)
                messages.success(request, _("Their words stay. Yours are kept below, and can be brought back."))
                return redirect("policies:part", draft.public_id, found.key)
            if take == "both":
                form = put_together_in(form, found)
            else:
                actions.change_part(found, words, revision=began, by=request.person)
                messages.success(request, _("%(part)s is saved.") % {"part": title_of(found)})
                if "stay" in request.POST:
                    return redirect("policies:part", draft.public_id, found.key)
                return redirect(place_of(draft, part=found))
        except actions.ChangedMeanwhile as refused:
            found.refresh_from_db()
            clash = clash_of(found, said_of(words.checked()), began)
            form = with_revision(form, found.revision)
            form.add_error(None, refused.message)
        except Refused as refused:
            form.add_error("text", refused.message)
    others = note(draft, found, by=request.person, at=request.now)
    context = {
        **beside(request, draft, found),
        **shown(request, draft, found),
        "form": form,
        "clash": clash,
        "others": others,
        "took_both": take == "both",
    }
    return render(request, "policies/part.html", {**context, "history": history_of(found)})


def put_together_in(form: PartForm, part: Part) -> Any:
    """Return a form with both changes in its box, not saved yet; as it was sent where they touch the same words."""
    began = form.data.get("began", "")
    text = joined(part, form.cleaned_data["text"], int(began) if began.isdecimal() else -1)
    return with_answers(form, text=form.cleaned_data["text"] if text is None else text)


def shown(request: PersonRequest, draft: Edition, part: Part) -> dict[str, Any]:
    """Return what stands beside the form: how it prints, its place, its neighbours."""
    posts = posts_on(request.school.pk, request.today)
    order = siblings(part)
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
        "order": [(each.key, title_of(each)) for each in order if each.pk != part.pk],
        "order_now": order_now(order),
        "previous": order[place - 1].key if place else None,
        "posts": posts.items(),
        "is_first": place == 0,
        "is_last": place == len(order) - 1,
        "sentences": list(sentences_of(part.text)),
        "words": len(part.text.split()),
        "is_long": len(part.text.split()) > SKIM,
    }


def sentences_of(text: str) -> list[tuple[int, str]]:
    """Return each place where a text could be split, with the words that would begin the second half."""
    return [(match.end(), text[match.end() : match.end() + 70]) for match in SENTENCE.finditer(text)]


def add(request: PersonRequest, edition: UUID) -> HttpResponse:
    """Add a part after another."""
    if late := too_late(request, edition):
        return late
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
            messages.success(request, _("%(part)s is added.") % {"part": title_of(added)})
            return redirect(place_of(draft, part=added))
    context: dict[str, Any] = {"form": form, "edition": draft, "wording": wording, "after": after and title_of(after)}
    context |= {"back": place_of(draft, part=after), "posts": posts_on(request.school.pk, request.today).items()}
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
    order = siblings(found)
    to, seen = request.POST.get("to", ""), request.POST.get("order")
    if to in ("up", "down") and seen and seen != order_now(order):
        messages.error(request, _("Somebody moved something meanwhile, so nothing was moved. This is the order now."))
        return redirect(place_of(draft, part=found))
    with_its_clauses = "with" in request.POST
    try:
        if to in ("up", "down"):
            here = order.index(found) if found in order else 0
            actions.move_part(found, to=here - 1 if to == "up" else here + 1, by=request.person)
        else:
            after = asked_part(draft, request.POST.get("after", ""))
            actions.move_after(found, after, with_its_clauses=with_its_clauses, by=request.person)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("policies:part", draft.public_id, found.key)
    messages.success(request, _("%(part)s is moved.") % {"part": title_of(found)})
    return redirect(place_of(draft, part=found))


def order_now(order: list[Part]) -> str:
    """Return what tells whether the order of the parts is still the one that somebody saw."""
    return sha256(" ".join(str(each.key) for each in order).encode()).hexdigest()[:16]


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
            messages.success(request, _("The clause is split. Give the second half a number, if it has one."))
        elif what == "join":
            actions.join_with_next(found, revision=revision, by=request.person)
            messages.success(request, _("The two are joined. The second can be put back, at the end of this page."))
        elif what == "remove":
            seen = revision if "revision" in request.POST else None
            actions.remove_part(found, revision=seen, by=request.person)
            said = _("%(part)s is taken out. It can be put back, at the end of this page.")
            messages.success(request, said % {"part": title_of(found)})
        elif what == "put-back":
            actions.put_back(found, by=request.person)
            messages.success(request, _("%(part)s is back in its place.") % {"part": title_of(found)})
        else:
            raise Http404
    except actions.ChangedMeanwhile:
        last = last_change(found.earlier_texts.select_related("changed_by"))
        said = _("%(who)s changed this meanwhile, so nothing was done. These are its words now.")
        messages.error(request, said % {"who": last[0].name if last else _("Somebody")})
        return redirect("policies:part", draft.public_id, found.key)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("policies:part", draft.public_id, found.key)
    return redirect(place_of(draft, part=found))
