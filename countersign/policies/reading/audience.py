"""For whom an agreement is, from its title, subtitle or opening words; and for whom a single clause is."""

from __future__ import annotations

import re

from countersign.policies.reading import roles, titles, wording
from countersign.policies.reading.blocks import Block, Part
from countersign.policies.reading.model import Clause

WIDER = {"staff-teaching": "staff", "staff-supply": "staff"}
_FOR = re.compile(r"^\W*(?:this (?:agreement|policy|document|form|aup) (?:is|applies)? ?)?(?:for|to)\b", re.IGNORECASE)
_ALL = re.compile(r"^(?:all|any)\s+(.{3,90}?)\s+(?:have|must|should|will|are|need|who|at|of|in|is|to)\b", re.IGNORECASE)
_AMERICAN = re.compile(
    r"\b(?:school district|the district|board of education|school board|CIPA|superintendent|"
    r"principal|grades? (?:K|\d)|COPPA|FERPA)\b",
    re.IGNORECASE,
)
_UNIVERSITY = re.compile(r"\b(?:university|universities|campus|higher education|faculty of)\b", re.IGNORECASE)


def is_american(text: str) -> bool:
    """Whether a text comes from a school of the United States."""
    return len({m.lower() for m in _AMERICAN.findall(text)}) >= 2


def is_british(text: str) -> bool:
    """Whether a text comes from a school of the United Kingdom."""
    return bool(
        re.search(
            r"\b(?:headteacher|head teacher|governors?|governing body|pupils?|GDPR|Ofsted|DfE|"
            r"safeguarding|KS[1-4]|key stage|ICT|carers?|"
            r"organis|behaviour|\.sch\.uk|\.ac\.uk|academy trust|SENCo|year \d)",
            text,
            re.IGNORECASE,
        )
    )


def find(title: str | None, organisation: str | None, blocks: list[Block]) -> tuple[list[str], bool]:  # noqa: C901  reads best as one list of cases
    """The audience and whether it was guessed."""
    text = " ".join(b.plain for b in blocks)
    own = (title or "").replace(organisation, " ") if organisation and title else title or ""
    named = roles.roles_in(own)
    front = [b for b in blocks[:10] if b.part in (Part.UNKNOWN, Part.HEADING, Part.TITLE, Part.PROSE) and not b.marked]
    if not named:
        for block in front:
            line = block.plain
            if organisation and organisation in line:
                line = line.replace(organisation, " ")
            short = len(line.split()) <= 16 and not line.endswith((".", "?"))
            if (
                line != own
                and short
                and (roles.only_names_roles(line) or _FOR.match(line) or titles.is_agreement_title(line))
            ):
                named = roles.roles_in(line)
                if named:
                    break
    else:
        below = next((b.plain for b in front[:4] if roles.only_names_roles(b.plain) and _FOR.match(b.plain)), "")
        named = [*named, *(role for role in roles.roles_in(below) if role not in named)]
    if named:
        return _settled(named, text, front)
    for block in [b for b in blocks if not b.marked][:25]:
        if found := _ALL.match(block.plain):
            named = roles.roles_in(found.group(1))
            if named and roles.only_names_roles(found.group(1)):
                return _settled(named, text, front)
    for found in re.finditer(
        r"\b(?:appl(?:y|ies)|applicable) (?:equally )?to (?:all |any |every )?([^.;:]{4,140})", text, re.IGNORECASE
    ):
        if named := roles.roles_in(found.group(1)):
            return _settled(named, text, front)
    return _guessed(blocks, text, front)


def _settled(named: list[str], text: str, front: list[Block]) -> tuple[list[str], bool]:
    out: list[str] = []
    guessed = False
    abroad = is_american(text) or (
        (bool(_UNIVERSITY.search(text)) and not re.search(r"\bpupils?\b", text, re.IGNORECASE))
        or (
            "ollege" in text
            and not re.search(r"\b(?:pupils?|head ?teacher|governors?|parents?)\b", text, re.IGNORECASE)
        )
    )
    for role in named:
        if role == roles.STUDENTS and abroad:
            codes = ["students"]
        elif role in (roles.PUPILS, roles.STUDENTS):
            codes, guessed = _stages(role, text, front), True
        else:
            codes = [role]
        out += [code for code in codes if code not in out]
    return out, guessed


def _stages(role: str, text: str, front: list[Block]) -> list[str]:
    """The key stages of pupils named without one."""
    head = " ".join(b.plain for b in front)
    for where in (head, text):
        found = [r for r in roles.roles_in(where) if r.startswith("pupils-")]
        if found and (where is head or len(found) <= 2):
            return found
    for pattern, codes in (
        (r"\binfant\b(?! (?:and|&) junior)", ["pupils-ks1"]),
        (r"\bjunior\b", ["pupils-ks2"]),
        (r"\bprimary\b", ["pupils-ks1", "pupils-ks2"]),
        (r"\b(?:secondary|high school|upper school|sixth form|grammar|college)\b", ["pupils-ks3plus"]),
    ):
        if re.search(pattern, text, re.IGNORECASE):
            return codes
    if role == roles.STUDENTS:
        return ["pupils-ks3plus"]
    return ["pupils-ks2"]


def _guessed(blocks: list[Block], text: str, front: list[Block]) -> tuple[list[str], bool]:
    """Who speaks in the clauses, when nothing names the audience."""
    if re.search(r"\bmy (?:child|son|daughter|children)\b", text, re.IGNORECASE):
        return ["parents"], True
    if re.search(
        r"\bmy (?:professional|role|teaching|work with|classroom)\b|\bprofessional (?:role|responsib)",
        text,
        re.IGNORECASE,
    ):
        return ["staff"], True
    fields = " ".join(label for b in blocks for label in b.fields)
    if named := roles.roles_in(fields):
        return _settled([n for n in named if n not in ("staff-teaching", "parents")] or named, text, front)[0], True
    if re.search(
        r"\bmy (?:teacher|parents?|school ?work|class)\b|\btrusted adult\b|\bgrown-?up\b", text, re.IGNORECASE
    ):
        return _stages(roles.PUPILS, text, front), True
    subjects: list[str] = []
    for block in blocks:
        subjects += [r for r in roles.subject_of(block.plain) if r not in subjects]
    if subjects:
        return _settled(subjects, text, front)[0], True
    return (
        ["students"] if re.search(r"\bstudents\b", text) and (is_american(text) or _UNIVERSITY.search(text)) else []
    ), True


def scope(clauses: list[Clause], audience: list[str]) -> list[str]:
    """Settle the roles of each clause; return the audience with the roles of its sections."""
    whole = list(audience)
    for clause in clauses:
        clause.section_roles = _narrow(clause.section_roles, audience)
        for role in clause.section_roles:
            if role not in whole and WIDER.get(role) not in whole:
                whole.append(role)
    for clause in clauses:
        named = _narrow(clause.roles or [], whole) or clause.section_roles
        if not named:
            subject = roles.subject_of(clause.lead_in or "") or roles.subject_of(clause.text)
            subject = _narrow(subject, whole)
            named = subject if all(r in whole or WIDER.get(r) in whole for r in subject) else []
        covers = {WIDER.get(r, r) for r in named} >= {WIDER.get(r, r) for r in whole} and not any(
            r in WIDER for r in named
        )
        clause.roles = named if named and not covers else None
    return whole


def _narrow(named: list[str], audience: list[str]) -> list[str]:
    """Pupils and students named without a stage are those of the audience."""
    out: list[str] = []
    for role in named:
        if role in (roles.PUPILS, roles.STUDENTS):
            stages = [code for code in audience if code.startswith("pupils-") or code == "students"]
            out += [code for code in stages if code not in out]
        elif role not in out:
            out.append(role)
    return out


def suggested_title(audience: list[str]) -> str:
    """A title for a text that has none; a person confirms it."""
    words = {
        "staff": "staff",
        "staff-teaching": "teaching staff",
        "staff-supply": "supply staff",
        "governors": "governors",
        "volunteers": "volunteers",
        "visitors": "visitors",
        "contractors": "contractors",
        "parents": "parents and carers",
        "community": "community users",
        "students": "students",
        "pupils-eyfs": "early years",
        "pupils-ks1": "key stage 1",
        "pupils-ks2": "key stage 2",
        "pupils-ks3plus": "key stage 3 and above",
    }
    named = [words[code] for code in audience if code in words]
    whom = ", ".join(named[:-1]) + (" and " if len(named) > 1 else "") + named[-1] if named else ""
    return f"Acceptable Use Policy (AUP): {whom}" if whom else "Acceptable Use Policy (AUP)"


_TECHNOLOGY = re.compile(
    r"\b(?:acceptable use|AUP|internet|online|computers?|devices?|passwords?|e-?mails?|"
    r"networks?|ICT|technolog\w+|websites?|digital|e-?safety|"
    r"social media|phones?|software|logins?|data protection|photographs?|screens?|tablets?|"
    r"ipads?|apps?|laptops?|monitor\w*|filter\w*|usb)\b",
    re.IGNORECASE,
)


_IN_TITLE = re.compile(
    r"\b(?:IT|ICT|[Ii][Pp]ads?|[Cc]omput\w+|[Nn]etworks?|[Dd]evices?|[Oo]nline|[Ii]nternet|"
    r"[Dd]igital|[Tt]echnolog\w+)\b"
)


def unsure(blocks: list[Block], clauses: list[Clause], given: list[str]) -> bool:
    """Whether hardly anything in the text speaks of using technology: perhaps it is no acceptable use policy."""
    words = {m.lower() for b in blocks for m in _TECHNOLOGY.findall(b.plain)}
    if words & {"aup", "acceptable use"} or any(
        titles.is_agreement_title(title) or _IN_TITLE.search(title) for title in given
    ):
        return False
    spoken = sum(wording.is_first_person(c.text) for c in clauses)
    return len(words) < (1 if spoken >= 2 else 3)
