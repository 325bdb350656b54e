"""What the marks promise: both wordings can be read in them, to the letter."""

import time

from hypothesis import given
from hypothesis import strategies as st

from countersign.policies.marking import Line, Mark, MarkedLine, marked
from countersign.policies.wording import Segment, parse
from countersign.policies.words import words_of

WORDS = st.lists(
    st.sampled_from(
        ["I", "not", "lock", "the", "screen", "a", "b", "{post:dsl}", "**now**", "stick,", "e-mail", "“x”"]
    ),
    min_size=1,
    max_size=12,
).map(" ".join)
LEAD_INS, TEXTS = (
    WORDS.map(lambda text: Line("lead-in", parse(text))),
    WORDS.map(lambda text: Line("text", parse(text))),
)
POINTS = st.builds(lambda text, depth: Line("point", parse(text), depth), WORDS, st.integers(min_value=1, max_value=2))
LINES = st.builds(
    lambda lead_in, text, points: [*lead_in, text, *points],
    st.lists(LEAD_INS, max_size=1),
    TEXTS,
    st.lists(POINTS, max_size=4),
)


def said(segments: tuple[Segment, ...]) -> str:
    return "".join(each.post or each.text for each in segments)


def without(lines: tuple[MarkedLine, ...], mark: Mark) -> list[str]:
    """Return the texts of marked lines without what has a mark, and without lines that then say nothing."""
    texts = ["".join(said(run.segments) for run in line.runs if run.mark is not mark) for line in lines]
    return [text for text in texts if text.strip()]


def text_of(text: str) -> tuple[Line, ...]:
    return (Line("text", parse(text)),)


def as_written(lines: tuple[MarkedLine, ...]) -> str:
    """Return marked lines with brackets for what was taken out and put in."""
    signs = {Mark.KEPT: "{}", Mark.TAKEN_OUT: "[-{}-]", Mark.PUT_IN: "[+{}+]"}
    return "\n".join("".join(signs[run.mark].format(said(run.segments).strip()) for run in line.runs) for line in lines)


@given(LINES, LINES)
def test_without_what_was_taken_out_it_is_the_new_wording_to_the_letter(old: list[Line], new: list[Line]) -> None:
    assert without(marked(old, new), Mark.TAKEN_OUT) == [said(line.segments) for line in new]


@given(LINES, LINES)
def test_without_what_was_put_in_it_is_the_old_wording_word_for_word(old: list[Line], new: list[Line]) -> None:
    before = [word for line in old for word in words_of(said(line.segments))]

    lines = marked(old, new)

    kept = [said(run.segments) for line in lines for run in line.runs if run.mark is not Mark.PUT_IN]
    assert [word for text in kept for word in words_of(text)] == before


@given(LINES)
def test_what_is_the_same_has_no_marks(lines: list[Line]) -> None:
    assert all(run.mark is Mark.KEPT for line in marked(lines, lines) for run in line.runs)


def test_the_words_of_the_example_are_marked_as_a_person_would() -> None:
    old = text_of("I use a USB stick only if it is encrypted. I take it off site only with permission from {post:h}.")
    new = text_of(
        "I use a USB stick only if the school gave it to me. I take it off site only with written permission from "
        "{post:h}, for a stated reason."
    )

    assert as_written(marked(old, new)) == (
        "I use a USB stick only if[-it is encrypted-][+the school gave it to me+]. I take it off site only with"
        "[+written+]permission from h[+, for a stated reason+]."
    )


def test_a_dropped_not_is_marked_alone() -> None:
    lines = marked(text_of("I do not let pupils use it."), text_of("I do let pupils use it."))

    assert as_written(lines) == "I do[-not-]let pupils use it."


def test_a_point_put_in_is_a_line_of_its_own() -> None:
    points = [Line("point", parse(text), 1) for text in ("share passwords", "lend devices")]
    new = [*text_of("I do not"), points[0], Line("point", parse("leave rooms open"), 1), points[1]]

    assert as_written(marked([*text_of("I do not"), *points], new)) == (
        "I do not\nshare passwords\n[+leave rooms open+]\nlend devices"
    )


def test_a_text_that_repeats_itself_beyond_reason_is_marked_at_once() -> None:
    began = time.process_time()

    lines = marked(text_of("b " + "a " * 5000 + "d"), text_of("c " + "a " * 4000 + "e"))

    assert time.process_time() - began < 1
    assert [run.mark for run in lines[0].runs] == [Mark.TAKEN_OUT, Mark.PUT_IN]
