"""The posts of a school, by the names agreements call them and the mailboxes they are reached at."""

from __future__ import annotations

import re

POSTS: tuple[tuple[str, str], ...] = (
    (
        "deputy-dsl",
        r"(?:Deputy |Assistant )(?:Designated |Senior )?(?:Safeguarding|Child Protection) (?:Lead|"
        r"Officer)s?(?: \(DDSL\))?|(?:Deputy|Assistant) DSLs?|DDSLs?",
    ),
    (
        "dsl",
        r"(?:Designated |Senior )?(?:Safeguarding|Child Protection) (?:Lead|Officer|Co-?ordinator|"
        r"Person|Teacher)(?: \(DSL\))?|DSLs?|Designated Safeguarding Person",
    ),
    ("dpo", r"(?:school(?:['’]s)? )?Data Protection Officer(?: \(DPO\))?|DPO"),
    ("dpl", r"Data Protection (?:Lead|Manager|Co-?ordinator)"),
    ("headteacher", r"(?:Executive |Acting )?Head ?-?teacher|Head of School|Head ?master|Head ?mistress"),
    ("principal", r"Principal"),
    ("superintendent", r"Superintendent"),
    ("deputy-headteacher", r"(?:Deputy|Assistant) (?:Head ?-?teacher|Head|Principal)"),
    ("business-manager", r"(?:School )?Business Manager|SBM|Bursar"),
    (
        "online-safety-lead",
        r"(?:E-?safety|Online[- ]Safety|Internet Safety|Digital Safety) (?:Co-?ordinator|Lead|"
        r"Officer|Leader|Manager)",
    ),
    (
        "it-manager",
        r"(?:ICT|IT|Network|Systems?|Technology) (?:Manager|Director|Administrator|Technician|"
        r"Lead|Coordinator|Co-ordinator)|Director of (?:IT|Technology)",
    ),
    ("it-helpdesk", r"(?:ICT|IT) (?:Help ?desk|Service Desk|Support|Services)"),
    ("computing-lead", r"(?:Computing|ICT) (?:Lead|Leader|Co-?ordinator|Subject Leader)"),
    ("chair-of-governors", r"Chair of (?:the )?(?:Governors|Governing Body|Trustees)"),
    ("safeguarding-governor", r"(?:Safeguarding|Online Safety) Governor"),
    ("clerk", r"Clerk(?: to (?:the )?Governors)?"),
    ("senco", r"SENDCo|SENCo"),
    ("school-office", r"School Office|Front Office|Main Office"),
    ("information-security", r"Information Security (?:Team|Officer|Manager)"),
    ("registrar", r"Registrar"),
)
MAILBOXES = {
    mailbox: post
    for post, mailboxes in {
        "dpo": "dpo dataprotection",
        "dsl": "dsl safeguarding",
        "headteacher": "head headteacher",
        "school-office": "office admin info",
        "it-helpdesk": "helpdesk ithelpdesk itsupport it ict",
        "clerk": "clerk",
        "business-manager": "sbm",
        "dpl": "dpl",
        "principal": "principal",
        "online-safety-lead": "esafety onlinesafety",
    }.items()
    for mailbox in mailboxes.split()
}
PATTERN = re.compile(
    "|".join(rf"(?P<p{i}>(?<![\w-]){pattern}(?!\w))" for i, (_, pattern) in enumerate(POSTS)), re.IGNORECASE
)


def post_of(found: re.Match[str]) -> str:
    """The key of the post a match of PATTERN names."""
    return POSTS[int((found.lastgroup or "p0")[1:])][0]
