"""Servers and directories for the journeys."""

import os
from collections.abc import Iterator

import pytest

from countersign.access.tests import slapd
from tests.journey import looking, server


@pytest.fixture(autouse=True)
def _nothing_was_found() -> Iterator[None]:
    """Fail at the end of a journey if any page on its way was not well made."""
    looking.faults.clear()
    yield
    assert not looking.faults, "\n\n".join(looking.faults)


@pytest.fixture
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[server.Server]:
    """A new installation, which nobody has visited yet."""
    with server.running(tmp_path_factory.mktemp("installation")) as running:
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
