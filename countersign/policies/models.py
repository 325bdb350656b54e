"""A policy, its editions, and the ordered parts of each."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext

from countersign.people.audiences import WIDER, Audience, in_words
from countersign.people.models import Person
from countersign.policies.approving import Approval, Approver, Asking, Meeting, Presence
from countersign.policies.minimums import Minimum
from countersign.policies.required import CheckQuestion, MustRead, Required
from countersign.policies.reviewing import (
    CalendarAddress,
    HolderNews,
    HoldingSeen,
    Review,
    ReviewWarning,
)
from countersign.policies.translations import TranslatedText, Translation
from countersign.policies.wordings import Wording
from countersign.policies.working import AtWork, EarlierText
from countersign.schools.models import Post, School
from countersign.words import later as _

__all__ = [
    "Approval",
    "Approver",
    "Asking",
    "AtWork",
    "CalendarAddress",
    "CheckQuestion",
    "Doubt",
    "EarlierText",
    "Edition",
    "HolderNews",
    "HoldingSeen",
    "LinkedPolicy",
    "Meeting",
    "Minimum",
    "MustRead",
    "Part",
    "Policy",
    "PolicyAudience",
    "Presence",
    "Required",
    "Review",
    "ReviewWarning",
    "TranslatedText",
    "Translation",
    "Wording",
]


class Policy(models.Model):
    """A document that the school keeps and asks people to sign or to know."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="policies")
    title = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    is_signed = models.BooleanField(default=True)  # an agreement people sign, or a linked policy they read
    web_address = models.URLField(blank=True, max_length=500)  # where a linked policy is read
    # The lowest edition whose signature still counts: moved only by publishing a material edition.
    min_edition = models.PositiveIntegerField(default=0)
    # The last day on which an older signature still counts: `days_to_sign` school days after the edition takes effect.
    min_edition_due_date = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    owner = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")  # who looks after it; none: the head
    quorum = models.PositiveSmallIntegerField(default=0)  # how many of its approvers must approve; 0: none is asked

    class Meta:
        verbose_name_plural = "policies"
        indexes: ClassVar = [models.Index(fields=["school", "is_signed"], name="policy_of_a_school")]

    def __str__(self) -> str:
        return self.title

    @property
    def reference(self) -> str:
        """How the ledger names this policy."""
        return f"policy:{self.public_id}"

    def minimums(self) -> dict[str, Minimum]:
        """Return which signatures still count, for each kind of people it binds."""
        return {row.kind: row.minimum for row in self.audience_rows.all()}


class PolicyAudience(models.Model):
    """
    A kind of role that the newest edition of a policy is for, the narrower kinds written out.

    A handful of rows, replaced on publishing: the gate and the counts join roles with them.
    """

    policy = models.ForeignKey(Policy, models.CASCADE, related_name="audience_rows")
    kind = models.CharField(max_length=20, choices=Audience)
    # Empty where the policy's own hold; filled for a kind that was only told when others had to sign again.
    min_edition = models.PositiveIntegerField(null=True)
    min_edition_due_date = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["policy", "kind"], name="policy_audience_once"),
            models.CheckConstraint(
                name="policy_audience_own_minimum_whole",
                condition=Q(min_edition=None, min_edition_due_date=None)
                | Q(min_edition__isnull=False, min_edition_due_date__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy}: {self.get_kind_display()}"

    @property
    def minimum(self) -> Minimum:
        """Which signatures of this kind of people still count."""
        if self.min_edition is None:
            return Minimum(self.policy.min_edition, self.policy.min_edition_due_date)
        return Minimum(self.min_edition, self.min_edition_due_date)


class EditionQuerySet(models.QuerySet["Edition"]):
    """Questions about editions."""

    def drafts(self) -> "EditionQuerySet":
        """Keep those still being written."""
        return self.filter(published_at=None, discarded_at=None)

    def published(self) -> "EditionQuerySet":
        """Keep those that have a number."""
        return self.filter(published_at__isnull=False)

    def newest(self) -> "EditionQuerySet":
        """Keep the newest published edition of each policy that is still kept: the one to sign."""
        later = Edition.objects.published().filter(
            policy=models.OuterRef("policy"), number__gt=models.OuterRef("number")
        )
        return self.published().filter(policy__withdrawn_at=None).filter(~models.Exists(later))


class Edition(models.Model):
    """What a policy says for a time: a draft until it is published, immutable from then on."""

    policy_id: int

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField(null=True)
    title = models.CharField(max_length=300)
    audience = models.JSONField(default=list)  # audience codes
    asks = models.JSONField(default=list)  # what the form lets the signer wish for: ["an email account", ...]
    signer_declarations = models.JSONField(default=list)
    approver_declarations = models.JSONField(default=list)
    signature_fields = models.JSONField(default=list)
    approver_fields = models.JSONField(default=list)
    linked_policies = models.ManyToManyField(Policy, through="LinkedPolicy", related_name="+")
    document_code = models.CharField(max_length=50, blank=True)
    source_name = models.CharField(max_length=255, blank=True)
    source_sha256 = models.CharField(max_length=64, blank=True)
    understood_sha256 = models.CharField(max_length=64, blank=True)  # what the reader made of the file, as kept
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    discarded_at = models.DateTimeField(null=True)
    is_material = models.BooleanField(default=True)  # whether anybody who signed before must sign again
    told_only = models.JSONField(default=list)  # the kinds of people who were only told, the narrower written out
    change_summary = models.TextField(blank=True)
    last_reviewed = models.CharField(max_length=10, blank=True)  # ISO, with the precision of the source
    next_review = models.CharField(max_length=10, blank=True)  # likewise, as the document says it
    approved_by = models.CharField(max_length=200, blank=True)  # whoever approved it: governors, with the minute
    approved_date = models.DateField(null=True)
    revision = models.PositiveIntegerField(default=0)  # counts what was changed in the draft's own details
    effective_date = models.DateField(null=True)
    review_date = models.DateField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    content_sha256 = models.CharField(max_length=64, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["policy", "number"], name="edition_number_once_in_a_policy"),
            models.UniqueConstraint(
                fields=["policy"],
                condition=Q(published_at=None, discarded_at=None),
                name="edition_one_draft_at_a_time",
            ),
            models.CheckConstraint(
                name="edition_published_whole",
                condition=Q(published_at=None, number=None)
                | Q(
                    published_at__isnull=False,
                    published_by__isnull=False,
                    number__isnull=False,
                    effective_date__isnull=False,
                    review_date__isnull=False,
                    discarded_at=None,
                )
                & ~Q(content_sha256=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, edition {self.number}" if self.number else f"{self.title}, draft"

    @property
    def reference(self) -> str:
        """How the ledger names this edition."""
        return f"edition:{self.public_id}"

    @property
    def signed_again(self) -> str:
        """Who must sign again because of this edition, in words."""
        if not self.is_material:
            return gettext("No, people were only told")
        told = in_words([kind for kind in self.told_only if WIDER.get(kind) not in self.told_only])
        if not told:
            return gettext("By everybody it is for")
        return gettext("Yes, but not by %(whom)s: they were only told") % {"whom": f"{told[0].lower()}{told[1:]}"}


class LinkedPolicy(models.Model):
    """A policy that an edition leans on, as the edition names it."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="links")
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="+")
    named = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "policy"], name="linked_policy_once_in_an_edition"),
        ]

    def __str__(self) -> str:
        return self.named


class PartQuerySet(models.QuerySet["Part"]):
    """Questions about parts."""

    def kept(self) -> "PartQuerySet":
        """Keep those that are in the edition, in order."""
        return self.filter(removed_at=None).order_by("position", "pk")


class Part(models.Model):
    """One ordered part of an edition: a heading, a passage that is only read, or a clause that binds."""

    class Kind(models.TextChoices):
        """What a part is."""

        SECTION = "section", _("Heading")
        PASSAGE = "passage", _("Text to read")
        CLAUSE = "clause", _("Clause")

    edition_id: int
    wording_id: int | None

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="parts")
    wording = models.ForeignKey(Wording, models.CASCADE, null=True, related_name="parts")  # null: it is for everybody
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    key = models.UUIDField(default=uuid.uuid4)  # the same clause in the next edition has the same key
    number = models.CharField(max_length=20, blank=True)  # as printed
    lead_in = models.TextField(blank=True)
    text = models.TextField()
    children = models.JSONField(default=list)  # [{"number": "a", "text": "..."}]
    roles = models.JSONField(null=True)  # audience codes; null: everybody the edition is for
    topics = models.JSONField(default=list)  # keys of the duty taxonomy
    source = models.TextField(blank=True)  # the original wording it was read from
    revision = models.PositiveIntegerField(default=0)  # counts changes, so that a stale form is noticed
    removed_at = models.DateTimeField(null=True)  # taken out of a draft, and can be put back until it is published

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "key"], name="part_key_once_in_an_edition"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.text}".strip()[:80]


class DoubtQuerySet(models.QuerySet["Doubt"]):
    """Questions about doubts."""

    def asking(self) -> "DoubtQuerySet":
        """Keep those that want an answer, rather than only telling what was left out."""
        return self.exclude(kind__in=Doubt.TELLING).filter(Q(part=None) | Q(part__removed_at=None)).order_by("pk")

    def open(self) -> "DoubtQuerySet":
        """Keep those that want an answer and have none, in the order of the document."""
        return self.asking().filter(settled_at=None)

    def left_out(self) -> "DoubtQuerySet":
        """Keep those that tell what of the file is not in the draft."""
        return self.filter(kind__in=Doubt.TELLING).order_by("pk")


class Doubt(models.Model):
    """Something the reader guessed or left out, for a person to settle before publishing."""

    TELLING = ("dropped", "ignored", "several-agreements")  # kinds that ask nothing
    STARTING_POINT = "starting-point"  # a text of ours that the school has not yet said is theirs

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="doubts")
    part = models.ForeignKey(Part, models.SET_NULL, null=True, related_name="doubts")
    kind = models.CharField(max_length=30)  # as the reader's notices: guessed, dropped, placeholder ...
    text = models.TextField()
    where = models.CharField(max_length=300, blank=True)
    marks = models.JSONField(default=list)  # the doubtful words, as they stand in the original
    # What can be answered with one press: [{"label": "9 April 2026", "sets": {"next_review": "2026-04-09"}}]
    answers = models.JSONField(default=list)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    settled_as = models.CharField(max_length=100, blank=True)  # the answer pressed, as it was labelled

    objects = DoubtQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="doubt_settled_by_somebody",
                condition=Q(settled_at=None, settled_by=None) | Q(settled_at__isnull=False, settled_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"[:80]
