"""
From what a file was understood to say to a draft: its parts in order, and everything a person should look at.

A calculation: it reads no database and stores nothing. The names in the texts are `naming`'s.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from countersign.people.audiences import Audience
from countersign.policies.models import Doubt
from countersign.policies.wording import clean

TOLD_ELSEWHERE = re.compile(r"contact: |organisation: |the text has no title|explanation, not a clause: ")
"""Notices of which we make a doubt with answers ourselves, or whose words we keep after all."""

Answers = list[dict[str, Any]]
RIGHT: dict[str, Any] = {"label": "That is right", "sets": {}}


@dataclass
class PartDraft:
    """A part as it will be stored."""

    kind: str
    text: str
    number: str = ""
    lead_in: str = ""
    children: list[dict[str, Any]] = field(default_factory=list)
    roles: list[str] | None = None
    topics: list[str] = field(default_factory=list)
    source: str = ""
    where: str = ""


@dataclass
class DoubtDraft:
    """A doubt as it will be stored; `part` is a place in the list of parts."""

    kind: str
    text: str
    where: str = ""
    part: int | None = None
    marks: list[str] = field(default_factory=list)
    answers: Answers = field(default_factory=list)


@dataclass
class Draft:
    """A draft of an edition, ready to be stored."""

    details: dict[str, Any]
    parts: list[PartDraft]
    doubts: list[DoubtDraft]
    linked: list[str]
    suggested_title: str


def draft_of(agreement: dict[str, Any], notices: list[dict[str, Any]], school: str) -> Draft:
    """Return the draft of one agreement of a file, for a school of this name."""
    parts = parts_of(agreement)
    doubts: list[DoubtDraft] = []
    title = line(agreement.get("title"))
    suggested = title or line(agreement.get("suggested_title"))
    details = {
        "title": title[:300],
        "audience": [code for code in agreement["audience"] if code in Audience.values],
        "document_code": line(agreement.get("document_code"))[:50],
        "last_reviewed": line(agreement.get("last_reviewed"))[:10],
        "next_review": line(agreement.get("next_review"))[:10],
        "approved_by": line(agreement.get("approved_by"))[:200],
        "asks": list(dict.fromkeys(lines(choice["name"] for choice in agreement["choices"]))),
        "signer_declarations": lines(agreement["signer_declarations"]),
        "approver_declarations": lines(agreement["approver_declarations"]),
        "signature_fields": lines(agreement["signature_fields"]),
        "approver_fields": lines(agreement["approver_fields"]),
    }
    doubts += doubts_of_head(details, suggested, agreement, school)
    doubts += doubts_of_notices(notices, parts, details)
    return Draft(details, parts, doubts, lines(agreement["linked_policies"]), suggested)


def line(text: str | None) -> str:
    """Return a text on one line, or nothing."""
    return " ".join(clean(text or "").split())


def lines(texts: Iterable[str]) -> list[str]:
    """Return texts on one line each, without empty ones."""
    return [each for text in texts if (each := line(text))]


def parts_of(agreement: dict[str, Any]) -> list[PartDraft]:
    """Return headings, passages and clauses in order; a heading with nothing beneath is left out."""
    beneath: dict[str | None, list[PartDraft]] = {}
    passages = list(agreement["introduction"])
    for count, clause in enumerate(agreement["clauses"]):
        while passages and passages[0]["before"] <= count:
            beneath.setdefault(passages[0]["section"], []).append(passage_of(passages.pop(0)))
        beneath.setdefault(clause["section"], []).append(clause_of(clause))
    for passage in passages:
        beneath.setdefault(passage["section"], []).append(passage_of(passage))
    headings: list[str | None] = list(dict.fromkeys([None, *agreement["sections"], *beneath]))
    parts: list[PartDraft] = []
    for heading in headings:
        if found := beneath.get(heading):
            parts += [PartDraft("section", line(heading), source=heading)] if heading else []
            parts += found
    return parts


def passage_of(passage: dict[str, Any]) -> PartDraft:
    """Return a paragraph that is only read as it will be stored."""
    text = clean(passage["text"])
    return PartDraft("passage", text, source=clean(passage["source"]) or text, where=passage["where"])


def clause_of(clause: dict[str, Any]) -> PartDraft:
    """Return a clause as it will be stored."""
    roles = clause["roles"]
    return PartDraft(
        "clause",
        clean(clause["text"]),
        number=line(clause["number"])[:20],
        lead_in=clean(clause["lead_in"] or ""),
        children=[child_of(child) for child in clause["children"]],
        roles=None if roles is None else [code for code in roles if code in Audience.values],
        topics=list(clause["topics"]),
        source="\n".join([clean(clause.get("source") or ""), *sources_of(clause["children"])]).strip(),
        where=clause.get("where") or "",
    )


def sources_of(children: list[dict[str, Any]]) -> list[str]:
    """Return the original wording of points, and of those beneath them."""
    found: list[str] = []
    for child in children:
        found += [clean(child.get("source") or child["text"]), *sources_of(child.get("children") or [])]
    return found


def child_of(child: dict[str, Any]) -> dict[str, Any]:
    """Return a point beneath a clause as it will be stored."""
    stored: dict[str, Any] = {"number": line(child.get("number"))[:20], "text": clean(child["text"])}
    if child.get("children"):
        stored["children"] = [child_of(each) for each in child["children"]]
    return stored


def doubts_of_head(details: dict[str, Any], suggested: str, agreement: dict[str, Any], school: str) -> list[DoubtDraft]:
    """Return what to look at before the clauses: no title, nobody it is for, another school's name."""
    doubts = []
    if not details["title"]:
        answers = [{"label": f"Use “{suggested[:80]}”", "sets": {"title": suggested[:300]}}] if suggested else []
        doubts.append(DoubtDraft("guessed", "The file has no title. Give the policy one.", "title", answers=answers))
    if not details["audience"]:
        doubts.append(DoubtDraft("guessed", "The file does not say whom it is for. Choose who signs it.", "audience"))
    named = line(agreement.get("organisation"))
    if named and named.casefold() not in school.casefold() and school.casefold() not in named.casefold():
        doubts.append(DoubtDraft("guessed", f"The file speaks of “{named}”, not of {school}.", answers=[RIGHT]))
    if details["asks"]:
        text = f"People may ask for: {'; '.join(details['asks'])}. Nothing of it is ticked beforehand."
        doubts.append(DoubtDraft("guessed", text, answers=[RIGHT]))
    return doubts


def doubts_of_notices(
    notices: list[dict[str, Any]], parts: list[PartDraft], details: dict[str, Any]
) -> list[DoubtDraft]:
    """Return each of the reader's notices, joined to the part it is about where it says which."""
    places = {part.where: place for place, part in reversed(list(enumerate(parts))) if part.where}
    doubts = []
    for notice in notices:
        if TOLD_ELSEWHERE.match(notice["text"]):
            continue
        text = sentence(notice["text"])
        place = places.get(notice["where"])
        source = "" if place is None else parts[place].source
        marks = [quoted for quoted in re.findall(r"[“\"]([^”\"]+)[”\"]", text) if quoted in source]
        asks = notice["kind"] not in Doubt.TELLING
        answers = dates_in(text, details) if notice["kind"] == "ambiguous-date" else []
        where = line(notice["where"])[:300]
        doubts.append(DoubtDraft(notice["kind"], text, where, place, marks, (answers or [RIGHT]) if asks else []))
    return doubts


def sentence(text: str) -> str:
    """Return a notice as a sentence."""
    text = clean(text)
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '?', ':', '”')) else '.'}"


def notices_of(place: int, agreements: list[dict[str, Any]], notices: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the notices about one agreement of a file, and those about none in particular."""
    wheres = [{each.get("where") for each in agreement["clauses"]} - {None, ""} for agreement in agreements]
    others = set().union(*wheres) - wheres[place]
    return [notice for notice in notices if notice["where"] not in others]


def dates_in(text: str, details: dict[str, Any]) -> Answers:
    """Return both readings of a date in figures, the one taken first."""
    for name in ("last_reviewed", "next_review"):
        match = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", details[name])
        if not match:
            continue
        year, month, day = match.groups()
        orders = [
            f"{int(one)}{mark}{int(other)}{mark}" for mark in "/.-" for one, other in ((day, month), (month, day))
        ]
        ways = [f"{order}{written}" for order in orders for written in (year, year[2:])]
        plain = re.sub(r"\b0(\d)", r"\1", text)
        if int(day) <= 12 and day != month and any(re.search(rf"(?<!\d){re.escape(way)}(?!\d)", plain) for way in ways):
            return [
                {"label": in_words(year, month, day), "sets": {name: f"{year}-{month}-{day}"}},
                {"label": in_words(year, day, month), "sets": {name: f"{year}-{day}-{month}"}},
            ]
    return []


def in_words(year: str, month: str, day: str) -> str:
    """Return a day as people say it."""
    months = "January February March April May June July August September October November December".split()  # noqa: SIM905
    return f"{int(day)} {months[int(month) - 1]} {year}"
