"""
Beginning a policy without a file: from nothing, or from texts of ours, one for each kind of reader: `starters/*.md`.

Each is read by the ordinary reader, like a school's own file. What a file cannot say stands beside it: a small head,
the picture of a clause before its words and its topics in square brackets after them, and after a ">" what the school
decides. A draft made from one cannot be published before somebody has said that the text is the school's own.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from countersign.ledger.actions import record
from countersign.people.models import Person
from countersign.policies.actions import About, HasDraft, NoTitle, add_wording
from countersign.policies.actions.linking import link_policies
from countersign.policies.drafting import PartDraft, parts_of
from countersign.policies.events import DraftMade
from countersign.policies.models import Doubt, Edition, Part, Policy, Wording
from countersign.policies.permissions import can_edit
from countersign.policies.reading import markdown, structure
from countersign.policies.reading.blocks import Document
from countersign.policies.wording import PICTURE, clean
from countersign.refusals import Refused, require
from countersign.schools.models import School
from countersign.words import later as _

FOLDER = Path(__file__).parent / "starters"
ORDER = (
    *("staff", "governors", "volunteers-supply", "contractors-visitors"),
    *("pupils-ks1", "pupils-ks2", "pupils-ks3plus", "pupils-symbols", "parents"),
)
TITLE = "Acceptable Use Policy"
SETTLED = [{"label": "We have read it all, and it is ours now", "sets": {}}]
DECIDED = [{"label": "It is right as it stands", "sets": {}}]

HEAD = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
TOPICS = re.compile(r"[ ]\[([a-z0-9, -]+)\]$")
ASKED = re.compile(r"^> (.+)$")


class NoStarter(Refused):
    """Nothing was chosen."""

    message = _("Choose at least one text to start from.")


@dataclass(frozen=True)
class Starter:
    """A text of ours for one kind of reader."""

    code: str
    title: str
    audience: tuple[str, ...]
    has_symbols: bool
    reading_age: int  # what its readers can be expected to read
    declarations: tuple[str, ...]
    linked: tuple[str, ...]
    parts: tuple[PartDraft, ...]
    asked: tuple[tuple[int, str], ...]  # the place of a part, and what the school must decide about it

    @property
    def clauses(self) -> list[PartDraft]:
        """What its readers agree to."""
        return [part for part in self.parts if part.kind == Part.Kind.CLAUSE]


@cache
def starters() -> tuple[Starter, ...]:
    """Return the texts of ours, in the order of the page."""
    return tuple(read(code, (FOLDER / f"{code}.md").read_text(encoding="utf-8")) for code in ORDER)


def read(code: str, text: str) -> Starter:
    """Return a text of ours from its file."""
    found = HEAD.match(text)
    if found is None:
        raise ValueError(f"{code}.md has no head between two lines of ---.")
    head = {name: value.strip() for name, _, value in (line.partition(":") for line in found[1].split("\n"))}
    body: list[str] = []
    topics: list[list[str]] = []
    pictures: list[str] = []
    asked: list[tuple[int, str]] = []
    for line in text[found.end() :].split("\n"):
        if question := ASKED.match(line):
            asked.append((len(topics) - 1, question[1]))
            continue
        if marked := TOPICS.search(line):
            topics.append([key.strip() for key in marked[1].split(",")])
            pictures += [each[0] for each in PICTURE.finditer(line)] or [""]
        body.append(PICTURE.sub("", TOPICS.sub("", line)).replace("  ", " "))
    parts = understood("\n".join(body), f"{code}.md")
    places = [place for place, part in enumerate(parts) if part.kind == Part.Kind.CLAUSE]
    if len(places) != len(topics):
        raise ValueError(f"{code}.md: {len(topics)} clauses carry topics, and {len(places)} were read.")
    for place, keys, picture in zip(places, topics, pictures, strict=True):
        parts[place].topics = keys
        parts[place].text = f"{picture} {parts[place].text}".strip()
    return Starter(
        code=code,
        title=head["title"],
        audience=tuple(listed(head["audience"], ",")),
        has_symbols=head.get("symbols") == "yes",
        reading_age=int(head["reading-age"]),
        declarations=tuple(listed(head.get("declares", ""), "|")),
        linked=tuple(listed(head.get("linked", ""), ";")),
        parts=tuple(parts),
        asked=tuple((places[clause], question) for clause, question in asked),
    )


def understood(text: str, name: str) -> list[PartDraft]:
    """Return the parts of a text as the reader understands it; in ours, only what has a number is agreed to."""
    titled = f"# {TITLE}\n\n" + re.sub(r"^# ", "## ", text, flags=re.MULTILINE)
    reading = structure.understand(markdown.parse(titled, Document()), name)
    (agreement,) = reading.agreements
    parts = parts_of(asdict(agreement))
    for part in parts:
        if part.kind == Part.Kind.CLAUSE and not part.number:
            part.kind = Part.Kind.PASSAGE
    return parts


def listed(text: str, between: str) -> list[str]:
    """Return the values of a line of the head."""
    return [value for each in text.split(between) if (value := each.strip())]


@transaction.atomic
def start(
    school: School, chosen: Sequence[Starter], *, title: str = TITLE, into: Policy | None = None, by: Person
) -> Edition:
    """Make a draft from texts of ours: of a new policy, or the next edition of one that has no draft."""
    now = timezone.now()
    require(can_edit(by, school, timezone.localdate(now)))
    if not chosen:
        raise NoStarter
    if into is not None:
        into = Policy.objects.select_for_update().get(pk=into.pk, school=school)
        if into.editions.drafts().exists():
            raise HasDraft
    policy = into or Policy.objects.create(school=school, title=title, made_at=now)
    draft = Edition.objects.create(policy=policy, title=title, drafted_at=now, drafted_by=by)
    if len(chosen) == 1 and not chosen[0].has_symbols:
        fill(draft, chosen[0], None)
        draft.audience, draft.signer_declarations = list(chosen[0].audience), list(chosen[0].declarations)
        draft.save(update_fields=["audience", "signer_declarations"])
    else:
        for starter in chosen:
            add(draft, starter, about_of(starter), by=by)
    made = DraftMade(
        subject=draft.reference,
        policy=policy.reference,
        title=draft.title,
        source_name="",
        source=None,
        understood=None,
        copied_from=f"starters:{','.join(each.code for each in chosen)}",
    )
    record(made, school=school, by=by, at=now)
    return draft


@transaction.atomic
def write(school: School, *, title: str, audience: Sequence[str], is_signed: bool = True, by: Person) -> Edition:
    """Make an empty draft of a new policy, for somebody who writes it here."""
    now = timezone.now()
    require(can_edit(by, school, timezone.localdate(now)))
    title = clean(title)
    if not title:
        raise NoTitle
    School.objects.select_for_update().get(pk=school.pk)
    drafts = Edition.objects.drafts().filter(policy__school=school, title=title, source_name="", drafted_by=by)
    if (already := drafts.filter(parts=None).first()) is not None:
        return already  # the button was pressed twice
    policy = Policy.objects.create(school=school, title=title, made_at=now, is_signed=is_signed)
    draft = Edition.objects.create(
        policy=policy, title=title, audience=list(audience), drafted_at=now, drafted_by=by
    )  # fmt: skip
    made = DraftMade(
        subject=draft.reference,
        policy=policy.reference,
        title=title,
        source_name="",
        source=None,
        understood=None,
        copied_from=None,
    )
    record(made, school=school, by=by, at=now)
    return draft


def about_of(starter: Starter) -> About:
    """Return what a text of ours is called and whom it is for."""
    return About(starter.title, list(starter.audience), starter.has_symbols, list(starter.declarations))


@transaction.atomic
def add(draft: Edition, starter: Starter, about: About, *, by: Person) -> Wording:
    """Add a text of ours to a draft as a wording of it."""
    wording = add_wording(draft, about, by=by)
    fill(draft, starter, wording)
    return wording


def fill(draft: Edition, starter: Starter, wording: Wording | None) -> None:
    """Store the parts of a text of ours, with what the school is asked about them."""
    parts = Part.objects.bulk_create(
        Part(
            edition=draft,
            wording=wording,
            position=place,
            kind=part.kind,
            number=part.number,
            lead_in=part.lead_in,
            text=part.text,
            children=part.children,
            topics=part.topics,
        )
        for place, part in enumerate(starter.parts)
    )
    link_policies(draft, list(starter.linked))
    text = (
        f"“{starter.title}” is a starting point of ours: make it yours. Read every clause, change what is not so at"
        " your school, and take out what you do not want."
    )
    doubts = [(0, Doubt.STARTING_POINT, text, SETTLED)]
    doubts += [(place, "guessed", question, DECIDED) for place, question in starter.asked]
    Doubt.objects.bulk_create(
        Doubt(edition=draft, part=parts[place], kind=kind, text=text, answers=answers)
        for place, kind, text, answers in doubts
    )


def chosen_of(codes: Iterable[str]) -> list[Starter]:
    """Return the texts of these codes, in the order of the page."""
    wanted = set(codes)
    return [each for each in starters() if each.code in wanted]
