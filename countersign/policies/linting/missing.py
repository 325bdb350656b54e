"""What a text for these readers is expected to say and does not, and whether they can read it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from countersign.people.audiences import in_words
from countersign.policies.linting.packs import Pack
from countersign.policies.linting.text import Finding, Text
from countersign.policies.reading_age import measured


def missing(text: Text, pack: Pack) -> Iterator[Finding]:
    """Find what the pack expects for these readers and no line speaks of; of a policy on one matter nothing."""
    if pack.is_on_one_matter(text.title):
        return
    about = {topic for line in text.lines if line.kind != "section" for topic in line.about}
    words = [line.whole for line in text.lines]
    for wanted in pack.wanted:
        if not wanted.is_for(text.audience, every_one=text.has_symbols):
            continue
        is_there = wanted.topic in about if wanted.topic else any(map(wanted.pattern.search, words))  # type: ignore[union-attr]
        if not is_there:
            places = {"topic": _(wanted.title), "why": _(wanted.why), "pack": _(pack.title)}
            said = _("Nothing is said on “%(topic)s”. %(why)s (%(pack)s)") % places
            yield Finding("missing", said, is_likely=bool(wanted.topic))


def reading_age(text: Text, pack: Pack) -> Iterator[Finding]:
    """Find a text that its youngest readers cannot read, and the clauses that make it so."""
    limit = pack.age_for(text.audience)
    found = measured(line.whole for line in text.clauses)
    if limit is None or not found.is_enough or found.age <= limit:
        return
    is_for_children = any(kind.startswith("pupils") for kind in text.audience)
    hardest = sorted(text.clauses, key=lambda line: measured([line.whole]).flesch_kincaid, reverse=True)[:3]
    names = ", ".join(line.name for line in hardest)
    said = _(
        "It reads at about age %(age)s; for %(whom)s it should be %(limit)s. %(means)s Begin with %(clauses)s: shorter"
        " sentences, shorter words."
    )
    whom = lowered(in_words(list(text.audience)))
    places = {"age": found.age, "whom": whom, "limit": limit, "means": found.means, "clauses": names}
    yield Finding("reading-age", said % places, is_likely=is_for_children, others=tuple(hardest))


def lowered(words: str) -> str:
    """Return words as they stand within a sentence."""
    return f"{words[:1].lower()}{words[1:]}"
