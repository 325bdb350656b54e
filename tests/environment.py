"""Loaded before Django's settings are read: every test run has a data folder of its own."""

import os
import tempfile
from pathlib import Path

folder = Path(tempfile.mkdtemp(prefix="countersign-test-"))
(folder / "static").mkdir()
os.environ["COUNTERSIGN_DATA"] = str(folder)
os.environ["COUNTERSIGN_ADDRESS"] = "http://testserver"
