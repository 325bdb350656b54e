"""
What will happen when a draft is published: asked before, so that nobody is cut off by surprise.

Who must sign is known on a floor above: `settings.IMPACT` names the function that answers, as the worker names its
jobs.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from countersign.people.audiences import Audience
from countersign.policies.models import Edition


class Fate(StrEnum):
    """What a new edition means to one person."""

    AGAIN = "again"  # signed an edition that will not count any more
    FIRST = "first"  # is bound, and has signed no edition
    TOLD = "told"  # what was signed goes on counting
    RELEASED = "released"  # was bound, and will not be


@dataclass(frozen=True)
class Group:
    """Some people of one kind to whom the same happens. Somebody of two kinds is where most is asked."""

    kind: str  # an audience code, as the edition names it; empty for those who are released
    fate: Fate
    people: int
    last_day: date | None  # the day that most of them have
    earlier: int = 0  # how many must sign before that day: their yearly signing comes first
    later: int = 0  # how many have longer: they came lately

    @property
    def who(self) -> str:
        """Whom it is about, in words."""
        return str(Audience(self.kind).label) if self.kind else _("Those it was for")


@dataclass(frozen=True)
class Lapse:
    """Something that some people will not have from a day on, unless they sign."""

    title: str
    people: int
    day: date
    is_permission: bool

    @property
    def people_words(self) -> str:
        """How many people, in words."""
        return people(self.people)


@dataclass(frozen=True)
class Impact:
    """Who will sign again, for the first time, or only be told, and what lapses when."""

    groups: list[Group]
    lapses: list[Lapse]
    grace_days: int

    def count(self, fate: Fate) -> int:
        """Return to how many people this happens."""
        return sum(group.people for group in self.groups if group.fate is fate)

    @property
    def title(self) -> str:
        """What will happen, in a sentence: what counts most first."""
        again, first, told = (self.count(fate) for fate in (Fate.AGAIN, Fate.FIRST, Fate.TOLD))
        said: list[str] = []
        if again:
            will_sign = ngettext("%(count)s person will sign again", "%(count)s people will sign again", again)
            said.append(will_sign % {"count": again})
        if first:
            said.append(first_words(first, is_alone=not said))
        if told:
            said.append(told_words(told, is_alone=not said))
        return ", ".join(said) or _("Nobody is bound by it today")

    @property
    def asked(self) -> int:
        """How many people have to sign."""
        return self.count(Fate.AGAIN) + self.count(Fate.FIRST)

    @property
    def told_words(self) -> str:
        """How many people get a message, in a sentence."""
        told = self.asked + self.count(Fate.TOLD)
        words = ngettext("%(count)s person gets one message", "%(count)s people get one message each", told)
        return words % {"count": told}

    @property
    def grace_words(self) -> str:
        """When what roles bring is taken away, in words."""
        if not self.grace_days:
            return _("At once")
        words = ngettext(
            "After a day more, for whoever has still not signed",
            "After %(count)s days more, for whoever has still not signed",
            self.grace_days,
        )
        return words % {"count": self.grace_days}

    @property
    def permissions(self) -> list[Lapse]:
        """Which additional permissions wait once the last day is over."""
        return [lapse for lapse in self.lapses if lapse.is_permission]

    @property
    def brought(self) -> list[Lapse]:
        """What roles bring, and is taken away when the grace is over as well."""
        return [lapse for lapse in self.lapses if not lapse.is_permission]

    @property
    def fingerprint(self) -> str:
        """Names these numbers, so that what is published is what was shown."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


class Question(Protocol):
    """The function that answers."""

    def __call__(self, draft: Edition, *, effective_date: date, told_only: Collection[str], today: date) -> Impact:
        """Return what will happen if this draft is published so."""


def impact_of(draft: Edition, *, effective_date: date, told_only: Collection[str], today: date) -> Impact:
    """Return what will happen if a draft is published, the kinds of people in `told_only` being only told."""
    answer: Question = import_string(settings.IMPACT)
    return answer(draft, effective_date=effective_date, told_only=told_only, today=today)


def people(count: int) -> str:
    """Return how many people, in words."""
    return ngettext("%(count)s person", "%(count)s people", count) % {"count": count}


def first_words(count: int, *, is_alone: bool) -> str:
    """Return how many sign for the first time, as a sentence begins or goes on."""
    words = (
        ngettext(
            "%(count)s person will sign for the first time", "%(count)s people will sign for the first time", count
        )
        if is_alone
        else _("%(count)s will sign for the first time")
    )
    return words % {"count": count}


def told_words(count: int, *, is_alone: bool) -> str:
    """Return how many are only told, as a sentence begins or goes on."""
    words = (
        ngettext("%(count)s person will only be told", "%(count)s people will only be told", count)
        if is_alone
        else _("%(count)s will only be told")
    )
    return words % {"count": count}
