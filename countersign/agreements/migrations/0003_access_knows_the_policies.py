from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Q


def tell(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    """Fill in which policy each row of access is about, and add the rows that another policy's took the place of."""
    standings = apps.get_model("access", "Standing").objects
    decided = (
        apps.get_model("agreements", "Agreement")
        .objects.filter(Q(countersigned_at__isnull=False) | Q(refused_at__isnull=False))
        .select_related("policy", "edition")
        .order_by("pk")
    )
    newest = {(agreement.person_id, agreement.policy_id): agreement for agreement in decided.iterator()}
    known = {row.person_id: row for row in standings.filter(policy_reference="")}
    for agreement in newest.values():
        before = known.get(agreement.person_id)
        if before is None:
            continue
        is_its_row = before.decision_reference == f"agreement:{agreement.public_id}"
        policy = f"policy:{agreement.policy.public_id}"
        if is_its_row:
            standings.filter(pk=before.pk).update(policy_reference=policy)
            continue
        standings.create(
            person_id=agreement.person_id,
            policy_reference=policy,
            signed_at=agreement.signed_at,
            edition_number=agreement.edition.number,
            countersigned_at=agreement.countersigned_at,
            countersigned_by_id=agreement.countersigned_by_id,
            is_authorised=True,
            due_date=None,  # whoever is asked when it is due says so
            grace_days=before.grace_days,
            refused_at=agreement.refused_at,
            refusal_reason=agreement.refusal_reason,
            ended_at=agreement.ended_at,
            decision_reference=f"agreement:{agreement.public_id}",
            told_at=agreement.countersigned_at or agreement.refused_at,
        )


class Migration(migrations.Migration):
    """Tell access of each policy how everybody stands with it: until now a later one took the place of the others."""

    dependencies = [
        ("agreements", "0002_latest_with_fewer_indexes"),
        ("access", "0002_standing_for_each_policy"),
    ]

    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
