"""Who decides how people sign in."""

from countersign.people.models import Person
from countersign.schools.models import School


def can_set_sign_in(person: Person, school: School) -> bool:
    """Administrators of the same school, who sign in with a second step themselves."""
    return person.is_administrator and person.school_id == school.pk
