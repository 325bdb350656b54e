"""
The words of a message that asks for signatures: everything that one person is to sign, and whom else it concerns.

It names no reasons and nobody else; who has not signed is on a page behind sign-in.
"""

import datetime
from collections.abc import Sequence

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from countersign.agreements.asking import Thing
from countersign.notices.leaving import Words
from countersign.people.models import Person
from countersign.people.speaking import speaking_to


def ask(
    person: Person,
    things: Sequence[Thing],
    *,
    today: datetime.date,
    is_last: bool = False,
    team: int = 0,
    all_: int = 0,
) -> Words:
    """
    Return what somebody is told: what they are to sign, and of how many others something is left unsigned.

    `team` are those whose line manager they are, `all_` those of whom the head is told. `is_last` says that after this
    reminder the line manager is told.
    """
    with speaking_to(person):
        parts = [_("Hello %(name)s,") % {"name": person.called}]
        if things:
            parts += _own(person, things, today, is_last=is_last)
        parts += _others(team, all_)
        return Words(_subject(person, things, today, team + all_), "\n\n".join(parts))


def also(person: Person, things: Sequence[Thing], today: datetime.date) -> str:
    """Return the lines that a message about one policy says of the others."""
    with speaking_to(person):
        return "\n\n{}\n\n{}".format(_("You are also asked to sign:"), _lines(things, today)) if things else ""


def _subject(person: Person, things: Sequence[Thing], today: datetime.date, others: int) -> str:
    named = {"school": person.school.name}
    if not things:
        sentence = ngettext(
            "%(n)s person has not signed: %(school)s", "%(n)s people have not signed: %(school)s", others
        )
        return sentence % {"n": others, **named}
    first = min(each.due_date for each in things)
    if first < today:
        return _("Please read and sign as soon as you can: %(school)s") % named
    return _("Please read and sign by %(day)s: %(school)s") % {"day": date_format(first, "j F Y"), **named}


def _own(person: Person, things: Sequence[Thing], today: datetime.date, *, is_last: bool) -> list[str]:
    sentence = ngettext(
        "%(school)s asks you to read and sign this. It takes a few minutes, on a phone or a computer.",
        "%(school)s asks you to read and sign these. They take a few minutes each, on a phone or a computer.",
        len(things),
    )
    parts = [sentence % {"school": person.school.name}, _lines(things, today), "{link}"]
    if not person.account_id:
        parts.append(_("The link works once and for 72 hours."))
    if is_last:
        parts.append(_("This is the last reminder. If it is not signed by the last day, your line manager is told."))
    return parts


def _lines(things: Sequence[Thing], today: datetime.date) -> str:
    ordered = sorted(things, key=lambda each: (each.due_date, each.edition.title))
    return "\n".join(_line(each, today) for each in ordered)


def _line(thing: Thing, today: datetime.date) -> str:
    named = {
        "title": thing.edition.title.replace("{", "(").replace("}", ")"),
        "day": date_format(thing.due_date, "j F Y"),
    }
    if thing.due_date < today:
        return _("- %(title)s: the last day was %(day)s") % named
    return _("- %(title)s: by %(day)s") % named


def _others(team: int, all_: int) -> list[str]:
    parts = []
    if team:
        sentence = ngettext(
            "%(n)s person whose line manager you are has not signed what the school asks them to sign. Who it is:",
            "%(n)s people whose line manager you are have not signed what the school asks them to sign. Who they are:",
            team,
        )
        parts += [sentence % {"n": team}, f"{settings.ADDRESS}/team/"]
    if all_:
        sentence = ngettext(
            "%(n)s person has still not signed, after reminders and after their line manager was told. Who it is:",
            "%(n)s people have still not signed, after reminders and after their line managers were told. Who they"
            " are:",
            all_,
        )
        parts += [sentence % {"n": all_}, f"{settings.ADDRESS}/campaign/"]
    return parts
