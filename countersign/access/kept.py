"""
Why somebody may use what they may, what a plan asks and why a directory was not changed, in the reader's language.

These sentences are kept in plans, changes and the ledger as they were worked out, in English. Here is every form they
have, so that a page says them in Welsh.
"""

from contextlib import suppress
from datetime import datetime

from django.utils.dateformat import format as dated
from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext

from countersign.words import Forms


def said(sentence: object) -> str:
    """Return a sentence that was kept in the reader's language."""
    return KEPT.said(str(sentence))


def _day(words: str) -> str:
    """Return a day: 20 November 2026."""
    with suppress(ValueError):
        return dated(datetime.strptime(words, "%d %B %Y"), "j F Y")  # noqa: DTZ007  a day is the same in every zone
    return words


def _days(words: str) -> str:
    """Return how many days: 3 days."""
    number = words.partition(" ")[0]
    return ngettext("%(count)s day", "%(count)s days", int(number)) % {"count": number} if number.isdigit() else words


REASONS = (
    _("%(because)s, off until %(day)s"),
    _("Signed edition %(number)s on %(signed)s, countersigned on %(countersigned)s"),
    _("Signed the agreement on %(signed)s, countersigned on %(countersigned)s"),
    _("Suspended: %(reason)s"),
    _("Agreement ended on %(day)s"),
    _("Refused on %(day)s: %(reason)s"),
    _("Refused on %(day)s"),
    _("Starts on %(day)s"),
    _("Left on %(day)s"),
    _("Role ended on %(day)s"),
    _("Has no role at the school"),
    _("Not part of the role"),
    _("Has not signed"),
    _("Not yet countersigned"),
    _("Countersigned by nobody else"),
    _("Countersigned by somebody who could not"),
    _("Signing is %(late)s late (%(allowed)s allowed)"),
    _("Signing is %(late)s late: additional permissions wait"),
    _("Signing is %(late)s late: permission waits"),
    _("Signing is %(late)s late"),
    _("Permission given on %(day)s until %(last)s"),
    _("Permission given on %(day)s"),
    _("Permission withdrawn on %(day)s"),
    _("Permission ended on %(day)s"),
    _("Added by hand"),
    _("Removed by hand"),
    _("Changed by hand"),
    _("Switched off by hand"),
)
PROBLEMS = (
    _("Several accounts carry this person’s id, clear all but one: %(usernames)s"),
    _("%(username)s now carries somebody else’s id"),
    _("%(username)s is no longer in the directory: make it again, or forget it"),
    _("%(username)s belongs to an account that is not linked: adopt it, or choose another name"),
    _("%(username)s belongs to another account: choose another name"),
    _("%(username)s is protected: change it yourself"),
    _("The directory has no group %(group)s: make it, or take it off the list"),
)
HELD_BACK = (
    _(
        "%(losing)s of %(active)s people would lose access at once (limit %(people)s and %(percent)s %%): "
        "a named approver must release it"
    ),
    _(
        "The directory shows only %(seen)s of the %(linked)s accounts we know. "
        "Nothing is changed: check the folder and the filter in the settings"
    ),
    _(
        "The clock says %(now)s, the last look was %(last_look)s UTC: "
        "a named approver must confirm the date before access is taken away"
    ),
)
FAULTS = (
    _("Only a part of the directory was read"),
    _("The directory refuses most changes: look at why before anything else"),
    _("The directory said yes, but reading it back shows no change"),
    _("Accounts made by hand get their first password from whoever makes them"),
    _("The account is no longer in the directory"),
    _("The account is protected: change it in the directory yourself"),
    _("An LDAP directory cannot do %(kind)s"),
    _("The directory does not take this password: choose a longer one"),
    _("%(username)s is taken in the directory: adopt that account, or choose another name"),
    _("%(username)s is taken in the directory: choose another name"),
    _("Another account in the directory has this name or id already"),
    _("Writing to an LDAP directory needs python-ldap: install what requirements-ldap.lock names"),
    _("The address must look like ldaps://directory.school.example"),
    _("Passwords may not travel in the clear: begin the address with ldaps://, or turn StartTLS on"),
    _("The directory refers us to another server: name the one that may be written to"),
    _("The directory stopped in the middle of a list"),
    _("The directory has no groups called %(group)s"),
    _("The directory has %(count)s groups called %(group)s"),
    _(
        "The directory would go on letting people in: set pwdLockout to TRUE in its password policy, "
        "and let our account read it"
    ),
    _("The password is missing: set its name in the environment"),
    _("The password is missing: set %(name)s in the environment"),
    _("The directory does not answer"),
    _("The directory is busy: %(words)s"),
    _(
        "The directory does not let %(account)s in: was its password changed? "
        "Nothing is tried until the settings are checked"
    ),
    _("The directory shows only a part of its people: let our account read in pages"),
    _("This server can only be read: name the one that may be written to"),
    _("That place is not in the directory: check the folders in the settings"),
    _("The directory refused: our account may not change this"),
    _("The directory refused: %(words)s"),
    _("The certificate file %(file)s is not there"),
    _("The certificate file %(file)s holds no certificate"),
    _("%(host)s does not speak TLS on port %(port)s: check the address and the port"),
    _("%(host)s does not answer on port %(port)s"),
    _("The certificate of %(host)s has expired: renew it on the server"),
    _("The certificate of %(host)s is for another name: use the name it carries, or renew it"),
    _(
        "The certificate of %(host)s is not signed by an authority among this computer’s: "
        "name the file of the one that did"
    ),
    _("The certificate of %(host)s is not signed by an authority in %(file)s: name the file of the one that did"),
    _("The certificate of %(host)s is not valid: %(why)s"),
)
FOUND_WELL = (
    _("Somebody makes these changes by hand and ticks each one"),
    _("Signed in as %(account)s"),
    _("%(host)s answers, and its certificate is trusted"),
    _("Switching an account off keeps its owner out"),
    _("There is no folder %(folder)s: check how it is written"),
    _("%(folder)s has %(count)s of %(kind)s"),
)

KEPT = Forms(
    *(*REASONS, *PROBLEMS, *HELD_BACK, *FAULTS, *FOUND_WELL),
    because=said, day=_day, last=_day, signed=_day, countersigned=_day, late=_days, allowed=_days,
)  # fmt: skip
