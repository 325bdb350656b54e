"""What was kept before a change of the tables is there after it."""

import importlib

import pytest
from django.apps import apps
from django.db import connection

from countersign.access.models import Standing
from countersign.agreements.models import Status
from countersign.agreements.tests import factories as make
from countersign.people.models import Holding

migration = importlib.import_module("countersign.agreements.migrations.0003_access_knows_the_policies")


@pytest.mark.django_db
def test_access_learns_of_the_policy_whose_row_another_ones_took_the_place_of() -> None:
    first = make.make_agreement(Status.IN_FORCE)
    other = make.make_agreement(Status.REFUSED, school=first.school)
    head = Holding.objects.get(post__code="headteacher").person
    second = make.sign(first.person, make.make_edition(first.school, head, title="Mobile phones"))
    make.countersign(second, head)
    Standing.objects.get(person=first.person, policy_reference=first.policy.reference).delete()
    Standing.objects.update(policy_reference="")  # as it was: one row for each person, the newest decision's

    migration.tell(apps, connection.schema_editor())

    found = {(row.person, row.policy_reference, row.decision_reference) for row in Standing.objects.all()}
    assert found == {(each.person, each.policy.reference, each.reference) for each in (first, second, other)}
