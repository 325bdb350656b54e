"""The entries of the ledger that tell of one agreement, from the edition to the account."""

import re
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext

from countersign.agreements.models import Agreement
from countersign.ledger.events import kinds
from countersign.ledger.models import Entry
from countersign.words import later as _

LINKS = {"ticket.made", "ticket.used"}

TITLES = {
    "edition.published": _("The edition was published"),
    "ticket.made": _("A single-use link was sent"),
    "ticket.used": _("The link was used"),
    "agreement.signed": _("Signed"),
    "agreement.countersigned": _("Countersigned for the school"),
    "agreement.returned": _("Returned with a question"),
    "agreement.answered": _("The question was answered"),
    "agreement.refused": _("Not countersigned"),
    "agreement.ended": _("Ended"),
    "access.permission-granted": _("A permission was given"),
    "access.permission-refused": _("A permission was not given"),
    "access.permission-ended": _("A permission ended"),
    "access.change-made": _("The directory was changed, and read back"),
    "record.sealed": _("The record was sealed"),
}

CHANGES = {
    "create": _("The account was made, and read back"),
    "set": _("The account’s details were set, and read back"),
    "add_group": _("The account was put into a group, and read back"),
    "remove_group": _("The account was taken out of a group, and read back"),
    "enable": _("Sign-in was switched on, and read back"),
    "disable": _("Sign-in was switched off, and read back"),
    "revoke_sessions": _("What was open was closed, and read back"),
}


@dataclass(frozen=True)
class Knot:
    """One thing that happened and can be proved."""

    entry: Entry
    title: str
    is_two: bool
    """Whether the second person did it."""


def thread_of(agreement: Agreement) -> list[Knot]:
    """Return what happened and can be proved about an agreement, in order."""
    person = agreement.person.reference
    about = Q(subject=agreement.reference) | Q(subject=agreement.edition.reference, kind="edition.published")
    of_school = Entry.objects.filter(chain=agreement.school.chain_id).prefetch_related("personal_values")
    entries = list(of_school.filter(about).order_by("seq"))
    signed = next((each.seq for each in entries if each.kind == "agreement.signed"), 0)
    of_person = of_school.filter(subject=person)
    links = of_person.filter(kind__in=LINKS, seq__lt=signed).order_by("-seq")
    entries += _last_link(list(links[:6]))
    access = of_person.filter(kind__startswith="access.", seq__gt=signed).order_by("seq")
    entries += [each for each in access if each.fields.get("decision") == agreement.reference]
    entries.sort(key=lambda each: each.seq)
    return [Knot(each, title_of(each), _is_two(each)) for each in entries]


def title_of(entry: Entry) -> str:
    """Return what an entry tells of, in a few words."""
    title = TITLES.get(entry.kind) or _first_sentence(entry.kind)
    if entry.kind == "edition.published":
        return gettext("Edition %(number)s was published") % {"number": entry.fields["number"]}
    if entry.kind in ("access.permission-granted", "access.permission-refused", "access.permission-ended"):
        return f"{title}: {entry.fields['title']}"
    if entry.kind == "access.change-made":
        title = CHANGES.get(entry.fields["what"], title)
    return str(title)


def _last_link(newest_first: list[Entry]) -> list[Entry]:
    """Return the link that was used last before signing, and when it was made; none where none was used."""
    if not newest_first or newest_first[0].kind != "ticket.used":
        return []
    made = next((each for each in newest_first[1:] if each.kind == "ticket.made"), None)
    return [newest_first[0], *([made] if made else [])]


def _first_sentence(kind: str) -> str:
    known = kinds().get(kind)
    words = " ".join((known.__doc__ or "").split()) if known else ""
    return re.split(r"[.;:]", words)[0] or kind


def _is_two(entry: Entry) -> bool:
    return entry.kind in ("agreement.countersigned", "access.permission-granted", "access.permission-refused")
