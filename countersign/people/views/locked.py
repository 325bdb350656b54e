"""The page of a session that locked itself."""

import json
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal import auth as passkeys
from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from countersign.people import locking
from countersign.people.asking import ways_in
from countersign.people.doors import opens_when_locked
from countersign.people.models import Account
from countersign.people.requests import PersonRequest
from countersign.ui.forms import Form
from countersign.words import later as _

LARGEST = 500_000  # characters of what waits on the page


class UnlockForm(Form):
    """The password again."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Enter your password")},
    )

    def __init__(self, account: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_password(self) -> str:
        """Check it, counting wrong ones as at signing in."""
        password = str(self.cleaned_data["password"])
        if not get_adapter().reauthenticate(self.account, password):
            raise get_adapter().validation_error("incorrect_password")
        return password


@never_cache
@sensitive_post_parameters("password", "sent")
@opens_when_locked
def locked(request: PersonRequest) -> HttpResponse:
    """Ask for the password or a passkey, then go on where the person was."""
    account = request.user
    if not isinstance(account, Account):
        return redirect("account_login")
    given = request.POST if request.method == "POST" else request.GET
    path = local(request, given.get("next", ""))
    if not request.session.get("locked"):
        return go_on(request, path, request.POST.get("sent", ""))
    if request.method != "POST":
        return ask_to_unlock(request, path=path)
    form, by_passkey = UnlockForm(account), None
    if request.POST.get("elsewhere"):  # they pressed on before they were through
        return ask_to_unlock(request, path=path, sent=request.POST.get("sent", ""))
    if request.POST.get("credential"):
        by_passkey = ReauthenticateWebAuthnForm(request.POST, user=account)
        is_open = by_passkey.is_valid()
    else:
        form = UnlockForm(account, request.POST)
        is_open = form.is_valid()
    if is_open:
        locking.unlock(request, request.now)
        return go_on(request, path, request.POST.get("sent", ""))
    return ask_to_unlock(
        request, path=path, sent=request.POST.get("sent", ""), form=form, passkey_failed=by_passkey is not None
    )


@opens_when_locked
def lock(request: PersonRequest) -> HttpResponse:
    """Lock this session now, as somebody leaves the desk."""
    if request.method == "POST" and isinstance(request.user, Account):
        request.session["locked"] = True
    return redirect("people:locked")


def ask_to_unlock(
    request: HttpRequest,
    *,
    path: str,
    sent: QueryDict | str = "",
    form: UnlockForm | None = None,
    passkey_failed: bool = False,
) -> HttpResponse:
    """Show the lock page; what somebody was sending waits on it."""
    account = request.user
    assert isinstance(account, Account)  # noqa: S101  only an account's session locks
    if isinstance(sent, QueryDict):
        sent = json.dumps([[name, value] for name, value in pairs(sent)])
    has_passkey = Authenticator.objects.filter(user_id=account.pk, type=Authenticator.Type.WEBAUTHN).exists()
    context = {
        "form": form or UnlockForm(account),
        "has_password": account.has_usable_password(),
        "has_passkey": has_passkey,
        "passkey_failed": passkey_failed,
        "js_data": {"request_options": passkeys.begin_authentication(account)} if has_passkey else None,
        "ways": ways_in(account=account, only_linked=True),
        "only_elsewhere": not has_passkey and not account.has_usable_password(),
        "next": path,
        "sent": sent if len(sent) <= LARGEST else "",
        "is_too_much": len(sent) > LARGEST,
        "had_files": bool(request.FILES),
        "is_locked": True,
    }
    return render(request, "people/locked.html", context)


def go_on(request: PersonRequest, path: str, sent: str) -> HttpResponse:
    """Go back to the page, or show what waits to be sent to it."""
    try:
        fields = [(str(name), str(value)) for name, value in json.loads(sent)] if sent else []
    except (ValueError, TypeError):
        fields = []
    if not fields:
        return redirect(path or "/")
    return render(request, "people/unlocked.html", {"path": path, "fields": fields})


def pairs(data: QueryDict) -> list[tuple[str, str]]:
    """Return what was sent, each answer by itself, without the token of the page it came from."""
    return [(name, str(value)) for name, values in data.lists() for value in values if name != "csrfmiddlewaretoken"]


def local(request: HttpRequest, path: str) -> str:
    """Return a path of our own, or nothing."""
    if path.startswith(("http://", "https://")):
        prefix = f"{request.scheme}://{request.get_host()}"
        path = path.removeprefix(prefix)
    is_ours = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if is_ours else ""
