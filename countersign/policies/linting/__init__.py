"""
Looking a policy over before it is published: what is missing, vague, repeated, past or hard to read.

Every rule is a calculation over a `Text` and says why and where. Nothing found stops anybody from publishing. What the
law and guidance of a year expect is data beside this (`england-2026.toml`).
"""

from datetime import date

from countersign.policies.linting import clauses, missing, pointing
from countersign.policies.linting.packs import Pack, pack_on
from countersign.policies.linting.text import Finding, Line, Link, Text

__all__ = ["Finding", "Line", "Link", "Pack", "Text", "findings_in", "pack_on"]


def findings_in(text: Text, *, today: date, pack: Pack | None = None) -> list[Finding]:
    """Return everything worth a look: what is likely wrong first, then in the order of the text."""
    pack = pack or pack_on(today)
    found = [
        *missing.missing(text, pack),
        *missing.reading_age(text, pack),
        *clauses.no_act(text),
        *clauses.many_duties(text),
        *clauses.repeated(text, pack),
        *clauses.scope(text),
        *pointing.vague(text),
        *pointing.numbers(text),
        *pointing.policies(text),
        *pointing.posts(text),
        *pointing.past_days(text, pack, today),
        *pointing.addresses(text),
    ]
    places = {line.key: place for place, line in enumerate(text.lines)}
    return sorted(found, key=lambda each: (not each.is_likely, places.get(each.line.key, -1) if each.line else -1))
