"""What doubts about a draft are answered with: kept in English, and said in the reader's language."""

import re

from django.utils.translation import gettext, gettext_noop

FORMS = (
    gettext_noop("That is right"),
    gettext_noop("Looked at"),
    gettext_noop("Changed by hand"),
    gettext_noop("It is right as it stands"),
    gettext_noop("We have read it all, and it is ours now"),
    gettext_noop("Use “%(words)s”"),
    gettext_noop("Keep %(words)s as written"),
    gettext_noop("Print whoever is the %(post)s"),
)
PATTERNS = {form: re.compile(re.sub(r"%\\\((\w+)\\\)s", r"(?P<\1>.+)", re.escape(form))) for form in FORMS}


def in_words(kept: str) -> str:
    """Return an answer as it is kept in the reader's language; one of no form of ours, as a day, as it is."""
    for form, pattern in PATTERNS.items():
        if match := pattern.fullmatch(kept):
            return gettext(form) % match.groupdict() if match.groupdict() else gettext(form)
    return kept
