"""What every page may show: the person, the school, and where this person may go."""

from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from countersign.people.models import Person
from countersign.people.permissions import can_manage_people, can_set_up
from countersign.people.posts import holder_of
from countersign.people.requests import PersonRequest
from countersign.schools.models import Post, School


class Contact(NamedTuple):
    """Whom to ask."""

    name: str
    email: str
    title: str


def person_and_school(request: HttpRequest) -> dict[str, Any]:
    """Return the person and school behind a request, for the layout."""
    person: Person | None = getattr(request, "person", None)
    school: School | None = getattr(request, "school", None)
    if school is None:
        school = only_school()
    context: dict[str, Any] = {
        "person": person,
        "school": school,
        "is_demonstration": bool(school and school.is_demonstration),
        "footer_links": links([(_("Policies"), "policies:public"), (_("Check a record"), "evidence:check")]),
    }
    if person is None or request.session.get("locked"):
        return {**context, "person": None}
    asked: PersonRequest = request  # type: ignore[assignment]
    posts = person.posts_on(asked.today)
    person.post_titles = [post.title for post in posts if post.code != "aup-contact"]  # type: ignore[attr-defined]
    context["navigation"] = navigation(asked, posts)
    context["aup_contact"] = contact(asked)
    return context


def only_school() -> School | None:
    """Return the school of pages without sign-in, where there is but one."""
    schools = list(School.objects.order_by("pk")[:2])
    return schools[0] if len(schools) == 1 else None


def contact(request: PersonRequest) -> Contact | None:
    """Return whom to ask about the policy: the contact named for it, else whoever runs the office."""
    for code in ("aup-contact", "business-manager", "headteacher"):
        if holder := holder_of(request.school, code, request.today):
            post = Post.objects.filter(school=request.school, code=code).first()
            title = post.title if post and code != "aup-contact" else ""
            return Contact(holder.name, holder.email, title)
    return None


def navigation(request: PersonRequest, posts: list[Post]) -> list[tuple[str, str, bool]]:
    """Return the pages this person may open, and which of them they are on."""
    person, school = request.person, request.school
    if request.identity.method == "ticket":
        return []
    approves = any(post.may_countersign or post.code == "chair-of-governors" for post in posts)
    manages, sets_up = can_manage_people(person, school), can_set_up(person, school)
    wanted = [(_("My page"), "agreements:mine", True), (_("To countersign"), "agreements:queue", approves)]
    wanted += [(_("Policies"), "policies:library", True)]
    watches = manages or any(post.code in ("headteacher", "business-manager") for post in posts)
    wanted += [(_("Signing"), "agreements:campaign", watches)]
    looks_after_access = manages or any(post.code == "it-manager" or post.may_countersign for post in posts)
    wanted += [(_("People"), "people:people", manages), (_("Access"), "access:plan", looks_after_access)]
    wanted += [(_("Messages"), "notices:outbox", manages), (_("School"), "schools:settings", sets_up)]
    shown = links([(title, name) for title, name, may in wanted if may])
    best = max((url for _, url in shown if request.path.startswith(url)), key=len, default="")
    return [(title, url, url == best and (url != "/" or request.path == "/")) for title, url in shown]


def links(wanted: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return titles with addresses."""
    return [(title, reverse(name)) for title, name in wanted]
