from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
        ("policies", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="doubt",
            name="answers",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="doubt",
            name="marks",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="doubt",
            name="settled_as",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name="edition",
            name="approved_by",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="edition",
            name="approved_date",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="edition",
            name="document_code",
            field=models.CharField(blank=True, max_length=50),
        ),
        migrations.AddField(
            model_name="edition",
            name="next_review",
            field=models.CharField(blank=True, max_length=10),
        ),
        migrations.AddField(
            model_name="edition",
            name="revision",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="part",
            name="removed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="part",
            name="revision",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddConstraint(
            model_name="doubt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at", None), ("settled_by", None)),
                    models.Q(("settled_at__isnull", False), ("settled_by__isnull", False)),
                    _connector="OR",
                ),
                name="doubt_settled_by_somebody",
            ),
        ),
    ]
