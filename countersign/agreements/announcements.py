"""How far the telling of a new edition has come."""

from django.db import models

from countersign.policies.models import Edition


class Announcement(models.Model):
    """
    That people are told of an edition, and how far it has come: a row for each edition, not for each person.

    It moves on in the transaction that writes some people's messages, so a worker that dies tells nobody twice and
    forgets nobody.
    """

    edition = models.OneToOneField(Edition, models.CASCADE, related_name="announcement")
    begun_at = models.DateTimeField()
    last_person = models.BigIntegerField(default=0)  # people are told in the order of their keys, as far as this one
    told = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.edition}: {self.told} told"
