from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from countersign.evidence.guards import SEALED
from countersign.ledger import guards


def install(_: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    guards.install(schema_editor.connection, SEALED)


def remove(_: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    guards.remove(schema_editor.connection, SEALED)


class Migration(migrations.Migration):
    """Let the database itself refuse to alter what was sealed."""

    dependencies = [("evidence", "0002_sealed_edition"), ("ledger", "0004_fewer_indexes")]

    operations = [migrations.RunPython(install, remove)]
