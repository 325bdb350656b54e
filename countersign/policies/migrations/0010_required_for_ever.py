from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from countersign.policies import guards


def install(_: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    guards.install(schema_editor.connection)


class Migration(migrations.Migration):
    """Let the database itself refuse to alter what a published edition requires to be read."""

    dependencies = [("policies", "0009_required_reading")]

    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
