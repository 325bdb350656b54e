"""
The duties that recur in acceptable use policies, as data, and which of them a clause is about.

One clause may carry several. Other apps list `TAXONOMY` to say which topics they make true.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


def gettext_noop(title: str) -> str:
    """Mark a title for the catalogues, and leave it as it is: documents are read without Django."""
    return title


@dataclass(frozen=True, slots=True)
class Topic:
    """One kind of duty: its stable key, what people call it, and the words that give it away."""

    key: str
    title: str
    cues: tuple[str, ...]


TAXONOMY: tuple[Topic, ...] = (
    Topic(
        "read-uphold",
        gettext_noop("Read, uphold and support policies"),
        (
            r"\bread and (?:understood|understand|agree)",
            r"\bread (?:the|all|this)\b[^.]{0,60}\b(?:polic|section|agreement)",
            r"\b(?:uphold|adhere to|abide by|comply with|support the commitments)\b",
            r"\bfollow\b[^.]{0,40}\b(?:polic|rules|agreement|guidance|procedures)",
            r"\bresponsibilities listed\b",
        ),
    ),
    Topic(
        "report-concerns",
        gettext_noop("Report concerns, incidents and breaches"),
        (
            r"\breport\w*\b(?! card)",
            r"\b(?:tell|talk to|speak to|inform|notify|let)\b[^.]{0,50}"
            r"\b(?:adult|teacher|staff|parent|head\w*|lead|dsl|office\w*|manager|school|someone|somebody|know)\b",
            r"\bask for help\b",
            r"\bjigsaw\b",
            r"\bwhistleblow",
        ),
    ),
    Topic(
        "monitoring-filtering",
        gettext_noop("Monitoring and filtering are known and accepted"),
        (
            r"\b(?:monitor(?:ed|ing|s)?|filter(?:ed|ing|s)?)\b",
            r"\b(?:school|district|university|teacher|staff|they)\b[^.]{0,30}\b(?:can|may|will|could)\b[^.]{0,15}"
            r"\b(?:check|see|look at|inspect|search|view|examine|review|intercept)\b",
            r"\bno (?:expectation|right) of privacy\b",
            r"\bsurveillance\b",
        ),
    ),
    Topic(
        "school-use",
        gettext_noop("Use for school, education or work"),
        (
            r"\b(?:for|to do)\b[^.]{0,25}\b(?:school|educational?|work|professional|learning|business|academic|study|"
            r"curriculum|instructional)\b[^.]{0,12}\b(?:purposes?|use|business|work|only|activit\w+|reasons|research)",
            r"\b(?:only|just)\b[^.]{0,30}\bfor (?:my )?(?:school ?work|homework|learning|work|school)\b",
            r"\bpersonal (?:use|purposes?|financial|gain|business)\b",
            r"\b(?:use of|access to)\b[^.]{0,40}\bis a privilege\b",
            r"\bcommercial (?:use|purposes?|activit)",
        ),
    ),
    Topic(
        "sanctions",
        gettext_noop("Consequences are acknowledged"),
        (
            r"\b(?:disciplin\w+|sanctions?|consequences?|dismiss\w+|suspen\w+|termination|prosecut\w+|expulsion)\b",
            r"\b(?:breach|break|failure|fail|break(?:ing)?)\b[^.]{0,50}\b(?:lead|result|mean|may|could|will)\b",
            r"\b(?:police|authorities)\b[^.]{0,30}\b(?:inform|contact|involv|told)|\binvolve(?:ment of)? the police\b",
            r"\b(?:lose|loss of|withdraw\w*|revok\w+|stop(?:ped)?|removal of)\b[^.]{0,30}\b(?:access|"
            r"use|privileges?|using)\b",
        ),
    ),
    Topic(
        "software",
        gettext_noop("Software, downloads, malware and licences"),
        (
            r"\b(?:software|program(?:me)?s?\b(?! of)|apps?|applications?)\b",
            r"\b(?:virus\w*|malware|licen[cs]\w+|executable|plug-?ins?|anti-?virus)\b",
            r"\b(?:install\w*|download\w*)\b",
            r"\battachments?\b",
        ),
    ),
    Topic(
        "copyright-sources",
        gettext_noop("Copyright, plagiarism and checking sources"),
        (
            r"\b(?:copyright\w*|plagiari\w+|intellectual property|copying|pirated?|acknowledge (?:the )?sources?)\b",
            r"\bown (?:work|words)\b",
            r"\b(?:information|everything|what i (?:read|see))\b[^.]{0,40}\b(?:accura\w+|truth\w*|"
            r"true|reliable|believe)\b",
            r"\bnot everything\b",
        ),
    ),
    Topic(
        "equipment",
        gettext_noop("Care of equipment"),
        (
            r"\b(?:look(?:ing)? after|take (?:good )?care of|careful with|damage\w*|vandal\w+|faults?)\b[^.]{0,40}"
            r"\b(?:device|equipment|computer|laptop|tablet|i-?pad|hardware|kit|it|them|software|network|fault)",
            r"\b(?:devices?|equipment|computers?|laptops?|tablets?|hardware)\b[^.]{0,40}"
            r"\b(?:look(?:ed)? after|care|damage\w*|loaned|lent|return\w*|hand(?:ed)? back|lost|stolen|broken|"
            r"insur\w+|food|drink)\b",
        ),
    ),
    Topic(
        "accounts-passwords",
        gettext_noop("Passwords, accounts and other people’s files"),
        (
            r"\b(?:pass ?words?|log-?ins?|log(?:ged)?[ -]?(?:on|off|in|out)|user ?names?|credentials|pin\b|passcodes?)",
            r"\b(?:other|others|another|someone else|somebody else|anyone else|other people)\b(?:'s|s')?[^.]{0,30}"
            r"\b(?:accounts?|files?|folders?|work|password|identity)\b",
            r"\block(?:ed|ing)?\b[^.]{0,30}\b(?:screen|computer|device|unattended)",
            r"\b(?:multi|two)[- ]factor\b",
            r"\b(?:my|own|user) accounts?\b",
        ),
    ),
    Topic(
        "respect",
        gettext_noop("Respect, language and bullying"),
        (
            r"\b(?:respect\w*|polite\w*|kind\w*|courte\w+|considerate|friendl\w+)\b",
            r"\b(?:bull(?:y|ies|ied|ying)|cyber-?bull\w+|harass\w*|abus(?:e|ive)|threat\w*|insult\w*|unkind|nasty|rude|"
            r"swear\w*|hurt\w*|upset\w*|violent|discriminat\w+|defam\w+)\b",
            r"\b(?:bad|foul|appropriate|inappropriate|strong|aggressive) language\b",
        ),
    ),
    Topic(
        "unsuitable-material",
        gettext_noop("No illegal, offensive or inappropriate material"),
        (
            r"\b(?:illegal|offensive|obscene|pornograph\w+|indecent|unsuitable|inappropriate|abusive|racist|hateful)\b"
            r"[^.]{0,50}\b(?:materials?|content|images?|sites?|websites?|pages?|pictures?|way|"
            r"language|things?|messages?)\b",
            r"\b(?:materials?|content|sites?|websites?|images?|things?)\b[^.]{0,50}\b(?:illegal|offensive|obscene|"
            r"inappropriate|indecent|unsuitable|harmful|pornograph\w+|upsetting)\b",
            r"\bsuitable (?:websites?|sites?|apps?|games?|content)\b",
        ),
    ),
    Topic(
        "images",
        gettext_noop("Photographs, video and recordings"),
        (
            r"\b(?:photo\w*|video\w*|cameras?|film(?:s|ed|ing)?\b|recordings?|webcams?|live[- ]?stream\w*)\b",
            r"\b(?:digital )?images?\b|\bpictures?\b|\bselfies?\b",
        ),
    ),
    Topic(
        "personal-devices",
        gettext_noop("Personal devices and mobile phones"),
        (
            r"\b(?:mobile|smart|camera|cell|own|personal) ?-?phones?\b|\bphones? (?:must|should|will|away|off)\b",
            r"\b(?:personal(?:ly[- ]owned)?|own|my own|private) (?:\w+ ){0,2}(?:devices?|equipment|"
            r"laptops?|tablets?|cameras?)\b",
            r"\bsmart ?watch\w*\b|\bwearable\w*\b|\bbyod\b",
        ),
    ),
    Topic(
        "security",
        gettext_noop("No bypassing of filters or security"),
        (
            r"\b(?:bypass\w*|by-pass\w*|circumvent\w*|disabl\w+|get(?:ting)? (?:round|around|past)|"
            r"hack\w*|tamper\w*)\b",
            r"\b(?:proxy|proxies|vpns?|tor\b|unauthori[sz]ed access|alter(?:ing)? (?:the )?(?:computer )?settings)\b",
            r"\b(?:change|alter)\b[^.]{0,20}\bsettings\b",
            r"\bsecurity (?:systems?|measures?|settings|software)\b",
            r"\bfirewalls?\b",
        ),
    ),
    Topic(
        "capacity",
        gettext_noop("Capacity, large downloads, gaming and shopping"),
        (
            r"\b(?:large|huge|big) (?:down|up)?(?:loads?|files?)\b|\bbandwidth\b|\bcapacity\b",
            r"\b(?:gaming|online games?|play(?:ing)? games|gambl\w+|shopping|auction\w*|"
            r"file[- ]sharing|streaming|spam|chain)\b",
        ),
    ),
    Topic(
        "personal-data",
        gettext_noop("Personal data and confidentiality"),
        (
            r"\b(?:data protection|gdpr|confidential\w*|personal data|sensitive (?:data|information|"
            r"personal)|data breach)\b",
            r"\b(?:pupil|student|school|staff)(?:[- ]related)?s?'? data\b|\bany data\b|"
            r"\bpupil (?:information|records)\b",
            r"\b(?:encrypt\w+|usb|memory sticks?|removable (?:media|storage)|off[- ]site|cloud storage)\b",
            r"\bpersonal information\b[^.]{0,40}\b(?:of|about)\b[^.]{0,20}\b(?:pupils?|staff|students?|others)\b",
        ),
    ),
    Topic(
        "social-media-reputation",
        gettext_noop("Social media and reputation"),
        (
            r"\bsocial (?:media|network\w*)\b|\b(?:facebook|twitter|instagram|tiktok|snapchat|whatsapp|youtube)\b",
            r"\breputation\b|\bdisrepute\b|\b(?:blogs?|chat ?rooms?|forums?)\b|\bprofile\b",
        ),
    ),
    Topic(
        "own-information",
        gettext_noop("Own personal information, strangers and meeting"),
        (
            r"\b(?:my|your|own)\b[^.]{0,30}\b(?:address|phone number|telephone number|full name|surname|"
            r"personal (?:information|details)|home address|location|birthday)\b",
            r"\bstrangers?\b|\bmeet(?:ing)?\b[^.]{0,40}\b(?:online|person|people|anyone|someone|somebody|friend)\b",
            r"\b(?:people|anyone|someone|friends?)\b[^.]{0,40}\b(?:do not|don't|never met|have not met|haven't met)\b",
            r"\bprivate\b[^.]{0,25}\b(?:information|details|online|keep)|\bkeep\b[^.]{0,40}\bprivate\b",
        ),
    ),
    Topic(
        "contact-with-pupils",
        gettext_noop("Contact with pupils, parents and approved channels"),
        (
            r"\b(?:contact|communicat\w+|relationship|message|befriend|friend)\b[^.]{0,60}"
            r"\b(?:pupils?|students?|children|young people|parents?|carers?|learners?)\b",
            r"\b(?:approved|official|school)\b[^.]{0,25}\b(?:e-?mail|communication (?:systems?|"
            r"channels?)|channels?|platforms?)\b",
            r"\bprofessional boundar",
        ),
    ),
    Topic(
        "teaching-role-model",
        gettext_noop("Curriculum, teaching and being a role model"),
        (
            r"\brole models?\b|\bgood example\b|\bset an example\b|\bcurriculum\b",
            r"\b(?:teach|educate|model|promote|embed)\b[^.]{0,60}\b(?:safe\w*|online|digital|e-safety|"
            r"responsib\w+|behaviou?r\w*)\b",
        ),
    ),
    Topic(
        "ask-first",
        gettext_noop("Ask first, with an adult present"),
        (
            r"\bask\b[^.]{0,60}\b(?:adult|teacher|permission|before|first|grown-?up|parent|helper)\b",
            r"\b(?:adult|teacher|grown-?up)\b[^.]{0,40}\b(?:with me|is present|nearby|said|says|"
            r"allowed|told|chosen|there|knows)\b",
            r"\bpermission\b[^.]{0,30}\b(?:from|of|by)\b[^.]{0,20}\b(?:adult|teacher|staff|parent)\b",
        ),
    ),
    Topic(
        "extremism",
        gettext_noop("Extremism"),
        (r"\b(?:extremis\w+|terroris\w+|radicali\w+|prevent duty)\b",),
    ),
    Topic(
        "parents-at-home",
        gettext_noop("Parents: rules, interest and example at home"),
        (
            r"\bmy (?:child|children|son|daughter)\b|\bour child\b",
            r"\b(?:at home)\b[^.]{0,60}\b(?:rules?|safe\w*|supervis\w+|controls?|talk|discuss|same)\b",
            r"\bparental controls?\b|\bage (?:limits?|ratings?|restrictions?)\b",
        ),
    ),
    Topic(
        "scope-doubt",
        gettext_noop("Reach in and out of school, and what to do in doubt"),
        (
            r"\b(?:in|inside) (?:and|or|as well as) out(?:side)? (?:of )?school\b|"
            r"\bout(?:side)? of school\b|\boutside school\b",
            r"\bwhether or not i am on site\b|\bregardless of (?:time|location)\b|\bat (?:school and|home and)\b",
            r"\b(?:not sure|unsure|in (?:any )?doubt|if i have any questions)\b",
            r"\bapplies?\b[^.]{0,40}\b(?:not only|also|both)\b",
        ),
    ),
    Topic(
        "remote-lessons",
        gettext_noop("Remote lessons"),
        (
            r"\b(?:remote|live|virtual|online|distance) (?:lessons?|learning|teaching|classrooms?|"
            r"sessions?|meetings?)\b",
            r"\bvideo (?:calls?|conferenc\w+|lessons?)\b|\b(?:zoom|microsoft teams|google meet)\b",
        ),
    ),
    Topic(
        "ai-tools",
        gettext_noop("AI tools"),
        (
            r"\b(?:generative|artificial intelligence|chat ?gpt|copilot|gemini|chatbots?|"
            r"large language models?|deep ?fakes?)\b",
            r"\bai\b",
        ),
    ),
)

TITLES: dict[str, str] = {topic.key: topic.title for topic in TAXONOMY}

_PATTERNS = tuple((topic.key, re.compile("|".join(topic.cues))) for topic in TAXONOMY)


def topics_of(text: str) -> list[str]:
    """Return the keys of the topics TEXT is about, in the order of the taxonomy."""
    text = text.lower().replace("\u2019", "'").replace("\u2018", "'")
    return [key for key, pattern in _PATTERNS if pattern.search(text)]
