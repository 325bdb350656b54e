"""Row: reading a Word file of 200 pages, in a process of its own so that its memory can be told."""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import docx

from countersign.bench.figures import Figure, report

PAGES, QUICK_PAGES = 200, 4
CLAUSES_ON_A_PAGE = 9  # with a heading: 400 words or so

WORDS = (
    "I lock my screen when I leave a classroom and I do not let anybody use my account, pupils included, "
    "because whatever is done with it counts as done by me until the school knows better."
)


def make(path: Path, pages: int) -> None:
    """Write a policy of this many pages: headings, numbered clauses, a table and a place to sign."""
    document = docx.Document()
    document.add_heading("Acceptable Use Policy for Staff", 0)
    for page in range(1, pages + 1):
        document.add_heading(f"Part {page}: using what the school lends", 1)
        for clause in range(1, CLAUSES_ON_A_PAGE + 1):
            document.add_paragraph(f"On matter {page}.{clause}: {WORDS}", style="List Number")
        document.add_page_break()
    table = document.add_table(rows=3, cols=2)
    for row, label in zip(table.rows, ("Signature", "Name", "Date"), strict=True):
        row.cells[0].text = label
    document.save(str(path))


def main(*, is_quick: bool) -> None:
    """Make the file, read it as `countersign read` does, and tell how long it took and how much memory."""
    pages = QUICK_PAGES if is_quick else PAGES
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "policy.docx"
        make(path, pages)
        report(*measure(path, pages, runs=1 if is_quick else 3))


def measure(path: Path, pages: int, *, runs: int) -> list[Figure]:
    """Read a file several times, each in a new process, and keep the middle time and the largest memory."""
    script = (
        "import sys, time; from pathlib import Path; begun = time.perf_counter();"
        "from countersign.policies.reading import read; started = time.perf_counter();"
        "found = read(Path(sys.argv[1])).as_json(); done = time.perf_counter();"
        "print(done - started, started - begun, sum(len(each['clauses']) for each in found['agreements']))"
    )
    found = []
    for _ in range(runs):
        begun = time.perf_counter()
        child = subprocess.run([sys.executable, "-c", script, str(path)], check=True, capture_output=True, text=True)
        whole = time.perf_counter() - begun
        alone, _, count = child.stdout.split()
        found.append((whole, float(alone), int(count)))
    whole, reading, clauses = sorted(found)[len(found) // 2]
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / (1 if sys.platform == "darwin" else 1024)
    size = os.path.getsize(path)  # noqa: PTH202  the file is a plain number of bytes
    note = f"{clauses:,} clauses found, {size / 1000:,.0f} kB; {reading:.2f} s without starting Python"
    return [
        Figure("reading", f"read a Word file of {pages} pages", whole, "s", 3, note=note),
        Figure("reading", "the most memory it took", memory, "MB", 300),
    ]
