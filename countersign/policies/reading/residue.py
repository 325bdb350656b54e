"""What does not belong to an agreement: places left to fill, notes to the editor, marks of a template."""

from __future__ import annotations

import re

from countersign.policies.reading import roles
from countersign.policies.reading.blocks import Block, Document, Kind, Part
from countersign.policies.reading.model import Notice

_BRACKETED = re.compile(
    r"\[(?P<square>[^\[\]]{2,200})\]|<(?P<angle>[^<>@]{3,80})>|"
    r"\{\{?(?P<curly>[^{}]{2,80})\}\}?|«(?P<merge>[^«»]{2,60})»"
)
_FILL = re.compile(
    r"\b(?:insert|school(?:['’]s)?(?: name)?|name|delete|edit|amend|your|add|enter|date|xx+|"
    r"tbc|logo|details|link|appropriate|here|title|"
    r"complete|choose|e\.g|role|email|number|url|address|trust|academy|lead|year|state|specify|include|adapt|change)\b",
    re.IGNORECASE,
)
_LOOSE = re.compile(
    r"\((?:insert|schools? (?:should|may|to|can|will need)|please (?:insert|amend|delete|edit|"
    r"add|adapt)|amend|delete|add|adapt|edit|to be (?:inserted|amended|"
    r"added|completed))\b[^()]{0,200}\)|\b(?:insert|enter) (?:your |"
    r"the )?(?:school(?:['’]s)? )?(?:name|logo|date|link|address|details) here\b|"
    r"\bX{3,}\b|\bxxx+\b|\b(?:School|Academy) Name Here\b|\*{3,}",
    re.IGNORECASE,
)
_EDITOR = re.compile(
    r"^\W*(?:note(?:s)? (?:to|for) (?:the )?(?:schools?|editors?|authors?|"
    r"users? of this template|staff completing)|delete this (?:page|section|box|note|cover)|"
    r"(?:please )?(?:delete|remove) (?:this|these|the above|before)|schools? (?:should|"
    r"may wish to|will need to|can) (?:amend|adapt|edit|delete|add|insert|review|"
    r"decide|personali[sz]e|customi[sz]e|consider)|this (?:is a )?(?:template|sample|model|"
    r"exemplar)\b|(?:how to use|using) this (?:template|document)|"
    r"(?:this|the following) (?:page|section|cover sheet|text|paragraph) (?:is|"
    r"should be) (?:for guidance|deleted|removed|amended|edited)|"
    r"guidance (?:note|for schools)|text in (?:yellow|red|italics|bold|blue|brackets|"
    r"square brackets)|(?:yellow|red) highlight|cover sheet\b|"
    r"you (?:can|may|should) (?:adapt|edit|amend|personali[sz]e) this)",
    re.IGNORECASE,
)
_MAKER = re.compile(
    r"©|\(c\) ?(?:19|20)\d\d|\bcopyright\b[^.]{0,40}(?:19|20)\d\d|\ball rights reserved\b|"
    r"\bcreative commons\b|\b(?:template|document|resource) (?:produced|"
    r"provided|created|by|from|courtesy)\b|\bdownloaded from\b|\b(?:this|our) (?:template|"
    r"model policy) (?:is|was|has been)\b|"
    r"\b(?:LGfL|SWGfL|saferinternet|theeducationpeople|thekeysupport|"
    r"safeguarding\.lgfl)\.(?:net|org|com|org\.uk|co\.uk)\b|\btemplate (?:last )?updated\b|"
    r"^updated for september",
    re.IGNORECASE,
)
_PAGE = re.compile(
    r"^\W*(?:page\s*\d+(?:\s*(?:of|/)\s*\d+)?|\d{1,3}\s*(?:of|/)\s*\d{1,3}|"
    r"[-–]\s*\d{1,3}\s*[-–]|p\.?\s?\d{1,3}|page\s*(?:\|\s*)?\d*)\W*$|"
    r"^[^.]{0,60}\bpage \d+ of \d+\b[^.]{0,60}$|^.{3,60}\|\s*page\s*\d+$",
    re.IGNORECASE,
)
_WEB = re.compile(
    r"^(?:we use cookies|this (?:web)?site uses cookies|(?:accept|reject|allow|manage|"
    r"decline) (?:all|cookies?)(?: cookies?)?(?: settings| preferences)?$|cookie (?:policy|"
    r"settings|preferences)$|"
    r"skip to (?:main )?content|back to (?:the )?top|print (?:this )?page|share (?:this|on)|"
    r"follow us|subscribe\b|menu$|home$|search$|log ?in$|sign in$|"
    r"toggle navigation|powered by|website (?:design|by)|all content|read more$|"
    r"download (?:the )?(?:pdf|file)|click here to|advertisement|sponsored|"
    r"privacy settings|translate$|contact us$|high visibility version|sitemap)",
    re.IGNORECASE,
)
_ADVERT = re.compile(
    r"(?<=[.!?])\s+(?:(?:buy|order|shop|get|click here|cheap|visit|win|best|free|"
    r"save)\b[^.!?]*?\b(?:cheap|viagra|cialis|casinos?|"
    r"poker|essays?|payday|loans?|discount|replica|pills|shipping|deals|escorts?|bonus)\b[^.!?]*(?:[.!?]+|$))+",
    re.IGNORECASE,
)
_ORNAMENT = re.compile(r"^[\W_]+$")


def clear(document: Document) -> tuple[list[Block], list[Notice]]:  # noqa: C901  reads best as one list of cases
    """Take away what is no text of the agreement; say what was taken and what still waits to be filled in."""
    notices = [Notice("dropped", text, where) for text, where in document.dropped]
    notices += [Notice("ignored", text, where) for text, where in document.ignored]
    kept: list[Block] = []
    for block in _every(document.blocks):
        if block.kind is Kind.TABLE:
            continue
        text = block.plain
        if why := _not_ours(text, block):
            block.part = Part.DROPPED
            if why != "ornament":
                notices.append(Notice("dropped", f"{why}: {text[:200]}", block.where))
            continue
        if found := _ADVERT.search(text):
            notices.append(
                Notice("dropped", f"advertising words in the middle of a text: {found.group(0).strip()}", block.where)
            )
            block.text = _ADVERT.sub("", block.text)
        found_here = placeholders(text)
        notices += [Notice("placeholder", f"not filled in: {words}", block.where) for words in found_here]
        if found_here and not without_placeholders(text):
            block.part = Part.DROPPED
    for block in document.blocks:
        if block.part is not Part.DROPPED:
            if block.kind is Kind.TABLE:
                block.rows = [[[b for b in cell if b.part is not Part.DROPPED] for cell in row] for row in block.rows]
            kept.append(block)
    seen: set[str] = set()
    for line in document.furniture:
        if line not in seen:
            seen.add(line)
            if not re.fullmatch(r"(?:page)?\W*\d*", line, re.IGNORECASE):
                notices.append(Notice("dropped", f"page header or footer: {line[:200]}", "pages"))
    return kept, notices


def _every(blocks: list[Block]) -> list[Block]:
    out: list[Block] = []
    for block in blocks:
        out.append(block)
        for row in block.rows:
            for cell in row:
                out += _every(cell)
    return out


def _not_ours(text: str, block: Block) -> str | None:
    if _PAGE.match(text):
        return "page number"
    if _ORNAMENT.match(text) and not re.search(r"[_.…☐□❏❑▢]", text):
        return "ornament"
    if block.marked and len(text) > 120:
        return None
    if _EDITOR.match(text):
        return "note to the editor of a template"
    if (
        _MAKER.search(text)
        and len(text) < 220
        and not re.search(r"\bI (?:will|must|understand)\b|\bmust\b|\bshould\b", text)
    ):
        return "mark of a template or its maker"
    if _WEB.match(text) and len(text) < 160 and not block.marked:
        return "part of a web page"
    return None


def placeholders(text: str) -> list[str]:
    """The places in TEXT somebody was to fill in or edit, as they stand."""
    out = []
    for found in _BRACKETED.finditer(text):
        inner = next(group for group in found.groups() if group is not None)
        if found.group("square") is not None:
            if roles.only_names_roles(inner) or re.fullmatch(r"[\d, ]+|sic|\.\.\.|…|[xX_ ]+", inner.strip()):
                continue
            out.append(found.group(0))
        elif _FILL.search(inner):
            out.append(found.group(0))
    out += [found.group(0) for found in _LOOSE.finditer(text)]
    return out


def without_placeholders(text: str) -> str:
    """TEXT with the places left to fill taken out."""
    return " ".join(_LOOSE.sub(" ", _BRACKETED.sub(" ", text)).split()).strip(" :–-,")
