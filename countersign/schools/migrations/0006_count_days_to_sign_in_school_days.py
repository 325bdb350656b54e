from django.db import migrations


def count_in_school_days(apps, schema_editor):  # noqa: ARG001
    """
    Say the days to sign in school days: five of each seven, so that 14 days become 10 school days.

    Rounded up, so that nobody has less time; at most the 60 that the page allows. Last days that were set when an edition
    was published, and told to people, stay as they are.
    """
    for school in apps.get_model('schools', 'School').objects.all():
        school.days_to_sign = max(1, min(60, -(-school.days_to_sign * 5 // 7)))
        school.save(update_fields=['days_to_sign'])


def count_in_days(apps, schema_editor):  # noqa: ARG001
    for school in apps.get_model('schools', 'School').objects.all():
        school.days_to_sign = school.days_to_sign * 7 // 5
        school.save(update_fields=['days_to_sign'])


class Migration(migrations.Migration):

    dependencies = [
        ('schools', '0005_days_to_sign_are_school_days'),
    ]

    operations = [
        migrations.RunPython(count_in_school_days, count_in_days, elidable=True),
    ]
