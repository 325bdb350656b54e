"""The pages that everybody may open: a policy as it is in force, its earlier editions, and what it leans on."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from countersign.people.audiences import in_words
from countersign.people.requests import PersonRequest
from countersign.policies import actions
from countersign.policies.clauses import posts_on, sections_for, wordings_of
from countersign.policies.covering import cover_of
from countersign.policies.forms.editions import AddressForm
from countersign.policies.models import Edition, Policy
from countersign.policies.permissions import can_edit
from countersign.policies.views.finding import policy_for, sent
from countersign.policies.views.library import due_if_newest
from countersign.schools.models import School


@login_not_required
def everything(request: HttpRequest) -> HttpResponse:
    """List the policies that are in force, for everybody."""
    school = getattr(request, "school", None) or School.objects.order_by("pk").first()
    if school is None:
        raise Http404
    editions = Edition.objects.newest().filter(policy__school=school).select_related("policy").order_by("title", "pk")
    return render(request, "policies/everything.html", {"school": school, "editions": editions})


@login_not_required
def policy(request: HttpRequest, policy: UUID, number: int | None = None) -> HttpResponse:
    """Show a policy to everybody: all clauses with whom they bind, and what proves that this is the real one."""
    found = get_object_or_404(Policy.objects.select_related("school"), public_id=policy)
    editions = found.editions.published().order_by("-number")
    shown = get_object_or_404(editions, number=number) if number else editions.first()
    if shown is None:
        raise Http404
    shown.policy = found
    today = timezone.localdate()
    due = due_if_newest(shown)
    context = {
        "policy": found,
        "edition": shown,
        "school": found.school,
        "sections": sections_for(shown, None, today),
        "wordings": wordings_of(shown),
        "whom": in_words(shown.audience),
        "others": [each for each in editions if each.pk != shown.pk],
        "is_newest": shown.pk == getattr(editions.first(), "pk", None),
        "links": shown.links.select_related("policy").order_by("position", "pk"),
        "contact": posts_on(found.school_id, today).get("aup-contact"),
        "cover": cover_of(shown),
        "review": due.state(today) if due else "",
        "next_review": due.words(today) if due else "",
    }
    return render(request, "policies/public.html", context)


@login_not_required
def linked(request: HttpRequest, policy: UUID) -> HttpResponse:
    """Lead to a policy that an edition leans on: its own page here, or where the school keeps it."""
    found = get_object_or_404(Policy.objects.select_related("school"), public_id=policy)
    if found.editions.published().exists():
        return redirect("policies:public", found.public_id)
    person = getattr(request, "person", None)
    is_editor = person is not None and can_edit(person, found.school, timezone.localdate())
    if not is_editor and not found.is_signed and found.web_address:
        return redirect(found.web_address)
    context = {"policy": found, "school": found.school, "is_editor": is_editor}
    return render(request, "policies/linked.html", context)


def linked_address(request: PersonRequest, policy: UUID) -> HttpResponse:
    """Enter where a linked policy is read."""
    found = policy_for(request, policy)
    if found.is_signed:
        raise Http404
    form = AddressForm(sent(request), initial={"title": found.title, "web_address": found.web_address})
    if form.is_valid():
        actions.change_linked(found, by=request.person, **form.cleaned_data)
        messages.success(request, f"{form.cleaned_data['title']} is saved.")
        return redirect("policies:library")
    return render(request, "policies/linked_address.html", {"form": form, "policy": found})
