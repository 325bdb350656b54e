import contextlib
import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from countersign.ledger.models import Entry
from countersign.people.importing import CannotRead, Line, Plan, Unreadable, compare, read
from countersign.people.models import Person
from countersign.people.tests.factories import make_administrator, make_person, make_school
from countersign.people.tests.test_directory import come_in
from countersign.schools.models import School
from countersign.ui.testing import PageClient

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 23)
HEADINGS = "forename,surname,email,job_title,role,start_date,end_date,staff_id\n"


def lines_of(text: str | bytes) -> list[Line]:
    content = text.encode() if isinstance(text, str) else text
    lines, unreadable = read(content, TODAY)
    assert unreadable == []
    return lines


def whys(text: str) -> list[tuple[int, str]]:
    return [(each.number, each.why) for each in read(text.encode(), TODAY)[1]]


def plan_for(school: School, text: str) -> Plan:
    return compare(school, *read(text.encode(), TODAY))


def upload(client: PageClient, content: bytes, name: str = "people.csv") -> Any:
    return client.post("/people/import/", {"file": SimpleUploadedFile(name, content)})


def test_a_line_is_read_whole() -> None:
    (line,) = lines_of(
        HEADINGS + "Aoife,Brennan,a@mail.example,Class teacher,Teaching staff,01/09/2026,2027-08-31,T014\n"
    )

    assert line == Line(
        2, "Aoife", "Brennan", "a@mail.example", "Class teacher", "staff-teaching",
        datetime.date(2026, 9, 1), datetime.date(2027, 8, 31), "T014",
    )  # fmt: skip


@pytest.mark.parametrize(
    "headings",
    [
        "Forename,Surname,E-mail Address",
        "FIRST NAME,Last name,email",
        "Given_Name;Family Name;Work Email",
        "Known as\tSurname\tMail",
        "\ufeffforename,surname,email",
        ' "forename" ,surname, email ',
    ],
)
def test_headings_are_found_however_the_office_names_them(headings: str) -> None:
    mark = ";" if ";" in headings else "\t" if "\t" in headings else ","
    text = headings + "\r\n" + mark.join(["Aoife", "Brennan", "a@mail.example"]) + "\r\n"

    (line,) = lines_of(text)

    assert (line.forename, line.surname, line.email) == ("Aoife", "Brennan", "a@mail.example")


def test_a_title_above_the_headings_is_passed_over() -> None:
    (line,) = lines_of("Staff list November 2026\n\nForename,Surname\nAoife,Brennan\n")

    assert (line.number, line.name) == (4, "Aoife Brennan")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_every_way_of_writing_letters_is_read(encoding: str) -> None:
    (line,) = lines_of("forename,surname\nSiobhán,O’Néill\n".encode(encoding))

    assert line.name == "Siobhán O’Néill"


def test_nothing_said_means_staff_from_today() -> None:
    (line,) = lines_of("forename,surname\nAoife,Brennan\n")

    assert (line.kind, line.from_date, line.to_date, line.email) == ("staff", TODAY, None, "")


@pytest.mark.parametrize(
    ("written", "kind"),
    [("Governor", "governors"), ("GOVERNORS", "governors"), ("teacher", "staff-teaching"), ("Supply", "staff-supply"),
     ("parent", "parents"), ("pupils-ks2", "pupils-ks2"), ("Contractor", "contractors"), ("Employee", "staff")],
)  # fmt: skip
def test_roles_are_read_as_schools_write_them(written: str, kind: str) -> None:
    assert lines_of(f"forename,surname,role\nA,B,{written}\n")[0].kind == kind


@pytest.mark.parametrize(
    ("written", "day"),
    [("30/11/2026", (2026, 11, 30)), ("3/4/26", (2026, 4, 3)), ("2026-11-30", (2026, 11, 30)),
     ("30.11.2026", (2026, 11, 30)), ("2026-11-30 00:00:00", (2026, 11, 30))],
)  # fmt: skip
def test_days_are_read_day_first(written: str, day: tuple[int, int, int]) -> None:
    assert lines_of(f"forename,surname,start date\nA,B,{written}\n")[0].from_date == datetime.date(*day)


def test_a_line_that_cannot_be_read_says_its_number_and_why() -> None:
    text = HEADINGS + (
        ",Nobody,,,,,,\n"
        "Ann,Bell,not an address,,,,,\n"
        "Ann,Bell,,,Wizard,,,\n"
        "Ann,Bell,,,,31/02/2026,,\n"
        "Ann,Bell,,,,11/30/2026,,\n"
        "Ann,Bell,,,,soon,,\n"
        "Ann,Bell,,,,01/09/2026,31/08/2026,\n"
        f"{'A' * 101},Bell,,,,,,\n"
        "Fine,Person,,,,,,\n"
    )

    found = whys(text)

    assert [number for number, _ in found] == [2, 3, 4, 5, 6, 7, 8, 9]
    for (_, why), words in zip(
        found,
        ["forename is missing", "not an e-mail address", "“Wizard” is no role", "no such day", "no such day",
         "is not a date", "end date is before", "longer than 100 letters"],
        strict=True,
    ):  # fmt: skip
        assert words in why


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\n\n\n", "empty"),
        (b"forename,surname\n", "no people below"),
        (b"colour,size\nred,3\n", "must name the columns"),
        (b"PK\x03\x04rest of a workbook", "Excel workbook"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not a text file"),
        (b"forename,surname\n" + b"A,B\n" * 5001, "5,001 lines"),
        (b"x" * 1_000_001, "larger than 1 MB"),
    ],
)
def test_a_file_that_is_no_list_of_people_is_refused_with_what_to_do(content: bytes, words: str) -> None:
    with pytest.raises(CannotRead, match=words):
        read(content, TODAY)


def test_cells_that_a_spreadsheet_would_calculate_are_harmless() -> None:
    first, second = lines_of('forename,surname,staff id\n"=cmd|calc",+Bell,"=""0042"""\n@Ann,-,\n')

    assert (first.forename, first.surname, first.staff_id) == ("cmd|calc", "Bell", "0042")
    assert second.forename == "Ann"


@given(st.binary(max_size=400))
def test_whatever_the_file_it_is_read_or_refused_in_words(content: bytes) -> None:
    lines: list[Line] = []
    unreadable: list[Unreadable] = []
    with contextlib.suppress(CannotRead):
        lines, unreadable = read(b"forename,surname\n" + content, TODAY)

    assert all(line.forename for line in lines)
    assert all(each.why for each in unreadable)


def test_people_who_are_here_are_recognised_and_left_alone() -> None:
    school = make_school()
    make_person(school, "Aoife", "Brennan", staff_id="T1")
    make_person(school, "Joseph", "Mensah", email="j@mail.example")
    make_person(school, "Helen", "Ward", email="")

    plan = plan_for(
        school,
        "forename,surname,email,staff id\nEefa,Brennan-Smith,,T1\nJOSEPH,mensah,J@mail.example,\nHelen,Ward,,\n",
    )

    assert [person.forename for _, person in plan.here] == ["Aoife", "Joseph", "Helen"]
    assert plan.count == 0


def test_a_namesake_is_new_and_pointed_out() -> None:
    school = make_school()
    make_person(school, "Helen", "Ward", email="helen@mail.example")

    plan = plan_for(school, "forename,surname,email\nHelen,Ward,other@mail.example\n")

    assert [line.name for line in plan.new] == ["Helen Ward"]
    assert plan.same_name == plan.new


def test_somebody_known_in_a_new_role_gets_the_role() -> None:
    school = make_school()
    make_person(school, "Helen", "Ward", email="h@mail.example")

    plan = plan_for(
        school,
        "forename,surname,email,role\nHelen,Ward,h@mail.example,Governors\nHelen,Ward,h@mail.example,Governors\n"
        "New,Person,n@mail.example,Staff\nNew,Person,n@mail.example,Parents\nNew,Person,n@mail.example,Staff\n",
    )

    assert [(line.kind, line.number) for line, _ in plan.roles] == [("governors", 2), ("parents", 5)]
    assert [line.number for line in plan.new] == [4]
    assert [(each.number, each.why) for each in plan.unreadable] == [(6, "The same person and role as line 4")]


def test_one_staff_id_for_two_names_is_refused() -> None:
    plan = plan_for(make_school(), "forename,surname,staff id\nAnn,Bell,T1\nTom,Hart,T1\n")

    assert [line.name for line in plan.new] == ["Ann Bell"]
    assert "same staff ID" in plan.unreadable[0].why


def test_what_would_happen_is_seen_before_anything_does(client: PageClient) -> None:
    school = make_school()
    administrator = make_administrator(school)
    make_person(school, "Joseph", "Mensah", email="j@mail.example")
    come_in(client, administrator)
    assert client.get("/people/import/").status_code == 200
    content = (
        HEADINGS
        + "Aoife,Brennan,a@mail.example,,Teaching staff,01/09/2026,,\nJoseph,Mensah,j@mail.example,,,,,\n,Gap,,,,,,\n"
    ).encode("cp1252")

    seen = upload(client, content)

    page = seen.content.decode()
    for words in (
        "1 new person",
        "1 is here already",
        "1 line cannot be read",
        "The forename is missing",
        "Aoife Brennan",
    ):
        assert words in page
    assert Person.objects.count() == 2

    done = client.post("/people/import/", {"seen": seen.context["content"]}, follow=True)

    assert "You added 1 person" in done.content.decode()
    person = Person.objects.get(forename="Aoife")
    assert person.roles.get().kind == "staff-teaching"
    assert Entry.objects.filter(kind="person.added", by=administrator.reference).count() == 1
    assert Entry.objects.filter(kind="role.started", by=administrator.reference).count() == 1


def test_taking_the_same_file_in_twice_adds_nobody_twice(client: PageClient) -> None:
    come_in(client, make_administrator(make_school()))
    seen = upload(client, b"forename,surname\nAoife,Brennan\n").context["content"]

    client.post("/people/import/", {"seen": seen})
    again = client.post("/people/import/", {"seen": seen})

    assert "everybody readable is here already" in again.content.decode()
    assert Person.objects.filter(forename="Aoife").count() == 1


@pytest.mark.parametrize("seen", ["", "not base64!", "////"])
def test_a_damaged_page_adds_nobody(client: PageClient, seen: str) -> None:
    come_in(client, make_administrator(make_school()))

    assert client.post("/people/import/", {"seen": seen}).status_code == 200
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "words"), [(b"", "The file is empty"), (b"PK\x03\x04x", "Excel"), (b"y" * 1_000_001, "1 MB")]
)
def test_a_wrong_file_is_answered_beside_the_question(client: PageClient, content: bytes, words: str) -> None:
    come_in(client, make_administrator(make_school()))

    assert words in upload(client, content).content.decode()


def test_the_example_can_be_taken_in_as_it_is(client: PageClient) -> None:
    come_in(client, make_administrator(make_school()))
    example = client.get("/people/import/example.csv")

    plan = upload(client, example.content).context["plan"]

    assert len(plan.new) == 3
    assert plan.unreadable == []


def test_a_whole_secondary_school_comes_in_at_once(client: PageClient) -> None:
    school = make_school()
    administrator = make_administrator(school)
    text = "forename,surname,email,staff id\n" + "".join(
        f"Forename{number},Surname,p{number}@mail.example,T{number}\n" for number in range(1200)
    )
    from countersign.people.actions import import_people

    import_people(school, plan_for(school, text), by=administrator, at=timezone.now())

    assert Person.objects.at(school).count() == 1201
    assert Entry.objects.filter(kind="person.added").count() == 1201
