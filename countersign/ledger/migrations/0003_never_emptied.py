from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from countersign.ledger import guards


def install(_: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    guards.remove(schema_editor.connection)
    guards.install(schema_editor.connection)


class Migration(migrations.Migration):
    """Let PostgreSQL refuse to empty the tables of what is kept."""

    dependencies = [("ledger", "0002_guards")]

    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
