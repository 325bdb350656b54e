"""The wordings of a draft: adding one, changing whom it is for, taking it out."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from countersign.people.requests import PersonRequest
from countersign.policies import actions, starting
from countersign.policies.forms.wordings import AddWordingForm, WordingForm, initial_of
from countersign.policies.models import Edition, Wording
from countersign.policies.views.finding import draft_for, sent, wording_for
from countersign.policies.views.working import now_rows, with_revision
from countersign.refusals import Refused


def place_of(draft: Edition, wording: Wording) -> str:
    """Return the address of a wording on the page of the whole draft."""
    return f"{reverse('policies:review', args=[draft.public_id])}?wording={wording.public_id}"


def add(request: PersonRequest, edition: UUID) -> HttpResponse:
    """Add a wording to a draft: from a text of ours, as a copy, or empty."""
    draft = draft_for(request, edition)
    form = AddWordingForm(sent(request), edition=draft)
    if form.is_valid():
        try:
            if form.starter is not None:
                wording = starting.add(draft, form.starter, form.about(), by=request.person)
            else:
                wording = actions.add_wording(
                    draft, form.about(), like=form.like, is_copy=form.is_like, by=request.person
                )
        except Refused as refused:
            form.add_error("audience", refused.message)
        else:
            said = _("“%(title)s” is added. It is published together with the others.")
            messages.success(request, said % {"title": wording.title})
            return redirect(place_of(draft, wording))
    return render(request, "policies/add_wording.html", {"form": form, "edition": draft})


def wording(request: PersonRequest, edition: UUID, wording: UUID) -> HttpResponse:
    """Change what a wording is called, whom it is for and what its readers declare."""
    draft = draft_for(request, edition)
    found = wording_for(draft, wording)
    assert found is not None  # noqa: S101  an address always names one
    form = WordingForm(sent(request), initial=initial_of(found))
    theirs = None
    if form.is_valid():
        try:
            actions.change_wording(found, form.about(), revision=form.cleaned_data["revision"] or 0, by=request.person)
        except actions.ChangedMeanwhile as refused:
            found.refresh_from_db()
            theirs = now_rows(WordingForm(initial=initial_of(found), auto_id="now_%s", prefix="now"))
            form = with_revision(form, found.revision)
            form.add_error(None, refused.message)
        except Refused as refused:
            form.add_error("audience", refused.message)
        else:
            messages.success(request, _("“%(title)s” is saved.") % {"title": form.cleaned_data["title"]})
            return redirect(place_of(draft, found))
    context = {
        "form": form,
        "edition": draft,
        "wording": found,
        "theirs": theirs,
        "here": place_of(draft, found),
        "is_only": draft.wordings.count() == 1,
    }
    return render(request, "policies/wording.html", context)


@require_POST
def remove(request: PersonRequest, edition: UUID, wording: UUID) -> HttpResponse:
    """Take a wording out of a draft, with its clauses."""
    draft = draft_for(request, edition)
    found = wording_for(draft, wording)
    assert found is not None  # noqa: S101  an address always names one
    try:
        actions.remove_wording(found, by=request.person)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("policies:wording", draft.public_id, found.public_id)
    said = _("“%(title)s” is taken out, and whom only it was for is no longer asked.")
    messages.success(request, said % {"title": found.title})
    return redirect("policies:review", draft.public_id)
