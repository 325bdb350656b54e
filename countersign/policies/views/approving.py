"""Governors' approval of a draft: the page that shows it as it will be published, and every answer to it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from countersign.people.models import Holding, Person, Role
from countersign.people.requests import PersonRequest
from countersign.policies import actions
from countersign.policies.approvals import state_of
from countersign.policies.clauses import sections_for
from countersign.policies.forms.approving import AnswerForm, ApproversForm, MeetingForm
from countersign.policies.models import Edition, Policy
from countersign.policies.permissions import (
    can_approve,
    can_edit,
    can_record_meeting,
    can_see_draft,
    can_set_approvers,
)
from countersign.policies.views.finding import sent
from countersign.refusals import Refused


def seen_draft(request: PersonRequest, edition: UUID) -> Edition:
    """Return a draft for whoever may know of its approval."""
    drafts = Edition.objects.drafts().select_related("policy__school")
    draft = get_object_or_404(drafts, policy__school=request.school, public_id=edition)
    if not can_see_draft(request.person, draft, request.today):
        raise Http404
    return draft


def approval(request: PersonRequest, edition: UUID) -> HttpResponse:
    """Show a draft exactly as it will be published, with who approved it; and take the answer of an approver."""
    if Edition.objects.published().filter(policy__school=request.school, public_id=edition).exists():
        return redirect("policies:edition", edition)
    draft = seen_draft(request, edition)
    may_answer = can_approve(request.person, draft.policy, request.today)
    if request.method == "POST" and not may_answer:
        raise Http404
    state = state_of(draft)
    form, unsent = AnswerForm(sent(request), initial={"content": state.content_sha256}), ""
    if form.is_valid():
        try:
            said = answer(draft, form.cleaned_data, request)
        except Refused as refused:
            if state.asking is None:  # nothing can be answered now: what was typed is shown, and its form is not
                messages.error(request, refused.message)
                form, unsent = AnswerForm(), form.cleaned_data["reason"]
            else:
                form = with_content(form, state.content_sha256)
                form.add_error(None, refused.message)
        else:
            messages.success(request, said)
            return redirect("policies:approval", draft.public_id)
    mine = next((each for each in state.answers if each.person.pk == request.person.pk), None)
    context = {
        "edition": draft,
        "state": state,
        "form": form,
        "unsent": unsent,
        "mine": mine,
        "sections": sections_for(draft, None, request.today),
        "may_answer": may_answer and state.asking is not None and (mine is None or mine.approval is None),
        "is_approver": may_answer,
        "is_editor": can_edit(request.person, request.school, request.today),
        "may_set": can_set_approvers(request.person, request.school, request.today),
        "may_record": can_record_meeting(request.person, request.school, request.today),
        "changes": changes_of(draft),
    }
    return render(request, "policies/approval.html", context)


def changes_of(draft: Edition) -> str:
    """Return where a draft is compared with the edition before it, or nothing for a first edition."""
    if not draft.policy.editions.published().exists():
        return ""
    return f"{reverse('policies:compare', args=[draft.policy.public_id])}?to=draft"


def answer(draft: Edition, given: dict[str, Any], request: PersonRequest) -> str:
    """Record an approver's answer, and return what to say of it."""
    who = {"content_sha256": given["content"], "identity": request.identity, "by": request.person}
    if given["answer"] == "yes":
        actions.approve(draft, name=given["name"], **who)
        return _("You approved it. You can take that back until it is published.")
    actions.say_no(draft, reason=given["reason"], **who)
    return _("You said no. Whoever writes the policy has your reason.")


def with_content(form: Any, content: str) -> Any:
    """Return a form as it was sent, which another press will give to the words as they are now."""
    data = form.data.copy()
    data["content"] = content
    form.data = data
    return form


@require_POST
def ask(request: PersonRequest, edition: UUID) -> HttpResponse:
    """Send a draft to its approvers."""
    draft = seen_draft(request, edition)
    if not can_edit(request.person, request.school, request.today):
        raise Http404
    try:
        actions.ask_for_approval(draft, by=request.person)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("It is sent. Each approver is told by a message, and answers on this page."))
    return redirect("policies:approval", draft.public_id)


@require_POST
def take_back(request: PersonRequest, edition: UUID) -> HttpResponse:
    """Take one's own answer back."""
    draft = seen_draft(request, edition)
    if not can_approve(request.person, draft.policy, request.today):
        raise Http404
    actions.take_back(draft, by=request.person)
    messages.success(request, _("Your answer is taken back."))
    return redirect("policies:approval", draft.public_id)


def meeting(request: PersonRequest, edition: UUID) -> HttpResponse:
    """Record a meeting that approved a draft."""
    draft = seen_draft(request, edition)
    if not can_record_meeting(request.person, request.school, request.today):
        raise Http404
    state = state_of(draft)
    people = [each.person for each in state.answers]
    form = MeetingForm(sent(request), people=people, quorum=state.quorum, initial={"content": state.content_sha256})
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.record_meeting(
                draft,
                content_sha256=given["content"],
                held_date=given["held_date"],
                minute=given["minute"],
                present=form.present(),
                by=request.person,
            )
        except Refused as refused:
            form.add_error(field_of(refused), refused.message)
        else:
            messages.success(request, _("The meeting is recorded. It counts for exactly these words."))
            return redirect("policies:approval", draft.public_id)
    return render(request, "policies/meeting.html", {"form": form, "edition": draft, "state": state})


def field_of(refused: Refused) -> str | None:
    """Return the question that a refusal is about."""
    if isinstance(refused, actions.NotHeldYet):
        return "held_date"
    return "present" if isinstance(refused, actions.NoQuorum) else None


@require_POST
def take_back_meeting(request: PersonRequest, edition: UUID) -> HttpResponse:
    """Take a recorded meeting back."""
    draft = seen_draft(request, edition)
    if not can_record_meeting(request.person, request.school, request.today):
        raise Http404
    actions.take_back_meeting(draft, by=request.person)
    messages.success(request, _("The meeting is taken back. It does not count any more."))
    return redirect("policies:approval", draft.public_id)


def approvers(request: PersonRequest, policy: UUID) -> HttpResponse:
    """Say who approves a policy's editions, and how many of them must."""
    if not can_set_approvers(request.person, request.school, request.today):
        raise Http404
    found = get_object_or_404(Policy.objects.select_related("school"), school=request.school, public_id=policy)
    form = ApproversForm(sent(request), policy=found, people=may_be_named(found, request))
    if form.is_valid():
        people, quorum = form.chosen()
        try:
            actions.change_approvers(found, approvers=people, quorum=quorum, by=request.person)
        except Refused as refused:
            form.add_error("approvers", refused.message)
        else:
            messages.success(request, _("Who approves %(title)s is saved.") % {"title": found.title})
            return redirect(back_to(found))
    return render(request, "policies/approvers.html", {"form": form, "policy": found, "back": back_to(found)})


def may_be_named(policy: Policy, request: PersonRequest) -> list[Person]:
    """Return who may be named: governors, those who hold a post, and whoever is named already."""
    people = Person.objects.filter(school=request.school)
    governors = people.filter(pk__in=Role.objects.filter(Role.on(request.today), kind="governors").values("person"))
    holders = people.filter(pk__in=Holding.objects.filter(Holding.on(request.today)).values("person"))
    named = people.filter(pk__in=policy.approvers.values("person"))
    return list((governors | holders | named).distinct().by_name())


def back_to(policy: Policy) -> str:
    """Return the page of a policy from which its settings are opened: its draft's approval, else its newest edition."""
    if (draft := policy.editions.drafts().first()) is not None:
        return reverse("policies:approval", args=[draft.public_id])
    newest = policy.editions.published().order_by("-number").first()
    return reverse("policies:edition", args=[newest.public_id]) if newest else reverse("policies:library")
