"""
Governors' approval: who must approve a policy, what they were sent, and what each answered to exactly which words.

An approval belongs to the words it was given to, named by their SHA-256 (`fingerprint.text_to_approve`). Whether it
still counts is nowhere stored: it does while the draft says the same.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from countersign.people.models import Person


class Approver(models.Model):
    """Somebody named to approve a policy's editions before they are published."""

    person_id: int

    policy = models.ForeignKey("policies.Policy", models.CASCADE, related_name="approvers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["policy", "person"], name="approver_once_for_a_policy"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.policy}"


class Asking(models.Model):
    """The words of a draft as they were sent to its approvers."""

    edition = models.ForeignKey("policies.Edition", models.CASCADE, related_name="askings")
    content_sha256 = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "content_sha256"], name="asking_once_for_the_same_words"),
        ]

    def __str__(self) -> str:
        return f"{self.edition}, asked {self.asked_at:%Y-%m-%d}"


class Approval(models.Model):
    """One approver's own answer to exact words: approved, or not and why."""

    person_id: int

    edition = models.ForeignKey("policies.Edition", models.CASCADE, related_name="approvals")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    content_sha256 = models.CharField(max_length=64)
    approved_at = models.DateTimeField(null=True)
    signed_name = models.CharField(max_length=200, blank=True)  # typed by the approver, printed on the cover
    refused_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["edition", "person", "content_sha256"],
                condition=Q(taken_back_at=None),
                name="approval_one_answer_at_a_time",
            ),
            models.CheckConstraint(
                name="approval_is_a_yes_or_a_no",
                condition=Q(approved_at__isnull=False, refused_at=None) & ~Q(signed_name="")
                | Q(approved_at=None, refused_at__isnull=False) & ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {'yes' if self.approved_at else 'no'}"


class Meeting(models.Model):
    """A meeting of governors that approved exact words, as somebody recorded it from the minutes."""

    edition = models.ForeignKey("policies.Edition", models.CASCADE, related_name="meetings")
    content_sha256 = models.CharField(max_length=64)
    held_date = models.DateField()
    minute = models.CharField(max_length=60)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["edition", "content_sha256"],
                condition=Q(taken_back_at=None),
                name="meeting_once_for_the_same_words",
            ),
            models.CheckConstraint(
                name="meeting_taken_back_by_somebody",
                condition=Q(taken_back_at=None, taken_back_by=None)
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.held_date}, minute {self.minute}"


class Presence(models.Model):
    """An approver who was at a meeting."""

    person_id: int

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="presences")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "person"], name="presence_once_at_a_meeting"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.meeting}"
