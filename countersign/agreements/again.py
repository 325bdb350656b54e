"""
What changed for one person since they last signed, whichever edition that was: the page on which somebody signs again.

It is compared with the newest edition that this person signed and the school did not give back, even two or more
back, and by what they were to the school on that day: a clause that binds them since they have another role is new.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, ngettext

from countersign.agreements.models import Latest
from countersign.agreements.sentences import sentence_of
from countersign.people.audiences import binds
from countersign.people.models import Person
from countersign.policies.changes import Changes, changes_between
from countersign.policies.clauses import posts_on, sections_for, wordings_for
from countersign.policies.marking import Line, MarkedLine, marked
from countersign.policies.markup import runs_html
from countersign.policies.models import Edition
from countersign.policies.printed import runs_of
from countersign.policies.wording import Printed, parse
from countersign.prepared import Prepared
from countersign.words import later as _

LATEST: Prepared[Any] = Prepared(lambda person, policy: Latest.objects.filter(person=person, policy=policy))

# A few are said in words, each in a sentence of its own: what is counted has other forms in other languages.
DIFFERENT = (
    _("The sentence you sign is different."),
    _("One clause that binds you is different."),
    _("Two clauses that bind you are different."),
    _("Three clauses that bind you are different."),
    _("Four clauses that bind you are different."),
    _("Five clauses that bind you are different."),
    _("Six clauses that bind you are different."),
    _("Seven clauses that bind you are different."),
    _("Eight clauses that bind you are different."),
    _("Nine clauses that bind you are different."),
)
AT_LEAST_SECONDS = 10
"""Nobody is told a shorter time than this."""


@dataclass(frozen=True)
class Again:
    """What is shown to somebody who signed before."""

    before: Edition
    signed_date: datetime.date
    changes: Changes
    new_holders: tuple[Printed, ...]  # posts named in what binds them that somebody else holds now
    linked: tuple[Edition, ...]  # new editions of policies that this one leans on
    sentence: tuple[MarkedLine, ...]  # the sentence they sign, where it has other words
    is_untranslated: bool = False  # whether it was to be read in a language that one of the editions is not in

    @property
    def sentence_html(self) -> list[Any]:
        """The sentence they sign with the words that changed."""
        return [runs_html(line.runs) for line in self.sentence]

    @property
    def count(self) -> int:
        """How many clauses that bind them are different."""
        return len(self.changes.clauses)

    @property
    def title(self) -> str:
        """What the page says first, but for the name."""
        return gettext("What changed") if self.count or self.sentence else gettext("Nothing changed for you")

    @property
    def lead(self) -> str:
        """How much there is to read, in a sentence or two."""
        if not self.count and not self.sentence:
            same = ngettext(
                "The clause that binds you is word for word the same as when you last signed.",
                "All %(n)s clauses that bind you are word for word the same as when you last signed.",
                self.changes.same,
            )
            return same % {"n": self.changes.same}
        if self.count < len(DIFFERENT):
            started = DIFFERENT[self.count]
        else:
            started = gettext("%(n)s clauses that bind you are different.") % {"n": f"{self.count:,}"}
        return f"{started} {to_read(self.changes.seconds)}"


def last_signed(person: Person, edition: Edition) -> Latest | None:
    """Return the newest signature of a person under an edition's policy that still stands, if any."""
    found: Latest | None = LATEST.first(person.pk, edition.policy_id)
    return found


def what_changed(
    person: Person, edition: Edition, signed: Latest, *, at: datetime.datetime, symbols: bool = False
) -> Again:
    """Return what changed for somebody between the edition they signed and this one."""
    today, day = timezone.localdate(at), timezone.localdate(signed.signed_at)
    before = edition if signed.edition_number == edition.number else edition_signed(edition, signed)
    now = person.kinds_on(today)
    then = person.kinds_on(day)
    if not binds(before.audience, then):  # roles were corrected since: go by those of today
        then = now
    return Again(
        before=before,
        signed_date=day,
        changes=changes_between(before, edition, today, before=then, now=now, symbols=symbols),
        new_holders=new_holders(edition, now, since=day, today=today),
        linked=linked_since(edition, signed.signed_at),
        sentence=sentence_marked(
            sentence_of(before, wordings_for(before, then, symbols=symbols)),
            sentence_of(edition, wordings_for(edition, now, symbols=symbols)),
        ),
    )


def edition_signed(edition: Edition, signed: Latest) -> Edition:
    """Return the edition that somebody signed of the policy of another one."""
    return Edition.objects.published().select_related("policy").get(policy=edition.policy, number=signed.edition_number)


def sentence_marked(old: str, new: str) -> tuple[MarkedLine, ...]:
    """Return the sentence that is signed with the words that changed, or nothing."""
    if old == new:
        return ()
    return marked(*([Line("text", parse(text)) for text in each.split("\n")] for each in (old, new)))


def new_holders(
    edition: Edition, kinds: set[str], *, since: datetime.date, today: datetime.date
) -> tuple[Printed, ...]:
    """Return the posts in what binds somebody that other people hold now than on a day before."""
    sections = sections_for(edition, kinds, today)
    runs = (run for section in sections for item in section.items for run in runs_of(item))
    codes = dict.fromkeys(segment.post for run in runs for segment in run if segment.post)
    if not codes or since == today:
        return ()
    then, now = (posts_on(edition.policy.school_id, day) for day in (since, today))
    return tuple(now[code] for code in codes if code in now and now[code].names and now[code] != then.get(code))


def linked_since(edition: Edition, moment: datetime.datetime) -> tuple[Edition, ...]:
    """Return the newest editions, published since a moment, of the policies that an edition leans on."""
    published = Edition.objects.newest().filter(policy__in=edition.linked_policies.all(), published_at__gt=moment)
    return tuple(published.select_related("policy").order_by("title", "pk"))


def to_read(seconds: int) -> str:
    """Return how long something takes to read, as people say it."""
    if seconds > 90:
        minutes = round(seconds / 60)
        return ngettext("About %(n)s minute to read.", "About %(n)s minutes to read.", minutes) % {"n": minutes}
    tens = max(AT_LEAST_SECONDS, 10 * round(seconds / 10))
    return (
        gettext("About a minute to read.")
        if tens in (60, 70)
        else gettext("About %(n)s seconds to read.") % {"n": tens}
    )
