"""What was asked of a signer when an agreement came back, and what they answered."""

from typing import ClassVar

from django.db import models

from countersign.people.models import Person


class ReturnAnswered(models.Model):
    """A question with which an agreement was returned, once its signer has answered it: the agreement waits again."""

    agreement = models.ForeignKey("agreements.Agreement", models.CASCADE, related_name="answers")
    question = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    answer = models.TextField()
    answered_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["answered_at", "pk"]

    def __str__(self) -> str:
        return f"{self.question} {self.answer}"[:80]
