"""Other policies of the school a document points to; laws and guidance from outside are no policies of the school."""

from __future__ import annotations

import re

_KIND = (
    r"(?:Polic(?:y|ies)(?:\s*(?:/|and|&)\s*(?:Guidance|Procedures?|Guidelines))?|"
    r"Privacy Notices?|Codes? of Conduct|Handbooks?|Home[- ]School Agreement)"
)
_JOIN = r"(?:\s+|\s*/\s*|\s*&\s*|\s+and\s+|\s+of\s+|\s+for\s+|\s+in\s+|\s+the\s+|-)"
_CAPITAL = re.compile(
    rf"(?<![\w’'])(?P<name>(?:(?:[A-Z][\w’'\-]*|e-[Ss]afety|BYOD|ICT|IT|"
    rf"AI){_JOIN}){{1,7}}?)(?P<kind>{_KIND}|policy(?:/guidance)?|policies|"
    rf"code of conduct)(?!\w)"
)
_SUBJECT = (
    r"online[- ]safety|e-?safety|internet safety|data protection|data security|"
    r"behaviour(?: management)?|anti-?bullying|safeguarding(?: and child protection)?|"
    r"child protection(?: and safeguarding)?|social (?:media|networking)|mobile (?:phone|"
    r"device|technology)s?|whistle-?blowing|(?:digital |use of )?images?|photograph(?:y|ic)?|"
    r"staff (?:behaviour|conduct|disciplinary|discipline)|disciplinary|information security|"
    r"it security|cyber ?security|"
    r"acceptable behaviour|complaints|equality|copyright|byod|bring your own device|password|"
    r"data retention|retention|home learning|remote learning|"
    r"health (?:and|&) safety|confidentiality|freedom of information|prevent|loan|"
    r"artificial intelligence|ai|low[- ]level concerns|use of images|plagiarism|"
    r"academic integrity|"
    r"student (?:conduct|discipline)|discipline|harassment|cctv|records management|email|e-mail"
)
_LOWER = re.compile(
    rf"(?<!\w)(?P<name>(?:{_SUBJECT})(?:(?:\s*/\s*|\s+and\s+|"
    rf"\s*&\s*)(?:{_SUBJECT}))?)\s+(?P<kind>polic(?:y|ies)|code of conduct)(?!\w)",
    re.IGNORECASE,
)
_LIST = re.compile(
    rf"(?<!\w)(?P<names>(?:{_SUBJECT})(?:\s*,\s*(?:{_SUBJECT}))*\s*,?\s*(?:and|&)\s*(?:{_SUBJECT}))\s+policies(?!\w)",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    rf"\bpolicies (?:on|for|about|"
    rf"covering)\s+(?P<names>(?:{_SUBJECT})(?:\s*,\s*(?:{_SUBJECT}))*(?:\s*,?\s*(?:and|"
    rf"&)\s*(?:{_SUBJECT}))?)(?!\w)",
    re.IGNORECASE,
)
_PLAIN = re.compile(
    r"\b(?P<name>privacy notice|(?:staff |student )?code of conduct|staff handbook|home[- ]school agreement)s?\b",
    re.IGNORECASE,
)
_BOARD = re.compile(r"\b(?:Board |District )?Policy (?P<code>[A-Z]{2,5}(?:-[A-Z]{1,3})?\d{0,2}|\d{3,4}(?:\.\d+)?)\b")
_HINT = re.compile(r"[Pp]olic|POLIC|[Nn]otice|[Cc]onduct|[Hh]andbook|[Aa]greement")
_OWN = re.compile(
    r"\b(?:acceptable|appropriate|responsible)[- ](?:ict |it |internet |technology |"
    r"technologies )?(?:use|usage)\b|\baups?\b|^(?:this|the|our|full|other|related|relevant|"
    r"school|schools|all|any|these|those|such|board|district|following|your|my|its|new|whole|"
    r"each|university|college|trust)$",
    re.IGNORECASE,
)
_START = re.compile(
    r"^(?:(?:The|This|Our|Your|My|A|An|In|See|Please|And|Or|All|Any|Full|Read|Under|With|Both|"
    r"Following|Also|For|Of|Other|Any|School[’']s|To|By|If|From|On|At|Its)\s+)+",
    re.IGNORECASE,
)
_OUTSIDE = re.compile(
    r"\b(?:Act|Regulations?|GDPR|Keeping Children Safe|Working Together|DfE|"
    r"Department for Education|ICO|government|national)\b"
)


def find(text: str, own: str = "", organisation: str = "") -> list[str]:  # noqa: C901  reads best as one list of cases
    """The names of policies in TEXT as printed, without the document's OWN name."""
    if not _HINT.search(text):
        return []
    found: list[tuple[int, str]] = []
    taken: list[tuple[int, int]] = []

    def add(start: int, end: int, name: str) -> None:
        if all(end <= a or start >= b for a, b in taken):
            taken.append((start, end))
            found.append((start, " ".join(name.split())))

    for match in _LIST.finditer(text):
        names = re.split(r"\s*,\s*(?:and\s+|&\s*)?|\s+and\s+|\s*&\s*", match.group("names"))
        taken.append((match.start(), match.end()))
        found += [(match.start(), f"{name} policy") for name in names if name]
    for match in _ABOUT.finditer(text):
        names = re.split(r"\s*,\s*(?:and\s+|&\s*)?|\s+and\s+(?!child|safeguarding)|\s*&\s*", match.group("names"))
        taken.append((match.start(), match.end()))
        found += [(match.start(), f"{name} policy") for name in names if name]
    for match in _BOARD.finditer(text):
        add(match.start(), match.end(), match.group(0))
    for match in _CAPITAL.finditer(text):
        name = _strip(match.group("name"), organisation)
        if name and not _OWN.search(name) and not _OUTSIDE.search(name):
            add(match.end() - len(match.group("kind")) - len(name), match.end(), f"{name} {match.group('kind')}")
        elif _OWN.search(match.group("name")):
            taken.append((match.start(), match.end()))
    for match in _LOWER.finditer(text):
        names = (
            re.split(r"\s*/\s*", match.group("name"))
            if match.group("kind").lower() == "policies"
            else [match.group("name")]
        )
        if all(match.end() <= a or match.start() >= b for a, b in taken):
            kind = match.group("kind") if len(names) == 1 else "policy"
            taken.append((match.start(), match.end()))
            found += [(match.start(), " ".join(f"{name} {kind}".split())) for name in names]
    for match in _PLAIN.finditer(text):
        add(match.start(), match.end(), match.group(0))
    own = own.lower()
    return [name for _, name in sorted(found) if name.lower() not in own or not own]


def _strip(name: str, organisation: str) -> str:
    name = " ".join(name.split())
    if organisation:
        name = re.sub(rf"^{re.escape(organisation)}(?:[’']s)?\s*", "", name)
    name = re.sub(r"^(?:[A-Z][\w.]*\s)*?[A-Z][\w]*[’']s?\s+", "", name) if re.search(r"[’']s?\s", name) else name
    return _START.sub("", name + " ").strip(" /&-")


def key(name: str) -> str:
    """What two spellings of one policy have in common."""
    words = [
        w
        for w in re.findall(r"[\w-]+", name.lower())
        if w not in ("policy", "policies", "the", "school", "full", "guidance")
    ]
    return " ".join(words).replace("e-safety", "esafety").replace("-", " ")


def unique(names: list[str]) -> list[str]:
    """Each policy once, in the first spelling met."""
    seen: dict[str, str] = {}
    for name in names:
        if key(name):
            seen.setdefault(key(name), name)
    return list(seen.values())
