"""The sealed records, and the sealed PDF of each edition."""

from typing import ClassVar

from django.db import models

from countersign.agreements.models import Agreement
from countersign.policies.models import Edition


class Record(models.Model):
    """The sealed paper of one agreement: made once, when the last party has acted."""

    agreement = models.OneToOneField(Agreement, models.PROTECT, related_name="record")
    code = models.CharField(max_length=60)  # as people say it: HBP-4-4958
    sealed_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)  # of the PDF, kept among the ledger's contents
    size = models.PositiveIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-sealed_at"], name="record_newest")]

    def __str__(self) -> str:
        return self.code


class SealedEdition(models.Model):
    """The sealed PDF of one published edition: made once, at an address that stays."""

    edition = models.OneToOneField(Edition, models.PROTECT, related_name="sealed")
    sealed_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64, db_index=True)  # of the PDF, kept among the ledger's contents
    size = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.edition}, sealed"
