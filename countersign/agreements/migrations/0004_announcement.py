import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep how far the telling of a new edition has come."""

    dependencies = [
        ("agreements", "0003_access_knows_the_policies"),
        ("policies", "0004_told_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="Announcement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "edition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="announcement",
                        to="policies.edition",
                    ),
                ),
                ("begun_at", models.DateTimeField()),
                ("last_person", models.BigIntegerField(default=0)),
                ("told", models.PositiveIntegerField(default=0)),
                ("finished_at", models.DateTimeField(null=True)),
            ],
        ),
    ]
