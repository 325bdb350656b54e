"""Reviews: the year at a glance, a calendar to subscribe to, asking for a review and closing one."""

from datetime import date
from typing import Any
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from countersign.people.requests import PersonRequest
from countersign.people.speaking import speaking_to
from countersign.policies import actions, calendars, clocks, year
from countersign.policies.actions.calendars import find_calendar
from countersign.policies.forms.reviewing import AskReviewForm, CloseReviewForm, OwnerForm
from countersign.policies.models import CalendarAddress, Policy, Review
from countersign.policies.permissions import can_ask_review, can_close_review, can_edit, can_set_approvers
from countersign.policies.reviews import Due, due_of, reviews_of
from countersign.policies.views.approving import back_to
from countersign.policies.views.finding import sent
from countersign.refusals import Refused
from countersign.schools.models import Post


@never_cache
def reviews(request: PersonRequest) -> HttpResponse:
    """Show when each policy is reviewed, as a year and as a table; make or end the address for one's calendar."""
    made = ""
    if request.method == "POST":
        if "end" in request.POST:
            actions.end_calendar(by=request.person)
            messages.success(request, _("The address is ended. A calendar that has it finds nothing any more."))
            return redirect("policies:reviews")
        made = settings.ADDRESS + reverse("policies:calendar", args=[actions.make_calendar(by=request.person)])
    is_editor = can_edit(request.person, request.school, request.today)
    found = reviews_of(request.school, drafts=is_editor)
    context = {
        "rows": [row_of(each, request) for each in found],
        "year": year.of([(each.policy.title, each.due) for each in found if each.due], request.today),
        "is_editor": is_editor,
        "may_ask": can_ask_review(request.person, request.school, request.today),
        "made": made,
        "address": CalendarAddress.objects.filter(person=request.person, ended_at=None).first(),
        "late": sum(each.state(request.today) == "late" for each in found),
    }
    return render(request, "policies/reviews.html", context)


def row_of(due: Due, request: PersonRequest) -> dict[str, Any]:
    """Return a policy as the page of reviews lists it."""
    return {
        "due": due,
        "words": due.words(request.today),
        "state": due.state(request.today),
        "comes_up": due.due is not None and clocks.newest_stage(due.due, request.today) is not None,
        "may_close": not due.is_draft and can_close_review(request.person, due.policy, request.today),
    }


@login_not_required
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """Give the review dates of one school to a calendar that knows the secret address; nothing of people."""
    del request
    found = find_calendar(secret)
    now = timezone.now()
    today = timezone.localdate(now)
    if found is None or not (found.person.roles_on(today) or found.person.posts_on(today)):
        raise Http404
    school = found.person.school
    with speaking_to(found.person):
        days = [day_of(due, due.due, today) for due in reviews_of(school) if due.due]
        name = _("Policy reviews, %(school)s") % {"school": school.name}
    response = HttpResponse(calendars.calendar(name, days, now), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="reviews.ics"'
    response["Cache-Control"] = "private, max-age=3600"
    response["X-Robots-Tag"] = "noindex"
    return response


def day_of(due: Due, day: date, today: date) -> calendars.Day:
    """Return a policy's review as a calendar has it."""
    title = _("Review overdue: %(title)s") if due.state(today) == "late" else _("Review: %(title)s")
    return calendars.Day(
        uid=f"review-{due.policy.public_id}@countersign",
        day=day,
        title=title % {"title": due.policy.title},
        note=due.words(today),
        address=settings.ADDRESS + reverse("policies:public", args=[due.policy.public_id]),
    )


def kept_policy(request: PersonRequest, policy: UUID) -> Policy:
    """Return a policy of this person's school that is in force."""
    found = Policy.objects.select_related("school", "owner").filter(withdrawn_at=None)
    return get_object_or_404(found, school=request.school, public_id=policy)


def ask_review(request: PersonRequest, policy: UUID) -> HttpResponse:
    """Ask for a policy to be looked at again, with the reason."""
    if not can_ask_review(request.person, request.school, request.today):
        raise Http404
    found = kept_policy(request, policy)
    form = AskReviewForm(sent(request))
    if form.is_valid():
        try:
            actions.ask_review(found, by=request.person, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("The review is asked for. It stands beside the policy until it is over."))
            return redirect("policies:reviews")
    return render(request, "policies/ask_review.html", {"form": form, "policy": found})


def close_review(request: PersonRequest, policy: UUID) -> HttpResponse:
    """Close a review that changes nothing: the one named, or the yearly one."""
    found = kept_policy(request, policy)
    if not can_close_review(request.person, found, request.today):
        raise Http404
    due = due_of(found)
    if due is None or due.is_draft:
        raise Http404
    review = named_review(found, request.GET.get("review", ""))
    form = CloseReviewForm(sent(request), initial={"next_date": request.today + relativedelta(years=1)})
    if form.is_valid():
        try:
            actions.close_review(found, review, by=request.person, **form.cleaned_data)
        except (actions.NextReviewPast, actions.ReviewTooFar) as refused:
            form.add_error("next_date", refused.message)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("The review is closed. The edition stays as it is; its next review has moved."))
            return redirect("policies:reviews")
    return render(request, "policies/close_review.html", {"form": form, "policy": found, "due": due, "review": review})


def named_review(policy: Policy, name: str) -> Review | None:
    """Return the open review that an address names, or None for the yearly one."""
    if not name:
        return None
    try:
        key = UUID(name)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(Review, policy=policy, public_id=key)


def owner(request: PersonRequest, policy: UUID) -> HttpResponse:
    """Say which post looks after a policy."""
    if not can_set_approvers(request.person, request.school, request.today):
        raise Http404
    found = kept_policy(request, policy)
    posts = list(Post.objects.filter(school=request.school).order_by("position", "pk"))
    form = OwnerForm(sent(request), policy=found, posts=posts)
    if form.is_valid():
        actions.change_owner(found, form.post(), by=request.person)
        messages.success(request, _("Who looks after %(title)s is saved.") % {"title": found.title})
        return redirect(back_to(found))
    return render(request, "policies/owner.html", {"form": form, "policy": found, "back": back_to(found)})
