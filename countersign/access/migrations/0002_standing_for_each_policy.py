import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep how somebody stands with each policy; `agreements` fills in which policy the rows there are about."""

    dependencies = [("access", "0001_access"), ("people", "0001_initial")]

    operations = [
        migrations.AlterField(
            "standing",
            "person",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="standings", to="people.person"
            ),
        ),
        migrations.AddField("standing", "policy_reference", models.CharField(blank=True, max_length=80)),
        migrations.AddConstraint(
            "standing",
            models.UniqueConstraint(fields=["person", "policy_reference"], name="standing_once_for_a_policy"),
        ),
    ]
