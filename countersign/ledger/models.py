"""What the ledger keeps. The database itself refuses to change or remove it: see `guards.py`."""

import json
import zlib
from typing import Any, ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q


class Chain(models.Model):
    """
    One school's entries, in order. Its public id is inside each of their hashes.

    `seal`, here and below, is keyed with a file outside the database over what no hash or signature covers.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(max_length=300)
    opened_at = models.DateTimeField()
    seal = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.name


class Head(models.Model):
    """
    The newest entry of a chain: the one row of the ledger that changes.

    It is locked and written by the last statements of a transaction, so that schools do not wait for each other and
    people of one school wait only for that. Because of its seal, whoever can write to the database only cannot take
    away the newest entries unseen.
    """

    chain = models.OneToOneField(Chain, models.PROTECT, primary_key=True, related_name="head")
    seq = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.chain} {self.seq}"


class Entry(models.Model):
    """Something that happened, at its place in a chain."""

    chain = models.ForeignKey(Chain, models.PROTECT, related_name="entries", db_index=False)  # its place has one
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=100)
    by = models.CharField(max_length=100, null=True)  # noqa: DJ001 - null where nobody did it, as in the hash
    subject = models.CharField(max_length=100)
    data = models.TextField()
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["chain", "seq"], name="entry_has_its_place"),
            models.CheckConstraint(condition=Q(seq__gte=1), name="entry_is_counted_from_one"),
        ]
        indexes: ClassVar = [models.Index(fields=["subject"], name="entry_subject")]

    def __str__(self) -> str:
        return f"{self.kind} {self.seq}"

    @property
    def fields(self) -> dict[str, Any]:
        """What happened, without its personal values."""
        return self._part("fields")

    @property
    def contents(self) -> dict[str, str]:
        """The SHA-256 of each content the entry is about, by field."""
        return self._part("contents")

    @property
    def commitments(self) -> dict[str, str]:
        """The salted hash of each personal value, by field."""
        return self._part("personal")

    @property
    def personal(self) -> dict[str, str]:
        """The personal values that have not been erased, by field, as text."""
        return {each.name: each.value for each in self.personal_values.all()}

    def _part(self, name: str) -> dict[str, Any]:
        part: dict[str, Any] = json.loads(self.data).get(name, {})
        return part


class PersonalValue(models.Model):
    """Words about a person in an entry, with the salt that hides them in its hash. Erasable, never altered."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="personal_values", db_index=False)  # its name has
    name = models.CharField(max_length=100)
    salt = models.CharField(max_length=32)
    value = models.TextField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["entry", "name"], name="personal_value_once")]

    def __str__(self) -> str:
        return self.name


class Content(models.Model):
    """Exact bytes, kept once however often they were shown. One about a person can be erased, never altered."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    compressed = models.BinaryField()
    is_personal = models.BooleanField(default=False)
    seal = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.sha256

    def read(self) -> bytes:
        """Return the bytes."""
        return zlib.decompress(bytes(self.compressed))


class Checkpoint(models.Model):
    """A signature over everything that was new in all chains, and over the checkpoint before."""

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    batches_count = models.PositiveIntegerField()
    entries_count = models.PositiveBigIntegerField()
    root = models.CharField(max_length=64)
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    signature = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(number__gte=1), name="checkpoint_is_counted_from_one")
        ]

    def __str__(self) -> str:
        return f"Checkpoint {self.number}"


class Batch(models.Model):
    """The entries of one chain that a checkpoint covers: from `first` to `last`, none left out."""

    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, related_name="batches")
    chain = models.ForeignKey(Chain, models.PROTECT, related_name="batches")
    index = models.PositiveIntegerField()
    first = models.PositiveBigIntegerField()
    last = models.PositiveBigIntegerField()
    root = models.CharField(max_length=64)

    class Meta:
        verbose_name_plural = "batches"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["checkpoint", "index"], name="batch_has_its_place"),
            models.UniqueConstraint(fields=["chain", "first"], name="batch_begins_once"),
            models.UniqueConstraint(fields=["chain", "last"], name="batch_ends_once"),
            models.CheckConstraint(condition=Q(first__lte=F("last")), name="batch_has_an_entry"),
        ]

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"


class Timestamp(models.Model):
    """What an independent authority says of when a checkpoint existed (RFC 3161)."""

    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, related_name="timestamps")
    authority = models.CharField(max_length=300)
    stamped_at = models.DateTimeField()
    token = models.BinaryField()
    seal = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["checkpoint", "authority"], name="timestamp_once_an_authority")
        ]

    def __str__(self) -> str:
        return self.authority
