"""
Which paragraphs are clauses, under which heading and lead-in, and what stands below them.

Marked lists, unmarked paragraphs, slogans with an explanation and nested numbers all come out as the same tree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from countersign.policies.reading import lists, marks, roles, sections, wording
from countersign.policies.reading.blocks import Block, Part
from countersign.policies.reading.lists import Node
from countersign.policies.reading.model import Child, Clause, Passage
from countersign.policies.reading.sections import Section

_SIGNER = re.compile(r"I\b|If I (?:break|do not|don[’']t|fail|misuse|ignore)\b")
_JUST_LINK = re.compile(r"^(?:\S+\s){0,4}?(?:https?://|www\.)\S+$|^\S+@\S+$")
_INSTRUCTION = re.compile(
    r"^(?:please (?:read|complete|return|tick|sign|note|discuss|keep|ask)|note:|nb\b|"
    r"this (?:form|list|agreement|policy|document|page)\b|these (?:rules|statements|"
    r"guidelines)\b|"
    r"read (?:each|the|this)|tick (?:each|the|one)|for more|our\b|the following)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Found:
    """The clauses of one agreement and the paragraphs that are none."""

    clauses: list[Clause] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    introduction: list[Passage] = field(default_factory=list)


def gather(blocks: list[Block]) -> Found:
    """Find the clauses among BLOCKS."""
    return _Gatherer(sections.of(blocks)).run()


class _Gatherer:
    def __init__(self, found: list[Section]) -> None:
        self.sections = found
        self.out = Found()
        open_sections = [s for s in found if not (s.title and wording.is_explaining(s.title))]
        every = [b for s in open_sections for b in s.blocks]
        self.marked = sum(b.marked for b in every)
        duties = [b for b in every if not b.marked and (wording.is_first_person(b.plain) or wording.is_duty(b.plain))]
        self.prose = self.marked < 3 or len(duties) > 1.5 * self.marked
        unmarked = sum(not b.marked for b in every)
        self.whole_prose = self.marked < 3 and len(duties) >= 3 and len(duties) >= 0.5 * unmarked
        self.slogans = self._count_slogans()
        self.lead: str | None = None
        self.section: str | None = None
        self.scope: list[str] = []
        self.scope_level = 0
        self.scopes = sum(bool(s.title and roles.only_names_roles(s.title)) for s in found)

    def _count_slogans(self) -> int:
        return sum(sections.is_slogan(s) for s in self.sections)

    def run(self) -> Found:
        """All sections in order."""
        for index, section in enumerate(self.sections):
            self.lead = None
            title = section.title
            if section.goes_on:
                self._section(section)
                continue
            if title:
                self.out.sections.append(title)
                self.section = title
                self._rescope(section)
            if self.slogans >= 3 and sections.is_slogan(section):
                self._add(section.blocks[0], " ".join(b.plain for b in section.blocks), lead=title)
                continue
            if not section.blocks and section.heading is not None and self._is_clause_heading(section, index):
                self._unsection()
                self._add(section.heading, section.heading.plain)
                continue
            if title and section.heading is not None and sections.is_clause_with_parts(section):
                run, end = lists.take(section.blocks, 0)
                self._unsection()
                self._add(section.heading, title).children = [_child(node) for node in run]
                section.blocks = section.blocks[end:]
            elif title and (title.endswith(":") or wording.is_bare_lead(title)):
                self.lead = title
            self._section(section)
        return self.out

    def _rescope(self, section: Section) -> None:
        """A heading that names roles scopes what follows, also under lesser headings below it."""
        heading = section.heading
        if heading is None:
            return
        if roles.only_names_roles(heading.plain):
            self.scope, self.scope_level = roles.roles_in(heading.plain), heading.level
        elif (
            heading.part is Part.ZONE
            or roles.is_everyone(heading.plain)
            or (
                (heading.level and self.scope_level and heading.level <= self.scope_level)
                or (self.scopes < 2 and not heading.level)
            )
        ):
            self.scope = []

    def _unsection(self) -> None:
        """What looked like a heading is a clause."""
        self.out.sections.pop()
        self.section = self.out.sections[-1] if self.out.sections else None

    def _is_clause_heading(self, section: Section, index: int) -> bool:
        heading = section.heading
        if heading is None or heading.part is Part.ZONE or heading.title:
            return False
        text = heading.plain
        near = [
            s for s in self.sections[max(0, index - 1) : index + 2] if s is not section and s.heading and not s.goes_on
        ]
        alike = sum(wording.is_first_person(s.title or "") or wording.is_imperative(s.title or "") for s in near)
        return (
            (wording.is_first_person(text) or wording.is_imperative(text))
            and len(text.split()) > 2
            and alike > 0
            and not text.endswith(":")
        )

    def _section(self, section: Section) -> None:
        if pairs := sections.paired(section.blocks):
            for slogan, block in pairs:
                self._add(block, block.plain, lead=slogan)
            return
        blocks = section.blocks
        explains = bool(section.title and wording.is_explaining(section.title))
        purpose = bool(
            section.title
            and section.title.endswith(":")
            and (wording.is_purpose(section.title) or wording.is_about_school(section.title))
        )
        index = 0
        while index < len(blocks):
            block = blocks[index]
            after = blocks[index + 1] if index + 1 < len(blocks) else None
            if block.marked:
                run, index = lists.take(blocks, index)
                if purpose:
                    self._explain(*(node.block for node in run))
                else:
                    self._list(run, explains=explains)
                continue
            text = block.plain
            index += 1
            if (
                after is not None
                and after.marked
                and (text.endswith((":", "…", "-", "–")) or wording.is_bare_lead(text))
            ):
                run, end = lists.take(blocks, index)
                index = end
                purpose = self._led(block, run, section, explains=explains)
                continue
            if block.plain.endswith(":") and (points := _unmarked_points(blocks, index)):
                index += len(points)
                above = self.section
                purpose = self._led(block, [Node(point) for point in points], section, explains=explains)
                self.section, self.lead = above, None  # nothing but its own points completes it
                continue
            purpose = False
            if self._is_clause(block, section, explains=explains):
                ended = any(b.marked for b in blocks[: index - 1][-1:])
                if ended or (self.lead and wording.is_unfinished(self.lead) and wording.is_first_person(text)):
                    self.section = section.title if self.section == self.lead else self.section
                    self.lead = None  # a lead ends with its list
                self._add(block, text)
            else:
                self.lead = None if not self.lead or section.title != self.lead else self.lead
                self._explain(block)

    def _led(self, block: Block, run: list[Node], section: Section, *, explains: bool) -> bool:
        """A paragraph over a list: a lead-in, a clause with parts, or the purposes of a policy."""
        text = block.plain
        about = wording.is_purpose(text) or wording.is_about_school(text)
        if (about and not wording.is_first_person(text)) or (
            all(re.match(r"that\b", n.block.plain) for n in run) and not wording.is_first_person(text)
        ):
            self._explain(block, *(node.block for node in run))
            return True
        full = sum(wording.is_first_person(n.block.plain) or wording.is_we(n.block.plain) for n in run)
        parts = wording.leads_to_parts(text) and full <= len(run) / 2
        if not parts and full <= len(run) / 2 and not wording.leads_to_clauses(text):
            siblings = [
                b for b in section.blocks if not b.marked and b is not block and wording.is_first_person(b.plain)
            ]
            parts = wording.is_first_person(text) and len(siblings) >= 2
        if parts and (wording.is_duty(text) or (not explains and (self.prose or wording.has_modal(text)))):
            clause = self._add(block, text)
            clause.children = [_child(node) for node in run]
            return False
        self.lead = text
        if self.section is None or self.section.endswith(":") or block.bold:
            self.section = text
            self.out.sections.append(text)
        self._list(run, explains=explains)
        return False

    def _list(self, run: list[Node], *, explains: bool) -> None:
        leads = [
            n for n in run if n.children and n.block.plain.endswith(":") and wording.leads_to_clauses(n.block.plain)
        ]
        all_lead = len(run) >= 2 and len(leads) == len(run)
        for node in run:
            text = node.text
            if node.is_section():
                self.section, self.lead = text, None
                self.out.sections.append(text)
                self._list(node.children, explains=wording.is_explaining(text))
            elif all_lead:
                self.lead = text
                for child in node.children:
                    self._node(child)
            elif _JUST_LINK.match(text) or (explains and not (wording.is_first_person(text) or _is_duty_of(text))):
                self._explain(node.block)
            else:
                self._node(node)

    def _node(self, node: Node) -> None:
        clause = self._add(node.block, node.text)
        clause.children = [_child(child) for child in node.children]

    def _explain(self, *blocks: Block) -> None:
        """Keep what is only read, with its place among the clauses."""
        before = len(self.out.clauses)
        self.out.introduction += [Passage(b.plain, self.section, before, b.source, b.where) for b in blocks]

    def _is_clause(self, block: Block, section: Section, *, explains: bool) -> bool:  # noqa: C901  reads best as one list of cases
        text = roles.spoken(block.plain)
        if _JUST_LINK.match(text) or len(text) < 3:
            return False
        if block.boxed:
            return block.lead is not None or wording.is_duty(text) or wording.is_we(text)
        if sections.SLOGAN.match(text) and section.counts[4] >= 3:
            return True
        if explains:
            return False
        unmarked, dutiful, marked, ours, _ = section.counts
        marked_here = marked >= max(1, dutiful)
        if _INSTRUCTION.match(text) and not wording.is_first_person(text):
            return False
        first = wording.is_first_person(text) and not re.match(r"(?:This|As an? )", text)
        if marked_here:
            return first and (bool(_SIGNER.match(text)) or self.prose)
        if not self.prose and section.heading is None:
            return first and text.startswith(("I ", "I’", "I'", "My "))
        agreeing = (
            bool(section.title and wording.is_agreeing(section.title))
            and section.heading is not None
            and section.heading.part is not Part.ZONE
        )
        if (
            self.whole_prose
            and section.heading is not None
            and section.heading.part is not Part.ZONE
            and text.endswith(".")
        ):
            return not text.lower().startswith(("this ", "these "))
        if (agreeing and dutiful >= unmarked / 2) or (
            unmarked >= 3 and dutiful >= 0.6 * unmarked and section.heading is not None
        ):
            return len(text.split()) >= 3
        if first or wording.is_duty(text):
            return self.prose or section.heading is not None
        return wording.is_we(text) and ours >= 2

    def _add(self, block: Block, text: str, lead: str | None = None) -> Clause:
        found = roles.scope_of(text)
        rest = found.rest if found else text
        lead = lead or block.lead or self.lead
        slogan = sections.SLOGAN.match(rest) if lead is None else None
        if slogan and len(slogan.group("rest").split()) >= 3:
            lead, rest = slogan.group("slogan"), slogan.group("rest")
        clause = Clause(
            text=rest.strip(),
            number=marks.bare_number(block.number),
            lead_in=lead,
            section=self.section,
            roles=found.roles if found else None,
            role_note=found.note if found else None,
            section_roles=list(self.scope),
            source=f"{block.number or ('☐' if block.box else '•' if block.bullet else '')} {text}".strip(),
            where=block.where,
        )
        block.part = Part.CLAUSE
        self.out.clauses.append(clause)
        return clause


def _unmarked_points(blocks: list[Block], start: int) -> list[Block]:
    """The paragraphs that complete the half sentence above them, where their author gave them no marks."""
    lead = blocks[start - 1]
    if not wording.is_unfinished(lead.plain) or wording.is_purpose(lead.plain):
        return []
    points: list[Block] = []
    for block in blocks[start:]:
        text = block.plain
        whole = wording.is_first_person(text) or wording.is_we(text) or wording.is_declaration(text)
        if block.marked or whole or text.endswith((":", "?")) or (points and (block.gap or block.bold)):
            break
        if block.where.startswith("table") and block.where != lead.where:
            break
        points.append(block)
    return points if len(points) >= 2 else []


def _is_duty_of(text: str) -> bool:
    return wording.is_duty(text) and not wording.is_purpose(text)


def _child(node: Node) -> Child:
    number = marks.bare_number(node.block.number)
    return Child(node.text, number, node.block.source, [_child(child) for child in node.children])
