"""What roles bring, what somebody was given besides, and how they stand: the facts access is worked out from."""

from datetime import datetime
from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from countersign.people.models import Person
from countersign.schools.models import School

from .connecting import Applied, Change, Connector, Group, Link, Plan, Reservation, together

__all__ = [
    "Applied", "Change", "Connector", "Entitlement", "Grant", "Group", "Link", "Permission", "Plan", "Reservation",
    "Standing", "Suspension",
]  # fmt: skip


class Entitlement(models.Model):
    """Something a role brings when its agreement is countersigned. Nobody ticks it."""

    school_id: int

    school = models.ForeignKey(School, models.PROTECT, related_name="entitlements")
    title = models.CharField(max_length=100)
    sentence = models.CharField(max_length=200)  # as an approver reads it: an account and school e-mail
    kinds = models.JSONField(default=list)  # audience codes of the roles it belongs to
    is_kept_when_late = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["school", "title"], condition=Q(retired_at=None), name="entitlement_title_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def key(self) -> str:
        """How the calculation names it."""
        return f"entitlement:{self.pk}"


class Permission(models.Model):
    """An additional right from the school's catalogue, given to one person for a time."""

    school_id: int

    school = models.ForeignKey(School, models.PROTECT, related_name="permissions")
    code = models.CharField(max_length=50, validators=[RegexValidator(r"^[a-z0-9][a-z0-9-]*$")])
    title = models.CharField(max_length=100)
    hint = models.CharField(max_length=300, blank=True)
    max_days = models.PositiveSmallIntegerField(default=365)  # the longest it is given for at once
    needs_second_approver = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["school", "code"], name="permission_code_once_in_a_school"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def key(self) -> str:
        """How the calculation names it."""
        return f"permission:{self.pk}"


class Grant(models.Model):
    """A permission somebody has, by whose decision and until when."""

    person_id: int
    permission_id: int
    granted_by_id: int

    permission = models.ForeignKey(Permission, models.PROTECT, related_name="grants")
    person = models.ForeignKey(Person, models.PROTECT, related_name="grants")
    until_date = models.DateField(null=True)  # the last day
    reason = models.CharField(max_length=300, blank=True)
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    decision_reference = models.CharField(max_length=80)
    seconded_at = models.DateTimeField(null=True)  # where the catalogue asks for two approvers, it begins here
    seconded_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    withdrawal_reason = models.CharField(max_length=300, blank=True)
    withdrawal_reference = models.CharField(max_length=80, blank=True)
    ended_recorded_at = models.DateTimeField(null=True)  # when the ledger was told that its last day was over

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="grant_by_someone_else", condition=~Q(granted_by=F("person"))),
            models.CheckConstraint(
                name="grant_seconded_by_a_third_person",
                condition=Q(seconded_at=None, seconded_by=None)
                | (Q(seconded_at__isnull=False) & ~Q(seconded_by=F("granted_by")) & ~Q(seconded_by=F("person"))),
            ),
            models.CheckConstraint(
                name="grant_withdrawn_by_somebody", condition=together("withdrawn_at", "withdrawn_by")
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["person", "permission"], name="grant_of_a_person")]

    def __str__(self) -> str:
        return f"{self.permission} for {self.person}"

    @property
    def starts_at(self) -> datetime | None:
        """When it begins: as soon as everybody whose word it needs has said yes."""
        return self.seconded_at if self.permission.needs_second_approver else self.granted_at


class Standing(models.Model):
    """How one person stands with one policy: told by the agreements, judged with the others by `entitlements`."""

    person_id: int

    person = models.ForeignKey(Person, models.CASCADE, related_name="standings")
    policy_reference = models.CharField(max_length=80, blank=True)  # as the ledger names it; empty: an old row
    signed_at = models.DateTimeField(null=True)
    edition_number = models.PositiveIntegerField(null=True)
    countersigned_at = models.DateTimeField(null=True)
    countersigned_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    is_authorised = models.BooleanField(default=True)  # whether who countersigned could, at that moment
    due_date = models.DateField(null=True)
    grace_days = models.PositiveSmallIntegerField(default=0)
    refused_at = models.DateTimeField(null=True)
    refusal_reason = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)
    decision_reference = models.CharField(max_length=80)
    told_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "policy_reference"], name="standing_once_for_a_policy"),
            models.CheckConstraint(
                name="standing_countersigned_by_somebody",
                condition=together("countersigned_at", "countersigned_by"),
            ),
            models.CheckConstraint(
                name="standing_countersigned_by_someone_else",
                condition=Q(countersigned_by=None) | ~Q(countersigned_by=F("person")),
            ),
        ]

    def __str__(self) -> str:
        return f"How {self.person} stands with {self.policy_reference}"


class Suspension(models.Model):
    """All access of one person, taken away at once by a named person until it is given back."""

    person_id: int

    person = models.ForeignKey(Person, models.PROTECT, related_name="suspensions")
    reason = models.CharField(max_length=300)
    suspended_at = models.DateTimeField()
    suspended_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    resumed_at = models.DateTimeField(null=True)
    resumed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person"], condition=Q(resumed_at=None), name="suspension_one_at_a_time"),
            models.CheckConstraint(
                name="suspension_resumed_by_somebody", condition=together("resumed_at", "resumed_by")
            ),
            models.CheckConstraint(name="suspension_by_someone_else", condition=~Q(suspended_by=F("person"))),
        ]

    def __str__(self) -> str:
        return f"{self.person}, suspended {self.suspended_at:%Y-%m-%d}"

    @property
    def reference(self) -> str:
        """How decisions name it."""
        return f"suspension:{self.pk}"


def entries(school_id: int, **conditions: None) -> list[Entitlement | Permission]:
    """Return a school's catalogue in its order: what roles bring, then what can be given."""
    brings = Entitlement.objects.filter(school=school_id, **conditions).order_by("position", "pk")
    return [*brings, *Permission.objects.filter(school=school_id, **conditions).order_by("position", "pk")]
