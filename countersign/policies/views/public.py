"""The pages that everybody may open: a policy as it is in force, its earlier editions, and what it leans on."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import pgettext

from countersign.people.audiences import in_words
from countersign.people.requests import PersonRequest
from countersign.policies import actions, public
from countersign.policies.clauses import wordings_of
from countersign.policies.covering import cover_of
from countersign.policies.forms.editions import AddressForm
from countersign.policies.languages import tag_from
from countersign.policies.models import Policy
from countersign.policies.permissions import can_edit
from countersign.policies.translated import in_language, languages_of, offered_of, said, sections_in
from countersign.policies.views.finding import policy_for, sent
from countersign.policies.views.library import due_if_newest
from countersign.ui.caching import kept_by_anybody


@login_not_required
@kept_by_anybody()
def everything(request: HttpRequest, school: UUID | None = None) -> HttpResponse:
    """List the policies of a school that are in force; where it could be any of several schools, list those."""
    found = public.school_shown(school, getattr(request, "school", None))
    if found is not None:
        context = {
            "school": found,
            "policies": public.in_force(found),
            "feed": public.school_address("feed", found),
            "canonical": public.school_address("list", found),
        }
        return render(request, "policies/everything.html", context)
    schools = public.schools_shown()
    if school is not None or not schools:
        raise Http404
    return render(request, "policies/schools.html", {"schools": schools})


@login_not_required
@kept_by_anybody()
def policy(request: HttpRequest, policy: UUID, number: int | None = None) -> HttpResponse:
    """
    Show a policy to everybody: all clauses with whom they bind, and what proves that this is the real one.

    An edition's own address stays good for ever; the policy's own says that it is gone once it is withdrawn.
    """
    found = get_object_or_404(Policy.objects.select_related("school"), public_id=policy)
    editions = list(found.editions.published().order_by("-number"))
    shown = next((each for each in editions if number is None or each.number == number), None)
    if shown is None:
        raise Http404
    for each in editions:
        each.policy = found
    today = timezone.localdate()
    due = due_if_newest(shown)
    standing = public.standing_of(shown, editions)
    offered = offered_of(shown, wordings_of(shown))
    chosen = in_language(offered, tag_from(request.GET.get("lang", "")))
    posts = public.posts_shown(found.school, today)
    sections = public.sections_shown(shown, today)
    context = {
        "policy": found,
        "edition": shown,
        "standing": standing,
        "school": found.school,
        "languages": languages_of(offered),
        "language": chosen[0].language if chosen else None,
        "said_title": said(chosen, "title", shown.title),
        "sections": sections_in(shown, sections, chosen, today, posts=posts) if chosen else sections,
        "wordings": wordings_of(shown),
        "whom": in_words(shown.audience),
        "others": [each for each in editions if each.pk != shown.pk],
        "is_newest": standing.is_newest,
        "links": shown.links.select_related("policy").order_by("position", "pk"),
        "contact": posts.get("aup-contact"),
        "cover": cover_of(shown),
        "review": due.state(today) if due else "",
        "next_review": due.words(today) if due else "",
        "address": public.edition_address(shown),
        "all_policies": public.school_address("list", found.school).removeprefix(settings.ADDRESS),
        "feed": public.school_address("feed", found.school),
        "today": today,
    }
    gone = number is None and standing.is_withdrawn
    return render(request, "policies/public.html", context, status=410 if gone else 200)


@login_not_required
def linked(request: HttpRequest, policy: UUID) -> HttpResponse:
    """Lead to a policy that an edition leans on: its own page here, or where the school keeps it."""
    found = get_object_or_404(Policy.objects.select_related("school"), public_id=policy)
    if found.editions.published().exists():
        return redirect("policies:public", found.public_id)
    person = getattr(request, "person", None)
    is_editor = person is not None and can_edit(person, found.school, timezone.localdate())
    is_known = person is not None and person.school_id == found.school_id and not found.is_signed
    if not is_editor and not is_known and not public.is_named_in_public(found):
        raise Http404
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
        messages.success(request, pgettext("policy", "%(title)s is saved.") % {"title": form.cleaned_data["title"]})
        return redirect("policies:library")
    return render(request, "policies/linked_address.html", {"form": form, "policy": found})
