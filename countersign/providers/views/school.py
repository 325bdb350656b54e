"""School > Sign-in: how people of a school sign in, for its administrators."""

from uuid import UUID

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from countersign.people.requests import PersonRequest
from countersign.providers import actions, saml, setting_up
from countersign.providers.forms import FORMS, KindForm, PasswordRuleForm
from countersign.providers.models import Link, PasswordRule, Provider
from countersign.providers.permissions import can_set_sign_in
from countersign.refusals import Refused


def sign_in(request: PersonRequest) -> HttpResponse:
    """Show how people sign in here, who waits to be recognised, and whether passwords stay."""
    administrate(request)
    rule = PasswordRule.objects.filter(school=request.school).first()
    form = PasswordRuleForm(
        request.POST if request.method == "POST" else None,
        initial={"only_without_link": "yes" if rule and rule.only_without_link else "no"},
    )
    if form.is_valid():
        confirmed(request)
        chosen = form.cleaned_data["only_without_link"] == "yes"
        setting_up.choose_passwords(request.school, only_without_link=chosen, by=request.person, at=request.now)
        messages.success(request, _("Saved."))
        return redirect("providers:school")
    providers = Provider.objects.filter(school=request.school, retired_at=None).order_by("pk")
    shown = [(each, Link.objects.filter(provider=each, ended_at=None).count()) for each in providers]
    context = {"shown": shown, "waiting": len(actions.waiting(request.school.pk)), "form": form}
    return render(request, "providers/school.html", context)


def choose_kind(request: PersonRequest) -> HttpResponse:
    """Ask what people sign in with already."""
    administrate(request)
    form = KindForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return redirect("providers:add", form.cleaned_data["kind"])
    return render(request, "providers/kind.html", {"form": form})


@sensitive_post_parameters("secret")
def add(request: PersonRequest, kind: str) -> HttpResponse:
    """Set a provider up, and try it at once."""
    administrate(request)
    if kind not in FORMS:
        raise Http404
    confirmed(request)
    form = FORMS[kind](request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            provider = setting_up.set_up(request.school, kind=kind, by=request.person, at=request.now, **form.details())
        except Refused as refused:
            form.add_error("words", refused.message)
        else:
            return redirect("providers:provider", provider.public_id)
    context = {"form": form, "kind": Provider.Kind(kind), "back_at": back_at(), "saml_is_here": saml.is_here()}
    return render(request, "providers/add.html", context)


def provider(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Show a provider: whether it can be used, what to enter there, and who signs in with it."""
    administrate(request)
    shown = found(request, public_id)
    finding, trouble = "", ""
    try:
        finding = setting_up.try_it(shown)
    except Refused as refused:
        trouble = refused.message
    links = Link.objects.filter(provider=shown, ended_at=None).select_related("person")
    context = {
        "provider": shown,
        "finding": finding,
        "trouble": trouble,
        "links": links.order_by("person__surname", "person__forename", "pk")[:500],
        "count": links.count(),
        "addresses": addresses(request, shown),
    }
    return render(request, "providers/provider.html", context)


@sensitive_post_parameters("secret")
def change(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Change how a provider is reached and what is believed of it."""
    administrate(request)
    changed = found(request, public_id)
    confirmed(request)
    asked = FORMS[changed.kind]
    form = asked(
        request.POST if request.method == "POST" else None, initial=asked.of(changed), has_secret=bool(changed.secret)
    )
    if form.is_valid():
        try:
            setting_up.change(changed, by=request.person, at=request.now, **form.details())
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("providers:provider", changed.public_id)
    return render(request, "providers/change.html", {"form": form, "provider": changed})


def retire(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Ask whether people shall no longer sign in there, and end it."""
    administrate(request)
    retired = found(request, public_id)
    confirmed(request)
    if request.method == "POST":
        try:
            setting_up.retire(retired, by=request.person, at=request.now)
        except Refused as refused:
            messages.error(request, refused.message)
            return redirect("providers:provider", retired.public_id)
        messages.success(request, _("Nobody signs in with %(words)s any more.") % {"words": retired.words})
        return redirect("providers:school")
    count = Link.objects.filter(provider=retired, ended_at=None).count()
    return render(request, "providers/retire.html", {"provider": retired, "count": count})


@require_POST
def end_link(request: PersonRequest, public_id: UUID, pk: int) -> HttpResponse:
    """End somebody's account elsewhere as their way of signing in."""
    administrate(request)
    ended = get_object_or_404(Link, pk=pk, provider=found(request, public_id), ended_at=None)
    confirmed(request)
    try:
        actions.unlink(ended, by=request.person, at=request.now)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("%(name)s no longer signs in this way.") % {"name": ended.person.name})
    return redirect("providers:provider", public_id)


def administrate(request: PersonRequest) -> None:
    """Go on only for administrators; for others there is no such page."""
    if not can_set_sign_in(request.person, request.school):
        raise Http404


def confirmed(request: PersonRequest) -> None:
    """Ask once more for the password or passkey before how others sign in is changed."""
    if is_reauthentication_required(request, app="account"):
        raise ReauthenticationRequired


def found(request: PersonRequest, public_id: UUID) -> Provider:
    """Return a provider of this school."""
    providers = Provider.objects.filter(school=request.school, retired_at=None).select_related("school")
    return get_object_or_404(providers, public_id=public_id)


def back_at() -> str:
    """Return what the address people come back to looks like, before there is a provider."""
    return reverse("providers:school")


def addresses(request: PersonRequest, shown: Provider) -> list[tuple[str, str]]:
    """Return what is to be entered at the provider: names and addresses to copy."""
    if shown.method == "oidc":
        return [(_("Redirect URI"), absolute(request, "back", shown))]
    if shown.kind == Provider.Kind.SAML:
        return [
            (_("Entity ID, and where our metadata are"), saml.entity_of(shown)),
            (_("Assertion consumer service (ACS)"), absolute(request, "acs", shown)),
        ]
    return []


def absolute(request: PersonRequest, name: str, shown: Provider) -> str:
    """Return a page's whole address."""
    return request.build_absolute_uri(reverse(f"providers:{name}", args=[shown.public_id]))
