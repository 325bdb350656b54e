"""What changed between two editions of a policy, or an edition and its draft."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import override

from countersign.people.audiences import Audience
from countersign.people.models import Person
from countersign.people.requests import PersonRequest
from countersign.policies.changes import Changes, changes_between
from countersign.policies.models import Edition, Part, Policy
from countersign.policies.paper import pdf_of
from countersign.policies.permissions import can_see_draft
from countersign.policies.public import posts_shown
from countersign.policies.views.finding import policy_at
from countersign.ui.downloads import download

DRAFT = "draft"


@login_not_required
def compare(request: HttpRequest, policy: UUID) -> HttpResponse:
    """Show what changed between two editions; a draft is there only for those who write it."""
    found = get_object_or_404(Policy.objects.select_related("school"), public_id=policy)
    person: Person | None = getattr(request, "person", None)
    editions = editions_for(found, person)
    old, new = chosen(request, editions)
    kinds = kinds_of(old, new)
    whom = request.GET.get("as", "")
    if whom and whom not in dict(kinds):
        raise Http404
    context = {
        "policy": found,
        "school": found.school,
        "editions": [(value_of(each), name_of(each)) for each in editions],
        "old": old,
        "new": new,
        "from": value_of(old),
        "to": value_of(new),
        "as": whom,
        "kinds": kinds,
        "whom": dict(kinds).get(whom, ""),
        "changes": changes_for(old, new, whom),
        "is_at_school": person is not None and person.school_id == found.school_id,
    }
    return render(request, "policies/compare.html", context)


def compare_pdf(request: PersonRequest, policy: UUID) -> HttpResponse:
    """Give the same on paper, to whoever is at the school."""
    found = policy_at(request, policy)
    editions = editions_for(found, request.person)
    old, new = chosen(request, editions)
    name = f"{found.title}-{value_of(old)}-{value_of(new)}.pdf"
    with override(settings.LANGUAGE_CODE):  # papers are in English
        paper = pdf_of(changes_between(old, new, request.today), at=request.now)
    return download(paper, "application/pdf", name)


def editions_for(policy: Policy, person: Person | None) -> list[Edition]:
    """Return the editions somebody may compare, the newest first; the draft only for those who see drafts."""
    found = list(policy.editions.published().select_related("policy__school", "published_by").order_by("-number"))
    draft = policy.editions.drafts().select_related("policy__school").first() if person else None
    if draft is not None and person is not None and can_see_draft(person, draft, timezone.localdate()):
        found.insert(0, draft)
    return found


def chosen(request: HttpRequest, editions: list[Edition]) -> tuple[Edition, Edition]:
    """Return the two editions that an address names; without names the newest one and the one before it."""
    by_value = {value_of(each): each for each in editions}
    names = list(by_value)
    to = request.GET.get("to") or (names[0] if names else "")
    if to not in by_value:
        raise Http404
    before = names[names.index(to) + 1 :] or names
    old = by_value.get(request.GET.get("from") or before[0])
    if old is None:
        raise Http404
    return old, by_value[to]


def value_of(edition: Edition) -> str:
    """Return how an address names an edition."""
    return str(edition.number) if edition.number else DRAFT


def name_of(edition: Edition) -> str:
    """Return how a list names an edition."""
    if edition.number and edition.effective_date:
        month = format_date(edition.effective_date, "F Y")
        return _("Edition %(number)s, %(month)s") % {"number": edition.number, "month": month}
    return _("The draft")


def kinds_of(old: Edition, new: Edition) -> list[tuple[str, str]]:
    """Return the kinds of people that either edition, or a clause of it, is for."""
    named = Part.objects.kept().filter(edition__in=[old, new]).exclude(roles=None).values_list("roles", flat=True)
    codes = {*old.audience, *new.audience, *(code for roles in named for code in roles or [])}
    return [(code, str(label)) for code, label in Audience.choices if code in codes]


def changes_for(old: Edition, new: Edition, whom: str) -> Changes:
    """Return what changed, for everybody or for one kind of person."""
    kinds = {whom} if whom else None
    today = timezone.localdate()
    posts = posts_shown(new.policy.school, today)
    return changes_between(old, new, today, before=kinds, now=kinds, reader="them", posts=posts)
