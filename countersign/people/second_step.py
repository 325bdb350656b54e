"""The second step of signing in: an authenticator app or a passkey."""

from allauth.mfa.models import Authenticator

from countersign.people.models import Account

SECOND_STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_step(account: Account) -> bool:
    """Return whether an account asks for more than a password."""
    return bool(Authenticator.objects.filter(user_id=account.pk, type__in=SECOND_STEPS).exists())
