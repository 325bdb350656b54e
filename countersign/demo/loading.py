"""Load the demonstration: every state is reached by the actions people use, over six weeks of its own time."""

import datetime
from collections.abc import Callable
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from countersign.access import accounts
from countersign.access.jobs import apply_due, reconcile_due
from countersign.access.models import Change, Connector
from countersign.agreements import actions, attesting, decisions
from countersign.agreements.models import Agreement
from countersign.agreements.presenting import note_opened, note_seen, present
from countersign.agreements.required import items_for
from countersign.demo.online_safety import require_reading
from countersign.demo.people import FIGURES, Figure
from countersign.demo.stage import REAL_NOW, Stage, staged
from countersign.notices import actions as notices
from countersign.people import actions as people
from countersign.people.models import Account, Person, Role
from countersign.people.requests import Identity
from countersign.policies import actions as policies
from countersign.policies.models import Doubt, Edition, LinkedPolicy, Part
from countersign.policies.putting_in import keep_file, make_drafts
from countersign.policies.receiving import read_apart
from countersign.refusals import Refused
from countersign.schools.models import Post, School
from countersign.setup.actions import set_up
from countersign.setup.answers import Answers, Rule
from countersign.worker import work_once

FOLDER = Path(__file__).parent
SCHOOL = "Alderbrook Primary School"
BEGINS = 41  # days ago
LEFT_TO_MAKE = 6  # every so many accounts still wait for somebody's hand
POSTS_NAMED = (
    ("the Designated Safeguarding Lead", "dsl"),
    ("the Headteacher", "headteacher"),
    ("the Chair of Governors", "chair-of-governors"),
    ("the Data Protection Officer", "dpo"),
)
__all__ = ["DataThere", "load"]


class DataThere(Refused):
    """The demonstration over a database that holds something."""

    message = (
        "The demonstration can only be loaded into an empty database. Choose another COUNTERSIGN_DATA folder for it."
    )


def load() -> None:
    """
    Load the demonstration school into an empty database; do nothing where it is loaded already.

    Raises DataThere where there is any other school.
    """
    schools = list(School.objects.all()[:2])
    if schools and all(school.is_demonstration for school in schools):
        return
    if schools or Account.objects.exists():
        raise DataThere
    start = REAL_NOW() - datetime.timedelta(days=BEGINS)
    with staged(start) as stage, transaction.atomic():
        _Play(stage).perform()


class _Play:
    """The story of the demonstration, act by act."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.cast: dict[str, Person] = {}

    def perform(self) -> None:
        """Set up, put in the documents, invite, and let everybody do what is told of them."""
        self.stage.move_to(BEGINS, 9)
        self.administrator = self.open_school()
        self.school = self.administrator.school
        self.gather()
        self.stage.move_to(38, 10)
        self.editions = [
            self.publish(name, title)
            for name, title in (
                ("adults.txt", "Acceptable Use Policy: staff, governors and volunteers"),
                ("visitors.txt", "Acceptable use: visitors and contractors"),
                ("pupils.txt", "Our online promise: key stage 2 pupils"),
            )
        ]
        self.stage.move_to(35, 8, 30)
        self.invite()
        self.stage.move_to(33, 16)
        for figure in FIGURES:
            self.play(figure)
        self.stage.move_to(29, 14)
        self.make_accounts()
        self.stage.move_to(2, 15)
        self.leave()

    def open_school(self) -> Person:
        """Set the school up as its business manager would."""
        answers = Answers(
            name=SCHOOL,
            web_address="https://alderbrook.example/",
            your_name="Graham Whitlock",
            your_email="g.whitlock@alderbrook.example",
            password_hash=make_password(None),
            countersigning=["headteacher", "deputy-head"],
            rule=Rule(days_to_sign=10, grace_days=14),
        )
        administrator = set_up(answers)
        School.objects.filter(pk=administrator.school_id).update(is_demonstration=True)
        return Person.objects.select_related("school").get(pk=administrator.pk)

    def gather(self) -> None:
        """Add the people, their roles and their posts."""
        posts = {post.code: post for post in Post.objects.filter(school=self.school)}
        today = timezone.localdate()
        for figure in FIGURES:
            person = self.add(figure, today)
            self.cast[f"{figure.forename} {figure.surname}"] = person
            if figure.post:
                people.hold_post(posts[figure.post], person, from_date=today, by=self.administrator, at=timezone.now())
            if figure.post == "business-manager":
                people.hold_post(
                    posts["aup-contact"], person, from_date=today, by=self.administrator, at=timezone.now()
                )

    def add(self, figure: Figure, today: datetime.date) -> Person:
        """Add one person, or find the administrator, who is there already."""
        address = f"{figure.forename[0]}.{figure.surname}".lower().replace(" ", "").replace("'", "")
        if figure.administrator:
            person = self.administrator
            Role.objects.filter(person=person).update(job_title=figure.job)
        else:
            starts = today if figure.story != "starts-soon" else timezone.localdate(REAL_NOW()) + datetime.timedelta(5)
            ends = None
            if figure.kind in ("contractors", "visitors"):
                ends = timezone.localdate(REAL_NOW()) + datetime.timedelta(days=60)
            person = people.add_person(
                self.school,
                forename=figure.forename,
                surname=figure.surname,
                printed_name=figure.printed,
                email=""
                if figure.kind.startswith("pupils")
                else f"{address.encode('ascii', 'ignore').decode()}@mail.example",
                kind=figure.kind,
                job_title=figure.job,
                from_date=starts,
                to_date=ends,
                by=self.administrator,
                at=timezone.now(),
            )
        if figure.offered:
            account = person.account or Account.objects.create_user(f"{address}@alderbrook.example")
            Person.objects.filter(pk=person.pk).update(demonstration_note=figure.offered, account=account)
        return Person.objects.select_related("school").get(pk=person.pk)

    def publish(self, name: str, title: str) -> Edition:
        """Put a document in as a school does, settle what the reader was unsure of, and publish it, approved."""
        content = (FOLDER / name).read_bytes()
        understood = read_apart(content, name)
        source, kept = keep_file(self.school, content, understood, by=self.administrator)
        [draft] = make_drafts(self.school, name=name, source=source, understood=kept, chosen=[0], by=self.administrator)
        for part in draft.parts.filter(kind=Part.Kind.CLAUSE):
            for words, code in POSTS_NAMED:
                part.text = part.text.replace(words, f"{{post:{code}}}")
            part.save(update_fields=["text"])
        Doubt.objects.filter(edition=draft, settled_at=None).update(
            settled_at=timezone.now(), settled_by=self.administrator
        )
        if not draft.title:
            draft.title = title
            draft.save(update_fields=["title"])
        today = timezone.localdate()
        if name == "adults.txt":
            require_reading(draft, self.administrator)
            self.approve(draft)
        late = timezone.localdate(REAL_NOW()) - datetime.timedelta(days=12)
        return policies.publish(
            draft,
            effective_date=today,
            review_date=late if name == "visitors.txt" else today + datetime.timedelta(days=364),
            is_material=True,
            change_summary="",
            by=self.administrator,
        )

    def approve(self, draft: Edition) -> None:
        """Let two governors approve a draft at their meeting, recorded from its minutes."""
        governors = [self.cast[name] for name in ("Priscilla Ward", "Marta Lindqvist", "Robert Ainscough")]
        policies.change_approvers(draft.policy, approvers=governors, quorum=2, by=self.administrator)
        asking = policies.ask_for_approval(draft, by=self.administrator)
        policies.record_meeting(
            draft,
            content_sha256=asking.content_sha256,
            held_date=timezone.localdate(),
            minute="26/10.4",
            present=governors[:2],
            by=self.administrator,
        )

    def invite(self) -> None:
        """Invite everybody with an address whose story says so."""
        asked = [
            self.cast[f"{each.forename} {each.surname}"]
            for each in FIGURES
            if each.story not in ("not-asked", "starts-soon") and not each.kind.startswith("pupils")
        ]
        notices.invite_many(asked, by=self.administrator, at=timezone.now())
        work_once(timezone.now())

    def play(self, figure: Figure) -> None:
        """Let one person do what is told of them."""
        person = self.cast[f"{figure.forename} {figure.surname}"]
        acts: dict[str, Callable[[Person], object]] = {
            "in-force": self.in_force,
            "in-force+remote": lambda each: self.in_force(
                each, "remote-access", "to look after the servers at weekends"
            ),
            "signed": self.sign,
            "signed+remote": lambda each: self.sign(each, "remote-access", "to write plans at home"),
            "signed+admin": lambda each: self.sign(each, "administrator-rights", "to set up the new tablets"),
            "reading": self.read,
            "asked": lambda each: actions.ask(
                each, self.edition(each), text="May I keep my phone in the kitchen for timers?"
            ),
            "answered": self.answered,
            "declined": lambda each: actions.decline(
                each,
                self.edition(each),
                reason="I would like to talk about the clause on personal devices first.",
                identity=self.identity(each),
            ),
            "returned": self.returned,
            "refused": self.refused,
            "left": self.in_force,
        }
        if act := acts.get(figure.story):
            self.stage.moment += datetime.timedelta(minutes=23)
            self.stage.sleep()
            act(person)

    def edition(self, person: Person) -> Edition:
        """Return the edition that binds somebody."""
        kinds = person.kinds_on(timezone.localdate())
        adults, visitors, pupils = self.editions
        return (
            pupils
            if any(kind.startswith("pupils") for kind in kinds)
            else (visitors if kinds & {"visitors", "contractors"} else adults)
        )

    def identity(self, person: Person) -> Identity:
        """Say how we would have known this person."""
        return Identity(
            method="demonstration",
            detail="the demonstration, played by nobody",
            since=timezone.now().isoformat(),
            ip="192.0.2.7",
            user_agent=f"the demonstration, for {person.forename}",
        )

    def read(self, person: Person) -> None:
        """Open the page and see some of it."""
        edition = self.edition(person)
        page = present(person, edition, at=timezone.now())
        self.stage.moment += datetime.timedelta(minutes=4)
        keys = [str(section.key) for section in page.sections[:3]]
        note_seen(person, edition, part_keys=keys, seconds=211, at=timezone.now())

    def sign(self, person: Person, permission: str = "", reason: str = "") -> Agreement:
        """Read all of it and sign."""
        edition = self.edition(person)
        page = present(person, edition, at=timezone.now())
        self.stage.moment += datetime.timedelta(minutes=6, seconds=len(person.name) * 3)
        keys = [str(section.key) for section in page.sections]
        note_seen(person, edition, part_keys=keys, seconds=330 + len(person.name) * 3, at=timezone.now())
        for link in LinkedPolicy.objects.filter(edition=edition).select_related("policy")[: len(person.name) % 3]:
            note_opened(person, edition, link.policy, at=timezone.now())
        self.read_first(person, edition)
        signing = actions.Signing(
            name=person.name, wishes=tuple(edition.asks[:2]), permissions={permission: reason} if permission else {}
        )
        return actions.sign(person, edition, signing, shown=page.shown, identity=self.identity(person))

    def read_first(self, person: Person, edition: Edition) -> None:
        """Read what must be read before signing; every fourth is wrong about the question at first."""
        for item in items_for(person, edition, timezone.localdate()):
            row = item.required
            read = attesting.note_open(person, item.policy, section=row.section, title=row.title, at=timezone.now())
            number = attesting.number_of(read)
            attesting.say_read(person, item.policy, section=row.section, edition_number=number)
            for question in row.questions.select_related("edition"):
                if len(person.name) % 4 == 0:
                    attesting.try_check(person, question, (question.right + 1) % len(question.answers))
                attesting.try_check(person, question, question.right)

    def approver_of(self, person: Person) -> tuple[Person, str]:
        """Return who decides on somebody: the head, and on the head the chair."""
        if person.name == "Helen Adeyemi-Clarke":
            return self.cast["Priscilla Ward"], "Chair of governors"
        return self.cast["Helen Adeyemi-Clarke"], "Headteacher"

    def in_force(self, person: Person, permission: str = "", reason: str = "") -> None:
        """Sign, and be countersigned some hours later."""
        agreement = self.sign(person, permission, reason)
        approver, capacity = self.approver_of(person)
        self.stage.moment += datetime.timedelta(hours=1, minutes=13)
        until = timezone.localdate(REAL_NOW()) + datetime.timedelta(days=200)
        decisions.countersign(
            agreement,
            by=approver,
            capacity=capacity,
            name=approver.name,
            permissions={permission: until} if permission else {},
            identity=self.identity(approver),
        )

    def returned(self, person: Person) -> None:
        """Sign, and get it back with a question."""
        agreement = self.sign(person)
        approver, capacity = self.approver_of(person)
        question = "You wrote that you help in two classes. Which one will you start in, and from when?"
        decisions.return_with_question(agreement, by=approver, capacity=capacity, question=question)

    def refused(self, person: Person) -> None:
        """Sign, and be refused."""
        agreement = self.sign(person)
        approver, capacity = self.approver_of(person)
        reason = "Your checks are not complete yet. Please see the office; you can sign again afterwards."
        decisions.refuse(agreement, by=approver, capacity=capacity, reason=reason)

    def answered(self, person: Person) -> None:
        """Ask, and be answered."""
        question = actions.ask(person, self.edition(person), text="Does clause 11 mean I may not use a stick at all?")
        self.stage.moment += datetime.timedelta(hours=2)
        actions.answer(
            question,
            by=self.administrator,
            text="Only the school’s own sticks, and only in school. Ask Mrs Adeyemi-Clarke before taking one home.",
        )

    def make_accounts(self) -> None:
        """Let the IT manager make most of the accounts by hand and say so."""
        for _ in range(2):  # asked for, and put on the list
            reconcile_due(timezone.now())
            apply_due(timezone.now())
        connector = Connector.objects.get(school=self.school)
        changes = Change.objects.by_hand().filter(connector=connector).order_by("rank", "id")
        by_person: dict[int, list[str]] = {}
        for person, change in changes.values_list("person", "id"):
            by_person.setdefault(person, []).append(change)
        for number, ids in enumerate(by_person.values()):
            if number % LEFT_TO_MAKE:
                self.stage.moment += datetime.timedelta(minutes=4)
                accounts.tick(
                    connector,
                    ids,
                    username="",
                    note="Made and tried out",
                    by=self.cast["Tom Birchall"],
                    at=timezone.now(),
                )

    def leave(self) -> None:
        """Let those leave who do, and let the worker do what is due."""
        for figure in FIGURES:
            if figure.story == "left":
                person = self.cast[f"{figure.forename} {figure.surname}"]
                role = Role.objects.filter(person=person).get()
                people.end_role(role, to_date=timezone.localdate(), by=self.administrator, at=timezone.now())
        work_once(timezone.now())
