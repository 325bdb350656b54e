"""Work on a draft: what its parts said before they were changed and by whom, and who has which part open."""

from typing import ClassVar

from django.db import models

from countersign.people.models import Person
from countersign.words import later as _


class EarlierText(models.Model):
    """What a part of a draft said, or its details, before somebody did something to it; it can be brought back."""

    class Did(models.TextChoices):
        """What was done then."""

        ADDED = "added", _("added it")
        CHANGED = "changed", _("changed it")
        MOVED = "moved", _("moved it")
        SPLIT = "split", _("split it")
        JOINED = "joined", _("joined it with the next one")
        TAKEN_OUT = "taken-out", _("took it out")
        PUT_BACK = "put-back", _("put it back")
        BROUGHT_BACK = "brought-back", _("brought earlier words back")
        READ_ANEW = "read-anew", _("took the words of a new file")
        PUT_ASIDE = "put-aside", _("kept somebody else’s words, and put these aside")

    edition_id: int
    part_id: int | None

    edition = models.ForeignKey("policies.Edition", models.CASCADE, related_name="earlier_texts")
    part = models.ForeignKey("policies.Part", models.CASCADE, null=True, related_name="earlier_texts")  # null: details
    did = models.CharField(max_length=20, choices=Did)
    said = models.JSONField(default=dict)  # what it said before; of words put aside, these; of an addition, nothing
    revision = models.PositiveIntegerField()  # of the part, or of the details, that said so
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-changed_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.changed_by} {self.get_did_display()}"


class AtWork(models.Model):
    """Somebody who has a page of a draft open: a light row that runs out, and locks nothing."""

    edition = models.ForeignKey("policies.Edition", models.CASCADE, related_name="at_work")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    part = models.ForeignKey("policies.Part", models.SET_NULL, null=True, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "person"], name="at_work_once_on_a_draft"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.edition}"
