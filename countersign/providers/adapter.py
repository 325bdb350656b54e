"""Where allauth's exchange with a provider meets us: it looks nobody up, makes nobody, and keeps no token."""

import logging
from typing import Any

import requests
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.http import HttpRequest

from countersign.providers import arriving
from countersign.providers.asking_out import PlainSession

log = logging.getLogger("countersign.providers")


class Arrivals(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """What allauth asks of us about providers."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Take over as soon as a provider has answered."""
        raise ImmediateHttpResponse(arriving.answered(request, sociallogin))

    def on_authentication_error(self, request: HttpRequest, provider: Any, *args: Any, **kwargs: Any) -> None:
        """Say that it did not work. Why is logged without what was sent: an answer may hold what opens a session."""
        del args
        error, exception = kwargs.get("error"), kwargs.get("exception")
        log.warning("Sign-in with %s: %s %s", provider.app.provider_id, error, type(exception).__name__)
        raise ImmediateHttpResponse(arriving.not_signed_in(request, was_cancelled=str(error) == "cancelled"))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Refuse: nobody becomes somebody here by having an account elsewhere."""
        del request, sociallogin
        return False

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        """Return none: a provider is made from our own rows, where its address says which."""
        del request, provider, client_id
        return []

    def get_requests_session(self) -> requests.Session:
        """Return what asks with limits."""
        return PlainSession()

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send nothing: what leaves is a message row first."""
