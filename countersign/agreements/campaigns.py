"""That a school asks its people for signatures by itself, how far a day's asking has come, and what was told."""

from typing import ClassVar

from django.db import models

from countersign.notices.models import Message
from countersign.people.models import Person
from countersign.policies.models import Policy
from countersign.schools.models import School


class Campaign(models.Model):
    """From when to when a school asks its people for what they are to sign, and reminds them."""

    school = models.ForeignKey(School, models.CASCADE, related_name="campaigns")
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["school"], condition=models.Q(stopped_at=None), name="campaign_one_at_a_school"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school}, from {self.started_at:%-d %B %Y}"


class CampaignDay(models.Model):
    """
    How far the asking of one school day has come: a row for each day, not for each person.

    It moves on in the transaction that writes some people's messages, so a worker that dies asks nobody twice and
    forgets nobody.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="days")
    date = models.DateField()
    last_person = models.BigIntegerField(default=0)  # people are asked in the order of their keys, as far as this one
    told = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "date"], name="campaign_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign}, {self.date}: {self.told} told"


class Reminder(models.Model):
    """
    What was told at one step: that somebody is asked to sign a policy, or to somebody else that they have not.

    Whether it left is in its message. Together they say of whoever has not signed when they were asked, and how.
    """

    policy_id: int
    person_id: int
    told_id: int
    message_id: int | None

    person = models.ForeignKey(
        Person, models.CASCADE, related_name="reminders", db_index=False
    )  # whose signature it is about
    policy = models.ForeignKey(Policy, models.CASCADE, related_name="+", db_index=False)
    told = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)  # the person, or somebody else
    step = models.PositiveSmallIntegerField()
    told_at = models.DateTimeField()
    channel = models.CharField(max_length=100)  # in words, masked: "mail to p…@mail.example"
    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="reminders")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "told_at"], name="reminder_of_a_person")]

    def __str__(self) -> str:
        return f"{self.person}, {self.policy}, step {self.step}"
