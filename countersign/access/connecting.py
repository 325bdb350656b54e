"""The directories of a school, what we know of them, and every change asked of them: rows first, then the change."""

import uuid
from datetime import datetime
from typing import ClassVar, cast

from django.db import models
from django.db.models import F, Q

from countersign.access.connectors.protocol import Kind, Op
from countersign.people.models import Person
from countersign.schools.models import School
from countersign.words import later as _


def together(*names: str) -> Q:
    """Return the condition that these are all set or none is."""
    nothing, everything = Q(), Q()
    for name in names:
        nothing &= Q(**{f"{name}__isnull": True})
        everything &= Q(**{f"{name}__isnull": False})
    return nothing | everything


class Connector(models.Model):
    """A directory we write to. Its password is named here and kept elsewhere."""

    school_id: int

    class Kind(models.TextChoices):
        """What can be connected."""

        HANDOVER = "handover", _("A list for whoever makes accounts by hand")
        LDAP = "ldap", _("LDAP directory")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="connectors")
    kind = models.CharField(max_length=20, choices=Kind)
    name = models.CharField(max_length=100)
    settings = models.JSONField(default=dict)
    secret_name = models.CharField(max_length=100, blank=True)  # of an environment variable, or of NAME_FILE's NAME
    mail_domain = models.CharField(max_length=100, blank=True)  # empty: the person's own address
    repairs_drift = models.BooleanField(default=False)
    asks_first = models.BooleanField(default=True)  # whether each plan waits for a person; a suspension never does
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)  # since a person applied a plan with these settings
    wanted_at = models.DateTimeField(null=True)  # a decision asks for a look now
    last_tried_at = models.DateTimeField(null=True)
    last_look_at = models.DateTimeField(null=True)  # the last complete reading
    stopped_at = models.DateTimeField(null=True)  # nothing is tried until somebody has looked
    fault = models.CharField(max_length=500, blank=True)
    next_try_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    busy_until = models.DateTimeField(null=True)
    busy_token = models.CharField(max_length=32, blank=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["school", "name"], condition=Q(retired_at=None), name="connector_name_once_in_a_school"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def reference(self) -> str:
        """How the ledger names it."""
        return f"connector:{self.public_id}"

    @property
    def is_by_hand(self) -> bool:
        """Return whether people make its changes."""
        return self.kind == self.Kind.HANDOVER


class Group(models.Model):
    """A group of a directory that Countersign fills, and what brings somebody into it."""

    connector_id: int
    entitlement_id: int | None
    permission_id: int | None

    connector = models.ForeignKey(Connector, models.CASCADE, related_name="groups")
    name = models.CharField(max_length=200)
    entitlement = models.ForeignKey("access.Entitlement", models.CASCADE, null=True, related_name="groups")
    permission = models.ForeignKey("access.Permission", models.CASCADE, null=True, related_name="groups")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="group_for_one_thing",
                condition=Q(entitlement=None, permission__isnull=False) | Q(entitlement__isnull=False, permission=None),
            ),
            models.UniqueConstraint(
                fields=["connector", "name", "entitlement"], condition=~Q(entitlement=None), name="group_once_entitled"
            ),
            models.UniqueConstraint(
                fields=["connector", "name", "permission"], condition=~Q(permission=None), name="group_once_permitted"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Link(models.Model):
    """Which account of a directory is whose, by an id that no rename changes."""

    connector_id: int
    person_id: int

    connector = models.ForeignKey(Connector, models.CASCADE, related_name="links")
    person = models.ForeignKey(Person, models.PROTECT, related_name="links")
    handle = models.CharField(max_length=200)
    username = models.CharField(max_length=200)
    linked_at = models.DateTimeField()
    adopted_at = models.DateTimeField(null=True)  # it was there before us, and a person said whose it is
    adopted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["connector", "person"], condition=Q(forgotten_at=None), name="link_one_account_a_person"
            ),
            models.UniqueConstraint(
                fields=["connector", "handle"], condition=Q(forgotten_at=None), name="link_one_person_an_account"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.username} is {self.person}"


class Reservation(models.Model):
    """A username that was ever given out. It is never given to somebody else."""

    person_id: int

    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    username = models.CharField(max_length=200)  # in lower case
    person = models.ForeignKey(Person, models.PROTECT, related_name="usernames")
    reserved_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["school", "username"], name="username_never_given_again"),
            models.UniqueConstraint(fields=["person"], condition=Q(replaced_at=None), name="username_one_in_use"),
        ]

    def __str__(self) -> str:
        return self.username


class Plan(models.Model):
    """What would be changed, as it was shown. One row as long as nothing about it changes."""

    connector_id: int

    connector = models.ForeignKey(Connector, models.CASCADE, related_name="plans")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    content = models.JSONField()  # steps, held, drift, problems, counts
    blocked = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField()
    seen_again_at = models.DateTimeField()  # the last time a look found the same
    answers = models.JSONField(default=dict)  # for what was done by hand, its key -> "back", "keep" or "wait"
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True)
    applied_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["connector", "number"], name="plan_number_once"),
            models.UniqueConstraint(fields=["connector"], condition=Q(superseded_at=None), name="plan_one_at_a_time"),
            models.CheckConstraint(
                name="plan_released_by_somebody",
                condition=Q(released_at=None, released_by=None)
                | Q(released_at__isnull=False, released_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.connector}, plan {self.number}"


class ChangeQuerySet(models.QuerySet["Change"]):
    """Questions about changes."""

    def open(self) -> "ChangeQuerySet":
        """Keep those that are decided and not yet read back, whatever they wait for."""
        return self.filter(read_back_at=None, superseded_at=None)

    def pending(self) -> "ChangeQuerySet":
        """Keep those still to be made."""
        return self.open().filter(done_at=None)

    def due(self, now: datetime) -> "ChangeQuerySet":
        """Keep those to be made now by the worker."""
        return self.pending().filter(Q(next_try_at=None) | Q(next_try_at__lte=now), handed_at=None)

    def by_hand(self) -> "ChangeQuerySet":
        """Keep those that wait on a person's list."""
        return self.pending().filter(handed_at__isnull=False)


class Change(models.Model):
    """One change asked of a directory. Its state is read from its moments."""

    connector_id: int
    person_id: int

    id = models.CharField(primary_key=True, max_length=64)
    key = models.CharField(max_length=64)  # the same change in any plan
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="changes")
    connector = models.ForeignKey(Connector, models.CASCADE, related_name="changes")
    person = models.ForeignKey(Person, models.PROTECT, related_name="changes")
    rank = models.PositiveSmallIntegerField()  # what is taken away first, sign-in last
    kind = models.CharField(max_length=20)
    args = models.JSONField(default=list)
    reason = models.CharField(max_length=300)
    is_drift = models.BooleanField(default=False)
    decision_reference = models.CharField(max_length=80, blank=True)
    requested_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    handed_at = models.DateTimeField(null=True)  # put on the list of whoever makes it by hand
    due_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    result = models.CharField(max_length=10, blank=True)  # changed, already
    read_back_at = models.DateTimeField(null=True)
    read_back = models.JSONField(null=True)  # the account as it then was
    failed_at = models.DateTimeField(null=True)  # refused; tried again from `next_try_at`
    fault = models.CharField(max_length=500, blank=True)
    superseded_at = models.DateTimeField(null=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="change_read_back_after_it_was_made",
                condition=Q(read_back_at=None) | Q(read_back_at__gte=F("done_at")),
            ),
            models.UniqueConstraint(
                fields=["connector", "key"],
                condition=Q(read_back_at=None, superseded_at=None),
                name="change_asked_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["connector", "rank", "id"],
                condition=Q(read_back_at=None, superseded_at=None),
                name="change_open",
            ),
            models.Index(fields=["decision_reference"], name="change_of_a_decision"),
            models.Index(fields=["person", "-requested_at"], name="change_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {' '.join(map(str, self.args))} for {self.person}"

    def op(self, handle: str | None = None) -> Op:
        """Return the change as a directory is asked for it."""
        kind = cast("Kind", self.kind)
        return Op(kind, str(self.person.public_id), handle, tuple(str(arg) for arg in self.args), self.reason)


class Applied(models.Model):
    """What an account was last made to be, so that what somebody changes by hand can be told from a decision."""

    person_id: int

    connector = models.ForeignKey(Connector, models.CASCADE, related_name="applied")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    desired = models.JSONField()
    applied_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["connector", "person"], name="applied_once")]

    def __str__(self) -> str:
        return f"{self.person} in {self.connector}"
