"""What a school decides about the pages that everybody may read."""

from django.db import transaction
from django.utils import timezone

from countersign.ledger.actions import record
from countersign.people.models import Person
from countersign.policies.events import PublicNamesChanged
from countersign.policies.permissions import can_name_holders
from countersign.refusals import require
from countersign.schools.models import School


@transaction.atomic
def name_holders(school: School, *, is_wanted: bool, by: Person) -> None:
    """Decide whether pages without sign-in name those who hold posts; nothing where it is so already."""
    school = School.objects.select_for_update(of=("self",)).get(pk=school.pk)
    now = timezone.now()
    require(can_name_holders(by, school, timezone.localdate(now)))
    if school.names_holders == is_wanted:
        return
    school.names_holders = is_wanted
    school.save(update_fields=["names_holders"])
    record(PublicNamesChanged(subject=school.reference, names_holders=is_wanted), school=school, by=by, at=now)
