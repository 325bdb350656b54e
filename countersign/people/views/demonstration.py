"""Looking around a demonstration school as one of its people: no other school has this page."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from countersign.people import sign_in
from countersign.people.models import Person
from countersign.people.requests import PersonRequest
from countersign.schools.models import School


@login_not_required
def demonstration(request: PersonRequest) -> HttpResponse:
    """Offer to look around as any of the people chosen for it."""
    if School.objects.exclude(is_demonstration=True).exists() or not School.objects.exists():
        raise Http404  # never where anything is real
    offered = (
        Person.objects.filter(school__is_demonstration=True).exclude(demonstration_note="").select_related("school")
    )
    if request.method == "POST":
        chosen = get_object_or_404(offered, public_id=_uuid(request.POST.get("person", "")))
        sign_in.let_in_for_demonstration(request, chosen, request.now)
        messages.info(request, f"You look around as {chosen.name}.")
        return redirect("/")
    people = list(offered.order_by("pk").prefetch_related("roles"))
    for each in people:
        each.job = ", ".join(post.title for post in each.posts_on(request.today)) or each.job_on(request.today)  # type: ignore[attr-defined]
    return render(
        request, "people/demonstration.html", {"people": people, "school": people[0].school if people else None}
    )


def _uuid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise Http404 from None
