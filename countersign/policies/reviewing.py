"""
Reviews of policies: what somebody asked to be looked at again, what came of it, and who was warned of which day.

When a policy is next reviewed is nowhere stored: its newest edition names a day, and each review that ended with "no
change needed" names a later one (`reviews`). The edition itself is never altered.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from countersign.people.models import Holding, Person
from countersign.schools.models import School
from countersign.words import later as _


class ReviewQuerySet(models.QuerySet["Review"]):
    """Questions about reviews."""

    def closed(self) -> "ReviewQuerySet":
        """Keep those that ended with "no change needed"."""
        return self.filter(closed_at__isnull=False)


class Review(models.Model):
    """A review of a policy: asked for by somebody with the reason, or the yearly one; closed when nothing changes."""

    class Cause(models.TextChoices):
        """Why a policy is reviewed."""

        YEARLY = "yearly", _("The yearly review")
        LAW = "law", _("New law or guidance")
        INCIDENT = "incident", _("Something happened")
        TECHNOLOGY = "technology", _("New technology")
        OTHER = "other", _("Something else")

    policy_id: int
    closed_edition_id: int | None

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    policy = models.ForeignKey("policies.Policy", models.PROTECT, related_name="reviews")
    cause = models.CharField(max_length=12, choices=Cause)
    reason = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    closed_edition = models.ForeignKey("policies.Edition", models.PROTECT, null=True, related_name="reviews_closed")
    finding = models.TextField(blank=True)  # why nothing changes
    minute = models.CharField(max_length=60, blank=True)
    next_date = models.DateField(null=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="review_asked_for_a_reason", condition=Q(cause="yearly") | ~Q(reason="")),
            models.CheckConstraint(
                name="review_closed_whole",
                condition=Q(closed_at=None, closed_by=None, closed_edition=None, next_date=None)
                | Q(
                    closed_at__isnull=False,
                    closed_by__isnull=False,
                    closed_edition__isnull=False,
                    next_date__isnull=False,
                )
                & ~Q(finding=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy}: {self.get_cause_display()}"


class ReviewWarning(models.Model):
    """One person was warned at one stage before or after the day on which a policy is due for review."""

    policy = models.ForeignKey("policies.Policy", models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    due_date = models.DateField()
    stage_date = models.DateField()
    warned_date = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["policy", "person", "due_date", "stage_date"], name="review_warning_once_at_a_stage"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["person", "warned_date"], name="review_warning_of_a_day")]

    def __str__(self) -> str:
        return f"{self.person}: {self.policy} by {self.due_date}"


class CalendarAddress(models.Model):
    """
    A secret address under which one person's calendar finds the school's review dates.

    Only the SHA-256 of the secret is kept: the address is shown once, when it is made.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    secret_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_at=None), name="calendar_address_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.made_at:%Y-%m-%d}"


class HolderNews(models.Model):
    """New holders of posts that policies in force print: told to everybody bound, a batch at a time, each once."""

    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    posts = models.JSONField()  # titles, as they were that day
    policies = models.ManyToManyField("policies.Policy", related_name="+")
    made_at = models.DateTimeField()
    told_to = models.PositiveBigIntegerField(default=0)  # everybody up to this person's key has been told
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "holder news"
        indexes: ClassVar = [models.Index(fields=["made_at"], condition=Q(done_at=None), name="holder_news_waiting")]

    def __str__(self) -> str:
        return ", ".join(self.posts)


class HoldingSeen(models.Model):
    """A holding that the worker has looked at, and the news it made, if any."""

    holding = models.OneToOneField(Holding, models.CASCADE, related_name="seen")
    news = models.ForeignKey(HolderNews, models.CASCADE, null=True, related_name="+")

    def __str__(self) -> str:
        return str(self.holding)
