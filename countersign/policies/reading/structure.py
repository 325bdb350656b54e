"""The one structure pass: from blocks of any format to agreements, and the list of what a person should check."""

from __future__ import annotations

import re
from collections.abc import Iterator

from countersign.policies.reading import (
    audience,
    clauses,
    contacts,
    dates,
    headdata,
    headings,
    linked,
    residue,
    signing,
    splitting,
    tables,
    titles,
    topics,
)
from countersign.policies.reading.blocks import Block, Document, Part
from countersign.policies.reading.choices import choices_of, mark_choices
from countersign.policies.reading.model import Agreement, Notice, Reading
from countersign.policies.reading.refusals import Unreadable

MOST_CHARACTERS = 12_000
MOST_PARAGRAPHS = 40_000


def understand(document: Document, name: str) -> Reading:
    """Make a reading of a document; refuse what holds no text or no clause."""
    for count, block in enumerate(_every(document.blocks)):
        if count > MOST_PARAGRAPHS:
            raise Unreadable(
                name,
                f"it holds more than {MOST_PARAGRAPHS:,} paragraphs, over the size limit; take out the "
                f"pages of the agreement.",
            )
        if len(block.text) > MOST_CHARACTERS:
            raise Unreadable(
                name,
                f"{block.where} is one paragraph of {len(block.text):,} characters, over the size limit; "
                f"give each clause a paragraph of its own.",
            )
    kept, notices = residue.clear(document)
    if not any(b.plain or b.rows for b in document.blocks):
        raise Unreadable(name, "no text was found in it, it is empty; choose the file that holds the agreement.")
    blocks = [b for b in tables.unfold(kept) if b.plain or b.fields]
    blocks = _spelled(blocks)
    _mark(blocks)
    pieces, ignored = splitting.split(blocks)
    reading = Reading(notices=notices)
    facts_before = _facts(document, ignored)
    for piece in pieces:
        agreement = _agreement(piece, document, facts_before, reading.notices)
        reading.agreements.append(agreement)
    _trim(reading)
    if not any(a.clauses for a in reading.agreements):
        raise Unreadable(
            name,
            "no clauses were found, it does not look like an acceptable use policy; check that it is the right file.",
        )
    if audience.unsure(
        blocks, [c for a in reading.agreements for c in a.clauses], [a.title or "" for a in reading.agreements]
    ):
        notices.append(
            Notice(
                "guessed",
                "this does not look like an acceptable use policy: it says nothing of computers or the internet",
                name,
            )
        )
    if len(reading.agreements) > 1:
        listed = "; ".join(f"{a.title or a.suggested_title} ({len(a.clauses)} clauses)" for a in reading.agreements)
        notices.append(
            Notice("several-agreements", f"{len(reading.agreements)} agreements in one file: {listed}", name)
        )
    if ignored:
        first = next((b.plain for b in ignored if b.plain), "")
        notices.append(
            Notice(
                "ignored",
                f"the text before the first agreement ({len(ignored)} paragraphs), beginning: {first[:80]}",
                ignored[0].where,
            )
        )
    return reading


def _every(blocks: list[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        for row in block.rows:
            for cell in row:
                yield from _every(cell)


def _spelled(blocks: list[Block]) -> list[Block]:
    """Join a letter on its own line with the word it begins (S, Safe), and a title cut in two."""
    out: list[Block] = []
    for block in blocks:
        if (
            out
            and re.fullmatch(r"[A-Z]", out[-1].plain)
            and out[-1].part is Part.UNKNOWN
            and block.plain[:1] == out[-1].plain
            and not block.marked
        ):
            letter = out.pop()
            block.text, block.gap = f"{letter.plain} – {block.plain}", block.gap or letter.gap
        if out and _is_cut(out[-1], block):
            out[-1].text = f"{out[-1].plain} {block.plain}"
            continue
        out.append(block)
    return out


def _is_cut(above: Block, block: Block) -> bool:
    """Whether a line of capitals goes on in the next: a title that was too long for its place."""
    if above.marked or block.marked or block.gap or above.kind is not block.kind or above.fields or block.fields:
        return False
    cut = re.search(r"(?:,|&|\b(?:AND|OR|OF|THE|FOR|TO))$", above.plain)
    return bool(cut) and above.plain.isupper() and block.plain.isupper()


def _mark(blocks: list[Block]) -> None:
    """Give each block its part, from what is surest to what is least."""
    signing.mark_fields(blocks)
    mark_choices(blocks)
    signing.mark_bare_labels(blocks)
    for block in blocks[:40]:
        if block.part is Part.UNKNOWN and not block.marked and headdata.states_fact(block.text):
            block.part = Part.HEAD
    for block in blocks[40:]:
        if (
            block.part is Part.UNKNOWN
            and not block.marked
            and headdata.states_fact(block.text)
            and len(block.plain) < 90
        ):
            block.part = Part.HEAD
    headings.mark(blocks)
    signing.mark_zones(blocks)


def _facts(document: Document, blocks: list[Block]) -> headdata.Facts:
    facts = headdata.Facts()
    for label, value in document.front.items():
        headdata.gather(facts, f"{label}: {value}")
    for block in blocks:
        if block.part is Part.HEAD:
            headdata.gather(facts, block.text)
    return facts


def _agreement(piece: splitting.Piece, document: Document, before: headdata.Facts, notices: list[Notice]) -> Agreement:
    blocks = piece.blocks
    facts = _facts(document, blocks)
    if not facts.dates and not before.dates:
        for line in filter(headdata.states_fact, document.furniture):
            headdata.gather(facts, line)
    facts.code = facts.code or headdata.code_in([b.plain for b in blocks[:8]] + document.furniture)
    out = Agreement()
    _name(out, facts, before, piece, document, notices)
    out.review_cycle = facts.cycle or next((c for b in blocks if (c := headdata.cycle_in(b.plain))), None)
    text = " ".join(b.plain for b in [*piece.body, *blocks])
    _dates(out, facts if facts.dates else before, text, notices)
    notices += [
        Notice("ambiguous-date", f"“{said[:80]}” names no day or month; it was left blank", said[:120])
        for said in facts.seasons or before.seasons
    ]
    out.approved_by = facts.approver or before.approver
    out.document_code = facts.code or before.code
    out.audience, guessed = audience.find(
        out.title, out.organisation, [b for b in blocks if b.part is not Part.DROPPED]
    )
    found = clauses.gather([b for b in blocks if b.part is not Part.TITLE])
    out.clauses, out.sections = found.clauses, found.sections
    out.audience = audience.scope(out.clauses, out.audience)
    if guessed and out.audience:
        notices.append(
            Notice("guessed", f"audience: {', '.join(out.audience)}; the text does not name it exactly", "audience")
        )
    if out.title is None:
        out.suggested_title = audience.suggested_title(out.audience)
        notices.append(Notice("guessed", f"the text has no title; suggested: {out.suggested_title}", "title"))
    for clause in out.clauses:
        whole = " ".join(filter(None, [clause.lead_in, clause.text, *(c.text for c in clause.children)]))
        clause.topics = topics.topics_of(whole)
    _block_for_signing(out, blocks)
    _links(out, blocks, notices)
    out.introduction = found.introduction
    notices += [Notice("ignored", f"explanation, not a clause: {p.text[:160]}", p.where) for p in found.introduction]
    return out


def _name(
    out: Agreement,
    facts: headdata.Facts,
    before: headdata.Facts,
    piece: splitting.Piece,
    document: Document,
    notices: list[Notice],
) -> None:
    shown = [b for b in piece.blocks if b.part is not Part.DROPPED]
    title = titles.choose(shown, facts.organisation)
    if title is not None:
        out.title, title.part = titles.text_of(title), Part.TITLE
    elif facts.title:
        out.title = facts.title
    elif (wanted := document.front.get("html title", "")) and (
        titles.is_agreement_title(wanted) or titles.is_policy_title(wanted)
    ):
        out.title = wanted
    named = facts.organisation or before.organisation
    gathered = False
    if named and residue.placeholders(named):
        named = residue.without_placeholders(named) or None
    if not named:
        named, gathered = titles.organisation(
            [*shown, *(b for b in piece.body if b.part is not Part.DROPPED)], document.furniture, out.title
        )
    if named and residue.placeholders(named):
        named = None
    out.organisation = named
    if named and gathered:
        notices.append(Notice("guessed", f"organisation: {named}, gathered from the running text", "organisation"))
    for block in shown[:14]:
        if (
            named
            and titles.first_column(block.text).strip(" *,") == named
            and block.part in (Part.UNKNOWN, Part.HEADING)
        ):
            block.part = Part.HEAD


def _dates(out: Agreement, facts: headdata.Facts, text: str, notices: list[Notice]) -> None:
    order = dates.order(
        [text, *(t for _, _, t in facts.dates)], british=audience.is_british(text), american=audience.is_american(text)
    )
    values: dict[str, list[str]] = {}
    for what, raw, where in facts.dates:
        read = dates.read(raw, order)
        if read.other and read.iso != read.other:
            if read.iso:
                notices.append(
                    Notice(
                        "ambiguous-date",
                        f"{raw} was read as {dates.spoken(read.iso)}; it could be {dates.spoken(read.other)}",
                        where[:120],
                    )
                )
            else:
                notices.append(
                    Notice("ambiguous-date", f"{raw} may be day first or month first; it was left blank", where[:120])
                )
        if read.iso:
            values.setdefault(what, []).append(read.iso)
    last, following, review, approved = (values.get(k, []) for k in ("last", "next", "review", "approved"))
    out.last_reviewed = max(last) if last else None
    out.next_review = following[0] if following else None
    if review and following and not last:
        out.last_reviewed = review[0]
    elif review and not following and (last or approved) and review[0] > max(last or approved):
        out.next_review = review[0]
    elif review and not following and not last:
        notices.append(
            Notice(
                "guessed",
                f"“review date” {dates.spoken(review[0])} may be the last or the next review; both were left blank",
                "dates",
            )
        )
    if approved and not out.last_reviewed:
        out.last_reviewed = max(approved)
        notices.append(
            Notice("guessed", f"last_reviewed: {out.last_reviewed} is the date of approval or adoption", "dates")
        )


def _block_for_signing(out: Agreement, blocks: list[Block]) -> None:
    out.signature_fields, out.approver_fields = signing.parties(blocks)
    out.choices = choices_of(blocks)
    previous: Block | None = None
    for block in blocks:
        if block.part in (Part.DECLARATION, Part.APPROVAL):
            said = out.signer_declarations if block.part is Part.DECLARATION else out.approver_declarations
            if block.marked and said and previous is not None:
                said[-1] += f"\n{block.source}"
            else:
                said.append(block.plain)
            previous = block


def _links(out: Agreement, blocks: list[Block], notices: list[Notice]) -> None:
    found: list[str] = []
    people = []
    for block in blocks:
        if block.part in (Part.TITLE, Part.DROPPED, Part.HEAD):
            continue
        text = block.text if block.part is not Part.FIELDS else ""
        found += linked.find(text, out.title or "", out.organisation or "")
        if block.part in (Part.UNKNOWN, Part.CLAUSE, Part.PROSE) or (block.marked and block.part is not Part.FIELDS):
            people += contacts.find(block.plain, block.where)
    out.linked_policies = linked.unique(found)
    out.contacts = contacts.merge(people)
    notices += [
        Notice("guessed", f"contact: {c.name or c.email} as {c.post}, joined from “{c.source[:120]}”", c.where)
        for c in out.contacts
        if c.inferred
    ]


def _trim(reading: Reading) -> None:
    """Agreements without a clause or a field are none."""
    full = [a for a in reading.agreements if a.clauses]
    if full:
        reading.agreements = full
