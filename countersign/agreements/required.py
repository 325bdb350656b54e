"""
What an edition requires somebody to read first, and how far they are: one statement, asked by the page and by signing.

What was read of a linked policy counts until a material edition of it, for one of the things its reader is to the
school, comes after it. Its check questions are to be answered once.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext, pgettext_lazy

from countersign.agreements.models import CheckTried, PolicyRead, Question
from countersign.people.models import Person, Role
from countersign.policies.models import CheckQuestion, Edition, Policy, PolicyAudience, Required
from countersign.policies.requirements import leaning_of
from countersign.prepared import Prepared
from countersign.refusals import Refused
from countersign.words import later as _


class Step(StrEnum):
    """How far somebody is with one thing to read."""

    UNREAD = "unread"
    CHANGED = "changed"  # read, in an edition before a material one
    TO_CHECK = "to-check"  # read, and a question about it waits for an answer
    WAITING = "waiting"  # they asked about it, and the school wants them to wait for the answer
    DONE = "done"


STEP_WORDS = {
    Step.UNREAD: pgettext_lazy("how far somebody is", "To read"),
    Step.CHANGED: pgettext_lazy("how far somebody is", "Changed"),
    Step.TO_CHECK: pgettext_lazy("how far somebody is", "To answer"),
    Step.WAITING: pgettext_lazy("how far somebody is", "Waiting"),
    Step.DONE: pgettext_lazy("how far somebody is", "Read"),
}


@dataclass(frozen=True)
class Item:
    """One thing to read, and how far somebody is with it."""

    required: Required
    step: Step
    read_number: int | None  # the edition they read, 0 where it is kept elsewhere
    read_at: datetime.datetime | None

    @property
    def policy(self) -> Policy:
        """The policy that is read."""
        return self.required.link.policy

    @property
    def title(self) -> str:
        """What is to be read, as the edition names it."""
        return str(self.required)

    @property
    def is_done(self) -> bool:
        """Whether nothing is left of it."""
        return self.step is Step.DONE

    @property
    def words(self) -> str:
        """How far somebody is, in words."""
        return str(STEP_WORDS[self.step])


def least_edition(day: datetime.date, person: Any, policy: str = "") -> Coalesce:
    """
    Return the lowest edition whose reading still counts for what somebody is to the school.

    Of the policy at a path, or of the row itself.
    """
    kinds = Role.objects.filter(Role.on(day), person=person).values("kind")
    rows = PolicyAudience.objects.filter(policy=OuterRef(policy or "pk"), kind__in=kinds)
    least = rows.annotate(least=Coalesce("min_edition", "policy__min_edition")).order_by("-least").values("least")[:1]
    return Coalesce(Subquery(least), F(f"{policy}__min_edition" if policy else "min_edition"))


def with_progress(rows: "QuerySet[Required]", person: Any, day: Any) -> "QuerySet[Required]":
    """Return what is required, each with what somebody has read of it. A withdrawn policy is not asked for."""
    reads = PolicyRead.objects.filter(
        Q(section="") | Q(section=OuterRef("section")),
        person=person,
        policy=OuterRef("link__policy"),
        read_at__isnull=False,
    ).order_by("-edition_number", "-read_at")
    tried = CheckTried.objects.filter(person=person, key=OuterRef("key"), passed_at__isnull=False)
    return (
        rows.filter(link__policy__withdrawn_at=None)
        .select_related("link__policy")
        .annotate(
            least=least_edition(day, person, "link__policy"),
            read_number=Subquery(reads.values("edition_number")[:1]),
            read_at=Subquery(reads.values("read_at")[:1]),
            is_to_check=Exists(CheckQuestion.objects.filter(~Exists(tried), required=OuterRef("pk"))),
            is_asked=Exists(Question.objects.filter(person=person, required=OuterRef("pk"), answered_at=None)),
        )
        .order_by("position", "pk")
    )


# What each signature of an edition that requires reading asks.
ASKED: Prepared[Any] = Prepared(
    lambda edition, person, day: with_progress(Required.objects.filter(edition=edition), person, day)
)


def items_for(person: Person, edition: Edition, today: datetime.date) -> list[Item]:
    """Return what somebody must read before signing an edition, in order, with how far they are."""
    if not leaning_of(edition).has_required:
        return []
    return [item_of(row) for row in ASKED.all(edition.pk, person.pk, today)]


def item_of(row: Any) -> Item:
    """Return something required with how far somebody is."""
    return Item(row, step_of(row), row.read_number, row.read_at)


def left_of(items: Sequence[Item]) -> list[Item]:
    """Return those of which something is left."""
    return [each for each in items if not each.is_done]


def step_of(row: Any) -> Step:
    """Return how far somebody is with something required."""
    if row.read_number is None:
        return Step.UNREAD
    if row.read_number < row.least:
        return Step.CHANGED
    if row.is_to_check:
        return Step.TO_CHECK
    return Step.WAITING if row.waits_for_answer and row.is_asked else Step.DONE


class ReadingLeft(Refused):
    """Something that the edition requires to be read first is left."""

    message = _("Read what is left first, then sign.")

    def __init__(self, left: Sequence[Item], items: Sequence[Item]) -> None:
        said = {"title": left[0].title, "n": len(left), "words": words_of(items)}
        if all(each.step is Step.WAITING for each in left):
            one = gettext("You asked about “%(title)s”. You can sign when your question is answered.")
            several = gettext("You asked about the %(n)s that are left. You can sign when your question is answered.")
        else:
            one = gettext("Read “%(title)s” first, then sign: %(words)s.")
            several = gettext("Read the %(n)s that are left first, then sign: %(words)s.")
        super().__init__((one if len(left) == 1 else several) % said)
        self.left = list(left)


def words_of(items: Sequence[Item]) -> str:
    """Return how far somebody is with all of it: 3 of 7 read."""
    done = len(items) - len(left_of(items))
    return gettext("%(done)s of %(total)s read") % {"done": done, "total": len(items)}
