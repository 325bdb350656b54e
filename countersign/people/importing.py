"""
Read a list of people from a CSV file, and say of each line what would come of it.

Nothing is written here: reading gives lines and what cannot be read; comparing them with who is here gives a plan that
somebody looks at first.
"""

import csv
import datetime
import io
import re
from dataclasses import dataclass, field
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext, override

from countersign.people.audiences import Audience
from countersign.people.models import Person, Role
from countersign.people.names import tidy
from countersign.refusals import Refused
from countersign.schools.models import School
from countersign.words import later as _

LARGEST_FILE = 1_000_000  # bytes
MOST_LINES = 5_000
LONGEST = {"forename": 100, "surname": 100, "email": 254, "job_title": 100, "staff_id": 50}
TOO_LONG = {
    "forename": _("The forename is longer than %(most)s letters"),
    "surname": _("The surname is longer than %(most)s letters"),
    "email": _("The email is longer than %(most)s letters"),
    "job_title": _("The job title is longer than %(most)s letters"),
    "staff_id": _("The staff id is longer than %(most)s letters"),
}


class Day(NamedTuple):
    """What is wrong with a day of a role, in whole sentences."""

    no_date: str
    no_such_day: str


START = Day(
    _("The start date “%(text)s” is not a date. Write it as 30/11/2026 or 2026-11-30"),
    _("There is no such day as the start date “%(text)s”: day first, then month"),
)
END = Day(
    _("The end date “%(text)s” is not a date. Write it as 30/11/2026 or 2026-11-30"),
    _("There is no such day as the end date “%(text)s”: day first, then month"),
)

ALIASES = {
    "forename": (
        "forename",
        "first name",
        "firstname",
        "given name",
        "known as",
        "preferred forename",
        "preferred name",
    ),
    "surname": ("surname", "last name", "lastname", "family name", "legal surname"),
    "email": ("email", "e mail", "mail", "email address", "e mail address", "work email", "school email"),
    "job_title": ("job title", "job", "post title", "position"),
    "role": ("role", "roles", "type", "person type", "kind", "staff type", "category"),
    "start_date": ("start date", "start", "from", "from date", "starts", "date started", "joining date"),
    "end_date": ("end date", "end", "until", "to date", "leaving date", "date left", "last day"),
    "staff_id": ("staff id", "staffid", "id", "employee id", "payroll number", "payroll id", "staff code", "mis id"),
}
NAMES = {name: column for column, names in ALIASES.items() for name in names}

ROLES = {
    "teacher": Audience.STAFF_TEACHING,
    "teaching": Audience.STAFF_TEACHING,
    "supply": Audience.STAFF_SUPPLY,
    "supply teacher": Audience.STAFF_SUPPLY,
    "agency": Audience.STAFF_SUPPLY,
    "employee": Audience.STAFF,
    "support": Audience.STAFF,
    "support staff": Audience.STAFF,
    "parent": Audience.PARENTS,
    "carer": Audience.PARENTS,
    **{kind.value: kind for kind in Audience},
}


def roles_named() -> dict[str, Audience]:
    """Return the roles by the names that a file may have for them, in each language that we speak."""
    names = dict(ROLES)
    for language, _name in settings.LANGUAGES:
        with override(language):
            for kind in Audience:
                name = str(kind.label).lower()
                names |= {name: kind, name.removesuffix("s"): kind}
    return names


class CannotRead(Refused):
    """A file that is no list of people, with what to do about it."""


@dataclass(frozen=True)
class Line:
    """One person as a line of the file has them."""

    number: int
    forename: str
    surname: str
    email: str
    job_title: str
    kind: str
    from_date: datetime.date
    to_date: datetime.date | None
    staff_id: str

    @property
    def name(self) -> str:
        """The full name."""
        return f"{self.forename} {self.surname}".strip()

    @property
    def role(self) -> str:
        """What they are, in words."""
        return str(Audience(self.kind).label)


@dataclass(frozen=True)
class Unreadable:
    """A line that cannot be taken, and why."""

    number: int
    text: str
    why: str


@dataclass
class Plan:
    """What would come of a file."""

    new: list[Line] = field(default_factory=list)
    here: list[tuple[Line, Person]] = field(default_factory=list)
    roles: list[tuple[Line, Person | Line]] = field(default_factory=list)  # known, but not yet in this role
    same_name: list[Line] = field(default_factory=list)  # new, though somebody here has this name
    unreadable: list[Unreadable] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many lines would be taken."""
        return len(self.new) + len(self.roles)


def read(content: bytes, today: datetime.date) -> tuple[list[Line], list[Unreadable]]:
    """Return the lines of a file, and those that cannot be read with the reason; or refuse the whole file."""
    if len(content) > LARGEST_FILE:
        raise CannotRead(gettext("The file is larger than 1 MB. Split it into smaller files."))
    rows = list(_rows(_decoded(content)))
    if not rows:
        raise CannotRead(gettext("The file is empty. It needs a line of headings and a line for each person."))
    at, columns = _headings(rows)
    roles = roles_named()
    lines: list[Line] = []
    unreadable: list[Unreadable] = []
    body = [(number, cells) for number, cells in rows[at + 1 :] if any(cell.strip() for cell in cells)]
    if not body:
        raise CannotRead(gettext("The file has headings but no people below them."))
    if len(body) > MOST_LINES:
        sentence = gettext("The file has %(lines)s lines, and %(most)s are read at a time. Split it.")
        raise CannotRead(sentence % {"lines": f"{len(body):,}", "most": f"{MOST_LINES:,}"})
    for number, cells in body:
        try:
            lines.append(_line(number, cells, columns, roles, today))
        except CannotRead as wrong:
            unreadable.append(Unreadable(number, ", ".join(filter(None, cells))[:80], wrong.message))
    return lines, unreadable


def compare(school: School, lines: list[Line], unreadable: list[Unreadable]) -> Plan:
    """Return what would come of lines, beside who is at the school already."""
    plan = Plan(unreadable=list(unreadable))
    people = list(Person.objects.at(school).prefetch_related("roles"))
    by_staff_id = {person.staff_id: person for person in people if person.staff_id}
    by_email = {(person.email.lower(), person.name.casefold()): person for person in people if person.email}
    names = {person.name.casefold(): person for person in people}
    seen: dict[tuple[str, ...], Line] = {}
    for line in lines:
        key = (line.staff_id,) if line.staff_id else (line.email.lower(), line.name.casefold())
        person = by_staff_id.get(line.staff_id) if line.staff_id else None
        person = person or by_email.get((line.email.lower(), line.name.casefold()))
        if person is None and not line.email and not line.staff_id:
            person = names.get(line.name.casefold())
        first = seen.get(key)
        if person:
            _add_known(plan, line, person)
        elif first and first.name.casefold() != line.name.casefold():
            why = gettext("Line %(number)s has the same staff ID for somebody else") % {"number": first.number}
            plan.unreadable.append(Unreadable(line.number, line.name, why))
        elif first:
            if any(line.kind == other.kind for other, of in [*plan.roles, (first, first)] if of is first):
                why = gettext("The same person and role as line %(number)s") % {"number": first.number}
                plan.unreadable.append(Unreadable(line.number, line.name, why))
            else:
                plan.roles.append((line, first))
        else:
            seen[key] = line
            plan.new.append(line)
            if line.name.casefold() in names:
                plan.same_name.append(line)
    plan.unreadable.sort(key=lambda each: each.number)
    return plan


def _add_known(plan: Plan, line: Line, person: Person) -> None:
    taken = [role for role in person.roles.all() if role.kind == line.kind and _overlaps(role, line)]
    taken += [True for other, of in plan.roles if of is person and other.kind == line.kind]  # type: ignore[misc]
    if taken:
        plan.here.append((line, person))
    else:
        plan.roles.append((line, person))


def _overlaps(role: Role, line: Line) -> bool:
    ends_before = role.to_date is not None and role.to_date < line.from_date
    begins_after = line.to_date is not None and role.from_date > line.to_date
    return not ends_before and not begins_after


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    if content[:2] == b"PK":
        raise CannotRead(
            gettext("This is an Excel workbook. In Excel choose “Save as”, then “CSV UTF-8”, and upload that.")
        )
    if b"\0" in content:
        raise CannotRead(gettext("This is not a text file. Save your list as CSV and upload that."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")  # as Excel writes it in Britain


def _rows(text: str) -> "list[tuple[int, list[str]]]":
    mark = max((",", ";", "\t"), key=text[:2000].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        rows = [(reader.line_num, [tidy(cell) for cell in cells]) for cells in reader]
    except csv.Error as wrong:
        sentence = gettext("Line %(number)s is not CSV: %(wrong)s. Save the list as CSV again.")
        raise CannotRead(sentence % {"number": reader.line_num, "wrong": wrong}) from wrong
    return [(number, cells) for number, cells in rows if any(cells)]


def _headings(rows: list[tuple[int, list[str]]]) -> tuple[int, dict[str, int]]:
    """Find the line of headings, which some programs put below a title."""
    for at, (_number, cells) in enumerate(rows[:10]):
        columns: dict[str, int] = {}
        for place, cell in enumerate(cells):
            name = NAMES.get(re.sub(r"[^a-z]+", " ", cell.lower()).strip())
            if name:
                columns.setdefault(name, place)
        if "forename" in columns and "surname" in columns:
            return at, columns
    found = ", ".join(rows[0][1])[:100]
    sentence = gettext("The first line must name the columns, with forename and surname among them. It says: %(found)s")
    raise CannotRead(sentence % {"found": found})


def _line(
    number: int, cells: list[str], columns: dict[str, int], roles: dict[str, Audience], today: datetime.date
) -> Line:
    def cell(name: str) -> str:
        place = columns.get(name)
        return _harmless(cells[place]) if place is not None and place < len(cells) else ""

    for name, most in LONGEST.items():
        if len(cell(name)) > most:
            raise CannotRead(TOO_LONG[name] % {"most": most})
    if not cell("forename"):
        raise CannotRead(gettext("The forename is missing"))
    if cell("email"):
        try:
            validate_email(cell("email"))
        except ValidationError:
            raise CannotRead(gettext("“%(text)s” is not an e-mail address") % {"text": cell("email")}) from None
    start = _day(cell("start_date"), START) or today
    end = _day(cell("end_date"), END)
    if end and end < start:
        raise CannotRead(gettext("The end date is before the start date"))
    return Line(
        number=number,
        forename=cell("forename"),
        surname=cell("surname"),
        email=cell("email"),
        job_title=cell("job_title"),
        kind=_role(cell("role"), roles),
        from_date=start,
        to_date=end,
        staff_id=cell("staff_id"),
    )


def _harmless(cell: str) -> str:
    """Return a cell without the marks by which a spreadsheet would calculate it: ="0123" is 0123."""
    wrapped = re.fullmatch(r'="?([^"]*)"?', cell)
    cell = wrapped[1] if wrapped else cell
    return cell.lstrip("=+@\t ") if cell[:1] in "=+@" else cell


def _role(text: str, roles: dict[str, Audience]) -> str:
    if not text:
        return Audience.STAFF
    kind = roles.get(re.sub(r"\s+", " ", text.lower()).strip())
    if kind is None:
        known = ", ".join(str(each.label) for each in Audience)
        raise CannotRead(gettext("“%(text)s” is no role. Use one of: %(roles)s") % {"text": text, "roles": known})
    return kind


def _day(text: str, what: Day) -> datetime.date | None:
    text = re.sub(r"[ T]\d{1,2}:\d{2}(:\d{2})?$", "", text)
    if not text:
        return None
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
        year, month, day = (int(part) for part in match.groups())
    elif match := re.fullmatch(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})", text):
        day, month, year = (int(part) for part in match.groups())
        year += 2000 if year < 70 else 1900 if year < 100 else 0
    else:
        raise CannotRead(what.no_date % {"text": text})
    try:
        return datetime.date(year, month, day)
    except ValueError:
        raise CannotRead(what.no_such_day % {"text": text}) from None
