"""Servers and directories for the journeys."""

from collections.abc import Iterator

import pytest

from tests.journey import server


@pytest.fixture
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[server.Server]:
    """A new installation, which nobody has visited yet."""
    with server.running(tmp_path_factory.mktemp("installation")) as running:
        yield running
