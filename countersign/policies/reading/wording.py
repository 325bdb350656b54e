"""The turns of phrase by which clauses, leads, declarations, wishes and mere explanation are told apart."""

from __future__ import annotations

import re
from functools import lru_cache

_MY = (
    r"My\b(?=(?:\s[\w’'/&-]+){1,9}?\s(?:will|is|are|has|have|must|should|may|can|cannot|do|"
    r"does|happens?|comes?|takes?|needs?|stays?|use)\b)"
)
_I = re.compile(rf"^[\"“‘']?(?:I|I['’](?:ll|m|ve|d)|{_MY}|We|We['’](?:ll|ve|re)|Our)\b", re.ASCII)
_FIRST = re.compile(
    rf"^[\"“‘']?(?:(?:I|I['’](?:ll|m|ve|d))\b(?![.)])|{_MY})|^(?:If|When|Where|Before|While|As|"
    rf"In|On|At|Should|With|Whilst|"
    r"Unless|Any|All|Only|To|For|Even|Whenever|Once|After|During)\b[^.]{{0,160}}?\bI\b"
)
_WE = re.compile(r"^[\"“‘']?(?:We|We['’](?:ll|ve|re)|Our)\b")
_WE_THE_SCHOOL = re.compile(
    r"^We (?:ask|want|believe|know that|hope|recognise|aim|expect|encourage|have|are committed|take)\b"
)
_IMPERATIVE = re.compile(
    r"^(?:please |also )?(?!(?:use|respect|report|care|log|show|play|store|set|choice|return|share|stop) of\b)"
    r"(?!respect for\b)(?:do not|don['’]t|never|always|only|be|ask|keep|use|tell|think|treat|respect|report|check|"
    r"remember|follow|make sure|ensure|stop|take|look|protect|avoid|choose|share|log|lock|turn|leave|stay|speak|talk|"
    r"let|say|send|show|open|read|return|hand|wear|wash|switch|store|save|set|refrain|get|give|go|play|seek|save)\b",
    re.IGNORECASE,
)
_MODAL = re.compile(
    r"\b(?:must|shall|should|may not|will not|will be|need to|needs to|ought to|required to|responsible for|"
    r"(?:is|are) (?:strictly |expressly |also )?(?:not )?(?:permitted|allowed|prohibited|forbidden|expected|required|"
    r"unacceptable|responsible)|prohibited|forbidden|agree to|agrees to|undertake|will)\b",
    re.IGNORECASE,
)
_STRONG = re.compile(
    r"\b(?:must|shall|may not|(?:is|are) (?:strictly |expressly |also )?(?:not )?(?:permitted|allowed|prohibited|"
    r"forbidden|required|expected)|prohibited|forbidden|responsible for)\b|\b(?:you|users?|"
    r"students?|pupils?|staff|visitors?|"
    r"governors?|volunteers?|parents?|employees|children|learners|contractors?|"
    r"guests)\b[^.]{0,60}\b(?:should|will|agree|need to)\b|"
    r"\b(?:violations?|failure|infring\w+|breach(?:es|ing)?|misuse|non-?compliance|breaking|"
    r"(?:anyone|users?|students?|pupils?|learners?|children|staff|visitors?|people|those) who)\b"
    r"[^.]{0,80}\b(?:may|will|can|could)\b"
    r"[^.]{0,20}\b(?:result|lead|face|be|lose|mean)\b|"
    r"\b(?:school|trust|university|district|college|academy)\b(?: may| will| can|"
    r" reserves the right to)?(?: \w+(?:,| and| or)?){0,3} "
    r"(?:monitor|filter|log|inspect|intercept)s?\b"
    r"|\b(?:you|pupils?|students?|users?|children) (?:may|could|might) (?:lose|be (?:banned|"
    r"stopped|asked|excluded)|face)\b",
    re.IGNORECASE,
)
_DECLARATION = re.compile(
    r"^(?:I|We|I ?/ ?we|I,|I\s*_+)[^.]{0,90}?\b(?:have (?:now )?(?:read|discussed|received|been given|shared|talked)|"
    r"confirm|declare|hereby|agree (?:to|with) (?:abide|comply|follow|be bound|these|all|the (?:above|terms|rules|"
    r"conditions|agreement|following|points|statements)|this|support|"
    r"(?:keep|honour|obey) (?:to|these|this|them|it|within|(?:all|the|our) (?:rules|promises?|agreement))|"
    r"uphold|accept|adhere|my child following)|"
    r"accept (?:the|these|this|responsibility)|understand and (?:agree|accept|will)|acknowledge|"
    r"have (?:understood|explained)|"
    r"agree that(?! (?:the |our |my )?(?:school|trust|academy|college|staff|teachers?)\b))\b"
    r"|^(?:By|In) (?:signing|my signature|completing)|^My signature|^As (?:the|a) (?:parent|carer|guardian|legal)[^.]*"
    r"\b(?:read|permission|agree|discussed)|^This (?:form|agreement) (?:has been|must be) (?:read|signed)"
    r"|^(?:I|We)(?: ?/ ?we)? (?:agree|understand|accept)[.!]?$|^I agree to (?:these|this|the) ",
    re.IGNORECASE,
)
_ABIDE = re.compile(r"^I understand that it is my responsibility to (?:ensure|keep|remain|stay)\b", re.IGNORECASE)
_APPROVAL = re.compile(
    r"^I (?:approve|authori[sz]e|confirm that (?:the above|this user)|accept this)\b|\bthis user\b", re.IGNORECASE
)
_WISH = re.compile(r"^(?:I|We|I ?/ ?we) (?:wish|would like|request|want|apply) (?:to|for)\b", re.IGNORECASE)
_CONSENT = re.compile(
    r"\b(?:I|we|I ?/ ?we) (?:do |do not |hereby )*(?:give|grant|provide|withhold|consent|permit|allow)\b|"
    r"\b(?:give|grant|my) (?:my |our )?(?:permission|consent)\b|\bconsent (?:to|for)\b",
    re.IGNORECASE,
)
_PURPOSE = re.compile(
    r"\b(?:intended to (?:ensure|help|make|protect)|(?:aims?|purpose|objectives?) (?:of|are|"
    r"is|to)|is designed to|in order to ensure|"
    r"seeks to|to help (?:ensure|keep)|sets? out|we aim to|intends? to ensure|try to ensure|"
    r"this (?:policy|agreement|document) (?:is|aims|covers|"
    r"applies|helps|will))\b",
    re.IGNORECASE,
)
_EXPLAINING = re.compile(
    r"^(?:[\d.]+\s*)?(?:what (?:is|are|does)|why|where can|how (?:do|does|can|will|we|this)|"
    r"who (?:is|does|should)|introduction|background|"
    r"purpose|aims?|rationale|scope|overview|definitions?|glossary|context|foreword|preamble|"
    r"contents|table of contents|"
    r"(?:document|version) (?:control|history)|change (?:history|log)|amendments?|"
    r"revision history|related|associated|linked|links|legal|legislation|"
    r"(?:policy )?statement|about|further|more information|useful|references?|contacts?|review|monitoring and review|"
    r"approval|ownership|guidance (?:notes )?for|notes? (?:for|to)|school policy$|need help|help|questions)\b",
    re.IGNORECASE,
)
_AGREEING = re.compile(
    r"\b(?:am i|are you|i am|we are|you are) (?:being )?(?:agreeing|asked)|\bi agree\b|"
    r"\bi will\b|\bi must\b|\brules\b|\bmy promise|"
    r"\bagreement\b|\byou must\b|\bacceptable use\b|\bdo['’]?s and don",
    re.IGNORECASE,
)
_MODAL_TAIL = re.compile(
    r"\b(?:will|must|shall|should|can|may|cannot|not|never|always|to|that|agree|I|we|you|do|don['’]t|promise|"
    r"understand|know|recogni[sz]e|accept|only|acknowledge|when|if)\s*(?:that)?\s*[:\-–—…]?\s*$",
    re.IGNORECASE,
)
_BREAKS_OFF = re.compile(
    r"\b(?:will|must|shall|should|can|may|cannot|won['’]t|don['’]t|do|agree|promise|undertake)"
    r"(?: not| never| always| only)?(?: to)?\s*:\s*$",
    re.IGNORECASE,
)
_PARTS_TAIL = re.compile(
    r"\b(?:by|such as|including|includes?|for example|e\.?g\.?|for instance|i\.?e\.?|namely|these (?:are|include)|"
    r"could (?:be|include|mean|result in)|may (?:include|result in|be)|might be|following|"
    r"means|in particular|examples?(?: (?:are|include))?)"
    r"(?:\s+(?:by|the following|following))?\s*[,;]?\s*[:\-–—…]?\s*$|\bfollowing\b[^:.]{0,50}:\s*$",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"^(?:I (?:know|understand) that )?if (?:I|we|you|pupils|students|a pupil|any|rules|these)\b", re.IGNORECASE
)
_BARE_LEAD = re.compile(
    r"^(?:(?:I|we|you|(?:all )?(?:staff|pupils|students|parents|users|visitors|governors|"
    r"volunteers|children)(?:,| and| &|/| or|\s)*)+"
    r"(?: agree| promise)?(?: to| that)?(?: I| we)?\s+(?:will|must|shall|should|may|can|do|"
    r"agree|promise|understand|know)(?: not| never| always| only)?(?: to| that)?"
    r"|do(?: not|n['’]t)?|never|always|dos|don['’]?ts)\s*[:…]?$",
    re.IGNORECASE,
)


def words(text: str) -> int:
    """How many words TEXT has."""
    return len(text.split())


@lru_cache(maxsize=8192)
def is_first_person(text: str) -> bool:
    """Whether the sentence is spoken by the person who signs."""
    return bool(_FIRST.match(text))


@lru_cache(maxsize=8192)
def is_we(text: str) -> bool:
    """Whether the sentence is spoken by a class ("We ask before ..."), not by the school about itself."""
    return bool(_WE.match(text)) and not _WE_THE_SCHOOL.match(text)


@lru_cache(maxsize=8192)
def is_duty(text: str) -> bool:
    """Whether TEXT lays a duty on somebody."""
    return is_first_person(text) or bool(_IMPERATIVE.match(text)) or bool(_STRONG.search(text))


@lru_cache(maxsize=8192)
def is_imperative(text: str) -> bool:
    """Whether TEXT begins with an order."""
    return bool(_IMPERATIVE.match(text))


@lru_cache(maxsize=8192)
def has_modal(text: str) -> bool:
    """Whether a word of duty stands in TEXT."""
    return bool(_MODAL.search(text))


@lru_cache(maxsize=8192)
def has_verb_of_person(text: str) -> bool:
    """Whether TEXT begins as a sentence of the signer or an order: never a mere heading."""
    return bool(_I.match(text)) or bool(_IMPERATIVE.match(text))


@lru_cache(maxsize=8192)
def is_declaration(text: str) -> bool:
    """Whether TEXT is what one says above a signature, about the agreement as a whole."""
    return bool(_DECLARATION.search(text)) or bool(_ABIDE.match(text))


@lru_cache(maxsize=8192)
def is_approval(text: str) -> bool:
    """Whether TEXT is what the approver says."""
    return bool(_APPROVAL.search(text))


@lru_cache(maxsize=8192)
def is_wish(text: str) -> bool:
    """Whether TEXT asks for something to be set up."""
    return bool(_WISH.match(text))


@lru_cache(maxsize=8192)
def is_consent(text: str) -> bool:
    """Whether TEXT gives or withholds permission."""
    return bool(_CONSENT.search(text))


@lru_cache(maxsize=8192)
def is_purpose(text: str) -> bool:
    """Whether TEXT says what a policy is for."""
    return bool(_PURPOSE.search(text))


_OURS = re.compile(
    r"^(?:the|our|this) (?:[\w’'-]+ ){0,3}(?:school|trust|academy|college|federation|district)\b", re.IGNORECASE
)


@lru_cache(maxsize=8192)
def is_about_school(text: str) -> bool:
    """Whether TEXT, over a list, tells what the school has or does ("The school uses the following channels:")."""
    return bool(_OURS.match(text)) and not _MODAL.search(text) and not leads_to_clauses(text)


@lru_cache(maxsize=8192)
def is_explaining(heading: str) -> bool:
    """Whether what stands under HEADING explains and binds nobody."""
    return bool(_EXPLAINING.match(heading)) and not _AGREEING.search(heading)


@lru_cache(maxsize=8192)
def is_agreeing(heading: str) -> bool:
    """Whether every paragraph under HEADING is agreed to."""
    return bool(_AGREEING.search(heading))


@lru_cache(maxsize=8192)
def leads_to_parts(text: str) -> bool:
    """Whether points below TEXT are parts of it ("... e.g. by:"), so that it is a clause with children."""
    return bool(_PARTS_TAIL.search(text)) or bool(_CONDITION.match(text))


@lru_cache(maxsize=8192)
def leads_to_clauses(text: str) -> bool:
    """Whether TEXT is half a sentence that each point below completes ("You must not:")."""
    return bool(_MODAL_TAIL.search(text)) or bool(_BARE_LEAD.match(text))


@lru_cache(maxsize=8192)
def is_unfinished(text: str) -> bool:
    """Whether TEXT breaks off where a verb must follow ("... outside school, I will not:")."""
    return bool(_BREAKS_OFF.search(text))


@lru_cache(maxsize=8192)
def is_bare_lead(text: str) -> bool:
    """Whether TEXT is nothing but the beginning of a sentence ("I will not")."""
    return bool(_BARE_LEAD.match(text))
