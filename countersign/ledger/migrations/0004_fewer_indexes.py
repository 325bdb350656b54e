import django.db.models.deletion
from django.db import migrations, models

DROPPED = {
    "ledger_entry_chain_id_ded0f27d": "ledger_entry (chain_id)",
    "ledger_personalvalue_entry_id_cafbdfa0": "ledger_personalvalue (entry_id)",
}


class Migration(migrations.Migration):
    """
    Drop the indexes that repeat the beginning of another.

    By name, and not by altering the columns: on SQLite that would write the tables anew, without their guards.
    """

    dependencies = [("ledger", "0003_never_emptied")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(f"DROP INDEX {name}", f"CREATE INDEX {name} ON {columns}")
                for name, columns in DROPPED.items()
            ],
            state_operations=[
                migrations.AlterField(
                    "entry",
                    "chain",
                    models.ForeignKey(
                        "ledger.chain", django.db.models.deletion.PROTECT, related_name="entries", db_index=False
                    ),
                ),
                migrations.AlterField(
                    "personalvalue",
                    "entry",
                    models.ForeignKey(
                        "ledger.entry", django.db.models.deletion.PROTECT, related_name="personal_values", db_index=False
                    ),
                ),
            ],
        )
    ]
