"""
Questions asked with every request, put into SQL once.

Django writes the SQL of a queryset anew each time, which takes it some ten times as long as the database's answer.
`Prepared` keeps what was written: the question stays a queryset, only its values change.

    FIND = Prepared(lambda pk: Person.objects.select_related("school").filter(pk=pk))
    person = FIND.first(7)
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=Model)


class _Given(Expression):
    """The place of a value in a question."""

    allowed_default = False

    def __init__(self, place: int) -> None:
        super().__init__()
        self.place = place

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """Leave a gap in the SQL and this in the place of its value."""
        del compiler, connection
        return "%s", [self]

    def _resolve_output_field(self) -> "Field[Any, Any] | None":
        return None


@dataclass(frozen=True)
class _Written:
    """The SQL of a question on one kind of database, and how its rows become objects."""

    sql: str
    values: tuple[Any, ...]
    converters: tuple[tuple[int, Callable[..., Any], Any], ...]
    model: type[Model]
    names: tuple[str, ...]
    first: int
    last: int
    populators: tuple[Any, ...]
    annotations: tuple[tuple[str, int], ...]


class Prepared(Generic[M]):
    """A question whose SQL is written at its first asking. Each value stands where the queryset compares with it."""

    def __init__(self, ask: Callable[..., QuerySet[M]]) -> None:
        self._ask = ask
        self._written: dict[str, _Written] = {}

    def all(self, *values: Any) -> list[M]:
        """Ask with these values, and return all that is found."""
        database = connections[DEFAULT_DB_ALIAS]
        written = self._written.get(database.vendor) or self._write(len(values))
        given = [_adapted(values[each.place], database) if type(each) is _Given else each for each in written.values]
        with database.cursor() as cursor:
            cursor.execute(written.sql, given)
            rows = cursor.fetchall()
        return [_made(written, row, database) for row in rows]

    def first(self, *values: Any) -> M | None:
        """Ask with these values, and return the first that is found, if any."""
        found = self.all(*values)
        return found[0] if found else None

    def _write(self, count: int) -> _Written:
        queryset = self._ask(*(_Given(place) for place in range(count)))
        compiler = queryset.query.get_compiler(connection=connection)
        sql, values = compiler.as_sql()
        select, about = compiler.select, compiler.klass_info
        assert select is not None  # noqa: S101  filled by as_sql
        assert about is not None  # noqa: S101
        columns = about["select_fields"]
        converters = tuple(
            (place, each, expression)
            for place, (of_column, expression) in compiler.get_converters([each[0] for each in select]).items()
            for each in of_column
        )
        written = _Written(
            sql,
            tuple(values),
            converters,
            about["model"],
            tuple(each[0].target.attname for each in select[columns[0] : columns[-1] + 1]),
            columns[0],
            columns[-1] + 1,
            tuple(get_related_populators(about, select, connection.alias)),  # type: ignore[call-arg]  # as in 5.2
            tuple((compiler.annotation_col_map or {}).items()),
        )
        self._written[connection.vendor] = written
        return written


def _made(written: _Written, found: Iterable[Any], database: BaseDatabaseWrapper) -> Any:
    row = list(found)
    for place, convert, expression in written.converters:
        if row[place] is not None:
            row[place] = convert(row[place], expression, database)
    made = written.model.from_db(database.alias, written.names, row[written.first : written.last])
    for populator in written.populators:
        populator.populate(row, made)
    for name, place in written.annotations:
        setattr(made, name, row[place])
    return made


def _adapted(value: Any, database: BaseDatabaseWrapper) -> Any:
    """Return a value as this database compares with it."""
    if isinstance(value, UUID):
        return value if database.features.has_native_uuid_field else value.hex
    if isinstance(value, datetime):
        return database.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return database.ops.adapt_datefield_value(value)
    return value


def insert(made: Model) -> None:
    """Insert one new row, as `save(force_insert=True)` does where no signal listens, its SQL written once."""
    database = connections[DEFAULT_DB_ALIAS]
    sql, columns = _insertion(type(made), database.vendor)
    given = ((column, column.pre_save(made, True)) for column in columns)
    values = [None if value is None else column.get_db_prep_save(value, database) for column, value in given]
    with database.cursor() as cursor:
        cursor.execute(sql, values)
        made.pk = cursor.fetchone()[0]
    made._state.adding = False  # noqa: SLF001  as the ORM does after inserting
    made._state.db = database.alias  # noqa: SLF001


@cache
def _insertion(model: type[Model], vendor: str) -> "tuple[str, list[Field[Any, Any]]]":
    del vendor  # one text for each kind of database
    quote, about = connection.ops.quote_name, model._meta  # noqa: SLF001
    columns = [each for each in about.concrete_fields if not each.primary_key]
    names = ", ".join(quote(str(each.column)) for each in columns)
    places = ", ".join("%s" for _ in columns)
    key = quote(str(about.pk.column))
    return f"INSERT INTO {quote(about.db_table)} ({names}) VALUES ({places}) RETURNING {key}", columns  # noqa: S608
