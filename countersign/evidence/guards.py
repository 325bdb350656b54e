"""What was sealed stays: the database refuses to point a record or an edition at another paper (see the ledger's)."""

from countersign.ledger.guards import ALL

SEALED = {"evidence_record": ALL, "evidence_sealededition": ALL}
