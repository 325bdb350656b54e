"""A policy that an invented school might use: a Word file with real automatic numbers."""

from pathlib import Path

from countersign.policies.reading.tests.making import Part, save, word

SCHOOL = "Fernhill Primary School"

PARTS: list[Part] = [
    ("title", "Staff, Governor and Volunteer Acceptable Use Policy"),
    ("p", "Last reviewed: September 2026"),
    ("p", "Next review: September 2027"),
    ("h2", "What is an AUP?"),
    ("p", "We ask everybody who works at or with Fernhill Primary School to sign an Acceptable Use Policy (AUP)."),
    ("p", "This AUP is reviewed annually, and I will be asked to sign it upon entry to the school."),
    ("h2", "Where can I find out more?"),
    (
        "p",
        "All staff, governors and volunteers should read Fernhill’s full Online Safety Policy"
        " and the Behaviour Policy.",
    ),
    ("p", "If you have any questions about this AUP, please speak to Mrs Lowther r.lowther@fernhill.example"),
    ("h2", "What am I agreeing to?"),
    ("n", "(This point for staff and governors): I have read Fernhill’s Online Safety Policy and agree to uphold it."),
    (
        "n",
        "I will report anything that worries me to the Designated Safeguarding Lead (if by a child) or Headteacher"
        " (if by an adult) Miss Nasser/Mrs Thackray",
    ),
    ("n", "I am a role model and will behave as one, e.g. by:"),
    ("b", "not sharing pictures or details of others without permission"),
    ("b", "not posting comments that hurt"),
    ("n", "I will not contact pupils in any way other than the ways the school approves and monitors."),
    ("n", "I will follow the Data Protection Policy at all times. USB keys, where allowed, will be encrypted."),
    ("n", "I understand that school systems are protected by security, monitoring and filtering services."),
    ("n", "I will look after devices lent to me, and return them when I leave."),
    ("n", "I understand that a breach of this AUP may lead to disciplinary action."),
    ("h2", "To be completed by the user"),
    ("p", "I have read, understood and agreed to this policy."),
    ("p", "I wish to have an e-mail account; be connected to the internet; use the school’s ICT resources."),
    ("table", [["Signature", ""], ["Name", ""], ["Role", ""], ["Date", ""]]),
    ("h2", "To be completed by Mrs Thackray"),
    ("p", "I approve this user to be allocated credentials for school systems as relevant to their role."),
    ("table", [["Additional permissions (e.g. admin)", ""], ["Signature", ""], ["Name", ""], ["Date", ""]]),
]


def policy(folder: Path, name: str = "fernhill-aup.docx") -> Path:
    """Write the school's policy and return where it is."""
    return save(folder, name, word(PARTS, footer="Fernhill Primary School, page 1 of 3"))


PEOPLE = """forename,surname,email,job_title,role,start_date
Tomasz,Żak,t.zak@fernhill.example,Site manager,Staff,01/09/2026
Amal,Bakr,,Reading volunteer,Volunteers,
Jo,,jo@fernhill.example,,Wizard,
"""


def people(folder: Path) -> Path:
    """Write a list of people, one line of which cannot be read."""
    return save(folder, "people.csv", PEOPLE)
