"""Starting to ask a school's people for signatures by itself, and stopping it."""

import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from countersign.agreements.asking import steps_of
from countersign.agreements.events import CampaignStarted, CampaignStopped
from countersign.agreements.models import Campaign
from countersign.agreements.permissions import can_run_campaign
from countersign.ledger.actions import record
from countersign.people.models import Person
from countersign.refusals import Refused, require
from countersign.schools.models import School
from countersign.words import later as _


class AlreadyRunning(Refused):
    """Two people started it, or one pressed twice."""

    message = _("The school asks for signatures already.")


class NotRunning(Refused):
    """Stopped already."""

    message = _("The school asks nobody by itself at the moment.")


def start(school: School, *, by: Person, at: datetime.datetime) -> Campaign:
    """Ask people for what they are to sign from now on: one row, whatever their number; the worker does the rest."""
    try:
        return _start(school, by=by, at=at)
    except IntegrityError:  # two at the same instant: the database let one of them in
        raise AlreadyRunning from None


@transaction.atomic
def _start(school: School, *, by: Person, at: datetime.datetime) -> Campaign:
    require(can_run_campaign(by, school, timezone.localdate(at)))
    if Campaign.objects.filter(school=school, stopped_at=None).exists():
        raise AlreadyRunning
    campaign = Campaign.objects.create(school=school, started_at=at, started_by=by)
    steps = steps_of(school)
    event = CampaignStarted(
        subject=school.reference,
        reminder_days=list(steps.reminders),
        manager_day=steps.manager,
        head_day=steps.head,
    )
    record(event, school=school, by=by, at=at)
    return campaign


@transaction.atomic
def stop(school: School, *, by: Person, at: datetime.datetime) -> Campaign:
    """Ask and remind nobody by itself any more; what waits to leave is dropped as it would leave."""
    require(can_run_campaign(by, school, timezone.localdate(at)))
    campaign = Campaign.objects.select_for_update().filter(school=school, stopped_at=None).first()
    if campaign is None:
        raise NotRunning
    campaign.stopped_at, campaign.stopped_by = at, by
    campaign.save(update_fields=["stopped_at", "stopped_by"])
    record(CampaignStopped(subject=school.reference), school=school, by=by, at=at)
    return campaign
