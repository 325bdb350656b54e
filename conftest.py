"""What every test starts with: a data folder of its own, and the database that DATABASE_URL names."""

import os
import tempfile

os.environ["COUNTERSIGN_DATA"] = tempfile.mkdtemp(prefix="countersign-test-")
os.environ.setdefault("COUNTERSIGN_ADDRESS", "http://testserver")
