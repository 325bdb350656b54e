"""A plan and its changes as people read them: by what it means to somebody, each with its reason."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _

from countersign.access.effects import FIELDS, in_words, state
from countersign.access.guard import USUAL
from countersign.access.models import Change, Connector, Group, Plan
from countersign.access.planning import TAKING
from countersign.people.models import Person


@dataclass
class Line:
    """What will change for one person, for one reason."""

    person: Person | None
    what: list[str] = field(default_factory=list)
    because: str = ""
    keys: list[str] = field(default_factory=list)


@dataclass
class Meaning:
    """The lines of a plan that mean the same to people."""

    code: str
    tag: str
    colour: str
    title: str
    lines: list[Line]
    note: str = ""


@dataclass
class Shown:
    """A plan, ready for its page."""

    plan: Plan
    meanings: list[Meaning]
    held: list[Line]
    drift: list[Line]
    problems: list[dict[str, Any]]
    figures: list[dict[str, Any]]
    changes: int
    people: int


class Names:
    """The people and the groups of one directory, by the names a school knows them by."""

    def __init__(self, connector: Connector, ids: set[str]) -> None:
        self.people = {
            str(person.public_id): person
            for person in Person.objects.filter(school=connector.school_id)
            if str(person.public_id) in ids
        }
        self.groups = {
            group.name: str(group.permission)
            for group in Group.objects.filter(connector=connector).select_related("permission")
            if group.permission
        }

    def group(self, name: str) -> str:
        """Return what a group means: its permission's title, else its own name."""
        return self.groups.get(name, name)


def shown(plan: Plan) -> Shown:
    """Return a plan as its page shows it."""
    content = plan.content
    rows = content["steps"] + content["held"] + content["drift"]
    ids = {row["person"] for row in rows} | {str(problem["person"]) for problem in content["problems"]}
    names = Names(plan.connector, ids)
    meanings = _meanings(content["steps"], names)
    problems = [problem | {"who": names.people.get(str(problem["person"]))} for problem in content["problems"]]
    return Shown(
        plan=plan,
        meanings=[meaning for meaning in meanings if meaning.lines],
        held=_lines(content["held"], names),
        drift=_by_hand(content["drift"], names),
        problems=problems,
        figures=_figures(meanings, content),
        changes=len(content["steps"]),
        people=len({row["person"] for row in content["steps"]}),
    )


@dataclass
class Stage:
    """One change that is not so yet, or all of somebody's that came into effect for one reason."""

    change: Change
    state: str
    words: list[str]


def counted(changes: list[Change]) -> dict[str, int]:
    """Return how many changes are in effect, and how many there are."""
    done = sum(change.read_back_at is not None for change in changes)
    return {"done": done, "total": len(changes), "left": len(changes) - done}


def asked(connector: Connector, since: datetime) -> list[Change]:
    """Return what is asked of a directory and not yet so, and what came into effect since a moment."""
    changes = Change.objects.filter(connector=connector, superseded_at=None).select_related("person", "done_by")
    return [*changes.filter(read_back_at=None), *changes.filter(read_back_at__gte=since)]


def stages(changes: list[Change]) -> list[Stage]:
    """Return changes as a page lists them: refusals first, and what is in effect put together."""
    order = {"refused": 0, "waiting": 1, "by hand": 2, "in effect": 3}
    found: dict[object, Stage] = {}
    for change in sorted(
        changes, key=lambda change: (order[state(change)], change.requested_at, change.rank, change.args)
    ):
        now = state(change)
        at: object = (change.person_id, change.reason) if now == "in effect" else change.id
        found.setdefault(at, Stage(change, now, [])).words.append(in_words(change))
    return list(found.values())


def still_in(changes: list[Change]) -> list[str]:
    """Return the names of those whose access is to be off and is not yet."""
    waiting = {change.person for change in changes if change.kind == "disable" and change.read_back_at is None}
    return sorted(person.name for person in waiting)


def _meanings(rows: list[dict[str, Any]], names: Names) -> list[Meaning]:
    by_person: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_person[row["person"]].append(row)
    make, add, change, less, off = [], [], [], [], []
    for person, everything in by_person.items():
        theirs = everything
        kinds = {row["kind"] for row in theirs}
        if "create" in kinds:
            make.append(_made(theirs, names.people.get(person), names))
            continue
        if "disable" in kinds:
            off.append(_switched_off(theirs, names.people.get(person)))
            theirs = [row for row in everything if row["kind"] not in TAKING]
        given = [row for row in theirs if row["kind"] in ("add_group", "enable")]
        taken = [row for row in theirs if row["kind"] in ("remove_group", "revoke_sessions")]
        said = [row for row in theirs if row["kind"] == "set"]
        add += _lines(given, names)
        less += _lines(taken, names)
        change += _lines(said, names)
    never = _("Countersign never deletes an account.")
    return [
        Meaning("make", _("Make"), "green", _("New account"), make),
        Meaning("add", _("Add"), "", _("More access"), add),
        Meaning("change", _("Change"), "", _("Another name"), change),
        Meaning("less", _("Take away"), "yellow", _("Less access"), less),
        Meaning("off", _("Switch off"), "red", _("Account no longer needed"), off, never),
    ]


def _made(rows: list[dict[str, Any]], person: Person | None, names: Names) -> Line:
    create = next(row for row in rows if row["kind"] == "create")
    groups = [names.group(row["args"][0]) for row in rows if row["kind"] == "add_group"]
    username, *_names, mail = create["args"]
    account = _("Account %(username)s, e-mail %(mail)s") if mail else _("Account %(username)s")
    what = [account % {"username": username, "mail": mail}]
    what += [", ".join(groups)] if groups else []
    if not any(row["kind"] == "enable" for row in rows):
        what.append(_("Off until the first day"))
    return Line(person, what, create["reason"], [row["key"] for row in rows])


def _switched_off(rows: list[dict[str, Any]], person: Person | None) -> Line:
    disable = next(row for row in rows if row["kind"] == "disable")
    has_groups = any(row["kind"] == "remove_group" for row in rows)
    what = _("Sign-in off, groups removed.") if has_groups else _("Sign-in off.")
    return Line(person, [what, _("The account and its files stay.")], disable["reason"], [row["key"] for row in rows])


def _lines(rows: list[dict[str, Any]], names: Names) -> list[Line]:
    """Put together what one person gets or loses for one reason."""
    lines: dict[tuple[str, str, str], Line] = {}
    for row in rows:
        at = (row["person"], row["reason"], row["kind"])
        line = lines.setdefault(at, Line(names.people.get(row["person"]), [], row["reason"], []))
        line.what.append(_what(row, names))
        line.keys.append(row["key"])
    return list(lines.values())


def _by_hand(rows: list[dict[str, Any]], names: Names) -> list[Line]:
    said = {
        "remove_group": _("<bdi>{name}</bdi> was put into {what}"),
        "add_group": _("<bdi>{name}</bdi> was taken out of {what}"),
        "enable": _("<bdi>{name}</bdi> was switched off"),
        "disable": _("<bdi>{name}</bdi> was switched on"),
        "set": _("<bdi>{name}</bdi> has other details: {what}"),
        "revoke_sessions": _("<bdi>{name}</bdi> was signed in again"),
    }
    lines = []
    for row in rows:
        person = names.people.get(row["person"])
        what = names.group(row["args"][0]) if row["kind"] == "remove_group" else _what(row, names)
        sentence = format_html(said[row["kind"]], name=person.name if person else "", what=what)
        lines.append(Line(person, [sentence], row["reason"], [row["key"]]))
    return lines


def _what(row: dict[str, Any], names: Names) -> str:
    args = row["args"]
    match row["kind"]:
        case "add_group":
            return names.group(args[0])
        case "remove_group":
            return _("No longer %(group)s") % {"group": names.group(args[0])}
        case "enable":
            return _("Sign-in on")
        case "disable":
            return _("Sign-in off")
        case "set":
            pairs = zip(args[::2], args[1::2], strict=True)
            return ", ".join(f"{FIELDS[name]} {value}".strip() for name, value in pairs if name != "person") or (
                _("The person’s id is noted on the account")
            )
        case _:
            return _("Signed out everywhere")


def _figures(meanings: list[Meaning], content: dict[str, Any]) -> list[dict[str, Any]]:
    counts = {meaning.code: len(meaning.lines) for meaning in meanings}
    limit = max(USUAL.people, content["active"] * USUAL.percent // 100)
    off = _("of %(active)s, limit %(limit)s") % {"active": content["active"], "limit": limit}
    return [
        {"label": _("New accounts"), "value": counts["make"]},
        {"label": _("More access"), "value": counts["add"]},
        {"label": _("Less access"), "value": counts["less"]},
        {"label": _("Switched off"), "value": counts["off"], "note": off},
        {"label": _("Done by hand"), "value": len(content["drift"])},
    ]
