"""What somebody must have read before signing an edition, what they are asked about it, and who must read a policy."""

import uuid
from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.db.models import Q

from countersign.people.audiences import Audience, in_words

MOST_ANSWERS = 4
"""More answers than this make a question hard to read on a phone."""


class Required(models.Model):
    """
    A linked policy, or a section of one, that whoever signs the edition must have read.

    Fixed with the edition once it is published. A section of a policy that is in the library goes by its key, which is
    the same in each of its editions; one of a policy that is kept elsewhere goes by its name.
    """

    edition_id: int
    link_id: int

    edition = models.ForeignKey("policies.Edition", models.CASCADE, related_name="required")
    link = models.ForeignKey("policies.LinkedPolicy", models.CASCADE, related_name="required")
    section = models.CharField(max_length=300, blank=True)  # its key, or its name; empty: the whole policy
    title = models.CharField(max_length=300, blank=True)  # the section's heading, as the author saw it
    waits_for_answer = models.BooleanField(default=False)  # whether a question about it keeps its asker from signing
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name_plural = "required"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "link", "section"], name="required_once_in_an_edition"),
        ]

    def __str__(self) -> str:
        return f"{self.link.named}: {self.title}" if self.title else self.link.named


class CheckQuestion(models.Model):
    """A question that helps to see whether something required was understood. It is tried until it is right."""

    required_id: int

    edition = models.ForeignKey("policies.Edition", models.CASCADE, related_name="+")
    required = models.ForeignKey(Required, models.CASCADE, related_name="questions")
    key = models.UUIDField(default=uuid.uuid4)  # the same question in the next edition has the same key
    text = models.CharField(max_length=500)
    answers = models.JSONField()  # two to four texts
    right = models.PositiveSmallIntegerField()  # the place of the right one, from 0
    explanation = models.TextField()  # why it is right
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "key"], name="check_question_once_in_an_edition"),
            models.CheckConstraint(
                name="check_question_has_a_right_answer", condition=Q(right__gte=0, right__lt=MOST_ANSWERS)
            ),
        ]

    def __str__(self) -> str:
        return self.text


class MustRead(models.Model):
    """A kind of people who must read a policy that nobody signs, as the school says today."""

    policy_id: int

    policy = models.ForeignKey("policies.Policy", models.CASCADE, related_name="must_read")
    kind = models.CharField(max_length=20, choices=Audience)

    class Meta:
        verbose_name_plural = "must read"
        constraints: ClassVar = [models.UniqueConstraint(fields=["policy", "kind"], name="must_read_once")]

    def __str__(self) -> str:
        return f"{self.policy}: {self.get_kind_display()}"


def whom(rows: Iterable[MustRead]) -> str:
    """Return who must read a policy, in words; empty where nobody must of themselves."""
    kinds = {row.kind for row in rows}
    return in_words([kind for kind in Audience.values if kind in kinds])
