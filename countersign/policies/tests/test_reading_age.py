"""How old a reader must be: the syllables we count, the published formulas, and what the figures mean."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.policies.reading_age import ReadingAge, measured, syllables

# Labelled by hand, as a dictionary of British English divides them.
LABELLED = {
    1: "a I my the not tell ask told asked kind share shared stop make made take school phone phones safe "
    "use used lock locked wrong like liked rules break breaks broke things friends judge judged world "
    "through though thought build eye eyes true fruit guess quote queue clothes strength screen screens "
    "trust keep keeps pledge bridge changed looked watched played scared stored don't can't won't I'm "
    "it's they're child's brave lives lied tried cried",
    2: "people teacher grown-up online angry tablet tablets password letters picture pictures careful "
    "something someone being doing going quiet science lion poem safely safety uses closes watches "
    "bullied harmful kindness table little people's trusted wanted sharing email laptop private public "
    "promise create react agree useful grateful movement statement homework sadly lonely forward system "
    "network licence message isn't doesn't didn't wouldn't business every different deepfakes social "
    "boxes changes pages",
    3: "internet computer carefully video radio media idea area permission important remember understand "
    "together somebody anybody everyone policy policies upsetting encrypted reported reporting "
    "consequence behaviour agreement confident governor visitor contractor volunteer personal digital "
    "governors parental privacy apparent employee period serious embarrassed connected violent quietly "
    "instantly following headteacher safeguarding filtering images protected deleted attended",
    4: "information education everybody authority material monitoring community activity technology "
    "emergency available security intimately identity necessary reputation animation relationship "
    "equality confidential development",
    5: "inappropriate immediately disciplinary university opportunity communication electricity intellectual "
    "examination qualification possibility",
    6: "responsibility accountability intellectually",
}
# Chosen after the rules were written, to see how they do on words nobody had in mind.
UNSEEN = {
    1: "these those here there please since once chance large strange gone whole's school's caught tired "
    "smiled paused nursed cheese league tongue rhyme",
    2: "favour colour before because under over after image profile username offline breakfast biscuit ankle "
    "needed ended judges prices leaving agreed handle couple carer lately rudely movie cookie menu argue "
    "rescue argued worried typing buying chaos naive",
    3: "elephant holiday tomorrow already another beautiful favourite several evidence uploaded downloaded "
    "discipline equipment graduate vehicle creating library injury genuine animal suspicion suspicious "
    "offensive expensive deleting studio radios company employer piano museum",
    4: "usually dictionary environment january biology geography accessible photography regularly psychology "
    "automatic society",
    5: "international collaboration biological administration refrigerator individual anonymity creativity",
}
CASES = [(word, count) for count, words in LABELLED.items() for word in words.split()]


def test_the_syllables_of_almost_all_labelled_words_are_right() -> None:
    wrong = {word: (syllables(word), count) for word, count in CASES if syllables(word) != count}

    assert len(CASES) > 200
    assert len(wrong) <= len(CASES) * 0.03, wrong
    unseen = [(word, count) for count, words in UNSEEN.items() for word in words.split()]
    missed = {word: (syllables(word), count) for word, count in unseen if syllables(word) != count}
    assert len(missed) <= len(unseen) * 0.08, missed
    assert abs(sum(syllables(word) for word, _ in CASES) / sum(count for _, count in CASES) - 1) < 0.01


def test_a_text_is_measured_by_its_sentences_words_and_syllables() -> None:
    found = measured(["I am kind. I tell a teacher!", "Is it safe?"])

    assert (found.words, found.sentences, found.syllables, found.long_words) == (10, 3, 11, 0)


def test_the_formulas_are_as_they_were_published() -> None:
    found = ReadingAge(words=100, sentences=5, syllables=150, long_words=10)

    assert found.flesch_kincaid == pytest.approx(9.91)
    assert found.fog == pytest.approx(12.0)
    assert found.smog is None
    assert ReadingAge(words=300, sentences=30, syllables=400, long_words=25).smog == pytest.approx(8.3441)
    assert found.age == 15
    assert found.means == "Most pupils in Year 10 can read it alone."


def test_few_words_are_not_measured() -> None:
    found = measured(["I am kind."])

    assert found.age_words == "too short to measure"
    assert found.age == 0


def test_posts_count_as_the_names_printed_and_symbols_not_at_all() -> None:
    assert measured(["{symbol:tell} I tell {post:dsl}."]).words == 4
    assert measured(["**I** tell."]).words == 2


@given(st.lists(st.text(string.ascii_letters + " .,!?’'\n\u00e9\u0130", max_size=80)))
def test_whatever_is_written_can_be_measured(texts: list[str]) -> None:
    found = measured(texts)

    assert found.syllables >= found.words
    assert found.age == 0 or found.age >= 5
    assert found.means
    assert found.words == 0 or found.figures


@given(st.lists(st.sampled_from(["I tell a teacher.", "I am kind to people online."]), min_size=12, max_size=40))
def test_joining_sentences_never_makes_a_text_easier(sentences: list[str]) -> None:
    joined = " and ".join(each.rstrip(".") for each in sentences)

    assert measured([joined]).flesch_kincaid >= measured(sentences).flesch_kincaid
