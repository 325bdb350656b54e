from django.db import migrations, models


class Migration(migrations.Migration):
    """The days to sign are school days from here on; ten of them are the two weeks that were fourteen days."""

    dependencies = [
        ('schools', '0004_term_dates'),
    ]

    operations = [
        migrations.AlterField(
            model_name='school',
            name='days_to_sign',
            field=models.PositiveSmallIntegerField(default=10),
        ),
    ]
