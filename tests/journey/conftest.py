"""Servers and directories for the journeys."""

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from countersign.access.tests import slapd
from tests.journey import looking, server


@pytest.fixture(autouse=True)
def _nothing_was_found() -> Iterator[None]:
    """Fail at the end of a journey if any page on its way was not well made."""
    looking.faults.clear()
    yield
    assert not looking.faults, "\n\n".join(looking.faults)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that is up to date and that nobody has used: one for all processes of a run."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    with (shared / "prepared.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "prepared").exists():
            server.Server(shared / "preparing").prepare()
            (shared / "preparing" / "data").rename(shared / "prepared")
    return shared / "prepared"


@pytest.fixture
def empty_machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[server.Server]:
    """A new installation that began with nothing at all, and which nobody has visited yet."""
    with server.running(tmp_path_factory.mktemp("installation")) as running:
        yield running


@pytest.fixture
def installation(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> Iterator[server.Server]:
    """A new installation, which nobody has visited yet."""
    with server.running(tmp_path_factory.mktemp("installation"), prepared=prepared) as running:
        yield running


@pytest.fixture
def directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[slapd.Slapd]:
    """A real OpenLDAP server with three groups and nobody in it."""
    if reason := slapd.missing():
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with slapd.running(tmp_path_factory.mktemp("slapd") / "server") as running:
        for group in ("Staff", "Remote", "Finance"):
            running.make_group(group)
        yield running
