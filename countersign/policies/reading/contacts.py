"""
Posts, names and addresses in running text.

Where two posts are followed by two names with a stroke between, the order joins them; that, and a post read from a
mailbox's name, is a guess and says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from countersign.policies.reading import posts
from countersign.policies.reading.model import Contact

_TITLED = re.compile(
    r"(?<!\w)(?:Mrs|Miss|Mr|Ms|Mx|Dr|Prof(?:essor)?|Rev(?:erend|d)?|Sir|Dame|Fr|Sister|"
    r"Canon)\.?(?: [A-Z]\.?)*(?: (?:[A-Z][a-z’'\-]*)?[A-Z][\w’'\-]+){1,2}"
)
_PLAIN_NAME = re.compile(
    r"(?<![\w-])[A-Z][a-zé’'\-]{1,15} (?:[A-Z]\.? )?(?:(?:de|van|von|le|la|del|O’|O'|Mc|"
    r"Mac) ?)?[A-Z][\w’'\-]{1,20}(?![\w-])"
)
_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_NOT_NAMES_WORDS = """
    acceptable academy additional agreement aup behaviour board business child children code college computing
    conduct council county data date department designated digital district education esafety full general google
    governing governor governors head headteacher help high human ict information infant internet it junior key lead
    line local manager microsoft mobile network office officer online parent parents phase policy police primary
    principal privacy protection pupil pupils resources reputation revenue role safe safeguarding safety school
    schools secondary senior services service social staff stage student students support teacher team technology
    the this trust use user visitor volunteer whistleblowing year you your if please working together act regulation
    guidance media handbook procedure procedures any all our my in on at or and north south east west street road
    lane avenue january february march april may june july august september october november december monday tuesday
    wednesday thursday friday university campus clerk chair deputy assistant executive acting phone email website
    facebook twitter instagram youtube class signed name print accepted childnet ceop nspcc thinkuknow prevent
    united kingdom great new first review reviewed
"""
_NOT_NAMES = frozenset(_NOT_NAMES_WORDS.split())
_ASK = re.compile(
    r"\b(?:questions?|quer(?:y|ies)|more information|further information|advice|help|"
    r"concerns?|unsure|not sure|find out more|details|worr(?:y|ied|ies))\b"
    r"[^.?!]{0,110}\b(?:speak|talk|contact|ask|see|email|e-mail|write|raise|refer|"
    r"get in touch|directed)\b[^.?!]{0,24}?$",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"\b(?:speak|talk|contact|ask|see|e-?mail|notify|inform|tell|report)\b(?:[^.?!;]|\b[A-Z]\.){0,70}$", re.IGNORECASE
)
_HINT = re.compile(
    r"@|\b(?:Mrs?|Miss|Ms|Mx|Dr|Prof|Rev|Sir|Dame|Fr|Sister|Canon)\b|\b(?:DSL|DDSL|DPO|SBM|"
    r"SENDCo|SENCo)\b|(?i:\b(?:lead|officer|head|"
    r"principal|manager|co-?ordinator|technician|administrator|director|bursar|clerk|chair|"
    r"help ?desk|desk|support|office|superintendent|"
    r"registrar|governor|teacher|headteacher|head-teacher|headmaster|headmistress|person|"
    r"leader|services|team|notify|inform|contact|speak|email|see)\b)"
)
_STROKE = re.compile(r"\s*/\s*")


@dataclass(slots=True)
class _Found:
    kind: str
    value: str
    start: int
    end: int


def find(text: str, where: str) -> list[Contact]:
    """The contacts one paragraph gives."""
    if not _HINT.search(text):
        return []
    tokens = _tokens(text)
    out: list[Contact] = []
    used: set[int] = set()
    for first, second in _pairs(text, tokens):
        for post, name in zip(first, second, strict=True):
            out.append(
                Contact(
                    tokens[post].value,
                    tokens[name].value,
                    None,
                    True,
                    text[tokens[first[0]].start : tokens[second[-1]].end],
                    where,
                )
            )
            used |= {post, name}
    for index, token in enumerate(tokens):
        if index in used or (token.kind == "post" and not _close(text, tokens, index, used)):
            if (
                index not in used
                and token.kind == "post"
                and _ASK.search(text[: token.start])
                and not _continues_list(text, tokens, index)
            ):
                out.append(Contact(token.value, source=text, where=where))
                used.add(index)
            continue
        group = [index]
        kinds = {token.kind}
        for later in range(index + 1, min(index + 4, len(tokens))):
            if later in used or tokens[later].kind in kinds or not _joined(text, tokens[group[-1]], tokens[later]):
                break
            group.append(later)
            kinds.add(tokens[later].kind)
        if kinds == {"name"} and not (
            (_CALL.search(text[: token.start]) and _TITLED.match(token.value)) or _notified(text, token)
        ):
            continue
        used |= set(group)
        contact = _contact([tokens[i] for i in group], text, where)
        out.append(contact)
        out += _fellows(text, tokens, group[-1], contact, used)
    return out


def _fellows(text: str, tokens: list[_Found], last: int, contact: Contact, used: set[int]) -> list[Contact]:
    """More names after a post and its first name: "Deputy DSLs: Mr Cole / Ms Roth"."""
    out: list[Contact] = []
    while contact.post and contact.name and tokens[last].kind == "name" and last + 1 < len(tokens):
        fellow = tokens[last + 1]
        between = text[tokens[last].end : fellow.start]
        if (
            fellow.kind != "name"
            or not re.fullmatch(r"\s*(?:/|,|&|and|or)\s*", between)
            or _close(text, tokens, last + 1, used)
        ):
            break
        last += 1
        used.add(last)
        out.append(Contact(contact.post, fellow.value, None, source=contact.source, where=contact.where))
    return out


def _tokens(text: str) -> list[_Found]:
    tokens = [_Found("email", m.group().strip(".'"), m.start(), m.end()) for m in _EMAIL.finditer(text)]
    taken = [(t.start, t.end) for t in tokens]

    def free(start: int, end: int) -> bool:
        return all(end <= a or start >= b for a, b in taken)

    for match in posts.PATTERN.finditer(text):
        if free(match.start(), match.end()):
            tokens.append(_Found("post", posts.post_of(match), match.start(), match.end()))
            taken.append((match.start(), match.end()))
    for pattern in (_TITLED, _PLAIN_NAME):
        for match in pattern.finditer(text):
            name = match.group()
            if pattern is _PLAIN_NAME and not _is_name(name):
                continue
            if free(match.start(), match.end()):
                tokens.append(_Found("name", name.strip(), match.start(), match.end()))
                taken.append((match.start(), match.end()))
    return sorted(tokens, key=lambda t: t.start)


def _is_name(text: str) -> bool:
    return not any(re.sub(r"\W", "", word).lower() in _NOT_NAMES for word in text.split())


def _pairs(text: str, tokens: list[_Found]) -> list[tuple[list[int], list[int]]]:
    """Posts and as many names with strokes between, in one sentence: their order joins them."""
    out = []
    for index in range(len(tokens) - 1):
        if (
            tokens[index].kind != "name"
            or tokens[index + 1].kind != "name"
            or (index and tokens[index - 1].kind == "name")
        ):
            continue
        names = [index]
        while (
            names[-1] + 1 < len(tokens)
            and tokens[names[-1] + 1].kind == "name"
            and _STROKE.fullmatch(text[tokens[names[-1]].end : tokens[names[-1] + 1].start])
        ):
            names.append(names[-1] + 1)
        above: list[int] = []
        at = index - 1
        while (
            at >= 0
            and tokens[at].kind == "post"
            and not re.search(r"[.!?]\s", text[tokens[at].end : tokens[at + 1].start])
        ):
            above.insert(0, at)
            at -= 1
        if len(names) > 1 and len(above) == len(names) and len({tokens[p].value for p in above}) == len(above):
            out.append((above, names))
    return out


def _joined(text: str, a: _Found, b: _Found) -> bool:
    between = text[a.end : b.start]
    if re.fullmatch(
        r"[\s,:;()\[\]–\-]*(?:(?:is|who is|at|on|by|via|e-?mail(?:ing)?|currently|is currently|"
        r"the school(?:['’]s)?|our|the|school(?:['’]s)?)?[\s,:;()\[\]–\-]*){0,3}",
        between,
    ):
        return True
    return bool(re.fullmatch(r"[\s,:;()–\-]*(?:\([^()]{0,30}\))?[\s,:;()–\-]*", between))


def _close(text: str, tokens: list[_Found], index: int, used: set[int]) -> bool:
    return (
        index + 1 < len(tokens)
        and index + 1 not in used
        and tokens[index + 1].kind != "post"
        and _joined(text, tokens[index], tokens[index + 1])
    )


def _continues_list(text: str, tokens: list[_Found], index: int) -> bool:
    """A generic "ask a teacher or the headteacher" names no contact after the first."""
    return any(
        t.kind == "post"
        and t.end < tokens[index].start
        and re.fullmatch(r"\s*(?:or|and|/|,)\s*(?:the\s+)?", text[t.end : tokens[index].start])
        for t in tokens[:index]
    )


def _notified(text: str, token: _Found) -> bool:
    return bool(
        re.search(
            r"\b(?:notify|inform|contact|speak (?:to|with)|talk to|report (?:it |this |them )?to|"
            r"email|see)\s+(?:[A-Z][\w.’' ]+?(?:\s*(?:and/or|and|or|/|,)\s*))?$",
            text[: token.start],
        )
    )


def _contact(tokens: list[_Found], text: str, where: str) -> Contact:
    contact = Contact(source=text[tokens[0].start : tokens[-1].end], where=where)
    for token in tokens:
        setattr(contact, token.kind, token.value)
    if contact.post is None and contact.name is None and contact.email:
        mailbox = re.sub(r"[^a-z]", "", contact.email.partition("@")[0].lower())
        contact.post = posts.MAILBOXES.get(mailbox)
        contact.inferred = contact.post is not None
    return contact


def merge(contacts: list[Contact]) -> list[Contact]:
    """One entry for each post or person, the fullest kept."""
    out: list[Contact] = []
    for contact in contacts:
        for known in out:
            same_name = known.name and contact.name and _same_person(known.name, contact.name)
            same_post = (
                known.post and known.post == contact.post and not (known.name and contact.name and not same_name)
            )
            same_mail = known.email and known.email == contact.email
            clash = known.post and contact.post and known.post != contact.post and not same_mail
            if (same_name or same_post or same_mail) and not clash:
                known.inferred = known.inferred and (contact.inferred or not (contact.post and contact.name))
                known.post = known.post or contact.post
                known.name, known.email = known.name or contact.name, known.email or contact.email
                break
        else:
            out.append(contact)
    return out


def _same_person(known: str, name: str) -> bool:
    """The same name, or an honorific and a surname that a fuller name ends in."""
    if _key(known) == _key(name):
        return True
    short, long = sorted((known.split(), name.split()), key=len)
    honorific = _key(short[0]) == _key(long[0]) and bool(_TITLED.match(known))
    return len(short) == 2 and honorific and _key(short[-1]) == _key(long[-1])


def _key(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())
