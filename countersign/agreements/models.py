"""What people read, signed, declined and countersigned, kept as moments."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from countersign.access.models import Permission
from countersign.agreements.announcements import Announcement
from countersign.agreements.campaigns import Campaign, CampaignDay, Reminder
from countersign.agreements.reading import CheckTried, PolicyRead
from countersign.agreements.returns import ReturnAnswered
from countersign.people.models import Person
from countersign.policies.models import Edition, Part, Policy, Required
from countersign.schools.models import School
from countersign.words import later as _

__all__ = [
    "Agreement", "Announcement", "Campaign", "CampaignDay", "CheckTried", "Latest", "LinkedPolicyOpened",
    "PermissionAsked", "PolicyRead", "Question", "Reading", "Reminder", "ReturnAnswered", "SectionSeen", "Status",
]  # fmt: skip


class Status(models.TextChoices):
    """What an agreement is now, read from its moments."""

    SIGNED = "signed", _("Waiting for the countersignature")
    IN_FORCE = "in-force", _("Signed and countersigned")
    RETURNED = "returned", _("Returned with a question")
    REFUSED = "refused", _("Not countersigned")
    DECLINED = "declined", _("Declined")
    ENDED = "ended", _("Ended")


class AgreementQuerySet(models.QuerySet["Agreement"]):
    """Questions about agreements."""

    def signed(self) -> "AgreementQuerySet":
        """Keep those with a signature, whatever came after."""
        return self.filter(signed_at__isnull=False)

    def open(self) -> "AgreementQuerySet":
        """Keep those that wait or are in force."""
        return self.signed().filter(returned_at=None, refused_at=None, ended_at=None)

    def awaiting_countersignature(self) -> "AgreementQuerySet":
        """Keep those that wait for the school's decision."""
        return self.open().filter(countersigned_at=None)

    def in_force(self) -> "AgreementQuerySet":
        """Keep those that both have signed and nothing has ended."""
        return self.open().filter(countersigned_at__isnull=False)


class Agreement(models.Model):
    """One person's agreement to one edition of a policy. Its status is read from its moments."""

    person_id: int
    policy_id: int
    edition_id: int
    school_id: int
    countersigned_by_id: int | None

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="agreements")
    person = models.ForeignKey(Person, models.PROTECT, related_name="agreements", db_index=False)  # has one below
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="agreements")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="agreements")

    signed_at = models.DateTimeField(null=True)
    signed_name = models.CharField(max_length=200, blank=True)  # as typed
    signed_as = models.CharField(max_length=300, blank=True)  # what the person was to the school that day
    sentence = models.TextField(blank=True)  # the exact sentence agreed to
    fields = models.JSONField(default=dict)  # the edition's own signature fields, label -> answer
    wishes = models.JSONField(default=list)  # which of the edition's own `asks` were ticked
    shown_sha256 = models.CharField(max_length=64, blank=True)  # the exact page shown, in the ledger's contents
    drawn_sha256 = models.CharField(max_length=64, blank=True)  # the drawn signature, if one was drawn
    reading = models.JSONField(default=dict)  # first shown, parts seen, seconds, linked policies opened
    identity = models.JSONField(default=dict)  # how we knew who signed, and from where

    declined_at = models.DateTimeField(null=True)
    decline_reason = models.TextField(blank=True)

    # By whom is never asked for, and each index more would slow down every signature.
    countersigned_at = models.DateTimeField(null=True)
    countersigned_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    countersigned_name = models.CharField(max_length=200, blank=True)
    capacity = models.CharField(max_length=100, blank=True)  # the post it was countersigned in
    approval_sentence = models.TextField(blank=True)
    approver_identity = models.JSONField(default=dict)

    returned_at = models.DateTimeField(null=True)
    returned_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    return_question = models.TextField(blank=True)

    refused_at = models.DateTimeField(null=True)
    refused_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    refusal_reason = models.TextField(blank=True)

    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=200, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="agreement_signed_or_declined",
                condition=Q(signed_at__isnull=False, declined_at=None) | Q(signed_at=None, declined_at__isnull=False),
            ),
            models.CheckConstraint(
                name="agreement_signed_with_its_evidence",
                condition=Q(signed_at=None) | (~Q(signed_name="") & ~Q(sentence="") & ~Q(shown_sha256="")),
            ),
            models.CheckConstraint(
                name="agreement_countersigned_after_signing",
                condition=Q(countersigned_at=None, countersigned_by=None)
                | (Q(countersigned_at__gte=F("signed_at"), countersigned_by__isnull=False) & ~Q(capacity="")),
            ),
            models.CheckConstraint(
                name="agreement_countersigned_by_someone_else",
                condition=Q(countersigned_by=None) | ~Q(countersigned_by=F("person")),
            ),
            models.CheckConstraint(
                name="agreement_one_decision",
                condition=Q(refused_at=None, returned_at=None)
                | Q(refused_at=None, countersigned_at=None)
                | Q(returned_at=None, countersigned_at=None),
            ),
            models.UniqueConstraint(
                fields=["person", "policy"],
                condition=Q(
                    signed_at__isnull=False, countersigned_at=None, returned_at=None, refused_at=None, ended_at=None
                ),
                name="agreement_one_waiting",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["school", "signed_at"],
                condition=Q(
                    signed_at__isnull=False, countersigned_at=None, returned_at=None, refused_at=None, ended_at=None
                ),
                name="agreement_waiting",
            ),
            models.Index(fields=["person", "-signed_at"], name="agreement_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.edition}"

    @property
    def reference(self) -> str:
        """How the ledger names this agreement."""
        return f"agreement:{self.public_id}"

    @property
    def status(self) -> Status:
        """What this agreement is now."""
        if self.declined_at:
            return Status.DECLINED
        if self.refused_at:
            return Status.REFUSED
        if self.returned_at:
            return Status.RETURNED
        if self.ended_at:
            return Status.ENDED
        return Status.IN_FORCE if self.countersigned_at else Status.SIGNED


class PermissionAsked(models.Model):
    """An additional permission that a signer asked for, and what the approver said."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="permissions_asked")
    permission = models.ForeignKey(Permission, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "permission"], name="permission_asked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.permission} for {self.agreement}"


class Latest(models.Model):
    """
    The newest signature of a person under a policy: a projection for counting, never a status.

    One that the school returned or refused is not among them. Rebuilt from the agreements by `latest.rebuild_latest`; a
    test holds the two together.
    """

    # No index of their own: the two below begin with what is asked for, and each more would slow down every signature.
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    policy = models.ForeignKey(Policy, models.CASCADE, related_name="+", db_index=False)
    school = models.ForeignKey(School, models.CASCADE, related_name="+", db_index=False)
    edition_number = models.PositiveIntegerField()
    signed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "policy"], name="latest_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["school", "policy", "edition_number", "signed_at", "person"], name="latest_of_a_school"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.policy}, {self.edition_number}"


class Reading(models.Model):
    """What one person has been shown of one edition, as the server saw it."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="readings")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="readings")
    first_shown_at = models.DateTimeField()
    last_shown_at = models.DateTimeField()
    seconds_visible = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "edition"], name="reading_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person} reads {self.edition}"


class SectionSeen(models.Model):
    """A section of an edition that reached a reader's screen, and when."""

    reading = models.ForeignKey(Reading, models.CASCADE, related_name="sections_seen")
    part = models.ForeignKey(Part, models.PROTECT, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reading", "part"], name="section_seen_once"),
        ]

    def __str__(self) -> str:
        return f"{self.part}, {self.seen_at}"


class LinkedPolicyOpened(models.Model):
    """A linked policy that a reader opened from the page, and when."""

    reading = models.ForeignKey(Reading, models.CASCADE, related_name="linked_opened")
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reading", "policy"], name="linked_policy_opened_once"),
        ]

    def __str__(self) -> str:
        return f"{self.policy}, {self.opened_at}"


class Question(models.Model):
    """What somebody asked about an edition before signing, or about what it requires them to read, and the answer."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="questions")
    person = models.ForeignKey(Person, models.PROTECT, related_name="questions")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="questions")
    required = models.ForeignKey(Required, models.PROTECT, null=True, related_name="asked")  # what it is about, if that
    text = models.TextField()
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="question_answered_by_somebody",
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.text}"[:80]
