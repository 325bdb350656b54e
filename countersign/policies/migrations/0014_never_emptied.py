from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from countersign.policies import guards


def install(_: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    guards.install(schema_editor.connection)


class Migration(migrations.Migration):
    """Let PostgreSQL refuse to empty the tables of what was published."""

    dependencies = [("policies", "0013_translations_for_ever")]

    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
