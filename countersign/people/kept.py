"""
How somebody was known and how a link reached them: kept in English, and said in the reader's language.

The session and the record keep a whole sentence, which stays as it was written. Here is every form that such a sentence
has, so that a page finds the same form in another language; a sentence of no form is shown as it is.
"""

import re

from django.utils.translation import gettext, gettext_noop

from countersign.people.names import masked, tidy

LINK_SENT = gettext_noop("link sent to %(address)s")
LINK_READ_NO_MAIL = gettext_noop("link read by %(name)s on the outbox page, no mail server")
LINK_READ_NO_ADDRESS = gettext_noop("link read by %(name)s on the outbox page, no address on file")
MAIL_TO = gettext_noop("mail to %(address)s")
NO_ADDRESS = gettext_noop("no address on file")
SINGLE_USE = gettext_noop("single-use %(channel)s")
PASSWORD = gettext_noop("password")
PASSWORD_JUST_CHOSEN = gettext_noop("password, chosen just before")
PASSWORD_CHOSEN_BY = gettext_noop("password, chosen just before by a %(channel)s")
PASSWORD_AND_APP = gettext_noop("password and a code from an authenticator app")
PASSWORD_AND_PASSKEY = gettext_noop("password and a security key")
PASSWORD_AND_CODE = gettext_noop("password and a recovery code")
PASSKEY = gettext_noop("passkey, with the fingerprint, face or PIN of the device")
ELSEWHERE_AND_APP = gettext_noop("%(first)s and a code from an authenticator app")
ELSEWHERE_AND_PASSKEY = gettext_noop("%(first)s and a security key")
ELSEWHERE_AND_CODE = gettext_noop("%(first)s and a recovery code")
DEMONSTRATION = gettext_noop("demonstration: nobody was asked who they are")

FORMS = (
    *(LINK_SENT, LINK_READ_NO_MAIL, LINK_READ_NO_ADDRESS, MAIL_TO, NO_ADDRESS, SINGLE_USE),
    *(PASSWORD, PASSWORD_JUST_CHOSEN, PASSWORD_CHOSEN_BY, PASSWORD_AND_APP, PASSWORD_AND_PASSKEY, PASSWORD_AND_CODE),
    *(PASSKEY, DEMONSTRATION, ELSEWHERE_AND_APP, ELSEWHERE_AND_PASSKEY, ELSEWHERE_AND_CODE),
)
PATTERNS = {form: re.compile(re.sub(r"%\\\((\w+)\\\)s", r"(?P<\1>.+)", re.escape(form))) for form in FORMS}


def link_sent(address: str) -> str:
    """Return that a link goes to an address, which is masked."""
    return LINK_SENT % {"address": masked(address)}


def mail_to(address: str) -> str:
    """Return where a reminder goes, masked, whether it leaves or not; or that there is no address."""
    return (MAIL_TO % {"address": masked(address)})[:100] if address else NO_ADDRESS


def link_read(by: str, *, has_address: bool) -> str:
    """Return that an administrator reads a link out, and why no mail takes it."""
    return (LINK_READ_NO_MAIL if has_address else LINK_READ_NO_ADDRESS) % {"name": tidy(by)[:40]}


def in_words(kept: str) -> str:
    """Return a kept sentence in the reader's language."""
    for form, pattern in PATTERNS.items():
        if match := pattern.fullmatch(kept):
            places = {name: in_words(part) if name == "channel" else part for name, part in match.groupdict().items()}
            return gettext(form) % places if places else gettext(form)
    return kept
