"""What is done about a school's term dates: deadlines are counted by them from the moment they change."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from countersign.ledger.actions import record
from countersign.ledger.events import Event
from countersign.people.models import Person
from countersign.people.names import tidy
from countersign.people.permissions import can_set_up
from countersign.refusals import Refused, require
from countersign.schools.days import TermDates
from countersign.schools.models import Closure, School, Term
from countersign.setup.events import ClosureRemoved, ClosureSet, TermRemoved, TermSet
from countersign.words import later as _

LONGEST_TERM = timedelta(days=180)
LONGEST_CLOSURE = timedelta(days=120)


class EndsBeforeItStarts(Refused):
    """A last day before the first."""

    message = _("The last day must be the first day or later.")


class TooLong(Refused):
    """A term or closure longer than any: most often a wrong year."""

    message = _("That is longer than half a year. Check the years.")


class HalfTermOutside(Refused):
    """A half term that is not within its term, or only half given."""

    message = _("Half term must have a first and a last day, both within the term.")


class TermsOverlap(Refused):
    """Two terms at once."""

    message = _("Another term of the school has some of these days already. Correct that one, or these days.")


class AlreadyClosed(Refused):
    """The same closed days twice."""

    message = _("These days are closed, or INSET days, already.")


@transaction.atomic
def set_term(school: School, dates: TermDates, *, instead_of: Term | None = None, by: Person) -> Term:
    """Enter a term, or correct one."""
    school = _locked(school, by)
    before = Term.objects.get(pk=instead_of.pk, school=school) if instead_of else None
    _require_order(dates.first, dates.last, LONGEST_TERM)
    halves = (dates.break_first, dates.break_last)
    if any(halves) and not (all(halves) and dates.first <= halves[0] <= halves[1] <= dates.last):  # type: ignore[operator]
        raise HalfTermOutside
    others = Term.objects.filter(school=school)
    if before:
        others = others.exclude(pk=before.pk)
    if others.filter(first_date__lte=dates.last, last_date__gte=dates.first).exists():
        raise TermsOverlap
    was = before.first_date if before else None
    term = before or Term(school=school)
    term.first_date, term.last_date, term.break_first_date, term.break_last_date = dates
    term.save()
    event = TermSet(
        subject=school.reference,
        first_date=dates.first,
        last_date=dates.last,
        break_first_date=dates.break_first,
        break_last_date=dates.break_last,
        instead_of=was,
    )
    _keep(school, event, by)
    return term


@transaction.atomic
def remove_term(term: Term, *, by: Person) -> None:
    """Take a term out of the school's term dates."""
    school = _locked(term.school, by)
    event = TermRemoved(subject=school.reference, first_date=term.first_date, last_date=term.last_date)
    term.delete()
    _keep(school, event, by)


@transaction.atomic
def set_closure(
    school: School, *, first: date, last: date, is_inset: bool, name: str, instead_of: Closure | None = None, by: Person
) -> Closure:
    """Enter closed days or INSET days, or correct them."""
    school = _locked(school, by)
    before = Closure.objects.get(pk=instead_of.pk, school=school) if instead_of else None
    _require_order(first, last, LONGEST_CLOSURE)
    others = Closure.objects.filter(school=school)
    if before:
        others = others.exclude(pk=before.pk)
    if others.filter(first_date__lte=last, last_date__gte=first).exists():
        raise AlreadyClosed
    was = before.first_date if before else None
    closure = before or Closure(school=school)
    closure.first_date, closure.last_date, closure.is_inset, closure.name = first, last, is_inset, tidy(name)[:100]
    closure.save()
    event = ClosureSet(
        subject=school.reference,
        first_date=first,
        last_date=last,
        is_inset=is_inset,
        name=closure.name,
        instead_of=was,
    )
    _keep(school, event, by)
    return closure


@transaction.atomic
def remove_closure(closure: Closure, *, by: Person) -> None:
    """Take closed days or INSET days out of the school's term dates."""
    school = _locked(closure.school, by)
    event = ClosureRemoved(
        subject=school.reference,
        first_date=closure.first_date,
        last_date=closure.last_date,
        is_inset=closure.is_inset,
    )
    closure.delete()
    _keep(school, event, by)


def _locked(school: School, by: Person) -> School:
    school = School.objects.select_for_update().get(pk=school.pk)
    require(can_set_up(by, school))
    return school


def _require_order(first: date, last: date, longest: timedelta) -> None:
    if last < first:
        raise EndsBeforeItStarts
    if last - first > longest:
        raise TooLong


def _keep(school: School, event: Event, by: Person) -> None:
    school.keep_calendar()
    record(event, school=school, by=by, at=timezone.now())
