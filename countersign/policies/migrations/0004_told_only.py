from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Q

from countersign.policies import guards


def install(_: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    guards.install(schema_editor.connection)


def remove(_: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    guards.remove(schema_editor.connection)  # SQLite makes the table anew, which the triggers would not let it


class Migration(migrations.Migration):
    """Let an edition ask some kinds of people to sign again and only tell others."""

    dependencies = [("policies", "0003_published_for_ever")]

    operations = [
        migrations.RunPython(remove, install),
        migrations.AddField("edition", "told_only", models.JSONField(default=list)),
        migrations.AddField("policyaudience", "min_edition", models.PositiveIntegerField(null=True)),
        migrations.AddField("policyaudience", "min_edition_due_date", models.DateField(null=True)),
        migrations.AddConstraint(
            "policyaudience",
            models.CheckConstraint(
                name="policy_audience_own_minimum_whole",
                condition=Q(min_edition=None, min_edition_due_date=None)
                | Q(min_edition__isnull=False, min_edition_due_date__isnull=False),
            ),
        ),
        migrations.RunPython(install, remove),
    ]
