"""Why a message has not left: kept in English, with the mail server's own words, and said in the reader's language."""

from django.utils.translation import gettext, gettext_noop

NO_ADDRESS = gettext_noop("There is no address on file. Add one, or show the person the link.")
TOO_LATE = gettext_noop("Waited longer than a week for a mail server. Send it again if it still matters.")
NO_ANSWER = gettext_noop("The mail server did not answer")
NOT_TAKEN = gettext_noop("The mail server did not take it")
ADDRESS_REFUSED = gettext_noop("The mail server refused the address")
REFUSED = gettext_noop("The mail server refused it")
NO_SUCH_ADDRESS = gettext_noop("The address cannot be written to")
KNOWN = (NO_ADDRESS, TOO_LATE, NO_ANSWER, NOT_TAKEN, ADDRESS_REFUSED, REFUSED, NO_SUCH_ADDRESS)


def said(what: str, fault: object) -> str:
    """Return what went wrong in one line, with the server's own words."""
    words = fault.decode("utf-8", "replace") if isinstance(fault, bytes) else str(fault)
    return f"{what}: {' '.join(words.split())}"[:300]


def in_words(kept: str) -> str:
    """Return a kept fault in the reader's language; the mail server's own words stay as they are."""
    what, colon, words = kept.partition(": ")
    return f"{gettext(what)}{colon}{words}" if what in KNOWN else kept
