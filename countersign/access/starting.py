"""What a new school starts with: a list for whoever makes accounts by hand, and a small catalogue to change."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from countersign.access.models import Connector, Entitlement, Group, Permission
from countersign.people.audiences import Audience
from countersign.schools.models import School

STAFF = (Audience.STAFF, Audience.STAFF_TEACHING, Audience.STAFF_SUPPLY)
PUPILS = (Audience.PUPILS_KS2, Audience.PUPILS_KS3PLUS)


@dataclass(frozen=True)
class StartingEntitlement:
    """What a role brings, as a new school gets it: `group` is what the list by hand calls it."""

    title: str
    sentence: str
    kinds: tuple[str, ...]
    group: str
    is_kept_when_late: bool = False


@dataclass(frozen=True)
class StartingPermission:
    """An additional permission as a new school gets it."""

    code: str
    title: str
    hint: str
    max_days: int
    needs_second_approver: bool = False


STARTING_ENTITLEMENTS = (
    StartingEntitlement(
        "School e-mail",
        "an account and school e-mail",
        (*STAFF, Audience.GOVERNORS),
        "School e-mail",
        is_kept_when_late=True,
    ),
    StartingEntitlement("Staff network", "the staff drive, printing and staff Wi-Fi", STAFF, "Staff network"),
    StartingEntitlement("Governors’ papers", "the governors’ papers", (Audience.GOVERNORS,), "Governors’ papers"),
    StartingEntitlement(
        "Guest Wi-Fi",
        "guest Wi-Fi, for the days of the visit",
        (Audience.VOLUNTEERS, Audience.VISITORS, Audience.CONTRACTORS),
        "Guest Wi-Fi",
    ),
    StartingEntitlement("Pupil account", "a pupil account and the class area", PUPILS, "Pupils"),
)

STARTING_PERMISSIONS = (
    StartingPermission("remote-access", "Remote access", "Working on school systems from elsewhere.", 365),
    StartingPermission("mis", "Management information system", "Records of pupils and families.", 365),
    StartingPermission("usb-off-site", "USB stick off site", "An encrypted stick of the school’s, for one reason.", 90),
    StartingPermission(
        "admin",
        "Administrator rights",
        "Changing systems for others. A second approver agrees before it begins.",
        182,
        needs_second_approver=True,
    ),
)


@transaction.atomic
def start(school: School, *, at: datetime) -> Connector:
    """Give a new school its list by hand and its first catalogue; part of setting the school up."""
    by_hand = Connector.objects.create(
        school=school, kind=Connector.Kind.HANDOVER, name="Accounts made by hand", made_at=at, wanted_at=at
    )
    groups = []
    for place, each in enumerate(STARTING_ENTITLEMENTS):
        entitlement = Entitlement.objects.create(
            school=school,
            title=each.title,
            sentence=each.sentence,
            kinds=list(each.kinds),
            is_kept_when_late=each.is_kept_when_late,
            position=place,
        )
        groups.append(Group(connector=by_hand, entitlement=entitlement, name=each.group))
    for place, permitted in enumerate(STARTING_PERMISSIONS):
        permission = Permission.objects.create(
            school=school,
            code=permitted.code,
            title=permitted.title,
            hint=permitted.hint,
            max_days=permitted.max_days,
            needs_second_approver=permitted.needs_second_approver,
            position=place,
        )
        groups.append(Group(connector=by_hand, permission=permission, name=permitted.title))
    Group.objects.bulk_create(groups)
    return by_hand
