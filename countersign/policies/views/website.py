"""The policies in force for a school's own website: a list to frame, one for programs, a feed, and how to use them."""

from uuid import UUID

from csp.decorators import csp_replace
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt

from countersign.people.requests import PersonRequest
from countersign.policies import actions, listing, public
from countersign.policies.forms.website import NamesForm
from countersign.policies.permissions import can_name_holders
from countersign.policies.views.finding import require_editor, sent
from countersign.schools.models import School
from countersign.ui.caching import kept_by_anybody


@login_not_required
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[untyped-decorator]  # django-csp has no types here
@kept_by_anybody()
def embed(request: HttpRequest, school: UUID | None = None) -> HttpResponse:
    """List a school's policies without anything around: the only page that other sites may show in a frame."""
    found = school_or_404(request, school)
    return render(request, "policies/embed.html", {"school": found, "policies": public.in_force(found)})


@login_not_required
@kept_by_anybody()
def as_json(request: HttpRequest, school: UUID | None = None) -> HttpResponse:
    """List a school's policies for programs, as docs/reference/public-list.md describes."""
    found = school_or_404(request, school)
    return open_to_scripts(HttpResponse(listing.json_of(found), content_type="application/json"))


@login_not_required
@kept_by_anybody()
def feed(request: HttpRequest, school: UUID | None = None) -> HttpResponse:
    """Tell whoever subscribes of each edition that is published (Atom, RFC 4287)."""
    found = school_or_404(request, school)
    return open_to_scripts(HttpResponse(listing.feed_of(found), content_type="application/atom+xml; charset=utf-8"))


def website(request: PersonRequest) -> HttpResponse:
    """Show how the policies come onto the school's website, and decide whether they name those who hold posts."""
    require_editor(request)
    may_decide = can_name_holders(request.person, request.school, request.today)
    if request.method == "POST" and not may_decide:
        raise Http404
    form = NamesForm(sent(request), initial={"names_holders": "yes" if request.school.names_holders else "no"})
    if form.is_valid():
        actions.name_holders(request.school, is_wanted=form.cleaned_data["names_holders"] == "yes", by=request.person)
        messages.success(request, _("Saved. Pages that somebody has open change within five minutes."))
        return redirect("policies:website")
    policies = public.in_force(request.school)
    values = {"school": request.school, "policies": policies, "embed": public.school_address("embed", request.school)}
    context = {
        **values,
        "form": form,
        "may_decide": may_decide,
        "frame": render_to_string("policies/snippet_frame.html", values).strip(),
        "links": render_to_string("policies/snippet_links.html", values).strip(),
        **{f"{name}_address": public.school_address(name, request.school) for name in ("list", "json", "feed")},
    }
    return render(request, "policies/website.html", context)


def school_or_404(request: HttpRequest, school: UUID | None) -> School:
    """Return the school that an address means, or answer that there is no such page."""
    found = public.school_shown(school, getattr(request, "school", None))
    if found is None:
        raise Http404
    return found


def open_to_scripts(response: HttpResponse) -> HttpResponse:
    """Let the scripts of any website read an answer: it holds nothing that is not public."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
