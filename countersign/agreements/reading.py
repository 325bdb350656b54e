"""What a person has read of the policies that others lean on, and how they did with the questions about them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from countersign.people.models import Person
from countersign.policies.models import Policy


class PolicyRead(models.Model):
    """
    That somebody said they had read a policy, or one section of it, in one edition.

    It belongs to the person and not to what asked for it: a role that changes, or another policy that requires the same
    section, finds it here.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="policies_read")
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="reads")
    edition_number = models.PositiveIntegerField(default=0)  # 0: kept elsewhere, at the address
    section = models.CharField(max_length=300, blank=True)  # as what requires it names it; empty: all of it
    title = models.CharField(max_length=300, blank=True)  # its heading, as it was read
    web_address = models.CharField(max_length=500, blank=True)  # where it was, if it is not in the library
    opened_at = models.DateTimeField(null=True)  # when its page, or its address, was opened
    read_at = models.DateTimeField(null=True)  # when they said that they had read it

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "policy", "section", "edition_number"], name="policy_read_once_in_an_edition"
            ),
            models.CheckConstraint(
                name="policy_read_was_opened", condition=Q(read_at=None) | Q(opened_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy}, edition {self.edition_number}: {self.title or 'all of it'}"


class CheckTried(models.Model):
    """How often somebody tried a check question, and when it was right: a count, never a mark."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="checks_tried")
    key = models.UUIDField()  # of the question, the same in each edition that asks it
    attempts = models.PositiveIntegerField(default=0)
    passed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "checks tried"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "key"], name="check_tried_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.attempts}"
