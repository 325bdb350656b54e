"""`python -m countersign.policies.reading FILE` prints how a document was understood."""

import sys

from countersign.policies.reading.reader import main

sys.exit(main(sys.argv[1:]))
