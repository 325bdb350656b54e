"""Who holds a post on a day. What a text prints in a post's place is `policies.wording`'s."""

import datetime

from countersign.people.models import Holding, Person
from countersign.schools.models import School


def holder_of(school: School, code: str, day: datetime.date) -> Person | None:
    """Return who holds a post on a day."""
    holding = (
        Holding.objects.filter(Holding.on(day), post__school=school, post__code=code)
        .select_related("person")
        .order_by("-from_date", "-pk")
        .first()
    )
    return holding.person if holding else None
