"""A real time authority for the tests beside this file."""

from countersign.ledger.tests.authorities import authority

__all__ = ["authority"]
