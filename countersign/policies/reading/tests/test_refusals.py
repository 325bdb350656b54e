"""What cannot be read is refused in one sentence that names the file, and quickly."""

from __future__ import annotations

import io
import resource
import time
from pathlib import Path

import pypdfium2
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

from countersign.policies.reading import Unreadable, read
from countersign.policies.reading.tests.making import Part, changed, save, word

RULES: list[Part] = [
    ("title", "Staff Acceptable Use Policy"),
    ("n", "I will keep my password to myself."),
    ("n", "I will lock my screen when I leave a computer."),
]
ENTITIES = (
    b'<!DOCTYPE l [<!ENTITY a "lol">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(9))
    + b"]>"
)


def refusal(path: Path) -> str:
    began = time.monotonic()
    with pytest.raises(Unreadable) as refused:
        read(path)
    assert time.monotonic() - began < 5
    sentence = refused.value.sentence
    assert sentence.startswith(f"{path.name}: ")
    assert "\n" not in sentence
    return sentence


def in_part(name: str, old: bytes, new: bytes) -> bytes:
    return changed(word(RULES), lambda part, data: data.replace(old, new, 1) if part == name else data)


@pytest.mark.parametrize("name", ["empty.docx", "empty.txt", "empty.pdf"])
def test_a_file_without_bytes_is_refused(tmp_path: Path, name: str) -> None:
    assert "empty" in refusal(save(tmp_path, name, b""))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", "\ufeff \r\n\t\r\n\u00a0\r\n"),
        ("a.md", "\n\n"),
        ("a.html", "<html><body><p> </p></body></html>"),
        ("a.docx", word([])),
    ],
)
def test_a_file_without_words_is_refused(tmp_path: Path, name: str, data: bytes | str) -> None:
    assert "no text" in refusal(save(tmp_path, name, data))


def test_a_letter_without_rules_does_not_look_like_a_policy(tmp_path: Path) -> None:
    assert "does not look like" in refusal(
        save(tmp_path, "letter.txt", "Dear parents,\n\nThe fair is on Saturday.\n\nYours,\nMrs Bell\n")
    )


def test_a_recipe_is_read_with_a_warning(tmp_path: Path) -> None:
    reading = read(
        save(
            tmp_path, "soup.txt", "Soup\n\n1. Peel the potatoes.\n2. Wash the leeks well.\n3. Simmer for 20 minutes.\n"
        )
    )

    assert any("does not look like an acceptable use policy" in notice.text for notice in reading.notices)


def test_a_scan_is_refused_and_the_way_out_named(tmp_path: Path) -> None:
    document = pypdfium2.PdfDocument.new()
    document.new_page(595, 842)
    out = io.BytesIO()
    document.save(out)

    sentence = refusal(save(tmp_path, "scan.pdf", out.getvalue()))

    assert "no text" in sentence
    assert "OCR" in sentence


def test_a_pdf_with_a_password_is_refused(tmp_path: Path) -> None:
    document = pypdfium2.PdfDocument.new()
    document.new_page(595, 842)
    plain = io.BytesIO()
    document.save(plain)
    writer = copy_into_new_writer(PdfFileReader(plain))
    writer.encrypt("owner", "user")
    out = io.BytesIO()
    writer.write(out)

    assert "password" in refusal(save(tmp_path, "secret.pdf", out.getvalue()))


def test_a_word_file_with_a_password_is_refused(tmp_path: Path) -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")

    assert "password" in refusal(save(tmp_path, "secret.docx", data))


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_word_file_cut_off_is_refused(tmp_path: Path, share: float) -> None:
    data = word(RULES)

    assert "damaged" in refusal(save(tmp_path, "cut.docx", data[: int(len(data) * share)]))


def test_a_word_file_with_broken_bytes_inside_is_refused(tmp_path: Path) -> None:
    data = in_part("word/document.xml", b"</w:body>", b"</w:bod")

    assert "damaged" in refusal(save(tmp_path, "broken.docx", data))


@pytest.mark.parametrize("name", ["macros.docm", "macros.docx"])
def test_macros_are_refused_and_never_run(tmp_path: Path, name: str) -> None:
    data = changed(word(RULES), lambda _, data: data, [("word/vbaProject.bin", b"macro")])

    assert "macros" in refusal(save(tmp_path, name, data))


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "word/numbering.xml"])
def test_entities_are_refused_in_every_part(tmp_path: Path, part: str) -> None:
    root = {
        "word/document.xml": b"<w:document",
        "word/styles.xml": b"<w:styles",
        "word/numbering.xml": b"<w:numbering",
    }[part]

    assert "entities" in refusal(save(tmp_path, "laughs.docx", in_part(part, root, ENTITIES + root)))


def test_a_file_on_this_machine_is_never_read_through_an_entity(tmp_path: Path) -> None:
    secret = save(tmp_path, "secret.txt", "the secret of the house")
    entity = f'<!DOCTYPE x [<!ENTITY s SYSTEM "{secret.as_uri()}">]><w:document'.encode()

    assert "the secret of the house" not in refusal(
        save(tmp_path, "xxe.docx", in_part("word/document.xml", b"<w:document", entity))
    )


def test_a_small_file_that_unpacks_to_a_large_one_is_refused_without_unpacking_it(tmp_path: Path) -> None:
    path = save(tmp_path, "bomb.docx", in_part("word/document.xml", b"password", b"x " * (80 << 20)))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    assert "size" in refusal(path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 << 10


def test_pictures_stay_packed(tmp_path: Path) -> None:
    data = changed(word(RULES), lambda _, data: data, [("word/media/image1.png", bytes(200 << 20))])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    assert len(read(save(tmp_path, "pictures.docx", data)).agreements[0].clauses) == 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 << 10


def test_content_linked_from_outside_is_not_fetched_but_noticed(tmp_path: Path) -> None:
    link = (
        b'<Relationship Id="rId99" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
        b'Target="http://127.0.0.1:9/t.dotm" TargetMode="External"/></Relationships>'
    )
    reading = read(save(tmp_path, "linked.docx", in_part("word/_rels/document.xml.rels", b"</Relationships>", link)))

    assert any(notice.kind == "ignored" and "external" in notice.text for notice in reading.notices)


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("photo.docx", b"\x89PNG\r\n\x1a\n" + bytes(100), "picture"),
        ("archive.docx", changed(word(RULES), lambda _, data: data).replace(b"word/", b"wort/"), "archive"),
        ("program.txt", bytes(range(32)) * 40, "not a document"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "not a Word document"),
    ],
)
def test_what_is_no_document_is_named_for_what_it_is(tmp_path: Path, name: str, data: bytes, what: str) -> None:
    assert what in refusal(save(tmp_path, name, data))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert "cannot be opened" in refusal(tmp_path / "gone.docx")


def test_a_name_with_a_line_break_stays_on_one_line(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as refused:
        read(save(tmp_path, "a.txt", b""), name="two\nlines.txt")

    assert refused.value.sentence.startswith("two lines.txt: ")
