"""Looking around a demonstration school as one of its people: no other school has this page."""

import datetime
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from countersign.people import sign_in
from countersign.people.models import Person
from countersign.people.requests import PersonRequest
from countersign.people.views.locked import local
from countersign.schools.models import only_demonstration


@login_not_required
def demonstration(request: PersonRequest) -> HttpResponse:
    """Offer to look around as any of the people chosen for it."""
    if not only_demonstration():
        raise Http404  # never where anything is real
    offered = (
        Person.objects.filter(school__is_demonstration=True).exclude(demonstration_note="").select_related("school")
    )
    if request.method == "POST":
        chosen = get_object_or_404(offered, public_id=_uuid(request.POST.get("person", "")))
        sign_in.let_in_for_demonstration(request, chosen, request.now)
        return redirect(local(request, request.POST.get("next", "")) or "/")
    people = [(person, what(person, request.today)) for person in offered.order_by("pk").prefetch_related("roles")]
    context = {"people": people, "school": people[0][0].school if people else None, "next": request.GET.get("next", "")}
    return render(request, "people/demonstration.html", context)


def what(person: Person, day: datetime.date) -> str:
    """Return what somebody is, in a few words: their post, else their job."""
    posts = [post.title for post in person.posts_on(day) if post.code != "aup-contact"]
    return ", ".join(posts) or person.job_on(day)


def _uuid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise Http404 from None
