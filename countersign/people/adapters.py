"""Where allauth asks us: nobody signs up uninvited, sentences are ours, secrets are kept encrypted."""

import base64
import datetime
import hashlib
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import clear_authentication_records, get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core import context
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from countersign.people.asking import closed_to_passwords, ways_in
from countersign.people.middleware import address_of
from countersign.people.models import Account
from countersign.people.sign_in import keep_known_by, known_by_records
from countersign.words import later as _

RECENT = datetime.timedelta(minutes=5)
UNSAID = (
    "account/messages/logged_in.txt",
    "account/messages/logged_out.txt",
    "mfa/messages/recovery_codes_generated.txt",
)
WRONG = _("The e-mail address or the password is not right. Check both and try again")
TOO_OFTEN = _("There were too many wrong tries. Wait five minutes, then try again")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """How accounts sign in."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed. Ask your school"),
        "email_password_mismatch": WRONG,
        "enter_current_password": _("The current password is not right"),
        "incorrect_password": _("The password is not right. Check it and try again"),
        "incorrect_code": _("The code is not right. Enter the newest one from your app"),
        "too_many_login_attempts": TOO_OFTEN,
        "rate_limited": TOO_OFTEN,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse: an account is made from an invitation, never by whoever comes along."""
        del request
        return False

    def get_login_stages(self) -> list[str]:
        """Ask for the second step as allauth does, but where a provider we believe has asked for one."""
        stages: list[str] = super().get_login_stages()
        ours = "countersign.people.second_step.Stage"
        return [ours if stage == "allauth.mfa.stages.AuthenticateStage" else stage for stage in stages]

    def pre_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponse | None:
        """Refuse a right password where every school of the account wants another way in."""
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        records = get_authentication_records(request, user)
        if response or not records or records[-1]["method"] != "password":
            return response
        closed = closed_to_passwords(user)
        if closed and closed >= set(user.persons.values_list("school_id", flat=True)):
            clear_authentication_records(request)
            return render(request, "people/no_password_here.html", {"ways": ways_in(account=user, only_linked=True)})
        return None

    def login(self, request: HttpRequest, user: Account) -> None:
        """Sign in, and keep in the session how the account was known."""
        records = get_authentication_records(request, user)
        now = timezone.now()
        super().login(request, user)
        known = known_by_records(records, now)
        if known["method"].startswith("password") and (closed := closed_to_passwords(user)):
            known["closed"] = " ".join(str(school) for school in closed)
        keep_known_by(request, known, now)

    def get_reauthentication_methods(self, user: Account) -> list[dict[str, Any]]:
        """Add what somebody confirms with who has nothing of their own here."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if not methods and ways_in(account=user, only_linked=True):
            return [{"id": "provider", "url": reverse("people:confirm_elsewhere"), "description": ""}]
        return methods

    def reauthenticate(self, user: Account, password: str) -> bool:
        """Return whether a password is this account's: wrong ones count as at signing in."""
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask once more before something that matters, but not within minutes of signing in."""
        del app, kwargs
        known = context.request.session.get("known_by", {})
        since = max(known.get("since", ""), known.get("confirmed", ""))
        if since and timezone.now() - datetime.datetime.fromisoformat(since) <= RECENT:
            return False
        account = context.request.user
        if not get_reauthentication_flows(account) and ways_in(account=account, only_linked=True):
            raise ReauthenticationRequired  # allauth would let pass whoever has nothing of their own to confirm with
        return True

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Say what was done, but not what the page itself shows."""
        if args and args[0] in UNSAID:
            return
        super().add_message(request, level, *args, **kwargs)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send nothing: what leaves is a message row first."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return where a request came from."""
        return address_of(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return the page about signing in."""
        del request
        return "/sign-in/mine/"


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """How the second step is kept and named."""

    error_messages: ClassVar = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _("You cannot stop using this second step"),
        "cannot_generate_recovery_codes": _("You need a second step before you can make recovery codes"),
        "incorrect_code": _("The code is not right. Enter the newest one from your app"),
    }

    def encrypt(self, text: str) -> str:
        """Encrypt a secret, so that a copy of the database alone signs nobody in."""
        return fernet(settings.SECRET_KEY).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return a secret again."""
        return fernet(settings.SECRET_KEY).decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: Account, type: Authenticator.Type) -> str:  # noqa: A002
        """Return a name for a new passkey."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("My passkey") if count == 0 else gettext("My passkey %(number)s") % {"number": count + 1}


def fernet(secret: str) -> Fernet:
    """Return what encrypts under a key made from the secret key, for this purpose only."""
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"countersign second step " + secret.encode()).digest()))


def address_tried(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Return which account a wrong password was tried for, however its address was typed."""
    credentials = credentials or {}
    tried = credentials.get("email") or credentials.get("login") or request.POST.get("login") or ""
    if not tried and request.user.is_authenticated:
        tried = request.user.email
    return str(tried).strip().lower()[:254]
