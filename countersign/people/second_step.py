"""The second step of signing in: an authenticator app or a passkey."""

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

from countersign.people.models import Account
from countersign.people.sign_in import second_step_was_taken

SECOND_STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_step(account: Account) -> bool:
    """Return whether an account asks for more than a password."""
    return bool(Authenticator.objects.filter(user_id=account.pk, type__in=SECOND_STEPS).exists())


class Stage(AuthenticateStage):  # type: ignore[misc]
    """The code or passkey after the first step, unless a provider that the school believes has asked for one."""

    def _should_handle(self, request: HttpRequest) -> bool:
        if second_step_was_taken(get_authentication_records(request, self.login.user)):
            return False
        return bool(super()._should_handle(request))
