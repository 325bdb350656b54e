"""The crowd is made by SQL, which nothing but a database checks: each column that a person has since needs a value."""

import pytest
from django.utils import timezone

from countersign.agreements import counting
from countersign.bench import crowd
from countersign.people.models import Person
from countersign.policies.tests.factories import make_school

pytestmark = pytest.mark.django_db


def test_a_crowd_is_people_with_roles_policies_and_signatures() -> None:
    school = make_school("Everybody Together")
    people = crowd.make_people(school, 100)
    crowd.make_policies([school], 2)
    crowd.make_signatures()

    assert Person.objects.filter(pk__in=people, roles__kind="staff").count() == 100
    assert {each.bound for each in counting.progress(school, timezone.localdate())} == {100}
