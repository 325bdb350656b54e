"""Sessions as Django keeps them in its database; finding one, at each request, is a prepared question."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from countersign.prepared import Prepared

FIND = Prepared(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now))


class SessionStore(db.SessionStore):
    """Finds a session without writing the SQL for it anew."""

    def _get_session_from_db(self) -> Session | None:
        found = FIND.first(self.session_key, timezone.now())
        if found is None:
            self._session_key = None
        return found
