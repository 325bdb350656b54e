"""A school, its trust, and its posts."""

import uuid
from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models

from countersign.ledger.models import Chain


class Trust(models.Model):
    """Several schools under one body."""

    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name


class School(models.Model):
    """One school: everything else belongs to it."""

    chain_id: int

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)
    web_address = models.URLField(blank=True)
    urn = models.CharField(max_length=6, blank=True)  # unique reference number
    ukprn = models.CharField(max_length=8, blank=True)  # UK provider reference number
    trust = models.ForeignKey(Trust, models.PROTECT, null=True, blank=True, related_name="schools")
    chain = models.OneToOneField(Chain, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    set_up_at = models.DateTimeField(null=True)
    is_demonstration = models.BooleanField(default=False)
    # Everybody signs again each year by this month and day; empty: a year after each signature.
    renewal_month = models.PositiveSmallIntegerField(null=True, blank=True)
    renewal_day = models.PositiveSmallIntegerField(null=True, blank=True)
    days_to_sign = models.PositiveSmallIntegerField(default=14)
    grace_days = models.PositiveSmallIntegerField(default=14)
    names_holders = models.BooleanField(default=True)  # whether pages without sign-in name those who hold posts

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="school_renewal_day_and_month_together",
                condition=models.Q(renewal_month=None, renewal_day=None)
                | models.Q(renewal_month__range=(1, 12), renewal_day__range=(1, 31)),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def reference(self) -> str:
        """How the ledger names this school."""
        return f"school:{self.public_id}"


def only_demonstration() -> bool:
    """Return whether there is a demonstration here and nothing real."""
    shown = set(School.objects.values_list("is_demonstration", flat=True).distinct())
    return shown == {True}


class Post(models.Model):
    """A named duty at a school: text names the post, the day decides who holds it."""

    school = models.ForeignKey(School, models.PROTECT, related_name="posts")
    code = models.CharField(max_length=50, validators=[RegexValidator(r"^[a-z0-9][a-z0-9-]*$")])
    title = models.CharField(max_length=100)
    may_countersign = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["school", "code"], name="post_code_once_in_a_school"),
        ]

    def __str__(self) -> str:
        return self.title
