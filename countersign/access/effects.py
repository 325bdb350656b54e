"""What came of a decision: every change asked for because of it, and whether it was read back."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from countersign.access.models import Change
from countersign.words import later as _

FIELDS = {
    "username": _("username"),
    "given": _("forename"),
    "family": _("surname"),
    "mail": _("e-mail"),
    "person": _("person’s id"),
}


@dataclass(frozen=True)
class Effect:
    """One change because of a decision, as a record prints it."""

    change: str
    connector: str
    kind: str
    what: str
    requested_at: datetime
    result: str
    """One of: in effect, waiting, by hand, refused, superseded."""
    done_at: datetime | None
    done_by: str
    account: str
    """The id the directory gave the account."""
    read_back_at: datetime | None
    read_back: dict[str, object]
    note: str
    fault: str


def effects(decision_reference: str) -> list[Effect]:
    """Return what a decision has brought about so far, in the order it was asked for."""
    found = Change.objects.filter(decision_reference=decision_reference).select_related("connector", "done_by")
    changes = sorted(found, key=lambda change: (change.requested_at, change.rank, change.args))
    return [
        Effect(
            change=change.id,
            connector=change.connector.name,
            kind=change.kind,
            what=in_words(change),
            requested_at=change.requested_at,
            result=state(change),
            done_at=change.done_at,
            done_by=change.done_by.name if change.done_by else "",
            account=str((change.read_back or {}).get("handle", "")),
            read_back_at=change.read_back_at,
            read_back=change.read_back or {},
            note=change.note,
            fault=change.fault,
        )
        for change in changes
    ]


def state(change: Change) -> str:
    """Return how far a change is. It is in effect only once it was read back."""
    if change.read_back_at is not None:
        return "in effect"
    if change.superseded_at is not None:
        return "superseded"
    if change.failed_at is not None:
        return "refused"
    return "by hand" if change.handed_at is not None else "waiting"


def in_words(change: Change) -> str:
    """Return a change as a technician would say it."""
    args = [str(arg) for arg in change.args]
    match change.kind:
        case "create":
            return gettext("Make account %(username)s") % {"username": args[0]}
        case "enable":
            return gettext("Switch sign-in on")
        case "disable":
            return gettext("Switch sign-in off")
        case "revoke_sessions":
            return gettext("Sign out everywhere")
        case "add_group":
            return gettext("Add %(group)s") % {"group": args[0]}
        case "remove_group":
            return gettext("Take away %(group)s") % {"group": args[0]}
        case _:
            pairs = zip(args[::2], args[1::2], strict=True)
            return gettext("Set %(details)s") % {"details": ", ".join(_set_to(*pair) for pair in pairs)}


def _set_to(name: str, value: str) -> str:
    if not value:
        return gettext("%(field)s to nothing") % {"field": FIELDS[name]}
    return gettext("%(field)s to %(value)s") % {"field": FIELDS[name], "value": value}
