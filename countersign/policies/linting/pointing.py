"""Where a text points: to other clauses and policies, to posts, to days and to the web."""

import re
from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from countersign.policies.linting.packs import Pack
from countersign.policies.linting.text import Finding, Line, Text
from countersign.policies.reading import linked
from countersign.policies.wording import codes_in

PROCEDURES = re.compile(
    r"\b(?:in (?:line|accordance) with|following|under|as (?:set out|described) in) (?:the |our |all )?"
    r"(?:school(?:[’']s)? )?(?:\w+ ){0,6}?(?:procedures?|protocols?|guidelines)\b",
    re.IGNORECASE,
)
VAGUE = (
    (
        re.compile(
            r"\b(?:the|any|all|other) (?:relevant|appropriate|related|associated) polic(?:y|ies)\b", re.IGNORECASE
        ),
        gettext_noop("Nobody can tell which policy is meant. Name it."),
    ),
    (
        re.compile(
            r"\b(?:as|if|when|where) (?:and when )?(?:necessary|required)\b(?! (?:by|to|for|under)\b)", re.IGNORECASE
        ),
        gettext_noop("Nobody can tell when that is. Say when, or who decides."),
    ),
    (
        re.compile(r"\bas appropriate\b", re.IGNORECASE),
        gettext_noop("Nobody can tell what is appropriate. Say what to do, or who decides."),
    ),
    (
        re.compile(r"\b(?:the )?(?:appropriate|relevant) (?:person|people|member of staff|authority)\b", re.IGNORECASE),
        gettext_noop("Nobody can tell who that is. Name the post."),
    ),
    (
        re.compile(r"\b(?:the|as) (?:above|below|aforementioned)\b(?! (?:the|all|points|rules|age)\b)", re.IGNORECASE),
        gettext_noop("On a phone, and after the next edit, nobody can tell what stands above. Name it."),
    ),
)
EXAMPLES = re.compile(r"^\s*[(,:]?\s*(?:e\.g\.|such as|including|like|for example|\()", re.IGNORECASE)
NUMBERED = re.compile(
    r"\b(?P<what>sections?|clauses?|points?|paragraphs?|rules?|items?)\s+(?P<number>\d{1,3}(?:\.\d{1,2})*[a-z]?)\b"
    r"(?P<after>[^.;]{0,40})",
    re.IGNORECASE,
)
ELSEWHERE = re.compile(
    r"\b(?:of|in) (?:the|our|an?|this)\b|\bAct\b|\bPolicy\b|\bRegulations?\b|\bCode\b", re.IGNORECASE
)
LAW = re.compile(r"\b(?:Act|Regulations?|Order|[Ee]ducation|KCSIE|GDPR|guidance|edition|Convention)\b[\s,(]*$")
DAY = re.compile(
    r"\b(?:(?P<day>\d{1,2})(?:st|nd|rd|th)? )?(?P<month>January|February|March|April|May|June|July|August|September|"
    r"October|November|December) (?P<year>(?:19|20)\d\d)\b"
)
SCHOOL_YEAR = re.compile(r"\b(?P<from>20\d\d)\s?[/–-]\s?(?P<to>(?:20)?\d\d)\b")
MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905
FORMS = (
    (
        re.compile(r"\bhttps?(?::/(?!/)|//|;//|:\\\\)\S*", re.IGNORECASE),
        gettext_noop("This web address is not whole, so it leads nowhere."),
    ),
    (
        re.compile(r"\bhttps?://\S*\s\.\S+|\bwww\.\s\w+|\bwww,\S+", re.IGNORECASE),
        gettext_noop("This web address is broken in two."),
    ),
    (
        re.compile(r"\bhttp://[^\s)>,]+", re.IGNORECASE),
        gettext_noop("This web address is of the old, open kind (http). Try it with https."),
    ),
    (
        re.compile(r"(?<![\w.])(?:[A-Z]:\\|\\\\\w|file://)\S*"),
        gettext_noop(
            "Only somebody at a school computer can follow this path. Give a web address, or keep the policy here."
        ),
    ),
    (
        re.compile(r"\bclick here\b|\[(?:insert )?(?:link|url|web ?site)[^\]]*\]", re.IGNORECASE),
        gettext_noop("A link stood here and is gone. Write the address, or name the policy."),
    ),
)


def vague(text: Text) -> Iterator[Finding]:
    """Find references that nobody could follow."""
    for line in text.lines:
        whole = line.whole
        for pattern, why in VAGUE:
            for found in pattern.finditer(whole):
                if not EXAMPLES.match(whole[found.end() :]):
                    yield Finding("vague", _(why), line, found[0])
        if line.is_clause and not linked.find(whole) and (procedures := PROCEDURES.search(whole)):
            why = _("Nobody can tell where these are written down. Name the policy they stand in.")
            yield Finding("vague", why, line, procedures[0])


def numbers(text: Text) -> Iterator[Finding]:
    """Find references to clauses that are not there."""
    there = {number for line in text.lines for number in numbers_of(line)}
    if not there:
        return
    for line in text.lines:
        for found in NUMBERED.finditer(line.whole):
            if found["number"].lower() not in there and not ELSEWHERE.search(found["after"]):
                what = f"{found['what'].lower()} {found['number']}"
                yield Finding(
                    "number",
                    _("There is no %(what)s in this text.") % {"what": what},
                    line,
                    f"{found['what']} {found['number']}",
                    is_likely=True,
                )


def numbers_of(line: Line) -> set[str]:
    """Return what a line may be called by."""
    number = line.number.strip(".()[] ").lower()
    found = {number, *re.findall(r"^\d+", number)} if number else set()
    heading = re.match(r"(\d{1,3}(?:\.\d{1,2})*)[.)]?\s", line.text) if line.kind == "section" else None
    return {*found, heading[1]} if heading else found


NOT_LISTED = gettext_noop(
    "It is named here and not among the policies this one leans on, so nobody can open it from the page."
)
NOT_READABLE = gettext_noop("It is in the library without an edition or an address, so nobody can read it yet.")


def policies(text: Text) -> Iterator[Finding]:
    """Find policies that are named and that nobody can open."""
    if text.links is None:
        return
    readable = {linked.key(link.named): link.is_readable for link in text.links}
    told: set[str] = set()
    for line in text.lines:
        for name in linked.find(line.whole, own=text.title):
            key = linked.key(name)
            match = next((each for each in readable if key and (key in each or each in key)), None)
            if not key or (match or key) in told:
                continue
            told.add(match or key)
            if match is None:
                yield Finding("policy", _(NOT_LISTED), line, name)
            elif not readable[match]:
                yield Finding("policy", _(NOT_READABLE), line, name, is_likely=True)
    for link in text.links:
        if not link.is_readable and linked.key(link.named) not in told:
            yield Finding("policy", _(NOT_READABLE), None, link.named, is_likely=True)


def posts(text: Text) -> Iterator[Finding]:
    """Find posts that nobody holds, or that the school does not have."""
    if text.posts is None:
        return
    told: set[str] = set()
    for line in text.lines:
        for code in sorted(codes_in([line.whole]) - told):
            told.add(code)
            if code not in text.posts:
                said = _("The school has no post called %(post)s.") % {"post": code}
                yield Finding("post", said, line, code, is_likely=True)
            elif not text.posts[code].names:
                yield Finding(
                    "post",
                    _("Nobody holds this post today, so its title is printed and no name."),
                    line,
                    text.posts[code].title,
                    is_likely=True,
                )


def past_days(text: Text, pack: Pack, today: date) -> Iterator[Finding]:
    """Find days that are past, and law that was replaced."""
    if text.next_review and text.next_review < today.isoformat()[: len(text.next_review)]:
        said = _("The document says its next review was due by %(day)s. That is past.") % {"day": text.next_review}
        yield Finding("past", said, is_likely=True)
    for line in text.lines:
        whole = line.whole
        for pattern, why in pack.superseded:
            if found := pattern.search(whole):
                yield Finding("past", _(why), line, found[0], is_likely=True)
        for found in DAY.finditer(whole):
            last = date(int(found["year"]), MONTHS.index(found["month"]) + 1, 28)
            if (today - last).days > 366 and not LAW.search(whole[: found.start()]):
                yield Finding("past", _("This is more than a year ago. Is it still so?"), line, found[0].strip())
        for found in SCHOOL_YEAR.finditer(whole):
            if int(found["to"][-2:]) != (int(found["from"]) + 1) % 100 or LAW.search(whole[: found.start()]):
                continue
            if date(int(found["from"]) + 1, 8, 31) < today:
                yield Finding("past", _("This school year is over. Is it still so?"), line, found[0])


def addresses(text: Text) -> Iterator[Finding]:
    """Find web addresses that cannot work as they are written."""
    for line in text.lines:
        for pattern, why in FORMS:
            if found := pattern.search(line.whole):
                yield Finding("address", _(why), line, found[0].strip())
                break
