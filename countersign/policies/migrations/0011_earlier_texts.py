import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep what parts of a draft said before they were changed, and who is at a draft."""

    dependencies = [
        ("people", "0003_holding_made_at"),
        ("policies", "0010_required_for_ever"),
    ]

    operations = [
        migrations.CreateModel(
            name="EarlierText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("did", models.CharField(choices=[("added", "added it"), ("changed", "changed it"), ("moved", "moved it"), ("split", "split it"), ("joined", "joined it with the next one"), ("taken-out", "took it out"), ("put-back", "put it back"), ("brought-back", "brought earlier words back"), ("read-anew", "took the words of a new file"), ("put-aside", "kept somebody else’s words, and put these aside")], max_length=20)),
                ("said", models.JSONField(default=dict)),
                ("revision", models.PositiveIntegerField()),
                ("changed_at", models.DateTimeField()),
                ("changed_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person")),
                ("edition", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="earlier_texts", to="policies.edition")),
                ("part", models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="earlier_texts", to="policies.part")),
            ],
            options={
                "ordering": ["-changed_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="AtWork",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seen_at", models.DateTimeField()),
                ("edition", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="at_work", to="policies.edition")),
                ("part", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="policies.part")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("edition", "person"), name="at_work_once_on_a_draft")],
            },
        ),
    ]
