"""What the worker does about those who came from elsewhere: forget them in time."""

import datetime

from countersign.providers.models import Arrival

KEPT = datetime.timedelta(days=30)


def forget_arrivals(now: datetime.datetime) -> int:
    """
    Delete what was told of those who came and were never placed, thirty days after they last came.

    Of those who were turned away only the subject stays, so that nobody is asked about them again.
    """
    forgotten, _ = Arrival.objects.filter(settled_at=None, last_at__lt=now - KEPT).delete()
    settled = Arrival.objects.filter(settled_at__lt=now - KEPT).exclude(name="", email="", staff_id="")
    return forgotten + settled.update(name="", email="", staff_id="", email_is_verified=False)
