"""Providers on loopback for the tests that ask for one."""

from collections.abc import Iterator

import pytest

from countersign.access.tests import slapd
from countersign.providers.tests import issuer as loopback


@pytest.fixture
def issuer() -> Iterator[loopback.Issuer]:
    """Run an OpenID provider."""
    with loopback.running() as running:
        yield running


@pytest.fixture(scope="session")
def _directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[slapd.Slapd]:
    if reason := slapd.missing():
        pytest.skip(reason)
    with slapd.running(tmp_path_factory.mktemp("slapd") / "server", plain_port=slapd.free_port()) as server:
        yield server


@pytest.fixture
def directory(_directory: slapd.Slapd) -> slapd.Slapd:
    """Lend one OpenLDAP server with nobody in it."""
    if _directory.process is None:
        _directory.start()
    _directory.clear()
    return _directory
