"""A real directory for the tests that ask for one, started once for each process that runs tests."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from countersign.access.tests import slapd


@pytest.fixture(autouse=True)
def _asked_as_told(settings: Settings) -> None:
    """Take the days that were told last: these people sign no policy, and nobody could be asked about them."""
    settings.ASKED_TO_SIGN = ""


@pytest.fixture(scope="session")
def directory_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[slapd.Slapd]:
    """Run one OpenLDAP server for all tests of this process."""
    if reason := slapd.missing():
        pytest.skip(reason)
    with slapd.running(tmp_path_factory.mktemp("slapd") / "server") as server:
        for group in ("Staff", "Remote", "Finance"):
            server.make_group(group)
        yield server


@pytest.fixture
def server(directory_server: slapd.Slapd) -> Iterator[slapd.Slapd]:
    """Lend the server with no people in it and its groups empty."""
    if directory_server.process is None:
        directory_server.start()
    directory_server.clear()
    yield directory_server
    if directory_server.process is None:
        directory_server.start()
