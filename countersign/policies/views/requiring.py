"""What must be read before signing a draft, the questions about it, and who must read a policy nobody signs."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from countersign.people.requests import PersonRequest
from countersign.policies import actions
from countersign.policies.forms.requiring import CheckForm, MustReadForm, RequireForm, SigningForm, WaitsForm
from countersign.policies.models import CheckQuestion, Edition, LinkedPolicy, Required
from countersign.policies.requirements import newest_of
from countersign.policies.views.finding import draft_for, policy_for, sent
from countersign.refusals import Refused


def overview(request: PersonRequest, edition: UUID) -> HttpResponse:
    """List the policies that a draft names, with what of each must be read before signing."""
    draft = draft_for(request, edition)
    rows = list(draft.required.prefetch_related("questions").select_related("link").order_by("position", "pk"))
    links = draft.links.select_related("policy").order_by("position", "pk")
    context = {
        "edition": draft,
        "links": [(link, [row for row in rows if row.link_id == link.pk], newest_of(link.policy)) for link in links],
        "count": len(rows),
    }
    return render(request, "policies/requiring.html", context)


def choose(request: PersonRequest, edition: UUID, link: int) -> HttpResponse:
    """Choose what of a linked policy must be read before signing."""
    draft = draft_for(request, edition)
    found = get_object_or_404(LinkedPolicy.objects.select_related("policy"), edition=draft, pk=link)
    rows = list(draft.required.filter(link=found).order_by("position", "pk"))
    form = RequireForm(sent(request), link=found, rows=rows, library=newest_of(found.policy))
    if form.is_valid():
        actions.change_required(draft, found, form.sections, by=request.person)
        messages.success(request, _("What must be read of %(policy)s is saved.") % {"policy": found.named})
        return redirect("policies:requiring", draft.public_id)
    return render(request, "policies/require.html", {"edition": draft, "link": found, "form": form})


def required_for(draft: Edition, pk: int) -> Required:
    """Return something that a draft requires to be read."""
    return get_object_or_404(Required.objects.select_related("link__policy"), edition=draft, pk=pk)


def item(request: PersonRequest, edition: UUID, required: int) -> HttpResponse:
    """Show the check questions about one thing to read, and say whether a question keeps its asker from signing."""
    draft = draft_for(request, edition)
    row = required_for(draft, required)
    form = WaitsForm(sent(request), initial={"waits_for_answer": "yes" if row.waits_for_answer else "no"})
    if form.is_valid():
        waits = form.cleaned_data["waits_for_answer"] == "yes"
        actions.change_waiting(row, waits_for_answer=waits, by=request.person)
        messages.success(request, _("Saved."))
        return redirect("policies:requiring", draft.public_id)
    context = {"edition": draft, "row": row, "questions": row.questions.all(), "form": form}
    return render(request, "policies/required_item.html", context)


def question(request: PersonRequest, edition: UUID, required: int, key: UUID | None = None) -> HttpResponse:
    """Write a check question, change it, or take it out."""
    draft = draft_for(request, edition)
    row = required_for(draft, required)
    found = get_object_or_404(CheckQuestion, required=row, key=key) if key else None
    if found is not None and "remove" in request.POST:
        actions.remove_question(found, by=request.person)
        messages.success(request, _("The question is taken out."))
        return redirect("policies:required_item", draft.public_id, row.pk)
    form = CheckForm(sent(request), question=found)
    if form.is_valid():
        try:
            actions.write_question(row, form.check(), instead_of=found, by=request.person)
        except Refused as refused:
            form.add_error(FIELD.get(type(refused), "text"), refused.message)
        else:
            messages.success(request, _("The question is saved."))
            return redirect("policies:required_item", draft.public_id, row.pk)
    context = {"edition": draft, "row": row, "question": found, "form": form}
    return render(request, "policies/check_question.html", context)


FIELD: dict[type[Refused], str] = {
    actions.TooFewAnswers: "answers",
    actions.NoRightAnswer: "right",
    actions.NoExplanation: "explanation",
}
"""At which question a refusal is shown."""


def must_read(request: PersonRequest, policy: UUID) -> HttpResponse:
    """Say who must read a policy that nobody signs."""
    found = policy_for(request, policy)
    if found.is_signed:
        raise Http404
    form = MustReadForm(sent(request), initial={"kinds": list(found.must_read.values_list("kind", flat=True))})
    if form.is_valid():
        try:
            actions.change_must_read(found, form.cleaned_data["kinds"], by=request.person)
        except Refused as refused:
            form.add_error("kinds", refused.message)
        else:
            messages.success(request, _("Saved. People find it on their list at once."))
            return redirect("policies:library")
    return render(request, "policies/must_read.html", {"policy": found, "form": form})


def signing(request: PersonRequest, policy: UUID) -> HttpResponse:
    """Say, before its first edition is published, whether people sign a policy or only read it."""
    found = policy_for(request, policy)
    form = SigningForm(sent(request), initial={"is_signed": "yes" if found.is_signed else "no"})
    if form.is_valid():
        try:
            actions.change_signing(found, is_signed=form.cleaned_data["is_signed"] == "yes", by=request.person)
        except Refused as refused:
            form.add_error("is_signed", refused.message)
        else:
            messages.success(request, _("Saved."))
            draft = found.editions.drafts().first()
            return redirect("policies:review", draft.public_id) if draft else redirect("policies:library")
    return render(request, "policies/signing.html", {"policy": found, "form": form})
