"""Every page that these tests open is looked over; passwords are hashed quickly; nothing is left in the cache."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from pytest_django import Settings

from countersign.ui.testing import PageClient
from tests.browser import *  # noqa: F403  fixtures


@pytest.fixture
def client() -> PageClient:
    return PageClient()


@pytest.fixture(autouse=True)
def quick_and_clean(settings: Settings) -> Iterator[None]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    yield
    cache.clear()
