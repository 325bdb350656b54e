from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def finish(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    announcements = apps.get_model("agreements", "Announcement").objects
    editions = apps.get_model("policies", "Edition").objects.filter(published_at__isnull=False, announcement=None)
    announcements.bulk_create(
        announcements.model(edition=each, begun_at=each.published_at, finished_at=each.published_at)
        for each in editions
    )


class Migration(migrations.Migration):
    """Take the editions published before people were told by the worker as told: nobody gets a message years late."""

    dependencies = [("agreements", "0004_announcement")]

    operations = [migrations.RunPython(finish, migrations.RunPython.noop)]
