"""
A school that is in use already: set up, its policy published, its people invited.

Made beside a running server by the same actions that pages call, for journeys that begin later than at the first visit.
"""

from dataclasses import dataclass
from typing import Any

from countersign.people.tests.test_sign_in import SECRET, code_now
from tests.journey import steps
from tests.journey.hands import Pointer
from tests.journey.server import Server

PASSWORD = steps.PASSWORD
ADMINISTRATOR, HEAD = "o.marsh@fernhill.example", "head@fernhill.example"

SET_UP = f"""
import json
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from countersign.people.models import Account, Person
from countersign.policies.models import Part
from countersign.policies.tests.factories import make_draft, publish
from countersign.setup.actions import set_up
from countersign.setup.answers import Answers, Holder, Rule

password = make_password({PASSWORD!r})
administrator = set_up(Answers(
    name="Fernhill Primary School", web_address="", your_name="Oona Marsh", your_email={ADMINISTRATOR!r},
    password_hash=password, countersigning=["headteacher"], rule=Rule(),
    holders={{"headteacher": Holder("Mrs Thackray", {HEAD!r}),
             "aup-contact": Holder("Mrs Lowther", "r.lowther@fernhill.example"),
             "chair-of-governors": Holder("Helen Ward", "chair@fernhill.example")}},
))
head = Person.objects.get(email={HEAD!r})
head.account = Account.objects.create(email={HEAD!r}, password=password)
head.save()
for person in (administrator, head):
    TOTP.activate(person.account, {SECRET!r})
draft = make_draft(administrator.school, "I keep my password to myself.", "I report what worries me.", by=administrator,
    asks=["an e-mail account", "the internet"], signature_fields=["Signature", "Name", "Role", "Date"],
    signer_declarations=["I have read, understood and agreed to this policy."])
day = timezone.localdate()
publish(draft, administrator, effective_date=day, review_date=day.replace(year=day.year + 1))
"""

INVITE = """
import json
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from countersign.people import actions
from countersign.people.models import Person
from countersign.people.tickets import make_ticket
from countersign.schools.models import School

school, now = School.objects.get(), timezone.now()
by = Person.objects.get(is_administrator=True)
links = []
for forename, surname, kind in NAMES:
    person = actions.add_person(school, forename=forename, surname=surname, email="", kind=kind, job_title="",
        from_date=timezone.localdate(now), by=by, at=now)
    with transaction.atomic():
        _, secret = make_ticket(person, "sign", channel="link handed over", by=by, at=now)
    links.append(f"{settings.ADDRESS}/i/{secret}/")
print(json.dumps(links))
"""

REPLACE = """
from django.utils import timezone
from countersign.people.models import Person
from countersign.policies.actions import new_draft
from countersign.policies.models import Policy
from countersign.policies.tests.factories import publish

by, day = Person.objects.get(is_administrator=True), timezone.localdate()
publish(new_draft(Policy.objects.get(is_signed=True), by=by), by, effective_date=day,
    review_date=day.replace(year=day.year + 1))
"""

DRAFT = """
import json
from countersign.people.models import Person
from countersign.policies.actions import new_draft
from countersign.policies.models import Edition, Policy

by = Person.objects.get(is_administrator=True)
draft = Edition.objects.drafts().first() or new_draft(Policy.objects.get(is_signed=True), by=by)
print(json.dumps(str(draft.public_id)))
"""

EXPIRE = """
from django.utils import timezone
from countersign.people.models import Ticket

Ticket.objects.filter(used_at=None).update(expires_at=timezone.now())
"""


@dataclass
class School:
    """A running server with a school in it, and the sign-in of its administrator and its head."""

    server: Server
    kept: dict[str, Any]

    @property
    def address(self) -> str:
        """Where it is."""
        return self.server.address

    def invite(self, *names: tuple[str, str], kind: str = "staff") -> list[str]:
        """Add people and return the link of each."""
        listed = [(forename, surname, kind) for forename, surname in names]
        found: list[str] = self.server.tell(f"NAMES = {listed!r}\n{INVITE}")
        return found

    def sign_in(self, hand: Pointer, email: str) -> None:
        """Sign somebody in: by password and code the first time, as the browser remembers after that."""
        if email in self.kept:
            hand.page.context.add_cookies(self.kept[email])
            return
        hand.page.goto(f"{self.address}/sign-in/")
        hand.fill("E-mail address", email)
        hand.fill("Password", PASSWORD)
        enter = hand.page.get_by_role("button", name="Sign in", exact=True)  # the header has a link of this name
        hand.press_it(enter)
        hand.fill("Code", code_now())
        hand.press_it(enter)
        hand.page.wait_for_url(lambda url: "/sign-in/" not in url)
        self.kept[email] = hand.page.context.cookies()
