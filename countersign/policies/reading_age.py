"""
How old a reader must be for a text: published formulas over sentences, words and our own count of syllables.

Flesch-Kincaid (Kincaid and others 1975) gives the age; Gunning Fog (Gunning 1952) and SMOG (McLaughlin 1969) stand
beside it as a check, SMOG from 30 sentences on, as its author asked. Each gives an American school grade, to which five
is added for an age. They measure how long words and sentences are; whether a text makes sense they do not know.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from countersign.policies.wording import SLOT, without_pictures

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
SENTENCE_END = re.compile(r"[.!?](?=\s|$)|\n")
HOLDER = "Ann Bell"  # how long a name in a post's place is
SMOG_SENTENCES = 30
GRADE_TO_AGE = 5
FEW_WORDS = 30
"""Below this a measure says nothing."""

IRREGULAR = {
    **dict.fromkeys(("used", "whole", "whose", "eye", "eyes", "queue", "through", "rules", "clothes"), 1),
    **dict.fromkeys(("people", "something", "someone", "somewhere", "sometimes", "homework", "someone's"), 2),
    **dict.fromkeys(("being", "doing", "going", "quiet", "poem", "science", "lion", "react", "ai", "id"), 2),
    **dict.fromkeys(("business", "every", "different", "interest", "trusted", "tv"), 2),
    **dict.fromkeys(("video", "videos", "radio", "media", "idea", "ideas", "area", "areas", "violent"), 3),
    **dict.fromkeys(("anybody", "somebody", "everything", "everyone", "behaviour", "period"), 3),
    **dict.fromkeys(("usb", "vpn", "safeguarding"), 3),
    **dict.fromkeys(("everybody", "authority", "material", "materials", "immediate", "reliable"), 4),
}
"""Words in which letters say less than usual of how they sound."""

VOWELS = re.compile(r"[aeiouy]+")
TWO_SOUNDS = re.compile(r"i[ao](?!u)|(?<![cgstx])iou|(?<![cgq])u[ao]|eo(?!u)|[eou]ing|creat|oye|eum|ya|iet|ier\b|ying")
SOFTENED = re.compile(r"[cstgx]i[ao](?!u)")  # social, nation: one sound after all


@lru_cache(maxsize=4096)
def syllables(word: str) -> int:
    """Return how many syllables an English word has, as near as rules can tell."""
    word = word.casefold().replace("’", "'")
    word = re.sub(r"(?:'s|s'|')$", "", word)
    word = re.sub(r"n't$", "nt" if word in ("can't", "won't", "don't", "aren't", "weren't") else "nit", word)
    word = re.sub(r"'(?:m|ve|re|ll|d|t)$", "", word)
    if word in IRREGULAR:
        return IRREGULAR[word]
    stem = spoken(word)
    return max(1, len(VOWELS.findall(stem)) + len(TWO_SOUNDS.findall(stem)) - len(SOFTENED.findall(stem)))


def spoken(word: str) -> str:
    """Return a word without the letters e that are not heard: hoped, uses, safely, like."""
    word = re.sub(r"(?<=[^aeiouyl])e(?=ments?$|ly$|less$|ful(?:ly)?$|ness$|ty$)", "", word)
    if not re.search(r"(?:[^aeiouy]l|[dt]|i)ed$", word):
        word = re.sub(r"ed$", "d", word)
    word = re.sub(r"(?<=[^aeiouylsxzcgh])es$", "s", word)
    if word.endswith("e") and not re.search(r"[^aeiouyl]le$", word) and len(VOWELS.findall(word)) > 1:
        word = word[:-1]
    return word


@dataclass(frozen=True)
class ReadingAge:
    """What the formulas say of a text."""

    words: int
    sentences: int
    syllables: int
    long_words: int  # of three syllables and more, as Fog and SMOG count them

    @property
    def is_enough(self) -> bool:
        """Whether there are words enough to measure."""
        return self.words >= FEW_WORDS

    @property
    def flesch_kincaid(self) -> float:
        """The Flesch-Kincaid grade."""
        return 0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59

    @property
    def fog(self) -> float:
        """The Gunning Fog index."""
        return 0.4 * (self.words / self.sentences + 100 * self.long_words / self.words)

    @property
    def smog(self) -> float | None:
        """The SMOG grade, where the text is long enough for it."""
        if self.sentences < SMOG_SENTENCES:
            return None
        return 1.0430 * math.sqrt(self.long_words * 30 / self.sentences) + 3.1291

    @property
    def age(self) -> int:
        """The age at which most readers manage the text alone."""
        return max(5, math.ceil(self.flesch_kincaid + GRADE_TO_AGE)) if self.is_enough else 0

    @property
    def age_words(self) -> str:
        """The age in words."""
        return _("age %(age)s") % {"age": self.age} if self.is_enough else _("too short to measure")

    @property
    def means(self) -> str:
        """What the age means, in words."""
        if not self.is_enough:
            return _("There are too few words to measure.")
        if self.age <= 6:
            return _("A child who has just learned to read can follow it.")
        if self.age <= 16:
            return _("Most pupils in Year %(year)s can read it alone.") % {"year": self.age - 5}
        if self.age <= 18:
            return _("It takes a practised reader, as a serious newspaper does.")
        return _("It is as hard as a legal text. Many adults will skim it.")

    @property
    def figures(self) -> str:
        """Every formula's own figure, as a technician reads them."""
        smog = f", SMOG {self.smog:.1f}" if self.smog is not None else ""
        grade = _("Flesch-Kincaid grade %(grade)s") % {"grade": f"{self.flesch_kincaid:.1f}"}
        return f"{grade}, Gunning Fog {self.fog:.1f}{smog}"


def measured(texts: Iterable[str]) -> ReadingAge:
    """Return the reading age of texts, each of which ends a sentence."""
    words: list[str] = []
    sentences = 0
    for text in texts:
        plain = without_pictures(SLOT.sub(HOLDER, text))
        for sentence in SENTENCE_END.split(plain):
            found = WORD.findall(sentence)
            words += found
            sentences += bool(found)
    counts = [syllables(word) for word in words]
    long = sum(count > 2 and not is_name_or_ending(word, count) for word, count in zip(words, counts, strict=True))
    return ReadingAge(len(words), max(1, sentences), sum(counts), long)


def is_name_or_ending(word: str, count: int) -> bool:
    """Return whether a word is long only by an ending, which Fog leaves out."""
    return count == 3 and word.endswith(("es", "ed", "ing"))
