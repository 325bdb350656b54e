"""Secrets of providers, encrypted at rest: shown to nobody again, and in no ledger, log or message."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from countersign.refusals import Refused
from countersign.words import later as _


class SecretLost(Refused):
    """A secret that was encrypted with a key this installation no longer has."""

    message = _("The secret cannot be read any more, since this installation’s key was changed. Enter it again.")


def encrypt(secret: str) -> str:
    """Return a secret as the database keeps it: a copy of the database alone tells nobody."""
    return _keys().encrypt(secret.encode()).decode() if secret else ""


def decrypt(kept: str) -> str:
    """Return a secret again, or say that it has to be entered anew."""
    try:
        return _keys().decrypt(kept.encode()).decode() if kept else ""
    except InvalidToken:
        raise SecretLost from None


def _keys() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"countersign provider " + str(each).encode()).digest() for each in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
