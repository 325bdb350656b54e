"""A school's rule for signing again, from its settings."""

from countersign.agreements.duties import Rule
from countersign.schools.models import School


def rule_of(school: School) -> Rule:
    """Return the rule a school has chosen."""
    renewal = None
    if school.renewal_month and school.renewal_day:
        renewal = (school.renewal_month, school.renewal_day)
    return Rule(renewal, school.days_to_sign, school.grace_days, school.days)
