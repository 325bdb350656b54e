import uuid

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from countersign.policies import guards


def install(_: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    guards.install(schema_editor.connection)


def remove(_: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    guards.remove(schema_editor.connection)  # a table that is made anew on the way back would not be let


class Migration(migrations.Migration):
    """Let an edition have several wordings, each with its own parts."""

    dependencies = [("policies", "0006_approved_for_ever")]

    operations = [
        migrations.RunPython(remove, install),
        migrations.CreateModel(
            name="Wording",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("position", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=200)),
                ("audience", models.JSONField(default=list)),
                ("has_symbols", models.BooleanField(default=False)),
                ("signer_declarations", models.JSONField(default=list)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("content_sha256", models.CharField(blank=True, max_length=64)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="wordings", to="policies.edition"
                    ),
                ),
            ],
            options={"ordering": ["position", "pk"]},
        ),
        migrations.AddField(
            model_name="part",
            name="wording",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="policies.wording"
            ),
        ),
    ]
