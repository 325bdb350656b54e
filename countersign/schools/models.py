"""A school, its trust, its posts, and the days it is open."""

import uuid
from datetime import date
from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models

from countersign.ledger.models import Chain
from countersign.schools.days import ClosedDates, SchoolDays, TermDates, as_text, school_days


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
    days_to_sign = models.PositiveSmallIntegerField(default=10)  # school days
    grace_days = models.PositiveSmallIntegerField(default=14)
    # On which school days after something is asked people are reminded, and somebody else is told; empty: nobody is.
    reminder_days = models.CharField(max_length=60, default="0 3 7 9")
    manager_day = models.PositiveSmallIntegerField(null=True, default=11)
    head_day = models.PositiveSmallIntegerField(null=True, default=15)
    names_holders = models.BooleanField(default=True)  # whether pages without sign-in name those who hold posts
    # The terms and closures below in one text: who asks whether somebody may pass has the school, and asks no more.
    calendar = models.TextField(blank=True)

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

    @property
    def days(self) -> SchoolDays:
        """The days on which this school is open."""
        return school_days(self.calendar)

    def last_day_to_sign(self, asked_date: date) -> date:
        """Return the last day for signing what is asked on a day: so many school days after it."""
        return self.days.after(asked_date, self.days_to_sign)

    def keep_calendar(self) -> None:
        """Keep the terms and closures in one text; whoever changes them calls this in the same transaction."""
        terms = Term.objects.filter(school=self).values_list(*TERM)
        closures = Closure.objects.filter(school=self).values_list("first_date", "last_date", "is_inset")
        self.calendar = as_text(map(TermDates._make, terms), map(ClosedDates._make, closures))
        self.save(update_fields=["calendar"])


TERM = ("first_date", "last_date", "break_first_date", "break_last_date")


class Term(models.Model):
    """One term of a school, with its half term."""

    school = models.ForeignKey(School, models.CASCADE, related_name="terms")
    first_date = models.DateField()
    last_date = models.DateField()
    break_first_date = models.DateField(null=True)
    break_last_date = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="term_ends_after_it_starts", condition=models.Q(last_date__gte=models.F("first_date"))
            ),
            models.CheckConstraint(
                name="term_half_term_within",
                condition=models.Q(break_first_date=None, break_last_date=None)
                | models.Q(
                    break_first_date__gte=models.F("first_date"),
                    break_last_date__gte=models.F("break_first_date"),
                    break_last_date__lte=models.F("last_date"),
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_date:%-d %B %Y} to {self.last_date:%-d %B %Y}"


class Closure(models.Model):
    """Days on which a school is closed besides its holidays, or INSET days: open for staff, closed for pupils."""

    school = models.ForeignKey(School, models.CASCADE, related_name="closures")
    first_date = models.DateField()
    last_date = models.DateField()
    is_inset = models.BooleanField(default=False)
    name = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="closure_ends_after_it_starts", condition=models.Q(last_date__gte=models.F("first_date"))
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"{self.first_date:%-d %B %Y}"


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
