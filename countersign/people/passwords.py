"""
What a password must be, checked here and nowhere else: no part of it leaves the machine.

The length and the list of known passwords follow the Department for Education's cyber security standards and the
National Cyber Security Centre, which advise three random words and against rules about kinds of characters.
"""

import re
from pathlib import Path
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator, MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LEAST = 10

# Letters as people hide them in a word they think nobody finds.
DISGUISES = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "@": "a", "$": "s"})

# What people at schools make passwords of, besides the 20,000 most common ones that Django brings.
SCHOOL_WORDS = frozenset((Path(__file__).parent / "school_words.txt").read_text().split())

RUNS = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "01234567890123456789")


class LongEnough(MinimumLengthValidator):
    """Ten characters at least."""

    def __init__(self) -> None:
        super().__init__(LEAST)

    def get_error_message(self) -> str:
        """Return what to do."""
        sentence = _("Use at least %(least)s characters. Three random words are easy to remember and hard to guess")
        return sentence % {"least": LEAST}

    def get_help_text(self) -> str:
        """Return the hint beside the question."""
        return hint()


class NotGuessable:
    """No password that is known from breaches, nor a common word dressed up with numbers."""

    def __init__(self) -> None:
        self.known: set[str] = CommonPasswordValidator().passwords

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse what a program would try first."""
        del user
        if is_run(password) or any(each in self.known or each in SCHOOL_WORDS for each in undressed(password)):
            raise ValidationError(
                _("This password is known to those who guess passwords. Use three random words"), code="known"
            )

    def get_help_text(self) -> str:
        """Return nothing: the hint is said once."""
        return ""


class NotOneself:
    """No password made of somebody's own name or address."""

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse a password that holds a part of the account's address or name."""
        if user is None:
            return
        own = re.split(r"[^a-z]+", user.email.lower().partition("@")[0])
        if user.pk:
            own += [word for person in user.persons.all() for word in person.name.lower().split()]
        plain = password.lower()
        if any(len(word) >= 4 and word in plain and len(plain) - len(word) < LEAST for word in own):
            raise ValidationError(_("The password must not be made of your own name"), code="own-name")

    def get_help_text(self) -> str:
        """Return nothing: the hint is said once."""
        return ""


def hint() -> str:
    """Return what a password must be, as it stands beside the question."""
    return _("At least %(least)s characters. Three random words are good.") % {"least": LEAST}


def undressed(password: str) -> set[str]:
    """Return a password, and the word under its numbers, marks and disguised letters."""
    lower = password.lower().strip()
    bare = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", lower)
    revealed = re.sub(r"[^a-z]", "", re.sub(r"[\W\d_]+$", "", lower).translate(DISGUISES))
    halves = {bare[: len(bare) // 2]} if bare and bare[: len(bare) // 2] == bare[len(bare) // 2 :] else set()
    return {lower, bare, revealed} | halves


def is_run(password: str) -> bool:
    """Return whether a password is one character again and again, or a row of the keyboard or the alphabet."""
    lower = password.lower()
    if len(set(lower)) <= 2:
        return True
    return any(lower in run or lower in run[::-1] for run in RUNS)
