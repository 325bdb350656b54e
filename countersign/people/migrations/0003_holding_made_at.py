import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep when a holding was entered; those from before stay empty, and nobody is told of them."""

    dependencies = [("people", "0002_sign_out_and_demonstration")]

    operations = [
        migrations.AddField("holding", "made_at", models.DateTimeField(null=True)),
        migrations.AlterField(
            "holding", "made_at", models.DateTimeField(default=django.utils.timezone.now, null=True)
        ),
    ]
