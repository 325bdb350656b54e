"""The stand-alone verifier: started as a stranger would, on whole files, spoilt files and files made to do harm."""

import contextlib
import io
import subprocess
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from countersign.ledger import keys, verifier
from countersign.ledger.actions import erase_personal, keep
from countersign.ledger.checkpoints import checkpoint
from countersign.ledger.export import chain_lines, record_lines

from .factories import NOON, School, end, make_history, make_school, sign

pytestmark = pytest.mark.django_db


def exported(school: School) -> bytes:
    return b"".join(chain_lines(school.chain, at=NOON, with_contents=True))


def run(file: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Start the verifier with a Python that has nothing but its standard library."""
    command = ["python3", "-I", "-S", verifier.__file__, str(file), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def refused(data: bytes) -> str:
    with pytest.raises(verifier.CannotCheck) as problem:
        verifier.check_bytes(data)
    return str(problem.value)


def wrong(data: bytes) -> list[str]:
    return [sentence for kind, sentence in verifier.check_bytes(data).lines if kind == "WRONG"]


@pytest.fixture
def history(django_capture_on_commit_callbacks: Callable[..., Any]) -> list[School]:
    with django_capture_on_commit_callbacks(execute=True):
        return make_history()


def test_a_stranger_checks_a_chain_with_one_file(history: list[School], tmp_path: Path) -> None:
    file = tmp_path / "chain.jsonl"
    file.write_bytes(exported(history[0]))

    done = run(file, "--fingerprint", keys.root().fingerprint)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "good   14 entries, from the first on: none altered, missing or out of order." in done.stdout
    assert "good   The root is the one you gave." in done.stdout
    assert "note   2 entries not under a checkpoint yet" in done.stdout
    assert done.stdout.endswith("Whole: nothing was found wrong.\n")


def test_a_spoilt_chain_is_told_of_by_its_first_wrong_entry(history: list[School], tmp_path: Path) -> None:
    file = tmp_path / "chain.jsonl"
    file.write_bytes(exported(history[0]).replace(b'"count":3', b'"count":4', 1))

    done = run(file)

    assert done.returncode == 1
    assert "WRONG  Entry 8 was altered: it does not say what its hash says." in done.stdout


def test_what_is_not_ours_ends_with_two_and_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear parents")

    done = run(file)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"{file}: The file is neither a PDF, nor a bundle (.zip), nor exported lines (.jsonl).\n"


def test_another_root_is_not_the_schools(history: list[School]) -> None:
    report = verifier.check_bytes(exported(history[0]), verifier.Trust(fingerprint="00 " * 32))

    assert ("WRONG", "The root is not the one you gave: somebody else made this record.") in report.lines


def test_some_entries_are_shown_to_be_in_their_chain(history: list[School]) -> None:
    school = history[1]
    entries = list(school.chain.entries.filter(seq__in=[1, 2, 7, 12]))

    data = b"".join(record_lines(entries, chain=school.chain, at=NOON, contents=entries[0].contents.values()))

    report = verifier.check_bytes(data)
    assert report.is_whole, report.lines
    assert "4 entries of the chain: each says exactly what its hash says." in [sentence for _, sentence in report.lines]
    assert wrong(data.replace(b"Person 0", b"Person 9"))[0] == "The name of entry 1 was altered."


def test_an_entry_cannot_borrow_anothers_proof(history: list[School]) -> None:
    school = history[0]
    one, two = school.chain.entries.filter(seq__in=[3, 4]).order_by("seq")
    lines = [b"".join(record_lines([each], chain=school.chain, at=NOON)).split(b"\n") for each in (one, two)]
    proof = [line[1][line[1].index(b'"proof"') :] for line in lines]

    data = b"\n".join(lines[0]).replace(proof[0], proof[1])

    assert "Entry 3 is not among those that checkpoint 1 signed." in wrong(data)


def test_erased_values_are_not_missed(history: list[School]) -> None:
    school = history[0]
    entry = school.chain.entries.get(seq=1)
    picture = keep(b"a drawn signature", "image/png", is_personal=True)
    erase_personal([entry], school=school, reason="Six years", by=None, at=NOON, contents=[picture])

    data = exported(school)

    assert b"Person 0" not in data
    assert verifier.check_bytes(data).is_whole


def test_an_empty_chain_is_whole() -> None:
    assert verifier.check_bytes(exported(make_school())).is_whole


def test_a_chain_under_one_of_many_batches_is_whole(django_capture_on_commit_callbacks: Callable[..., Any]) -> None:
    schools = [make_school(f"School {number}") for number in range(9)]
    with django_capture_on_commit_callbacks(execute=True):
        for number, school in enumerate(schools):
            for _ in range(number + 1):
                end(school)
        checkpoint(NOON)

    assert all(verifier.check_bytes(exported(school)).is_whole for school in schools)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (b"[" * 100_000, "Line 2 is nested too deeply to be one of ours."),
        (b'{"entry":1.5}', "Line 2 is not JSON as Countersign writes it"),
        (b'{"entry":NaN}', "Line 2 is not JSON as Countersign writes it"),
        (b'{"entry":{},"entry":{}}', "a name stands twice"),
        (b"\xff\xfe", "Line 2 is not JSON as Countersign writes it"),
        (b"9" * 6000, "Line 2 is not JSON as Countersign writes it"),
        (b'{"other":1}', "Line 2 is none of entry, checkpoint, content and end."),
        (b"[]", "Line 2 is not an object."),
    ],
)
def test_hostile_lines_are_refused_with_a_sentence(line: bytes, sentence: str) -> None:
    sign(make := make_school())
    lines = exported(make).split(b"\n")

    assert sentence in refused(b"\n".join([lines[0], line, *lines[1:]]))


@pytest.mark.parametrize(
    "line", [b'{"entry":[]}', b'{"entry":{"seq":"1"}}', b'{"checkpoint":7}', b'{"entry":{"seq":1e3}}']
)
def test_lines_of_another_shape_are_wrong_or_refused(line: bytes) -> None:
    sign(school := make_school())
    lines = exported(school).split(b"\n")
    with contextlib.suppress(verifier.CannotCheck):
        assert wrong(b"\n".join([lines[0], line, *lines[1:]]))


def zipped(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in parts.items():
            bundle.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize(
    "name", ["../evidence.jsonl", "/etc/passwd", "contents/../../x", "contents\\x", "a/b/c", "x" * 300]
)
def test_a_bundle_that_reaches_outside_itself_is_refused(name: str) -> None:
    assert "which Countersign does not write" in refused(zipped({name: b"x"}))


def test_bombs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifier, "LARGEST_PART", 2**20)

    assert "unfolds to more" in refused(zipped({"evidence.jsonl": bytes(2**24)}))
    assert "more parts" in refused(zipped({f"contents/{number}": b"" for number in range(400)}))
    deflated = zlib.compress(bytes(2**24))
    pdf = b"%%PDF-1.7\n1 0 obj\n<</Type /EmbeddedFile /Filter /FlateDecode /Length %d>>\nstream\n" % len(deflated)
    assert "no record of Countersign" in refused(pdf + deflated + b"\nendstream endobj")


def test_a_bundle_without_lines_or_a_damaged_one_is_refused() -> None:
    whole = zipped({"evidence.jsonl": b"x" * 1000, "record.pdf": b"y" * 1000})

    assert "no evidence.jsonl" in refused(zipped({"README.txt": b"x"}))
    assert "damaged" in refused(whole[:-40])


@pytest.mark.parametrize(
    "pdf", [b"%PDF-1.7\n", b"%PDF-1.7\n/ByteRange [0 1 2 3]", b"%PDF-1.7\n" + b"/Type /EmbeddedFile" * 999]
)
def test_a_pdf_that_holds_no_record_is_refused(pdf: bytes) -> None:
    assert "holds no record of Countersign" in refused(pdf)
