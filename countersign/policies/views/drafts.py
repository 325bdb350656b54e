"""A draft: its review, its details, what it will look like, and publishing it."""

from datetime import date
from typing import Any
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from countersign.people.requests import PersonRequest
from countersign.policies import actions, clocks
from countersign.policies.at_work import note
from countersign.policies.changes import reasons_for
from countersign.policies.clashes import details_history, details_rows
from countersign.policies.earlier import last_change
from countersign.policies.forms.editions import DetailsForm, PublishForm
from countersign.policies.impact import impact_of
from countersign.policies.looking import look_over
from countersign.policies.models import Doubt, Edition
from countersign.policies.review import KINDS, Review, review_of
from countersign.policies.views.finding import (
    doubt_for,
    draft_for,
    place_of,
    policy_for,
    require_editor,
    sent,
    wording_for,
)
from countersign.policies.views.working import too_late, with_revision
from countersign.refusals import Refused


def review(request: PersonRequest, edition: UUID) -> HttpResponse:
    """Show the original wording beside what was understood, with every doubt."""
    draft = draft_for(request, edition)
    found = review_of(draft, request.today, wording_for(draft, request.GET.get("wording")))
    context = {
        "edition": draft,
        "wordings": draft.wordings.all(),
        "look": look_over(draft, found.wording, request.today),
        "review": found,
        "others": note(draft, None, by=request.person, at=request.now),
        "only": "only" in request.GET,
        "next": next_place(draft, found),
        "kinds": KINDS,
        "number": next_number(draft),
    }
    return render(request, "policies/review.html", context)


def next_place(draft: Edition, found: Review) -> str:
    """Return the place of the next doubt on the review page."""
    return place_of_doubt(draft, found.open_doubts[0]) if found.open_doubts else ""


def place_of_doubt(draft: Edition, doubt: Doubt) -> str:
    """Return the place of a doubt on the review page."""
    return place_of(draft, part=doubt.part, at=f"doubt-{doubt.pk}")


def next_number(draft: Edition) -> int:
    """Return the number a draft will have."""
    newest = draft.policy.editions.published().order_by("-number").values_list("number", flat=True).first()
    return (newest or 0) + 1


@require_POST
def settle(request: PersonRequest, edition: UUID, doubt: int) -> HttpResponse:
    """Settle a doubt by the answer pressed, and go to the next one."""
    draft = draft_for(request, edition)
    asked = doubt_for(draft, doubt)
    if "again" in request.POST:
        actions.open_again(asked, by=request.person)
        return redirect(place_of_doubt(draft, asked))
    answer = request.POST.get("answer", "0")
    actions.settle(asked, answer=int(answer) if answer.isdecimal() else 0, by=request.person)
    wording = asked.part.wording if asked.part else wording_for(draft, None)
    place = next_place(draft, review_of(draft, request.today, wording))
    return redirect(place or place_of(draft, part=asked.part, at="ready"))


def details(request: PersonRequest, edition: UUID) -> HttpResponse:
    """Change a draft's title, people, dates and form; where somebody did so meanwhile, show what differs."""
    if late := too_late(request, edition):
        return late
    draft = draft_for(request, edition)
    form, rows, who = DetailsForm(sent(request), edition=draft), None, _("Somebody")
    if form.is_valid():
        try:
            if request.POST.get("take") == "theirs":
                actions.put_details_aside(draft, form.details(), by=request.person)
                messages.success(request, _("Their answers stay. Yours are kept below, and can be brought back."))
                return redirect("policies:draft_details", draft.public_id)
            save_details(draft, form, request)
        except actions.ChangedMeanwhile as refused:
            draft = draft_for(request, edition)
            labels = {name: str(field.label) for name, field in form.fields.items() if name != "revision"}
            rows = details_rows(labels, dict(DetailsForm(edition=draft).initial), form.cleaned_data)
            last = last_change(draft.earlier_texts.filter(part=None).select_related("changed_by"))
            who = last[0].name if last else who
            form = with_revision(form, draft.revision)
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("The details are saved."))
            return redirect("policies:review", draft.public_id)
    context = {"form": form, "edition": draft, "rows": rows, "who": who, "moments": details_history(draft)}
    context["others"] = note(draft, None, by=request.person, at=request.now)
    return render(request, "policies/details.html", context)


@transaction.atomic
def save_details(draft: Edition, form: Any, request: PersonRequest) -> None:
    """Store the details with the policies the draft leans on, both or neither."""
    revision = form.cleaned_data["revision"] or 0
    actions.change_details(draft, form.details(), revision=revision, by=request.person)
    actions.change_links(draft, form.cleaned_data["linked"], by=request.person)


def publish(request: PersonRequest, edition: UUID) -> HttpResponse:
    """
    Show what will happen to whom, and publish the draft as it was shown.

    Where the answers mean something else than what the page said, the page says that first and is pressed once more. A
    second press after publishing finds the edition that the first one made.
    """
    require_editor(request)
    if Edition.objects.published().filter(policy__school=request.school, public_id=edition).exists():
        return redirect("policies:edition", edition)
    draft = draft_for(request, edition)
    number = next_number(draft)
    initial = {"effective_date": request.today, "review_date": review_suggested(draft, request.today)}
    bound = set(draft.policy.audience_rows.values_list("kind", flat=True))
    form = PublishForm(sent(request), is_first=number == 1, audience=draft.audience, bound=bound, initial=initial)
    if not draft.policy.is_signed and number > 1:
        form.fields["is_material"].label = _("Must people read it again?")
    if draft.next_review and initial["review_date"] < request.today:
        past = _("The document names this day. It is past, so the policy shows as overdue.")
        form.fields["review_date"].help_text = past
    is_answered = form.is_valid()
    given = form.cleaned_data if is_answered else {}
    told = form.told() if is_answered else []
    effective_date = given.get("effective_date", request.today)
    impact = impact_of(draft, effective_date=effective_date, told_only=told, today=request.today)
    seen = request.POST.get("seen", impact.fingerprint)
    if is_answered and "look" not in request.POST and seen == impact.fingerprint:
        try:
            published = actions.publish(
                draft,
                effective_date=given["effective_date"],
                review_date=given["review_date"],
                is_material=given.get("is_material", "yes") != "no",
                told_only=told,
                change_summary=given.get("change_summary", ""),
                by=request.person,
            )
        except actions.AlreadyPublished:
            return redirect("policies:edition", draft.public_id)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            said = _("Edition %(number)s is published. From now on nobody can alter it.")
            messages.success(request, said % {"number": published.number})
            return redirect("policies:edition", published.public_id)
    found = review_of(draft, request.today, wording_for(draft, None))
    context = {
        "form": form,
        "edition": draft,
        "number": number,
        "impact": impact,
        "reasons": reasons_of(draft),
        "is_answered": is_answered,
        "last_day": request.school.last_day_to_sign(effective_date),
        "next": next_place(draft, found),
        "review": found,
    }
    return render(request, "policies/publish.html", context)


def reasons_of(draft: Edition) -> dict[str, str]:
    """Return what changed for each kind of people since the edition before, if there is one."""
    newest = draft.policy.editions.published().order_by("-number").first()
    return reasons_for(newest, draft) if newest else {}


def review_suggested(draft: Edition, today: date) -> date:
    """Return the day of the next review: the document's own where it names one, else a year from now."""
    return clocks.last_day(draft.next_review) or today + relativedelta(years=1)


def discard(request: PersonRequest, edition: UUID) -> HttpResponse:
    """Put a draft away, after asking."""
    draft = draft_for(request, edition)
    if request.method == "POST":
        actions.discard(draft, by=request.person)
        messages.success(request, _("The draft is discarded."))
        return redirect("policies:library")
    return render(request, "policies/discard.html", {"edition": draft})


@require_POST
def new_draft(request: PersonRequest, policy: UUID) -> HttpResponse:
    """Start the next edition of a policy, or go on with the one that was started."""
    found = policy_for(request, policy)
    try:
        draft = actions.new_draft(found, by=request.person)
    except actions.HasDraft:
        draft = found.editions.drafts().get()
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("policies:library")
    return redirect("policies:review", draft.public_id)
