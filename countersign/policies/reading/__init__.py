"""
Reading a document: from the school's own file to agreements, clauses, blocks for signing, and what to check.

`read` stores nothing, opens nothing but the file, and raises `Unreadable` with one sentence when it cannot.
"""

from countersign.policies.reading.model import Agreement, Child, Choice, Clause, Contact, Notice, Reading
from countersign.policies.reading.reader import read
from countersign.policies.reading.refusals import Unreadable
from countersign.policies.reading.topics import TAXONOMY, Topic

__all__ = [
    "TAXONOMY",
    "Agreement",
    "Child",
    "Choice",
    "Clause",
    "Contact",
    "Notice",
    "Reading",
    "Topic",
    "Unreadable",
    "read",
]
