"""A school where something of everything waits, and every kind of person who may come to it."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.utils import timezone

from countersign.access import steering
from countersign.access.actions import grant
from countersign.access.catalogue import begin
from countersign.access.models import Connector, Entitlement, Permission, Plan
from countersign.agreements import actions as agreements
from countersign.agreements.tests.factories import countersign, make_headed_school, sign
from countersign.evidence.jobs import seal_due
from countersign.notices import actions as notices
from countersign.people import actions as people
from countersign.people.models import Account, Holding, Person, Role, Ticket
from countersign.people.tickets import make_ticket
from countersign.policies import actions as policies
from countersign.policies.actions import About, Words, add_wording, change_part
from countersign.policies.models import Doubt, Edition, LinkedPolicy, Policy
from countersign.policies.putting_in import keep_file, make_drafts
from countersign.policies.receiving import read_apart
from countersign.policies.tests.factories import make_draft, make_person, publish, put_in_post, sign_in
from countersign.providers import actions as providers
from countersign.providers.came import Came
from countersign.providers.setting_up import set_up
from countersign.schools.days import TermDates
from countersign.schools.models import School
from countersign.setup import term_dates
from tests.who_may_do_what import Row, Visitor

NOTHING: dict[str, Any] = {"steps": [], "held": [], "drift": [], "problems": [], "active": 0, "unchanged": 0}
POSTS = {
    Visitor.CHAIR: "chair-of-governors",
    Visitor.BUSINESS_MANAGER: "business-manager",
    Visitor.IT_MANAGER: "it-manager",
}


# Of nobody: its key is gone.
CERTIFICATE = "MIIB"

DOCUMENT = """Acceptable Use Policy: Visitors

Last reviewed: 03/04/2026

1. I use the visitors’ network only.
2. I ask Mrs Penn before I take a photograph.
"""


@dataclass
class World:
    """The school, those who come to it, and what stands in the addresses they try."""

    school: School
    visitors: dict[Visitor, Person]
    names: dict[str, str]
    own: dict[Visitor, str] = field(default_factory=dict)

    def address(self, row: Row, visitor: Visitor) -> str:
        """Return a row's address as this visitor would try it."""
        return row.address.format(**self.names, own=self.own.get(visitor, self.names["agreement"]))

    def client(self, visitor: Visitor) -> Client:
        """Return a browser in which this visitor is known as they would be."""
        client = Client()
        if visitor is Visitor.STRANGER:
            return client
        if visitor is Visitor.BEARER:
            assert client.post(f"/i/{secret_for(self.visitors[visitor])}/").status_code == 302
            return client
        sign_in(client, with_account(self.visitors[visitor]))
        session = client.session
        session["known_by"]["since"] = (timezone.now() - timedelta(minutes=14)).isoformat()
        session.save()
        return client


def make_world() -> World:
    """Return two schools: one where everything is tried, and one from which somebody comes."""
    school, administrator = make_headed_school()
    Holding.objects.filter(person=administrator).delete()
    head = make_person(school, "Jane", "Lowther")
    put_in_post(head, "headteacher")
    visitors = {Visitor.ADMINISTRATOR: administrator, Visitor.HEAD: head}
    for visitor, post in POSTS.items():
        visitors[visitor] = make_person(school, visitor.name.title(), "Visitor")
        put_in_post(visitors[visitor], post)
    visitors[Visitor.SOMEBODY] = make_person(school, "Sam", "Visitor")
    visitors[Visitor.BEARER] = make_person(school, "Bea", "Visitor")
    visitors[Visitor.ELSEWHERE] = everything_elsewhere()
    own = own_agreements(school, visitors)
    return World(school, visitors, {**names_of(school, visitors), "heads": own[Visitor.HEAD]}, own)


def with_account(person: Person) -> Person:
    """Give somebody a password and a second step."""
    person.account = Account.objects.create_user(f"person-{person.pk}@mail.example", "violet harbour lantern")
    person.save(update_fields=["account"])
    TOTP.activate(person.account, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    return person


def everything_elsewhere() -> Person:
    """Return somebody who is administrator, headteacher, chair and IT manager, at another school."""
    _, person = make_headed_school("Otherwood School")
    for post in POSTS.values():
        put_in_post(person, post)
    return person


def names_of(school: School, visitors: dict[Visitor, Person]) -> dict[str, str]:
    """Return what the addresses are filled with: what belongs to somebody who is none of the visitors."""
    administrator = visitors[Visitor.ADMINISTRATOR]
    wording = make_draft(school, "I keep my password to myself.", "I report what worries me.", by=administrator)
    linked = Policy.objects.create(
        school=school,
        title="Online Safety Policy",
        is_signed=False,
        made_at=timezone.now(),
        web_address="https://a.example/",
    )
    LinkedPolicy.objects.create(edition=wording, policy=linked, named="Online Safety Policy", position=1)
    edition = publish(wording, administrator, effective_date=timezone.localdate())
    nadia = make_person(school, "Nadia", "Kow")
    question = agreements.ask(nadia, edition, text="May I use my own telephone?")
    recorded = countersign(sign(make_person(school, "Petra", "Lund"), edition), visitors[Visitor.HEAD])
    seal_due(timezone.now() + timedelta(minutes=3))
    draft = drafted(school, administrator)
    to_approve = sent_for_approval(school, administrator, visitors[Visitor.CHAIR])
    agreement = sign(nadia, edition)
    reading, requiring = requiring_it(school, administrator, linked)
    return {
        **access_names(school, administrator, visitors[Visitor.HEAD], nadia),
        **provider_names(administrator, with_account(make_person(school, "Lena", "Voss"))),
        **reading,
        "requiring": str(requiring.public_id),
        "school": str(school.public_id),
        "edition": str(edition.public_id),
        "policy": str(edition.policy.public_id),
        "draft": str(draft.public_id),
        "to_approve": str(to_approve.public_id),
        "calendar": policies.make_calendar(by=administrator),
        "translation": str(policies.add_translation(edition, "pl", by=administrator).public_id),
        "drafted": str(draft.policy.public_id),
        "doubt": str(Doubt.objects.filter(edition=draft)[0].pk),
        "part": str(draft.parts.kept()[0].key),
        "wording": str(draft.wordings.all()[0].public_id),
        "earlier": str(an_earlier_text(draft, administrator)),
        "recorded": str(recorded.public_id),
        "linked": str(linked.public_id),
        "agreement": str(agreement.public_id),
        "question": str(question.public_id),
        "person": str(nadia.public_id),
        "role": str(Role.objects.get(person=nadia).pk),
        "message": str(notices.invite(make_person(school, "Wren"), by=administrator, at=timezone.now()).pk),
        "secret": secret_for(make_person(school, "Ines")),
        **term_names(school, administrator),
        "absence": away(nadia, visitors[Visitor.HEAD], administrator),
    }


def away(person: Person, line_manager: Person, by: Person) -> str:
    """Give somebody a line manager, let them be away for a while, and return the absence's key."""
    now, later = timezone.now(), timezone.localdate() + timedelta(days=90)
    people.choose_line_manager(person, line_manager, by=by, at=now)
    return str(people.mark_away(person, from_date=later, to_date=later, by=by, at=now).pk)


def term_names(school: School, administrator: Person) -> dict[str, str]:
    """Return what the addresses of term dates are filled with."""
    first, day = timezone.localdate(), timedelta(days=1)
    term = term_dates.set_term(school, TermDates(first, first + 90 * day), by=administrator)
    closure = term_dates.set_closure(
        school, first=first + 60 * day, last=first + 60 * day, is_inset=True, name="", by=administrator
    )
    return {"term": str(term.pk), "closure": str(closure.pk)}


def access_names(school: School, administrator: Person, head: Person, person: Person) -> dict[str, str]:
    """Return what the addresses about access are filled with: a list, a directory with a plan, a permission given."""
    now = timezone.now()
    begin(school, at=now)
    directory = steering.connect(
        school,
        kind=Connector.Kind.LDAP,
        name="The directory",
        settings={"address": "ldaps://127.0.0.1:1"},
        secret_name="",
        mail_domain="",
        by=administrator,
        at=now,
    )
    Plan.objects.create(connector=directory, number=1, digest="d", content=NOTHING, made_at=now, seen_again_at=now)
    permission = Permission.objects.filter(school=school, needs_second_approver=False)[0]
    until = timezone.localdate() + timedelta(days=20)
    given = grant(
        person, permission, granted_by=head, until=until, reason="a trip", decision_reference="agreement:1", at=now
    )
    return {
        "list": str(Connector.objects.get(school=school, kind=Connector.Kind.HANDOVER).public_id),
        "directory": str(directory.public_id),
        "permission": str(permission.pk),
        "brings": str(Entitlement.objects.filter(school=school)[0].pk),
        "grant": str(given.pk),
    }


def provider_names(administrator: Person, person: Person) -> dict[str, str]:
    """Return what the addresses about signing in elsewhere are filled with: two providers, a link, an arrival."""
    now = timezone.now()
    more: dict[str, Any] = {
        "secret": "a secret",
        "trusts_second_step": False,
        "matches_by": "nothing",
        "by": administrator,
    }
    settings = {
        "issuer": "http://127.0.0.1:1",
        "client_id": "c",
        "sso_url": "http://127.0.0.1:1",
        "certificates": ["c"],
    }
    provider = set_up(administrator.school, kind="oidc", words="Provider", settings=settings, at=now, **more)
    saml = set_up(administrator.school, kind="saml", words="Other", settings=settings, at=now, **more)
    link = providers.link(provider, person, Came(provider.issuer, "s-1"), how="ticket", by=person, at=now)
    providers.note_arrival(provider, Came(provider.issuer, "s-2"), now)
    return {
        "provider": str(provider.public_id),
        "saml": str(saml.public_id),
        "sign_in_link": str(link.pk),
        "arrival": str(provider.arrivals.get().pk),
    }


def drafted(school: School, by: Person) -> Edition:
    """Return a draft that was read from a file, with a second wording."""
    content = DOCUMENT.encode()
    understood = read_apart(content, "policy.txt")
    source, kept = keep_file(school, content, understood, by=by)
    (draft,) = make_drafts(school, name="policy.txt", source=source, understood=kept, chosen=[0], by=by)
    add_wording(draft, About("For pupils in key stage 2", ["pupils-ks2"]), is_copy=True, by=by)
    return draft


def requiring_it(school: School, by: Person, linked: Policy) -> tuple[dict[str, str], Edition]:
    """Return what is in the addresses of a draft that requires reading, and a published edition that does."""
    draft = make_draft(school, "I have read what is asked.", by=by, title="Rules of the yard")
    link = LinkedPolicy.objects.create(edition=draft, policy=linked, named="Online Safety Policy", position=1)
    policies.change_required(draft, link, [("", "")], by=by)
    published = publish(draft, by, effective_date=timezone.localdate())
    again = policies.new_draft(published.policy, by=by)
    required = again.required.get()
    check = policies.write_question(required, policies.Check("Which?", ["This", "That"], 0, "It is this."), by=by)
    names = {"reading": again.public_id, "link": required.link_id, "required": required.pk, "check": check.key}
    return {name: str(value) for name, value in names.items()}, published


def an_earlier_text(draft: Edition, by: Person) -> int:
    """Return the number of a moment in a draft's history that has words to bring back."""
    part = draft.parts.kept()[1]
    change_part(part, Words(f"{part.text} Always."), revision=part.revision, by=by)
    return draft.earlier_texts.exclude(said={})[0].pk


def sent_for_approval(school: School, by: Person, approver: Person) -> Edition:
    """Return a draft that was sent to its one approver."""
    draft = make_draft(school, "I keep the library tidy.", by=by, title="Rules of the hall")
    policies.change_approvers(draft.policy, approvers=[approver], quorum=1, by=by)
    policies.ask_for_approval(draft, by=by)
    return draft


def own_agreements(school: School, visitors: dict[Visitor, Person]) -> dict[Visitor, str]:
    """Let every visitor sign a second policy, and return their agreements."""
    signed = {}
    for visitor, person in visitors.items():
        edition = second_edition(person.school)
        signed[visitor] = str(sign(person, edition).public_id)
    return signed


def second_edition(school: School) -> Edition:
    """Return the one edition of a school's second policy."""
    title = "Rules of the library"
    if found := Edition.objects.filter(title=title, policy__school=school).first():
        return found
    by = Person.objects.filter(school=school, is_administrator=True).get()
    return publish(
        make_draft(school, "I bring books back.", by=by, title=title), by, effective_date=timezone.localdate()
    )


def secret_for(person: Person) -> str:
    """Return the secret of a fresh link."""
    return make_ticket(person, Ticket.Purpose.SIGN, channel="link for a test", by=None, at=timezone.now())[1]
