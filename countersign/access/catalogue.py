"""What roles bring and which permissions can be given: begun with the usual, changed by administrators."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from countersign.access import events
from countersign.access.actions import ask_for_a_look
from countersign.access.models import Connector, Entitlement, Permission
from countersign.access.permissions import can_connect
from countersign.ledger.actions import record
from countersign.people.models import Person
from countersign.refusals import Refused, require
from countersign.schools.models import School
from countersign.words import later as _

GUESTS = ["volunteers", "visitors", "contractors"]


@dataclass(frozen=True)
class Usual:
    """Something a school usually has."""

    title: str
    sentence: str
    kinds: tuple[str, ...] = ()
    is_kept_when_late: bool = False
    max_days: int = 365
    needs_second_approver: bool = False


ROLES_BRING = (
    Usual("Account and e-mail", "an account and school e-mail", ("staff", "governors"), is_kept_when_late=True),
    Usual("Staff drive", "the staff drive and printing", ("staff",)),
    Usual("Staff Wi-Fi", "staff Wi-Fi", ("staff",)),
    Usual("Governors’ papers", "the governors’ papers", ("governors",)),
    Usual("Guest Wi-Fi", "guest Wi-Fi", tuple(GUESTS)),
    Usual("Pupil account", "a pupil account and the class area", ("pupils-ks2", "pupils-ks3plus")),
)
CAN_BE_GIVEN = (
    Usual("Remote access", "Work from home on the school’s systems."),
    Usual("Pupil records", "The management information system: records of pupils and families."),
    Usual("USB stick off site", "Given for one reason at a time.", max_days=30),
    Usual("Administrator rights", "Needs a second approver.", needs_second_approver=True),
)
BY_HAND = "Accounts made by hand"


class TitleTaken(Refused):
    """Two entries of one title."""

    message = _("There is one of this title already. Choose another title.")


@transaction.atomic
def begin(school: School, *, at: datetime) -> None:
    """Give a school that has none a list for whoever makes accounts by hand, and the usual catalogue."""
    if not Connector.objects.filter(school=school).exists():
        Connector.objects.create(
            school=school, kind=Connector.Kind.HANDOVER, name=BY_HAND, asks_first=False, made_at=at, wanted_at=at
        )
    if not Entitlement.objects.filter(school=school).exists():
        Entitlement.objects.bulk_create(
            Entitlement(
                school=school, title=one.title, sentence=one.sentence, kinds=list(one.kinds), position=place,
                is_kept_when_late=one.is_kept_when_late,
            )
            for place, one in enumerate(ROLES_BRING)
        )  # fmt: skip
    if not Permission.objects.filter(school=school).exists():
        Permission.objects.bulk_create(
            Permission(
                school=school, code=slugify(one.title), title=one.title, hint=one.sentence, max_days=one.max_days,
                needs_second_approver=one.needs_second_approver, position=place,
            )
            for place, one in enumerate(CAN_BE_GIVEN)
        )  # fmt: skip


@transaction.atomic
def keep_entitlement(
    school: School,
    entitlement: Entitlement | None,
    *,
    title: str,
    sentence: str,
    kinds: Iterable[str],
    is_kept_when_late: bool,
    by: Person,
    at: datetime,
) -> Entitlement:
    """Add to what roles bring, or change it."""
    require(can_connect(by, school))
    entitlement = entitlement or Entitlement(school=school, position=Entitlement.objects.filter(school=school).count())
    if Entitlement.objects.filter(school=school, title=title, retired_at=None).exclude(pk=entitlement.pk).exists():
        raise TitleTaken
    entitlement.title, entitlement.sentence = title, sentence
    entitlement.kinds, entitlement.is_kept_when_late = sorted(kinds), is_kept_when_late
    entitlement.save()
    details = {
        "sentence": sentence,
        "roles": ", ".join(entitlement.kinds),
        "kept when late": "yes" if is_kept_when_late else "no",
    }
    _told(school, "entitlement", title, details, by, at)
    return entitlement


@transaction.atomic
def keep_permission(
    school: School,
    permission: Permission | None,
    *,
    title: str,
    hint: str,
    max_days: int,
    needs_second_approver: bool,
    by: Person,
    at: datetime,
) -> Permission:
    """Add to the permissions that can be given, or change one. What was given stays as it was given."""
    require(can_connect(by, school))
    others = Permission.objects.filter(school=school)
    if permission is None:
        permission = Permission(school=school, code=_free_code(school, title), position=others.count())
    if others.filter(title=title, retired_at=None).exclude(pk=permission.pk).exists():
        raise TitleTaken
    permission.title, permission.hint, permission.max_days = title, hint, max_days
    permission.needs_second_approver = needs_second_approver
    permission.save()
    details = {
        "code": permission.code,
        "hint": hint,
        "longest, in days": str(max_days),
        "second approver": "yes" if needs_second_approver else "no",
    }
    _told(school, "permission", title, details, by, at)
    return permission


@transaction.atomic
def retire(entry: Entitlement | Permission, *, by: Person, at: datetime) -> None:
    """Take something out of the catalogue. Permissions that were given last until their day."""
    require(can_connect(by, entry.school))
    if entry.retired_at is not None:
        return
    entry.retired_at = at
    entry.save(update_fields=["retired_at"])
    kind = "entitlement" if isinstance(entry, Entitlement) else "permission"
    _told(entry.school, kind, entry.title, {"retired": "yes"}, by, at)


def _free_code(school: School, title: str) -> str:
    code = slugify(title)[:40] or "permission"
    taken = set(Permission.objects.filter(school=school).values_list("code", flat=True))
    return next(name for name in (code, *(f"{code}-{number}" for number in range(2, 1000))) if name not in taken)


def _told(school: School, what: str, title: str, details: dict[str, str], by: Person, at: datetime) -> None:
    ask_for_a_look(school.pk, at)
    event = events.CatalogueChanged(subject=school.reference, what=what, title=title, details=details)
    record(event, school=school, by=by, at=at)
