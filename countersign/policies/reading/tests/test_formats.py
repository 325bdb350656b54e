"""Every kind of file gives the same reading, and each kind's own traps are known."""

from __future__ import annotations

from pathlib import Path

import pytest

from countersign.policies.reading import Agreement, Reading, read
from countersign.policies.reading.tests import families
from countersign.policies.reading.tests.making import Part, as_pdf, changed, save, word

TITLE: Part = ("title", "Staff Acceptable Use Policy")


def read_word(folder: Path, parts: list[Part], **more: str) -> Reading:
    return read(save(folder, "source.docx", word(parts, **more)))


def numbers(reading: Reading) -> list[str | None]:
    return [clause.number for clause in reading.agreements[0].clauses]


def gist(agreement: Agreement) -> object:
    return (
        agreement.title,
        agreement.organisation,
        agreement.audience,
        agreement.last_reviewed,
        agreement.next_review,
        agreement.approved_by,
        agreement.linked_policies,
        [(c.number, c.lead_in, c.text, [(k.number, k.text) for k in c.children]) for c in agreement.clauses],
        [(c.name, c.options) for c in agreement.choices],
        agreement.signature_fields,
        agreement.approver_fields,
    )


@pytest.mark.parametrize("family", ["QUESTIONS", "COUNCIL", "LEADS", "DISTRICT"])
def test_a_pdf_says_the_same_as_the_word_file_it_was_made_from(tmp_path: Path, family: str) -> None:
    source = save(tmp_path, "source.docx", word(getattr(families, family), footer="Page 1"))
    printed = as_pdf(source)
    if printed is None:
        pytest.skip("LibreOffice is not installed")

    assert [gist(a) for a in read(printed).agreements] == [gist(a) for a in read(source).agreements]


def test_numbers_run_on_over_headings_and_bullets(tmp_path: Path) -> None:
    parts: list[Part] = [
        TITLE,
        ("n", "I will be safe."),
        ("h2", "Data"),
        ("n", "I will:"),
        ("b", "lock my screen"),
        ("b", "log off"),
        ("n", "I will tell."),
        ("m", "I will start anew."),
        ("n", "I will go on."),
    ]

    assert numbers(read_word(tmp_path, parts)) == ["1", "2", "3", "1", "2"]


def test_a_text_box_is_one_clause_and_is_not_read_twice(tmp_path: Path) -> None:
    parts: list[Part] = [
        ("title", "My Online Promise"),
        ("box", "I ask\nI ask a grown-up before I go online."),
        ("box", "I am kind\nI only send friendly messages."),
    ]
    agreement = read_word(tmp_path, parts).agreements[0]

    assert [(c.lead_in, c.text) for c in agreement.clauses] == [
        ("I ask", "I ask a grown-up before I go online."),
        ("I am kind", "I only send friendly messages."),
    ]


def test_tracked_changes_are_accepted_and_noticed(tmp_path: Path) -> None:
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    changed_text = (
        f'<w:p {w}><w:r><w:t xml:space="preserve">I will </w:t></w:r><w:del w:id="1" '
        f'w:author="x"><w:r><w:delText>never </w:delText></w:r></w:del>'
        '<w:ins w:id="2" w:author="x"><w:r><w:t>always lock</w:t></w:r></w:ins><w:r><w:t '
        'xml:space="preserve"> my screen.</w:t></w:r></w:p>'
    )
    reading = read_word(tmp_path, [TITLE, ("raw", changed_text), ("p", "I will tell.")])

    assert reading.agreements[0].clauses[0].text == "I will always lock my screen."
    assert any(notice.kind == "dropped" and "tracked changes" in notice.text for notice in reading.notices)


def test_soft_hyphens_controls_and_fields_leave_only_words(tmp_path: Path) -> None:
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    text = (
        f"<w:p {w}><w:r><w:t>I will keep my pass\u00adword\u200b in a "
        f"</w:t></w:r><w:sdt><w:sdtContent><w:r><w:t>safe</w:t></w:r></w:sdtContent></w:sdt>"
        '<w:hyperlink><w:r><w:t xml:space="preserve"> '
        "place</w:t></w:r></w:hyperlink><w:r><w:instrText>HYPERLINK "
        "secret</w:instrText></w:r><w:r><w:t>.</w:t></w:r></w:p>"
    )
    reading = read_word(tmp_path, [TITLE, ("raw", text), ("p", "I will tell.")])

    assert reading.agreements[0].clauses[0].text == "I will keep my password in a safe place."


def test_headers_and_footers_are_no_text_but_may_name_the_school(tmp_path: Path) -> None:
    reading = read_word(
        tmp_path,
        [TITLE, ("n", "I will be safe."), ("n", "I will tell.")],
        header="Larch Hill Primary School",
        footer="Page 1 of 2",
    )

    assert reading.agreements[0].organisation == "Larch Hill Primary School"
    assert "Page 1" not in str(reading.as_json()["agreements"])


def test_a_table_of_clauses_keeps_their_numbers(tmp_path: Path) -> None:
    rows = [["1.1", "I will lock my screen."], ["1.2", "I will tell somebody."], ["(a)", "I will be kind."]]
    agreement = read_word(tmp_path, [TITLE, ("table", rows)]).agreements[0]

    assert [c.number for c in agreement.clauses][:2] == ["1.1", "1.2"]


def test_a_web_page_keeps_list_starts_and_drops_what_is_round_it(tmp_path: Path) -> None:
    page = """<html><head><title>Policies</title><style>p{}</style><script>var canary = 1;</script></head><body>
    <nav><ul><li>Home</li><li>I will not be read</li></ul></nav><div class="cookie-banner">We use cookies</div>
    <h1>Acceptable Use Policy: Parents</h1><p>For parents of Moss Side Infants.</p>
    <ol><li>I will help my child to stay safe.</li></ol><h2>Photographs</h2>
    <ol start="2"><li>I will not share photographs:<ul><li>of other children</li><li>of staff</li></ul></li>
    <li value="7">I will ask&nbsp;first.</li></ol><footer>Website by Canary Design</footer></body></html>"""
    reading = read(save(tmp_path, "page.html", page))
    agreement = reading.agreements[0]

    assert agreement.title == "Acceptable Use Policy: Parents"
    assert agreement.audience == ["parents"]
    assert [(c.number, c.section) for c in agreement.clauses] == [
        ("1", None),
        ("2", "Photographs"),
        ("7", "Photographs"),
    ]
    assert [k.text for k in agreement.clauses[1].children] == ["of other children", "of staff"]
    assert "canary" not in str(reading.as_json())


def test_markdown_has_front_matter_headings_and_tables(tmp_path: Path) -> None:
    text = """---
title: Staff Acceptable Use Policy
school: Fernlea High School
last_reviewed: 2023-09
---

## What am I agreeing to?

1. I will read the [Online Safety Policy](https://school.example/a_(b)).
2. I will **not** share my password.
   - not with friends

| | Yes | No |
|---|---|---|
| My photograph on the website | ☐ | ☐ |

Signed: ____________  Date: ________
"""
    agreement = read(save(tmp_path, "source.md", text)).agreements[0]

    assert (agreement.title, agreement.organisation, agreement.last_reviewed) == (
        "Staff Acceptable Use Policy",
        "Fernlea High School",
        "2023-09",
    )
    assert [c.text for c in agreement.clauses] == [
        "I will read the Online Safety Policy.",
        "I will not share my password.",
    ]
    assert [c.name for c in agreement.choices] == ["My photograph on the website"]
    assert agreement.signature_fields == ["Signed", "Date"]


def test_lines_broken_to_a_width_are_joined(tmp_path: Path) -> None:
    text = """Staff Acceptable Use Policy

1. I will keep my password to myself and will change it at once when I have any
   reason to believe that somebody else has come to know it, whoever that is.
2. I will lock my screen whenever I leave a computer, even if it is only for a
   moment and even if nobody else is in the room with me at that time.

I have read and understood this policy and agree to keep to it in all that I do
while I work at this school.

Signed: ____________
"""
    agreement = read(save(tmp_path, "source.txt", text)).agreements[0]

    assert len(agreement.clauses) == 2
    assert agreement.clauses[0].text.endswith("know it, whoever that is.")
    assert agreement.signer_declarations[0].endswith("work at this school.")


def test_two_encodings_in_one_file_are_both_read_and_noticed(tmp_path: Path) -> None:
    lines = [
        b"Staff Acceptable Use Policy",
        "1. I won’t pay £5 for café wifi.".encode("cp1252"),
        "2. I will ask Zoë Łukasz.".encode(),
        b"3. I will stop\x00 here.\x1a",
    ]
    reading = read(save(tmp_path, "source.txt", b"\xef\xbb\xbf" + b"\r\n".join(lines)))

    assert [c.text for c in reading.agreements[0].clauses] == [
        "I won’t pay £5 for café wifi.",
        "I will ask Zoë Łukasz.",
        "I will stop here.",
    ]
    assert any("encodings" in notice.text for notice in reading.notices)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "cp1252"])
def test_text_in_any_usual_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    text = (
        "Staff Acceptable Use Policy\r\n1. I will keep pupils’ names private.\r\n2. I will ask "
        "before I take a picture.\r\n"
    )
    agreement = read(save(tmp_path, "source.txt", text.encode(encoding))).agreements[0]

    assert [c.text for c in agreement.clauses] == [
        "I will keep pupils’ names private.",
        "I will ask before I take a picture.",
    ]


def test_content_decides_and_not_the_name(tmp_path: Path) -> None:
    reading = read(save(tmp_path, "source.txt", word([TITLE, ("n", "I will be safe."), ("n", "I will tell.")])))

    assert numbers(reading) == ["1", "2"]
    assert any("it is a Word file" in notice.text for notice in reading.notices)


def test_a_part_word_does_not_need_may_be_missing(tmp_path: Path) -> None:
    data = changed(word([TITLE, ("p", "1. I will be safe."), ("p", "2. I will tell.")]), lambda _, part: part)

    assert numbers(read(save(tmp_path, "source.docx", data))) == ["1", "2"]
