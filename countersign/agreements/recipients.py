"""Who is told at a school when somebody has not signed: their line manager, else the head; of the head the chair."""

import datetime
from functools import cached_property

from countersign.agreements.reminding import To
from countersign.people.models import Absence, Holding, Person
from countersign.schools.models import School


class Recipients:
    """Who could be told on a day, read once."""

    def __init__(self, school: School, today: datetime.date) -> None:
        self.school, self.today = school, today

    @cached_property
    def managers(self) -> set[int]:
        """The line managers who are something to the school today, and are not away."""
        away = Absence.objects.filter(Absence.on(self.today)).values("person")
        managers = Person.objects.at(self.school).filter(team__isnull=False).present(self.today)
        return set(managers.exclude(pk__in=away).values_list("pk", flat=True))

    @cached_property
    def holders(self) -> dict[str, int]:
        """Who is head, and who chairs the governors."""
        held = Holding.objects.filter(Holding.on(self.today), post__school=self.school)
        held = held.filter(post__code__in=("headteacher", "chair-of-governors")).order_by("-from_date", "-pk")
        return dict(held.values_list("post__code", "person"))

    def of(self, person: Person, to: To) -> int | None:
        """Return the key of whoever is told about somebody; nobody where there is nobody but themselves."""
        if to is To.MANAGER and person.line_manager_id in self.managers:
            return person.line_manager_id
        for code in ("headteacher", "chair-of-governors"):
            if (holder := self.holders.get(code)) not in (None, person.pk):
                return holder
        return None
