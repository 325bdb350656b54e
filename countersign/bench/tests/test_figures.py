"""A figure says whether its bar is met, and a row that could not be measured says so."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from countersign.bench.figures import Figure, read, table


@pytest.mark.parametrize(
    ("value", "bar", "is_at_least", "verdict"),
    [
        (80, 100, False, "met"),
        (100, 100, False, "met"),
        (150, 100, False, "short by 1.50 times"),
        (500, 400, True, "met"),
        (200, 400, True, "short by 2.00 times"),
        (7, None, False, "to compare"),
        (None, 100, False, "not measured"),
    ],
)
def test_a_figure_says_whether_its_bar_is_met(
    value: float | None, bar: float | None, *, is_at_least: bool, verdict: str
) -> None:
    assert Figure("row", "what", value, "ms", bar, is_at_least=is_at_least).verdict == verdict


def test_a_table_names_what_is_missing() -> None:
    missing = Figure("gate", "times quicker than a peer", None, "times", 100, is_at_least=True, note="not installed")

    assert "not measured | not installed |" in table([missing])


def test_measuring_runs_from_end_to_end_in_small(tmp_path: Path) -> None:
    """Whatever the figures are on this machine: they are there, and so is the file."""
    output = tmp_path / "bench.json"
    command = [sys.executable, "-m", "countersign", "bench", "--quick", "reading", "pages", "--output", str(output)]
    done = subprocess.run(command, cwd=settings.ROOT, env=os.environ, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    figures = json.loads(output.read_text())["figures"]
    assert {each["row"] for each in figures} == {"reading", "pages"}
    assert all(each["value"] for each in figures)
    assert "| reading | read a Word file of 4 pages |" in done.stdout


def test_a_row_hands_its_figures_over_whole() -> None:
    figure = Figure("reading", "what", 1.5, "s", 3, note="a note")

    assert read(json.dumps(vars(figure))) == figure
