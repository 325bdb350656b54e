"""From an empty machine to a record that anybody can verify."""

from pathlib import Path
from typing import Any

import pytest

from tests.journey import steps
from tests.journey.hands import Keyboard, Pointer
from tests.journey.server import Server

pytestmark = pytest.mark.browser


def test_the_whole_journey_on_a_phone(phone: Any, installation: Server, tmp_path: Path) -> None:
    hand = Pointer(phone)
    steps.set_up_school(hand, installation.address)


def test_keys(desk: Any, installation: Server, tmp_path: Path) -> None:
    hand = Keyboard(desk)
    steps.set_up_school(hand, installation.address)
