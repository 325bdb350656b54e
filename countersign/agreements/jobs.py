"""What the worker does for agreements: tell approvers that something waits."""

import datetime

from django.db import transaction
from django.utils import timezone

from countersign.agreements.models import Agreement
from countersign.agreements.permissions import can_countersign
from countersign.notices.actions import send
from countersign.notices.models import Message
from countersign.people.models import Holding, Person
from countersign.people.speaking import speaking_to
from countersign.schools.models import School
from countersign.words import later as _

SUBJECT = _("Agreements wait for your countersignature")
TEXT = _("Signed agreements wait for your countersignature:\n\n{link}")


def tell_approvers(now: datetime.datetime) -> int:
    """Tell each approver for whom something waits, at most once a day; return how many were told."""
    told = 0
    waiting = Agreement.objects.awaiting_countersignature()
    for school in School.objects.filter(pk__in=waiting.values("school").distinct()).order_by("pk"):
        told += tell_school(school, now)
    return told


@transaction.atomic
def tell_school(school: School, now: datetime.datetime) -> int:
    """Tell one school's approvers."""
    today = timezone.localdate(now)
    waiting = list(
        Agreement.objects.awaiting_countersignature().filter(school=school).select_related("person").order_by("pk")
    )
    held = Holding.objects.filter(Holding.on(today), post__school=school)
    approvers = Person.objects.filter(
        pk__in=held.filter(post__may_countersign=True).values("person")
    ) | Person.objects.filter(pk__in=held.filter(post__code="chair-of-governors").values("person"))
    told = 0
    for approver in approvers.distinct().order_by("pk"):
        recent = Message.objects.filter(
            person=approver, about=f"{school.reference}", asked_at__gt=now - datetime.timedelta(days=1)
        )
        if recent.exists() or not any(can_countersign(approver, each, today) for each in waiting):
            continue
        with speaking_to(approver):
            subject, text = str(SUBJECT), str(TEXT)
        send(
            approver,
            about=school.reference,
            subject=subject,
            text=text,
            link_path="/agreements/",
            asked_by=None,
            at=now,
        )
        told += 1
    return told
