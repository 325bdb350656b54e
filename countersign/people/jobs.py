"""What the worker does about sign-in: forget what has run out."""

import datetime

from axes.models import AccessAttempt
from django.contrib.sessions.models import Session

KEPT = datetime.timedelta(days=30)


def forget_due(now: datetime.datetime) -> int:
    """Delete sessions that ended and wrong passwords of long ago, and return how many."""
    sessions, _ = Session.objects.filter(expire_date__lt=now).delete()
    tries, _ = AccessAttempt.objects.filter(attempt_time__lt=now - KEPT).delete()
    return int(sessions + tries)
