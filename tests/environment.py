"""Loaded before Django's settings are read: every test run has a data folder of its own."""

import os
import tempfile

os.environ["COUNTERSIGN_DATA"] = tempfile.mkdtemp(prefix="countersign-test-")
os.environ["COUNTERSIGN_ADDRESS"] = "http://testserver"
