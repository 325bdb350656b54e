# ruff: noqa: S608 - statements are put together from names that stand in this file
"""Ways to change a ledger behind its back, as somebody would who can write to the database and has no keys."""

import random
from collections.abc import Callable
from copy import copy
from typing import Any

from django.db import connection

from countersign.ledger import chain as arithmetic
from countersign.ledger.models import Chain, Entry
from countersign.ledger.texts import hash_of

Row = dict[str, Any]

COLUMNS = {
    "chain": ["uuid", "name", "opened_at", "seal"],
    "head": ["seq", "hash", "seal"],
    "entry": ["chain_id", "seq", "at", "kind", "by", "subject", "data", "prev_hash", "hash"],
    "personalvalue": ["entry_id", "name", "salt", "value"],
    "content": ["media_type", "size", "compressed", "is_personal", "seal"],
    "checkpoint": ["at", "batches_count", "entries_count", "root", "prev_hash", "hash", "signature"],
    "batch": ["chain_id", "index", "first", "last", "root"],
}
KEYS = {"head": "chain_id", "content": "sha256", "checkpoint": "number"}


class Tamperer:
    """
    Changes one thing at random, differently at each call, the same for the same seed.

    Each change is rolled back before the next, so what the ledger holds is read once.
    """

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.chains = list(Chain.objects.order_by("pk"))
        self.entries = {each.pk: list(each.entries.order_by("seq")) for each in self.chains}
        self.tables = {table: self.read(table) for table in COLUMNS}
        self.ways: list[Callable[[], str]] = [
            self.edit,
            self.edit,
            self.edit,
            self.delete,
            self.insert,
            self.reorder,
            self.truncate,
            self.swap_chains,
            self.rewrite,
            self.swap_values,
            self.cut_checkpoints,
        ]

    def tamper(self) -> str:
        """Change something and return what was done."""
        return self.random.choice(self.ways)()

    def edit(self) -> str:
        """Alter one value of one row."""
        table = self.random.choice(list(COLUMNS))
        column = self.random.choice(COLUMNS[table])
        row = self.any_row(table)
        self.write(table, row, **{column: self.other(row[column], column)})
        return f"edit {table}.{column} of {row[KEYS.get(table, 'id')]}"

    def delete(self) -> str:
        """Take one row out."""
        table = self.random.choice(["entry", "personalvalue", "content", "checkpoint", "batch", "head"])
        row = self.any_row(table)
        if table == "entry":
            self.sql("DELETE FROM ledger_personalvalue WHERE entry_id = %s", row["id"])
        self.sql(f"DELETE FROM ledger_{table} WHERE {KEYS.get(table, 'id')} = %s", row[KEYS.get(table, "id")])
        return f"delete {table} {row[KEYS.get(table, 'id')]}"

    def insert(self) -> str:
        """Put an entry in, hashed as it should be: at the end, or between two."""
        chain = self.any_chain()
        rows = [copy(each) for each in self.entries[chain.pk]]
        at = self.random.randint(1, len(rows))
        for row in reversed(rows[at:]):
            self.sql("UPDATE ledger_entry SET seq = seq + 1 WHERE id = %s", row.pk)
        entry = Entry(chain=chain, seq=at + 1, at=rows[0].at, kind="test.ended", subject="agreement:99")
        entry.data, entry.prev_hash = '{"fields":{"count":1}}', rows[at - 1].hash
        entry.hash = hash_of(entry, chain.uuid)
        entry.save()
        if at == len(rows):
            self.sql("UPDATE ledger_head SET seq = %s, hash = %s WHERE chain_id = %s", at + 1, entry.hash, chain.pk)
        return f"insert after {at} of {len(rows)}"

    def reorder(self) -> str:
        """Exchange the places of two entries."""
        chain = self.any_chain()
        rows = [copy(each) for each in self.entries[chain.pk]]
        one, two = self.random.sample(rows, 2)
        self.sql("UPDATE ledger_entry SET seq = 99999 WHERE id = %s", one.pk)
        self.sql("UPDATE ledger_entry SET seq = %s WHERE id = %s", one.seq, two.pk)
        self.sql("UPDATE ledger_entry SET seq = %s WHERE id = %s", two.seq, one.pk)
        return f"reorder {one.seq} and {two.seq}"

    def truncate(self) -> str:
        """Take the newest entries out and write the head as if they had never been."""
        chain = self.any_chain()
        rows = [copy(each) for each in self.entries[chain.pk]]
        keep = self.random.randint(1, len(rows) - 1)
        for row in rows[keep:]:
            self.sql("DELETE FROM ledger_personalvalue WHERE entry_id = %s", row.pk)
            self.sql("DELETE FROM ledger_entry WHERE id = %s", row.pk)
        if self.random.random() < 0.7:
            last = rows[keep - 1]
            self.sql("UPDATE ledger_head SET seq = %s, hash = %s WHERE chain_id = %s", last.seq, last.hash, chain.pk)
        return f"truncate to {keep} of {len(rows)}"

    def swap_chains(self) -> str:
        """Exchange two entries of two schools that stand at the same place."""
        one, two = self.chains[:2]
        first, second = self.random.choice(list(zip(self.entries[one.pk], self.entries[two.pk], strict=True)))
        seq = first.seq
        self.sql("UPDATE ledger_entry SET seq = 99999 WHERE id = %s", first.pk)
        self.sql("UPDATE ledger_entry SET chain_id = %s WHERE id = %s", one.pk, second.pk)
        self.sql("UPDATE ledger_entry SET chain_id = %s, seq = %s WHERE id = %s", two.pk, seq, first.pk)
        return f"swap entry {seq} between chains"

    def rewrite(self) -> str:
        """Alter an entry and work out every hash after it again, head and batches included: the best one can do."""
        chain = self.any_chain()
        rows = [copy(each) for each in self.entries[chain.pk]]
        start = self.random.randint(0, len(rows) - 1)
        rows[start].subject = "agreement:99"
        prev = rows[start].prev_hash
        for row in rows[start:]:
            row.prev_hash = prev
            prev = row.hash = hash_of(row, chain.uuid)
            row.save()
        self.sql("UPDATE ledger_head SET hash = %s WHERE chain_id = %s", prev, chain.pk)
        if self.random.random() < 0.5:
            for batch in chain.batches.all():
                batch.root = arithmetic.batch_root([each.hash for each in rows[batch.first - 1 : batch.last]])
                batch.save()
        return f"rewrite from {start + 1} of {len(rows)}"

    def swap_values(self) -> str:
        """Exchange the personal values, salts included, of two entries: two people change names."""
        one, two = self.random.sample(self.tables["personalvalue"], 2)
        self.write("personalvalue", one, salt=two["salt"], value=two["value"])
        self.write("personalvalue", two, salt=one["salt"], value=one["value"])
        return f"swap values {one['id']} and {two['id']}"

    def cut_checkpoints(self) -> str:
        """Take the newest checkpoints out, with all that hangs on them."""
        number = self.random.choice(self.tables["checkpoint"])["number"]
        self.sql("DELETE FROM ledger_batch WHERE checkpoint_id >= %s", number)
        self.sql("DELETE FROM ledger_checkpoint WHERE number >= %s", number)
        return f"cut checkpoints from {number}"

    def other(self, value: Any, column: str) -> Any:
        """Return another value of the same kind; now and then one that differs in one character only."""
        if column in ("entry_id", "chain_id"):
            table = "entry" if column == "entry_id" else "chain"
            return self.random.choice([each["id"] for each in self.tables[table] if each["id"] != value])
        if column in ("at", "opened_at"):
            with connection.cursor() as cursor:
                moved = "datetime(%s, '+1 second')" if connection.vendor == "sqlite" else "%s + interval '1 second'"
                cursor.execute(f"SELECT {moved}", [value])
                return cursor.fetchone()[0]
        if isinstance(value, bool) or column == "is_personal":
            return not value
        if isinstance(value, int):
            return value + 1 + self.random.randint(0, 3)
        if isinstance(value, bytes | memoryview):
            changed = bytearray(bytes(value))
            changed[self.random.randrange(len(changed))] ^= 1 << self.random.randrange(8)
            return bytes(changed)
        if value is None:
            return "person:0000"
        if column == "uuid":
            return "0" * 32
        place = self.random.randrange(len(value))
        return value[:place] + ("0" if value[place] != "0" else "1") + value[place + 1 :]

    def any_chain(self) -> Chain:
        return self.random.choice(self.chains)

    def any_row(self, table: str) -> Row:
        return self.random.choice(self.tables[table])

    def read(self, table: str) -> list[Row]:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM ledger_{table} ORDER BY 1")
            names = [each[0] for each in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def write(self, table: str, row: Row, **values: Any) -> None:
        key = KEYS.get(table, "id")
        names = ", ".join(f'"{name}" = %s' for name in values)
        self.sql(f"UPDATE ledger_{table} SET {names} WHERE {key} = %s", *values.values(), row[key])

    def sql(self, statement: str, *values: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
