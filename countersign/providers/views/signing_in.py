"""Going to a provider and coming back."""

from typing import Any
from uuid import UUID

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.signals import user_login_failed
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from countersign.people.doors import opens_before_second_step
from countersign.people.models import Account, Person
from countersign.people.requests import PersonRequest
from countersign.people.sign_in import opened_by
from countersign.people.views.account import too_many_tries
from countersign.people.views.locked import local
from countersign.providers import actions, arriving, directory, oidc, saml
from countersign.providers.came import NotBelieved
from countersign.providers.models import Link, Provider
from countersign.refusals import Refused
from countersign.ui.forms import Form
from countersign.words import later as _


class DirectoryForm(Form):
    """The name and password of somebody's school computer account."""

    username = forms.CharField(
        label=_("Username"),
        max_length=directory.LONGEST,
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": _("Enter your username")},
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=500,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
        error_messages={"required": _("Enter your password")},
    )


@login_not_required
@never_cache
@sensitive_post_parameters("password")
def begin(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Take somebody to where they have their account, or ask for its name and password here."""
    provider = found(public_id)
    purpose, path = purpose_of(request), local(request, said(request, "next"))
    if purpose in ("connect", "unlock", "confirm"):
        if not isinstance(request.user, Account):
            return redirect("account_login")
        if purpose != "unlock" and request.session.get("locked"):
            return redirect("people:locked")
    if purpose == "connect" and request.method == "POST" and is_reauthentication_required(request, app="account"):
        raise ReauthenticationRequired
    if provider.kind == Provider.Kind.LDAP:
        return ask_for_password(request, provider, purpose, path)
    if request.method != "POST":
        return render(request, "providers/begin.html", shown(provider, purpose, path))
    try:
        send = saml.begin if provider.kind == Provider.Kind.SAML else oidc.begin
        again = purpose in ("unlock", "confirm")
        address = send(request, provider, path=path, about=about(request, provider, purpose), again=again)
    except Refused as refused:
        arriving.log.warning("Sign-in with %s: %s", provider.public_id, refused.message)
        return arriving.not_signed_in(request)
    return render(request, "providers/going.html", {**shown(provider, purpose, path), "address": address})


def ask_for_password(request: PersonRequest, provider: Provider, purpose: str, path: str) -> HttpResponse:
    """Ask for the name and password of a directory, counting wrong ones as at signing in."""
    form = DirectoryForm(request.POST if "username" in request.POST else None)
    if form.is_valid():
        username = form.cleaned_data["username"].strip()
        credentials = {"login": f"{username.lower()[:150]} at {provider.public_id}"}
        if not AxesProxyHandler.is_allowed(request, credentials):
            return too_many_tries(request)
        try:
            came = directory.tried(provider, username, form.cleaned_data["password"])
        except Refused as refused:
            arriving.log.warning("Sign-in with %s: %s", provider.public_id, refused.message)
            form.add_error(
                None, gettext("The school’s directory does not answer. Try again later, or tell the school.")
            )
        else:
            if came:
                return arriving.arrive(request, provider, came, about(request, provider, purpose), path)
            user_login_failed.send(sender=__name__, credentials=credentials, request=request)
            form.add_error(None, gettext("The username or the password is not right. Check both and try again"))
    return render(request, "providers/directory.html", {**shown(provider, purpose, path), "form": form})


@login_not_required
@never_cache
def back(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Read what a provider answers, in the session that asked."""
    provider = found(public_id)
    if provider.method != "oidc":
        raise Http404
    try:
        return oidc.back(request, provider)
    except (Refused, KeyError, ValueError, TypeError) as wrong:
        why = wrong.message if isinstance(wrong, Refused) else type(wrong).__name__
        arriving.log.warning("Sign-in with %s: %s", provider.public_id, why)
        return arriving.not_signed_in(request)


@login_not_required
@never_cache
def not_known(request: HttpRequest) -> HttpResponse:
    """Say what to do to somebody who came from a provider and is nobody here yet."""
    return render(request, "providers/not_known.html")


@require_POST
@opens_before_second_step
def disconnect(request: PersonRequest, pk: int) -> HttpResponse:
    """End an account elsewhere as one's own way of signing in."""
    own = Link.objects.filter(person__in=persons_of(request), ended_at=None)
    link = get_object_or_404(own.select_related("person"), pk=pk)
    if is_reauthentication_required(request, app="account"):
        raise ReauthenticationRequired
    try:
        actions.unlink(link, by=link.person, at=request.now)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("mfa_index")
    return redirect("account_login")


def found(public_id: UUID) -> Provider:
    """Return a provider people may sign in with."""
    providers = Provider.objects.select_related("school").filter(retired_at=None)
    return get_object_or_404(providers, public_id=public_id)


def said(request: HttpRequest, name: str) -> str:
    """Return what a form or an address says."""
    return str((request.POST if request.method == "POST" else request.GET).get(name, ""))


def purpose_of(request: PersonRequest) -> str:
    """Return what somebody goes to a provider for. A link is used only by whoever goes on from its own page."""
    purpose = said(request, "purpose")
    if request.session.get("joining"):
        if purpose == "join" or request.method != "POST":
            return "join"
        del request.session["joining"]
    if purpose in ("connect", "unlock", "confirm", "sign-in"):
        return purpose
    if not isinstance(request.user, Account):
        return "sign-in"
    return "unlock" if request.session.get("locked") else "connect"


def about(request: PersonRequest, provider: Provider, purpose: str) -> dict[str, Any]:
    """Return what is kept with the state until somebody is back."""
    kept: dict[str, Any] = {"purpose": purpose, "began": timezone.now().isoformat()}
    if purpose == "join":
        kept["ticket"] = request.session.pop("joining")
    if purpose == "connect":
        kept["person"] = next((each.pk for each in persons_of(request) if each.school_id == provider.school_id), 0)
    return kept


def persons_of(request: PersonRequest) -> list[Person]:
    """Return the persons of the account that signed in, at the schools that this session opens."""
    if not isinstance(request.user, Account):
        return []
    return opened_by(request, list(Person.objects.filter(account=request.user).select_related("school")))


def shown(provider: Provider, purpose: str, path: str) -> dict[str, Any]:
    """Return what the pages on the way show."""
    verbs = {
        "sign-in": gettext("Sign in with %(words)s"),
        "join": gettext("Sign in with %(words)s"),
        "connect": gettext("Connect %(words)s"),
        "unlock": gettext("Unlock with %(words)s"),
        "confirm": gettext("Confirm with %(words)s"),
    }
    title = verbs[purpose] % {"words": provider.words}
    return {"provider": provider, "purpose": purpose, "next": path, "title": title, "school": provider.school}


@login_not_required
@csrf_exempt
@require_POST
def acs(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a SAML answer, which the provider's own page sends; it is looked at in the next step."""
    return saml.hold(request, saml_provider(public_id))


@login_not_required
@never_cache
def finish(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Read the SAML answer that waits, in the session that asked for it."""
    provider = saml_provider(public_id)
    try:
        came, state = saml.answered(request, provider)
    except NotBelieved as wrong:
        arriving.log.warning("Sign-in with %s was not believed: %s", provider.public_id, wrong.why)
        return arriving.not_signed_in(request)
    except Refused as refused:
        arriving.log.warning("Sign-in with %s: %s", provider.public_id, refused.message)
        return arriving.not_signed_in(request)
    return arriving.arrive(request, provider, came, state["data"], local(request, state.get("next") or ""))


@login_not_required
def metadata(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Return what a SAML provider asks of us: our name, and where it answers to."""
    provider = saml_provider(public_id)
    try:
        return HttpResponse(saml.metadata(request, provider), content_type="application/samlmetadata+xml")
    except saml.NoSaml:
        raise Http404 from None


def saml_provider(public_id: UUID) -> Provider:
    """Return a provider that speaks SAML; others have no such page."""
    provider = found(public_id)
    if provider.kind != Provider.Kind.SAML:
        raise Http404
    return provider
