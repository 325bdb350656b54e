"""A school whose people have the page before them and are about to press the button: their requests, ready to send."""

import hashlib
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from countersign.agreements.models import Reading
from countersign.agreements.presenting import Shown
from countersign.agreements.tests import factories as make
from countersign.people.models import Account, Person, Role
from countersign.people.sign_in import TICKET_SESSION_LASTS, known_by
from countersign.policies.models import Edition

CSRF = "a" * 32  # the secret of a browser: it comes back in the form, as the page would have brought it
BACKEND = "countersign.people.sign_in.Backend"


@dataclass(frozen=True)
class Signer:
    """Somebody with a session and an open page."""

    person: Person
    session: str
    shown: str

    def request(self, edition: Edition, port: int) -> bytes:
        """Return what their browser sends on pressing the button."""
        body = urlencode(
            {
                "csrfmiddlewaretoken": CSRF,
                "shown": self.shown,
                "drawn": "",
                "wishes": "the internet",
                "reason": "",
                "field_0": "Class teacher",
                "name": self.person.name,
            }
        )
        return (
            f"POST /sign/{edition.public_id}/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
            f"Cookie: {settings.CSRF_COOKIE_NAME}={CSRF}; {settings.SESSION_COOKIE_NAME}={self.session}\r\n"
            "User-Agent: Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36\r\n"
            "Accept: text/html,application/xhtml+xml\r\nAccept-Language: en-GB,en;q=0.9\r\n"
            f"Origin: http://127.0.0.1:{port}\r\nReferer: http://127.0.0.1:{port}/sign/{edition.public_id}/\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        ).encode()


@transaction.atomic
def make_signers(count: int) -> tuple[Edition, list[Signer]]:
    """Make a school of this many staff, every other of them with an account, and show each the page."""
    now = timezone.now()
    school, head = make.make_headed_school()
    make.make_permission(school, "remote")
    make.make_permission(school, "usb", title="A USB stick off site")
    edition = make.make_edition(school, head)
    page = make.look_at(make.make_signer(school), edition)
    accounts = Account.objects.bulk_create(
        Account(email=f"signer-{number}@mail.example") for number in range(0, count, 2)
    )
    people = Person.objects.bulk_create(
        Person(
            school=school,
            forename="Signer",
            surname=f"Number {number}",
            account=None if number % 2 else accounts[number // 2],
        )
        for number in range(count)
    )
    Role.objects.bulk_create(
        Role(person=person, kind="staff", job_title="Class teacher", from_date=now.date()) for person in people
    )
    Reading.objects.bulk_create(
        Reading(person=person, edition=edition, first_shown_at=now, last_shown_at=now) for person in people
    )
    keys = [hashlib.sha256(str(person.pk).encode()).hexdigest()[:32] for person in people]
    store = SessionStore()
    Session.objects.bulk_create(
        Session(session_key=key, session_data=store.encode(begun(person)), expire_date=now + TICKET_SESSION_LASTS)
        for key, person in zip(keys, people, strict=True)
    )
    shown = Shown(page.sha256, now, page.sections)
    return edition, [
        Signer(person, key, shown.token(person, edition)) for key, person in zip(keys, people, strict=True)
    ]


def begun(person: Person) -> dict[str, object]:
    """Return the session of somebody who signed in, or who came by a ticket."""
    now = timezone.now()
    if person.account is None:
        known = known_by("ticket", "single-use link sent to n…@mail.example", now)
        return {"ticket": {"person": person.pk, "until": (now + TICKET_SESSION_LASTS).isoformat(), "known_by": known}}
    return {
        SESSION_KEY: str(person.account.pk),
        BACKEND_SESSION_KEY: BACKEND,
        HASH_SESSION_KEY: person.account.get_session_auth_hash(),
        "known_by": known_by("password+totp", "password and a code from an authenticator app", now),
        "seen": int(now.timestamp()),
    }
