"""The school's policies, and an edition as it was published."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, OuterRef, Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from countersign.ledger.actions import read_content
from countersign.people.audiences import in_words
from countersign.people.requests import PersonRequest
from countersign.policies import actions
from countersign.policies.approvals import waiting_for
from countersign.policies.clauses import posts_on, reading_minutes, sections_for, wordings_of
from countersign.policies.covering import cover_of
from countersign.policies.forms.editions import WithdrawForm
from countersign.policies.holders import without_holder
from countersign.policies.models import Doubt, Edition, Policy
from countersign.policies.permissions import can_download_source, can_edit, can_set_approvers
from countersign.policies.reviews import Due, draft_due, due_of, reviews_of
from countersign.policies.views.finding import policy_for, sent
from countersign.policies.wording import Printed
from countersign.refusals import Refused


def library(request: PersonRequest) -> HttpResponse:
    """List the school's policies: what is in force, when it is reviewed, and what is being written."""
    is_editor = can_edit(request.person, request.school, request.today)
    editions = Edition.objects.published().order_by("-number")
    ours = Doubt.objects.filter(edition=OuterRef("pk"), kind=Doubt.STARTING_POINT)
    drafts = Edition.objects.drafts().annotate(is_from_ours=Exists(ours)) if is_editor else Edition.objects.none()
    policies = Policy.objects.filter(school=request.school, withdrawn_at=None).order_by("title", "pk")
    policies = policies.prefetch_related(
        Prefetch("editions", editions, to_attr="published_editions"),
        Prefetch("editions", drafts, to_attr="open_drafts"),
    )
    posts = posts_on(request.school.pk, request.today) if is_editor else None
    dues = {due.policy.pk: due for due in reviews_of(request.school)}
    signed = [row_of(policy, dues.get(policy.pk), posts, request.today) for policy in policies.filter(is_signed=True)]
    linked = policies.filter(is_signed=False).prefetch_related("must_read")
    all_of_them = [*(row["policy"] for row in signed), *linked]
    context = {
        "rows": [row for row in signed if row["newest"]],
        "drafts": [draft_row(draft, request.today) for policy in all_of_them for draft in policy.open_drafts],
        "to_approve": waiting_for(request.person),
        "linked": linked,
        "is_editor": is_editor,
        "overdue": sum(row["review"] == "late" for row in signed),
        "withdrawn": Policy.objects.filter(school=request.school).exclude(withdrawn_at=None).order_by("-withdrawn_at"),
    }
    return render(request, "policies/library.html", context)


def row_of(policy: Any, due: Due | None, posts: dict[str, Printed] | None, today: date) -> dict[str, Any]:
    """Return a policy as the library lists it; posts that nobody holds only for those who can mend it."""
    newest = policy.published_editions[0] if policy.published_editions else None
    return {
        "policy": policy,
        "newest": newest,
        "due": due.words(today) if due else "",
        "review": due.state(today) if due else "",
        "asked": due.asked if due else (),
        "empty": without_holder(newest, posts) if newest and posts is not None else [],
    }


def draft_row(draft: Edition, today: date) -> dict[str, Any]:
    """Return a draft as the library lists it, late where its own document says so."""
    due = draft_due(draft.policy, draft)
    return {"draft": draft, "late": due.words(today) if due.state(today) == "late" else ""}


def edition(request: PersonRequest, edition: UUID) -> HttpResponse:
    """Show an edition as it was published, by whom, and what proves it."""
    published = Edition.objects.published().select_related("policy__school", "published_by")
    found = get_object_or_404(published, policy__school=request.school, public_id=edition)
    sections = sections_for(found, None, request.today)
    is_editor = can_edit(request.person, request.school, request.today)
    due = due_if_newest(found)
    context = {
        "edition": found,
        "sections": sections,
        "wordings": wordings_of(found),
        "minutes": reading_minutes(sections),
        "whom": in_words(found.audience),
        "cover": cover_of(found),
        "due": due,
        "review": due.state(request.today) if due else "",
        "next_review": due.words(request.today) if due else "",
        "empty_posts": without_holder(found, posts_on(request.school.pk, request.today)) if is_editor else [],
        "may_set": can_set_approvers(request.person, request.school, request.today),
        "others": found.policy.editions.published().order_by("-number"),
        "is_editor": is_editor,
        "may_download": bool(found.source_sha256) and can_download_source(request.person, found.policy, request.today),
    }
    return render(request, "policies/edition.html", context)


def due_if_newest(edition: Edition) -> Due | None:
    """Return when an edition is reviewed next; an earlier one, or one of a withdrawn policy, never is."""
    due = due_of(edition.policy) if edition.policy.withdrawn_at is None else None
    return due if due is not None and due.edition.pk == edition.pk else None


def source(request: PersonRequest, edition: UUID) -> HttpResponse:
    """Give back the file an edition or a draft was read from, exactly as it was put in."""
    found = get_object_or_404(
        Edition.objects.select_related("policy__school").exclude(source_sha256=""),
        policy__school=request.school,
        public_id=edition,
    )
    if not can_download_source(request.person, found.policy, request.today):
        raise Http404
    response = HttpResponse(read_content(found.source_sha256), content_type="application/octet-stream")
    name = found.source_name.replace('"', "").encode("ascii", "replace").decode().replace("?", "_") or "source"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def withdraw(request: PersonRequest, policy: UUID) -> HttpResponse:
    """Withdraw a policy, with the reason."""
    found = policy_for(request, policy)
    form = WithdrawForm(sent(request))
    if form.is_valid():
        try:
            actions.withdraw(found, by=request.person, reason=form.cleaned_data["reason"])
        except Refused as refused:
            form.add_error("reason", refused.message)
        else:
            messages.success(request, _("The policy is withdrawn. Nobody is asked to sign it; what was signed stays."))
            return redirect("policies:library")
    return render(request, "policies/withdraw.html", {"form": form, "policy": found})
