"""What was published stays: tried through every table, every action and every page, on SQLite and PostgreSQL alike."""

import inspect
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, models, transaction
from django.test import Client
from django.urls import get_resolver, reverse

from countersign.agreements.tests.reading import CHECK, make_linked, put_into_library, require_in
from countersign.people.models import Person
from countersign.policies import actions, urls
from countersign.policies.approvals import state_of
from countersign.policies.models import (
    CheckQuestion,
    Doubt,
    Edition,
    Part,
    Required,
    Translation,
    Wording,
)
from countersign.policies.originals import Words as Translated
from countersign.policies.originals import originals_of
from countersign.policies.tests.approving import approve, make_governors
from countersign.policies.tests.factories import TODAY, make_administrator, make_person, make_school, publish, sign_in
from countersign.policies.tests.test_wordings import make_wordings
from countersign.refusals import Refused

pytestmark = pytest.mark.django_db

OF_THE_WORK = {"policies_doubt", "policies_atwork", "policies_earliertext"}
"""Tables that say how a draft was worked on, and nothing of what its edition is."""


@dataclass
class World:
    """An edition with everything an edition can have, the draft after it, and who may do most at the school."""

    edition: Edition
    draft: Edition
    by: Person

    def kept(self) -> dict[str, list[dict[str, Any]]]:
        """Return every row that the edition is made of."""
        return {model._meta.db_table: rows_of(model, self.edition) for model in makes_up()}


@pytest.fixture
def world() -> World:
    by = make_administrator(make_school())
    library = make_linked(by.school)
    put_into_library(library, by)
    governors = make_governors(by)
    draft = make_wordings(by)
    actions.change_part(draft.parts.order_by("pk")[0], actions.Words("What?", "section"), revision=0, by=by)
    require_in(draft, {library: ["Sexting"]}, by)
    actions.write_question(draft.required.get(), CHECK, by=by)
    actions.change_approvers(draft.policy, approvers=governors, quorum=2, by=by)
    draft = Edition.objects.get(pk=draft.pk)
    actions.ask_for_approval(draft, by=by)
    for governor in governors[:2]:
        approve(draft, governor)
    content = state_of(draft).content_sha256
    actions.record_meeting(
        draft, content_sha256=content, held_date=date(2026, 11, 10), minute="26/11.4", present=governors[:2], by=by
    )
    Doubt.objects.create(edition=draft, kind="dropped", text="A line of the footer.")
    edition = publish(draft, by)
    translate(edition, by)
    return World(edition, actions.new_draft(edition.policy, by=by), by)


def translate(edition: Edition, by: Person) -> Translation:
    """Offer the first wording in Polish."""
    translation = actions.add_translation(edition, "pl", wording=edition.wordings.all()[0], by=by)
    for original in originals_of(edition, translation.wording):
        words = Translated(f"PL {original.words.text}", original.words.lead_in, original.words.children)
        actions.translate(
            translation, original.key, words, original_sha256=original.sha256, revision=0, by=by
        )  # fmt: skip
    other = make_person(by.school, "Ivo", "Lasek", is_administrator=True)
    actions.check_translation(translation, by=other)
    return actions.offer_translation(translation, by=by)


def paths_to_edition(model: type[models.Model]) -> Iterator[str]:
    """Go through the ways from a row to its edition."""
    ways = {Edition: "", Translation: "edition", Required: "edition"}
    for field in model._meta.get_fields():
        to = field.related_model
        if not isinstance(field, models.ForeignKey) or not isinstance(to, type):
            continue
        if to in ways:
            yield "__".join(filter(None, (field.name, ways[to])))
        elif to._meta.db_table == "policies_meeting":
            yield f"{field.name}__edition"


def makes_up() -> list[type[models.Model]]:
    """Return the edition and every table of policies whose rows belong to one."""
    found = [model for model in apps.get_app_config("policies").get_models() if any(paths_to_edition(model))]
    found = [each for each in found if each._meta.db_table not in OF_THE_WORK | {"policies_review"}]
    return [Edition, *(each for each in found if each is not Edition)]


def rows_of(model: type[models.Model], edition: Edition) -> list[dict[str, Any]]:
    way = "pk" if model is Edition else next(paths_to_edition(model))
    return list(model._default_manager.filter(**{way: edition.pk}).order_by("pk").values())


def refuse(statement: str, *values: int) -> None:
    """Fail unless the database refuses a statement for the reason that an edition is never altered."""
    with pytest.raises(DatabaseError, match="never altered"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def columns(model: type[models.Model]) -> list[str]:
    return [f'"{field.attname}"' for field in model._meta.concrete_fields]


@pytest.mark.parametrize("model", makes_up(), ids=lambda model: model._meta.db_table)
def test_the_database_refuses_to_alter_any_row_of_a_published_edition(model: type[models.Model], world: World) -> None:
    table, before = model._meta.db_table, world.kept()
    row = before[table][0]["id"]
    assert row

    for field in model._meta.concrete_fields:
        if field.name not in ("withdrawn_at", "withdrawn_by", "withdrawn_reason"):  # a translation may be withdrawn
            refuse(f'UPDATE {table} SET "{field.attname}" = {other_than(field)} WHERE id = %s', row)  # noqa: S608
    refuse(f"DELETE FROM {table} WHERE id = %s", row)  # noqa: S608
    if model is not Edition and model is not Translation:
        listed = ", ".join(columns(model)[1:])
        refuse(f"INSERT INTO {table} (id, {listed}) SELECT 900000, {listed} FROM {table} WHERE id = %s", row)  # noqa: S608
    if connection.vendor == "postgresql":
        connection.check_constraints()  # what waits for the end of the transaction would be refused for that
        refuse(f"TRUNCATE {table} CASCADE")
    assert world.kept() == before


def other_than(field: "models.Field[Any, Any]") -> str:
    """Return, in SQL, another value than the one a column has now, of its own kind."""
    kinds: dict[type, str] = {
        models.BooleanField: f'NOT "{field.attname}"',
        models.DateField: "'2001-01-01'",
        models.DateTimeField: "'2001-01-01 00:00:00+00'",
        models.JSONField: """'["other"]'""",
        models.UUIDField: f"'{uuid.uuid4()}'" if connection.vendor == "postgresql" else f"'{uuid.uuid4().hex}'",
    }
    if isinstance(field, models.ForeignKey | models.IntegerField) or field.primary_key:
        return "4242"
    return kinds.get(type(field), "'other'")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no REPLACE")
@pytest.mark.parametrize("model", makes_up(), ids=lambda model: model._meta.db_table)
def test_no_other_row_takes_the_place_of_a_published_one(model: type[models.Model], world: World) -> None:
    table, before = model._meta.db_table, world.kept()
    row = before[table][0]["id"]
    listed = ", ".join(columns(model)[1:])
    unpublished = {'"published_at"': "NULL", '"number"': "NULL"} if model is Edition else {}
    to_draft = {'"edition_id"': str(world.draft.pk), **unpublished}
    instead = ", ".join(to_draft.get(name, name) for name in columns(model)[1:])

    refuse(f"INSERT OR REPLACE INTO {table} (id, {listed}) SELECT id, {instead} FROM {table} WHERE id = %s", row)  # noqa: S608
    drafted = rows_of(model, world.draft)
    if drafted:
        refuse(f"UPDATE OR REPLACE {table} SET id = %s WHERE id = %s", row, drafted[0]["id"])  # noqa: S608
    assert world.kept() == before


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no roles")
def test_a_role_that_owns_nothing_cannot_take_the_guard_off_either(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE countersign_serves; GRANT USAGE ON SCHEMA public TO countersign_serves")
        cursor.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO countersign_serves")
        cursor.execute("SET LOCAL ROLE countersign_serves")
    for statement in (
        "ALTER TABLE policies_part DISABLE TRIGGER ALL",
        "DROP TRIGGER policies_part_no_update ON policies_part",
        "DROP FUNCTION policies_part_no_update() CASCADE",
        "SET session_replication_role = replica",
        "TRUNCATE policies_part CASCADE",
    ):
        with pytest.raises(DatabaseError, match=r"must be owner|permission denied"), transaction.atomic():
            connection.cursor().execute(statement)
    refuse("UPDATE policies_part SET text = 'x' WHERE edition_id = %s", world.edition.pk)
    actions.change_part(
        world.draft.parts.filter(kind="clause")[0], actions.Words("I may still write drafts."), revision=0, by=world.by
    )


MAKES_ANOTHER = {"add_translation", "replace_translation", "withdraw_translation"}
"""Actions that are given what is published and rightly leave it as it is."""

FOUND: dict[str, Callable[[Edition], Any]] = {
    "edition": lambda edition: edition,
    "part": lambda edition: edition.parts.filter(kind="clause")[0],
    "wording": lambda edition: edition.wordings.all()[0],
    "required": lambda edition: edition.required.get(),
    "question": lambda edition: CheckQuestion.objects.get(edition=edition),
    "link": lambda edition: edition.links.get(),
    "doubt": lambda edition: edition.doubts.get(),
    "translation": lambda edition: edition.translations.get(),
    "details": actions.details_of,
    "content_sha256": lambda edition: state_of(edition).content_sha256,
    "key": lambda edition: originals_of(edition, edition.wordings.all()[0])[0].key,
    "original_sha256": lambda edition: originals_of(edition, edition.wordings.all()[0])[0].sha256,
}
GIVEN: dict[str, Any] = {
    "words": actions.Words("I do as I like."),
    "about": actions.About("For nobody", ["parents"]),
    "check": CHECK,
    "identity": None,
    "present": [],
    "after": None,
    "effective_date": TODAY,
    "review_date": TODAY,
    "held_date": TODAY,
    "names": ["Another Policy"],
    "sections": [("", "")],
    "told_only": [],
    "found": [],
    "revision": 0,
    "at": 3,
    "to": 1,
    "answer": 0,
    "waits_for_answer": True,
    "is_material": False,
}
ABOUT = {Edition, Part, Wording, Required, CheckQuestion, Doubt, Translation}


def done_to_an_edition() -> list[Callable[..., Any]]:
    """Return the actions whose first argument is an edition or belongs to one."""
    found: list[Callable[..., Any]] = []
    for name in actions.__all__:
        action = getattr(actions, name)
        if inspect.isfunction(action) and "by" in inspect.signature(action).parameters and name not in MAKES_ANOTHER:
            first = next(iter(inspect.signature(action, eval_str=True).parameters.values()))
            if first.annotation in ABOUT:
                found.append(action)
    return found


def test_the_actions_that_are_tried_are_all_there_are() -> None:
    names = {action.__name__ for action in done_to_an_edition()}

    assert names >= {"change_part", "take_back_meeting", "remove_wording", "change_waiting", "settle", "translate"}
    assert len(names) > 25


@pytest.mark.parametrize("action", done_to_an_edition(), ids=lambda action: action.__name__)
def test_no_action_alters_what_is_published(action: Callable[..., Any], world: World) -> None:
    before = world.kept()
    parameters = inspect.signature(action).parameters
    by = world.by
    if action.__name__ in ("approve", "say_no", "take_back"):
        by = Person.objects.get(forename="Priya")
    given = {
        name: by if name == "by" else FOUND[name](world.edition) if name in FOUND else GIVEN.get(name, "Whatever")
        for name, each in parameters.items()
        if name == "by" or each.default is inspect.Parameter.empty
    }

    with pytest.raises(Refused):
        action(**given)
    assert world.kept() == before


SENT: tuple[dict[str, Any], ...] = (
    {},
    {
        "revision": "0",
        "text": "I do as I like.",
        "kind": "clause",
        "title": "Mine",
        "audience": ["parents"],
        "named": "Another Policy",
        "to": "down",
        "answer": "0",
        "name": "Priya Ward",
        "reason": "Because.",
        "effective_date_0": "1",
        "effective_date_1": "1",
        "effective_date_2": "2027",
        "is_material": "no",
        "language": "fr",
        "change_summary": "All of it.",
        "minute": "26/12.1",
        "approve": "yes",
        "right": "0",
        "explanation": "So.",
        "web_address": "https://fernhill.example/",
        "is_signed": "no",
    },
)


def addresses(world: World) -> Iterator[str]:
    """Go through every address of the policies' pages, about the published edition and all that belongs to it."""
    edition = world.edition
    part = edition.parts.filter(kind="clause")[0]
    known: dict[str, list[Any]] = {
        "edition": [edition.public_id],
        "policy": [edition.policy.public_id, edition.links.get().policy.public_id],
        "school": [world.by.school.public_id],
        "wording": [each.public_id for each in edition.wordings.all()],
        "translation": [edition.translations.get().public_id],
        "required": [edition.required.get().pk],
        "link": [edition.links.get().pk],
        "doubt": [edition.doubts.get().pk],
        "earlier": [1],
        "number": [1],
        "secret": ["none"],
    }
    for pattern in urls.urlpatterns:
        names = re.findall(r"<\w+:(\w+)>", str(pattern.pattern))
        keys: list[Any] = [part.key]
        if pattern.name == "check_question":
            keys = [CheckQuestion.objects.get(edition=edition).key]
        if pattern.name == "translate":
            keys = [originals_of(edition, edition.wordings.all()[0])[0].key]
        actions_of_part = ["remove", "put-back", "split", "join"]
        ways: list[dict[str, Any]] = [{}]
        for name in names:
            values = {**known, "key": keys, "what": actions_of_part}[name]
            ways = [{**way, name: value} for way in ways for value in values]
        for way in ways:
            yield reverse(f"policies:{pattern.name}", kwargs=way)


def test_no_page_of_the_policies_alters_what_is_published(world: World) -> None:
    before = world.kept()
    client = sign_in(Client(raise_request_exception=True), world.by)
    tried = list(addresses(world))
    assert len(tried) > len(urls.urlpatterns)

    for address in tried:
        for sent in SENT:
            with transaction.atomic():
                file = SimpleUploadedFile("a.txt", b"1. I do as I like.\n")
                client.post(address, {**sent, "file": file})
                client.get(address, sent)
                now = world.kept()
                transaction.set_rollback(True)
            for table, rows in before.items():
                if table.startswith("policies_translat"):  # others may be added, and one may be withdrawn
                    now[table] = [without_withdrawal(row) for row in now[table] if row["id"] <= rows[-1]["id"]]
                    assert now[table] == [without_withdrawal(row) for row in rows], address
                else:
                    assert now[table] == rows, address


def without_withdrawal(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if not name.startswith("withdrawn")}


def test_there_is_no_other_way_in_by_an_admin() -> None:
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    assert not any("admin" in str(each.pattern) for each in get_resolver().url_patterns)
