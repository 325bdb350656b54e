"""
What packs say, marked for the catalogues: their data stands in files that gettext cannot read.

A sentence of a pack that is not here would be shown in English whatever its reader speaks; a test notices.
"""

from django.utils.translation import gettext_noop

SENTENCES = (
    gettext_noop("England 2026"),
    gettext_noop("Keeping children safe in education: everybody must know whom to tell."),
    gettext_noop(
        "People must be told that systems are filtered and monitored (DfE standards; ICO on monitoring at work)."
    ),
    gettext_noop("DfE’s cyber security standard asks that everybody with an account keeps it safe."),
    gettext_noop(
        "UK GDPR and the Data Protection Act 2018: whoever sees personal data must know how to treat it, and"
        " that a breach is reported at once."
    ),
    gettext_noop("Adults keep to approved and monitored ways of contact with pupils."),
    gettext_noop("Who may take and share pictures of children has to be said."),
    gettext_noop("Phones, watches and smart glasses come to school with their owners."),
    gettext_noop("What is posted outside school reaches into it."),
    gettext_noop("Filtering needs the rule it stands for: what nobody looks for, makes or shares."),
    gettext_noop("Getting round filters and security has to be ruled out before it can be acted on."),
    gettext_noop("Only approved and licensed software: a licence and a DPIA stand behind it."),
    gettext_noop("The Prevent duty rests on everybody who works in a school."),
    gettext_noop("Without a word on what follows, a breach is hard to act on fairly."),
    gettext_noop("AI tools are in use; the 2025 and 2026 definitions for filtering and monitoring name their output."),
    gettext_noop("Online bullying begins with how people speak to each other."),
    gettext_noop("Children need to hear what to keep to themselves, and from whom."),
    gettext_noop("The youngest go online with an adult."),
    gettext_noop("Devices that are lent come back."),
    gettext_noop("What parents do at home is the part of the agreement that only they can keep."),
    gettext_noop("Upskirting"),
    gettext_noop("Keeping children safe in education names it, and it is a crime."),
    gettext_noop("Nude and intimate pictures"),
    gettext_noop("Guidance of 2024: do not view, copy or send on; tell the safeguarding lead at once."),
    gettext_noop("Deepfakes, made with AI"),
    gettext_noop("A faked picture harms a real child; the draft guidance of 2026 counts it as abuse between children."),
    gettext_noop("Whom to tell about an adult: the headteacher"),
    gettext_noop(
        "Keeping children safe in education, Part four: a concern about an adult goes to the headteacher,"
        " one about the headteacher to the chair of governors."
    ),
    gettext_noop("It was replaced by the Data Protection Act 2018 and UK GDPR."),
    gettext_noop("There are later editions of this guidance. Name it without the year, and it stays true."),
    gettext_noop("This guidance was replaced long ago."),
)
"""Titles and reasons, of each pack in turn."""
