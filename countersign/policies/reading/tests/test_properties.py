"""What holds of every document: no clause is lost or invented, numbers are as printed, and nothing crashes."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from countersign.policies.reading import Child, Clause, Reading, Unreadable, read
from countersign.policies.reading.tests.making import Part, save, word

WORDS = [
    "password",
    "screen",
    "device",
    "laptop",
    "school",
    "pupils",
    "images",
    "network",
    "email",
    "account",
    "phone",
    "visitor",
    "data",
    "message",
    "folder",
]
STARTS = ["I will", "I will not", "I understand that I must", "I agree to", "I know how to"]
sentences = st.builds(
    lambda start, words, number: f"{start} keep the {' '.join(words)} safe in case {number}.",
    st.sampled_from(STARTS),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=12),
    st.integers(1, 10**6),
)
shapes = st.lists(
    st.tuples(st.sampled_from(["n", "n", "n", "n2", "h2", "p"]), sentences),
    min_size=2,
    max_size=25,
    unique_by=lambda pair: pair[1],
)
TITLE: Part = ("title", "Staff Acceptable Use Policy")
slow = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def reading_of(name: str, data: bytes | str) -> Reading:
    with tempfile.TemporaryDirectory() as folder:
        return read(save(Path(folder), name, data))


def everything(points: list[Clause] | list[Child]) -> list[tuple[str | None, str]]:
    out: list[tuple[str | None, str]] = []
    for point in points:
        out += [(point.number, point.text), *everything(point.children)]
    return out


def printed(shape: list[tuple[str, str]]) -> list[tuple[str | None, str]]:
    """What Word prints beside each sentence: one list through the document, letters anew under each number."""
    out: list[tuple[str | None, str]] = []
    number = letter = 0
    for kind, text in shape:
        if kind == "n":
            number, letter = number + 1, 0
            out.append((str(number), text))
        elif kind == "n2":
            number, letter = max(number, 1), letter + 1
            out.append((chr(96 + letter), text))
        elif kind == "p":
            out.append((None, text))
    return out


@slow
@given(shapes)
def test_no_clause_of_a_word_file_is_lost_or_invented_and_numbers_are_as_printed(shape: list[tuple[str, str]]) -> None:
    shape = [(kind, f"Section {len(text)}" if kind == "h2" else text) for kind, text in shape]
    wanted = printed(shape)
    if not wanted:
        return
    found = [
        pair
        for agreement in reading_of("source.docx", word([TITLE, *shape])).agreements
        for pair in everything(agreement.clauses)
    ]

    assert " ".join(text for _, text in found) == " ".join(text for _, text in wanted)
    assert [pair for pair in found if pair[0]] == [pair for pair in wanted if pair[0]] or len(found) < len(wanted)


@slow
@given(
    st.lists(sentences, min_size=2, max_size=30, unique=True),
    st.sampled_from(["{n}. {s}", "{n}) {s}", "- {s}", "• {s}", "{s}", "({n}) {s}"]),
)
def test_no_clause_of_a_text_is_lost_or_invented(lines: list[str], form: str) -> None:
    text = (
        "Staff Acceptable Use Policy\n\n"
        + "\n".join(form.format(n=n, s=s) for n, s in enumerate(lines, 1))
        + "\n\nSigned: ________ Date: ________\n"
    )
    (agreement,) = reading_of("source.txt", text).agreements

    assert [clause.text for clause in agreement.clauses] == lines
    if "{n}" in form:
        assert [clause.number for clause in agreement.clauses] == [str(n) for n in range(1, len(lines) + 1)]
    assert agreement.signature_fields == ["Signed", "Date"]


pieces = st.sampled_from(
    [
        "I will",
        "You must not:",
        "1.",
        "1.1.2",
        "(a)",
        "•",
        "☐",
        "____",
        ".....",
        "Signed:",
        "Date",
        "Yes  No",
        "School",
        "Policy",
        "[insert name]",
        "All staff must",
        "Mrs A. Bell/Mr Cole",
        "DSL",
        "04/03/2019",
        "\t",
        "\n",
        "\n\n",
        "    ",
        "Appendix 1: Acceptable Use Agreement – KS2",
        "What am I agreeing to?",
        "S – Safe:",
        "Parents",
        "© 2020",
        "a@b.example",
        "To be completed by",
        "I wish to",
        "**",
        "#",
        "---",
        " ",
        " Yes ",
        " No ",
        "",
    ]
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(pieces, st.text(max_size=20)), max_size=60), st.sampled_from(["a.txt", "a.md", "a.html"]))
def test_any_text_is_read_or_refused(parts: list[str], name: str) -> None:
    try:
        reading = reading_of(name, " ".join(parts).encode("utf-8", "surrogatepass"))
    except Unreadable as refused:
        assert "\n" not in refused.sentence  # noqa: PT017  either may happen
    else:
        assert reading.as_json()["agreements"]


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.7\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html>", b"\xff\xfe"]),
    st.sampled_from(["a.docx", "a.pdf", "a.txt", "a.html", "a"]),
)
def test_any_bytes_are_read_or_refused(data: bytes, start: bytes, name: str) -> None:
    try:
        reading_of(name, start + data)
    except Unreadable as refused:
        assert refused.sentence.startswith(f"{name}: ")  # noqa: PT017  either may happen
