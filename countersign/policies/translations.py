"""
Translations of an edition: its exact words in another language, to help who reads them. The original binds.

A translation may be added before the edition is published or long after, unlike the edition itself. Its state is read
from its moments: being written, checked by somebody else, offered, withdrawn. Once offered its words are as fixed as
the edition's; a correction is another translation that takes its place.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import pgettext_lazy

from countersign.people.models import Person
from countersign.policies.languages import Language, language_of
from countersign.policies.wordings import Wording
from countersign.words import later as _


class State(models.TextChoices):
    """What a translation is now, read from its moments."""

    WRITING = "writing", pgettext_lazy("a translation", "Being written")
    CHECKED = "checked", _("Checked")
    OFFERED = "offered", _("Offered")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class TranslationQuerySet(models.QuerySet["Translation"]):
    """Questions about translations."""

    def offered(self) -> "TranslationQuerySet":
        """Keep those that readers may choose."""
        return self.filter(offered_at__isnull=False, withdrawn_at=None)

    def open(self) -> "TranslationQuerySet":
        """Keep those being written or checked."""
        return self.filter(offered_at=None, withdrawn_at=None)


class Translation(models.Model):
    """The words of one edition, or of one of its wordings, in another language."""

    edition_id: int
    wording_id: int | None
    written_by_id: int

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    edition = models.ForeignKey("policies.Edition", models.CASCADE, related_name="translations")
    wording = models.ForeignKey(Wording, models.CASCADE, null=True, related_name="translations")
    language = models.CharField(max_length=15)  # BCP 47
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaced_by")
    written_at = models.DateTimeField()  # when a word of it was last changed
    written_by = models.ForeignKey(Person, models.PROTECT, related_name="+")  # and by whom
    left_over = models.TextField(blank=True)  # what of a file that was put in found no place: nothing is lost
    checked_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    checked_with = models.CharField(max_length=200, blank=True)  # who reads both languages, where it is somebody else
    offered_at = models.DateTimeField(null=True)
    offered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    edition_sha256 = models.CharField(max_length=64, blank=True)  # the words it belongs to, as published
    content_sha256 = models.CharField(max_length=64, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    objects = TranslationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="translation_checked_by_someone_else",
                condition=Q(checked_at=None, checked_by=None)
                | Q(checked_at__isnull=False, checked_by__isnull=False) & ~Q(checked_by=F("written_by")),
            ),
            models.CheckConstraint(
                name="translation_offered_whole",
                condition=Q(offered_at=None, offered_by=None, content_sha256="")
                | Q(offered_at__isnull=False, offered_by__isnull=False, checked_at__isnull=False)
                & ~Q(content_sha256="")
                & ~Q(edition_sha256=""),
            ),
            models.CheckConstraint(
                name="translation_withdrawn_by_somebody",
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
            ),
            models.UniqueConstraint(
                "edition",
                Coalesce("wording", 0),
                "language",
                condition=Q(offered_at__isnull=False, withdrawn_at=None),
                name="translation_one_offered",
            ),
            models.UniqueConstraint(
                "edition",
                Coalesce("wording", 0),
                "language",
                condition=Q(offered_at=None, withdrawn_at=None),
                name="translation_one_in_writing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition}, {self.in_language.name}"

    @property
    def reference(self) -> str:
        """How the ledger names this translation."""
        return f"translation:{self.public_id}"

    @property
    def in_language(self) -> Language:
        """The language it is in."""
        return language_of(self.language)

    @property
    def state(self) -> State:
        """What it is now."""
        if self.withdrawn_at:
            return State.WITHDRAWN
        if self.offered_at:
            return State.OFFERED
        return State.CHECKED if self.checked_at else State.WRITING


class TranslatedText(models.Model):
    """The translation of one text of an edition: a clause, a heading, the title, a label of the form."""

    translation = models.ForeignKey(Translation, models.CASCADE, related_name="texts")
    key = models.CharField(max_length=40)  # a part's key, or `title`, `wording`, `sentence`, `field:…`, `ask:…`
    lead_in = models.TextField(blank=True)
    text = models.TextField()
    children = models.JSONField(default=list)
    original_sha256 = models.CharField(max_length=64)  # exactly the words it translates
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["translation", "key"], name="translated_text_once"),
        ]

    def __str__(self) -> str:
        return f"{self.translation}: {self.text}"[:80]
