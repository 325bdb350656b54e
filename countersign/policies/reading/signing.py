"""
The blocks for signing: whose they are, their fields, and what is said above them.

The signer's block and the approver's are never mixed. What is said above a signature is a declaration and no clause;
a wish and a consent are choices.
"""

from __future__ import annotations

import re

from countersign.policies.reading import fields, residue, roles, wording
from countersign.policies.reading.blocks import Block, Kind, Part

_SIGNER = (
    r"(?:the )?(?:user|member of staff|staff(?: member)?|employee|applicant|signatory|parent|carer|guardian|"
    r"pupil|student|child|visitor|volunteer|governor|contractor|you|person signing|learner)"
)
_USER_HEAD = re.compile(
    rf"^(?:to be (?:completed|signed|filled in) by {_SIGNER}\b|(?:{_SIGNER}(?:['’]s|"
    rf"s['’])? ?(?:/ ?{_SIGNER})? )(?:signature|declaration|"
    r"agreement form|acknowledge?ment|consent|signed)|(?:signatures?|declaration|"
    r"acknowledge?ment|signed|signing|acceptance|confirmation|"
    r"sign[- ]off|[\w/&’'() -]{3,60} (?:agreement|acceptance|consent|declaration|permission|"
    r"reply|return|acknowledge?ment)(?: and \w+)? (?:form|slip)|my agreement|"
    r"agreement and signature|user declaration|permission|consent form|"
    r"acceptable use agreement form|"
    r"(?:(?:pupil|student|parent|carer|guardian|staff|user|visitor|volunteer|child|"
    r"governor)s?(?:['’]s?)? ?(?:/|and|or|&|\s)? ?)+(?:acceptable use )?(?:agreement form|"
    r"agreement|declaration|"
    r"signature|acknowledge?ment|permission form|consent))\s*(?:form|block|page|section)?\s*[:.]?$)",
    re.IGNORECASE,
)
_STRONG_HEAD = re.compile(
    r"sign|complet|declar|acknowledg|office|\bform\b|slip|authori[sz]|approv|\buse only", re.IGNORECASE
)
_APPROVER_HEAD = re.compile(
    r"^(?:to be completed by\b|authori[sz](?:ed|ing|ation)\b|for (?:the )?(?:office|school|"
    r"admin\w*|official|it|ict|hr|internal|district)(?: staff)? (?:use|purposes)|"
    r"(?:office|school|official|admin\w*) use(?: only)?|approv(?:al|ed|er)\b|counter-?sign|line manager|head ?teacher|"
    r"principal|accepted by|received by|on behalf of the school|(?:for|"
    r"signed for) (?:and on behalf of )?the school|witness)",
    re.IGNORECASE,
)
_APPROVER_FIELD = re.compile(
    r"^(?:accepted|approved|authori[sz]ed|received|issued|checked|processed|set up|"
    r"counter-?signed|completed|witnessed|agreed)(?: on behalf of .{2,40})? by\b|"
    r"^(?:line manager|head ?teacher|principal|head of school|chair of governors|"
    r"ict (?:co-?ordinator|manager|technician)|it manager|"
    r"business manager|designated safeguarding lead|dsl|authori[sz]ing|approver|witness|"
    r"class ?teacher|teacher|supervisor|sponsor|"
    r"(?:for|on behalf of) the school|office|countersign\w*)\b|\((?:head ?teacher|"
    r"line manager|class teacher|teacher|principal|dsl|school)\)$|"
    r"^additional permissions|^signed(?: for)? \(?(?:on behalf of|for) the school",
    re.IGNORECASE,
)
_SIGNER_FIELD = re.compile(
    r"\b(?:pupil|student|child|parent|carer|guardian|user|visitor|volunteer|employee|learner|"
    r"staff member|member of staff)\b",
    re.IGNORECASE,
)
_OFFICE_PREFIX = re.compile(
    r"^\s*((?:for )?(?:office|school|official|admin\w*) use(?: only)?)\s*[:.\-–]?\s*", re.IGNORECASE
)
_SAID_UNTIL = re.compile(r"(?:\b(?:when|that|to|if|and|because)|:|following)\s*[:,]?\s*$", re.IGNORECASE)
_INSTRUCTION = re.compile(
    r"^(?:please|note|this form|return|one copy|keep|nb\b|\*|once (?:completed|signed)|by \w+day)", re.IGNORECASE
)
_READ_THIS = re.compile(r"\bplease (?:read|tick|sign|complete|return)\b", re.IGNORECASE)


def mark_fields(blocks: list[Block]) -> None:
    """Set `part` and `fields` of every line to be filled in."""
    for block in blocks:
        if block.part is not Part.UNKNOWN or block.kind is Kind.HEADING:
            continue
        text = block.text
        if office := _OFFICE_PREFIX.match(text):
            rest = text[office.end() :]
            if labels := fields.labels_of(rest):
                block.part, block.fields = Part.FIELDS, labels
                block.text = text
                continue
        if block.marked and not block.box and not fields.has_blank(text):
            continue
        if labels := fields.labels_of(text):
            if block.box and not fields.has_blank(text):
                continue
            block.part, block.fields = Part.FIELDS, labels
        elif fields.is_only_blank(text):
            block.part = Part.DROPPED


def mark_bare_labels(blocks: list[Block]) -> None:
    """Labels that stand alone beside other fields ("Signature" over a drawn line) are fields too."""
    near = [b for b in blocks if b.part is not Part.DROPPED]
    for index, block in enumerate(near):
        if block.part in (Part.UNKNOWN, Part.HEADING) and not block.marked and fields.is_known_label(block.plain):
            around = near[max(0, index - 2) : index] + near[index + 1 : index + 3]
            alone = block.plain.rstrip().endswith(":") or any(
                b.part is Part.FIELDS or (fields.is_known_label(b.plain) and not b.marked) for b in around
            )
            below = near[index + 1] if index + 1 < len(near) else None
            heads = roles.only_names_roles(block.plain) and below is not None and _is_said(below.plain)
            if alone and not heads and not _USER_HEAD.match(block.plain):
                block.part, block.fields = Part.FIELDS, [fields.tidy(block.plain)]


def is_office(block: Block) -> bool:
    """Whether a line says by itself that the school fills it in."""
    return bool(_OFFICE_PREFIX.match(block.text)) or bool(block.fields and _APPROVER_FIELD.match(block.fields[0]))


def opens(text: str) -> str | None:
    """Whose block a heading opens: "user", "approver" or None."""
    text = text.strip()
    if len(text) > 130 or (text.endswith(".") and len(text) > 60):
        return None
    if _USER_HEAD.match(text):
        return "user"
    return "approver" if _APPROVER_HEAD.match(text) and len(text.split()) <= 14 else None


def mark_zones(blocks: list[Block]) -> None:
    """Find the blocks for signing; mark their headings and what is said in them."""
    first_clause = next(
        (i for i, b in enumerate(blocks) if b.part is Part.UNKNOWN and (b.marked or wording.is_duty(b.plain))),
        len(blocks),
    )
    index = 0
    while index < len(blocks):
        block = blocks[index]
        whose = opens(block.plain) if block.part in (Part.UNKNOWN, Part.HEADING) and not block.marked else None
        if whose == "user" and index < first_clause and not block.plain.lower().startswith("to be "):
            whose = None
        if whose is None and index > first_clause and _names_a_signer(blocks, index):
            index = _headed(blocks, index, "user")
            continue
        if whose and _has_fields_below(blocks, index, headed=block.part is Part.HEADING):
            index = _headed(blocks, index, whose)
            continue
        if block.part is Part.FIELDS and index > first_clause:
            _look_back(blocks, index, first_clause)
        index += 1


def _has_fields_below(blocks: list[Block], start: int, *, headed: bool) -> bool:
    """Whether fields follow before another heading and before a list that is more than a declaration's."""
    items, said = 0, False
    weak = not _STRONG_HEAD.search(blocks[start].plain)
    for block in blocks[start + 1 : start + 16]:
        if block.part is Part.FIELDS:
            return True
        if block.part is Part.HEADING and not opens(block.plain):
            return False
        if opens(block.plain) and block.part in (Part.UNKNOWN, Part.HEADING) and not block.marked:
            return headed
        items += block.marked and block.part is Part.UNKNOWN
        if items > 4 or (items and weak and not said):
            return False
        said |= _is_said(block.plain) and bool(_SAID_UNTIL.search(block.plain))
    return False


def _names_a_signer(blocks: list[Block], start: int) -> bool:
    """Whether a heading does nothing but name who signs ("PARENT OR GUARDIAN"), over what they say and their fields."""
    block = blocks[start]
    if block.part is not Part.HEADING or block.marked or not roles.only_names_roles(block.plain):
        return False
    for below in blocks[start + 1 : start + 6]:
        if below.part is Part.FIELDS:
            return True
        is_said = below.part in (Part.CHOICE, Part.DROPPED) or (
            below.part is Part.UNKNOWN and not below.marked and _is_said(below.plain)
        )
        if not is_said:
            return False
    return False


def _headed(blocks: list[Block], start: int, whose: str) -> int:
    """Mark one block for signing with a heading of its own; return where it ends."""
    blocks[start].part = Part.ZONE
    blocks[start].options = [whose]
    said = Part.DECLARATION if whose == "user" else Part.APPROVAL
    seen_fields = False
    index = start + 1
    while index < len(blocks):
        block = blocks[index]
        if block.part is Part.FIELDS:
            seen_fields = True
        elif block.part in (Part.HEADING, Part.ZONE) or (
            block.part is Part.UNKNOWN and not block.marked and opens(block.plain)
        ):
            break
        elif block.part is Part.UNKNOWN:
            if seen_fields and (block.marked or not _is_said(block.plain)):
                if block.marked or wording.is_first_person(block.plain):
                    break
                block.part = Part.PROSE
            else:
                block.part = _said_or_choice(block, said)
        index += 1
    return index


def _look_back(blocks: list[Block], index: int, first_clause: int) -> None:  # noqa: C901  reads best as one list of cases
    """Mark the declarations straight above a line of fields that has no heading."""
    at = index - 1
    held: list[Block] = []
    while at > first_clause:
        block = blocks[at]
        if block.part in (Part.FIELDS, Part.CHOICE, Part.PROSE, Part.DECLARATION, Part.DROPPED):
            if block.part is not Part.DROPPED:
                break
        elif block.part is not Part.UNKNOWN:
            break
        elif block.marked:
            held.append(block)
            if len(held) > 5:
                return
        elif held:
            if _is_said(block.plain) and _SAID_UNTIL.search(block.plain):
                for item in [block, *held]:
                    item.part = Part.DECLARATION
            return
        elif _is_said(block.plain):
            block.part = _said_or_choice(
                block,
                Part.APPROVAL if is_office(blocks[index]) and wording.is_approval(block.plain) else Part.DECLARATION,
            )
        elif _INSTRUCTION.match(block.plain) or _READ_THIS.search(block.plain):
            block.part = Part.PROSE
        elif (
            at - 1 > first_clause
            and not wording.is_duty(residue.without_placeholders(block.plain))
            and blocks[at - 1].part is Part.UNKNOWN
            and not blocks[at - 1].marked
            and _is_said(blocks[at - 1].plain)
        ):
            block.part = Part.PROSE  # a sentence of the school's between what is said and where it is signed
        else:
            break
        at -= 1


def _is_said(text: str) -> bool:
    text = roles.spoken(text)
    return wording.is_declaration(text) or wording.is_approval(text) or wording.is_wish(text)


def _said_or_choice(block: Block, said: Part) -> Part:
    if wording.is_wish(block.plain) and not block.options:
        return Part.CHOICE
    if _INSTRUCTION.match(block.plain) and not wording.is_declaration(block.plain):
        return Part.PROSE
    return said


def parties(blocks: list[Block]) -> tuple[list[str], list[str]]:
    """The fields of the signer and of the approver, in order."""
    user: list[str] = []
    approver: list[str] = []
    whose = "user"
    for block in blocks:
        if block.part is Part.ZONE:
            whose = block.options[0] if block.options else "user"
        elif block.part is Part.HEADING or block.part is Part.CLAUSE:
            whose = "user"
        elif block.part is Part.FIELDS:
            if _OFFICE_PREFIX.match(block.text):
                whose = "approver"
            for label in block.fields:
                if _APPROVER_FIELD.match(label) or _APPROVER_FIELD.search(label):
                    whose = "approver"
                elif (
                    whose == "approver"
                    and _SIGNER_FIELD.search(label)
                    and not re.search(r"staff", label, re.IGNORECASE)
                ):
                    whose = "user"
                (approver if whose == "approver" else user).append(label)
    return user, approver
