"""Term dates are entered, corrected and removed; deadlines are counted by them at once, and the ledger knows."""

from datetime import date

import pytest

from countersign.ledger.models import Entry
from countersign.people.models import Person
from countersign.policies.tests.factories import make_administrator, make_person, make_school, sign_in
from countersign.refusals import NotPermitted
from countersign.schools.days import TermDates, What
from countersign.schools.models import Closure, School, Term
from countersign.setup import term_dates as actions
from countersign.ui.testing import PageClient

AUTUMN = TermDates(date(2026, 9, 2), date(2026, 12, 18), date(2026, 10, 26), date(2026, 10, 30))


@pytest.fixture
def administrator(db: None) -> Person:
    return make_administrator(make_school())


@pytest.fixture
def page(administrator: Person) -> PageClient:
    return sign_in(PageClient(), administrator)


def enter_autumn(page: PageClient, path: str = "/school/terms/new/", last: date = AUTUMN.last) -> str:
    first, _, break_first, break_last = (day.isoformat() if day else "" for day in AUTUMN)
    answers = {
        "first_date": first,
        "last_date": last.isoformat(),
        "break_first_date": break_first,
        "break_last_date": break_last,
    }
    return page.post(path, answers, follow=True).content.decode()


def test_a_term_is_entered_and_counts_at_once(page: PageClient) -> None:
    enter_autumn(page)

    school = School.objects.get()
    assert school.days.terms == (AUTUMN,)
    assert school.last_day_to_sign(date(2026, 10, 21)) == school.days.after(date(2026, 10, 21), school.days_to_sign)
    assert school.days.what(date(2026, 10, 27)) is What.HOLIDAY
    kept = Entry.objects.get(kind="term.set").fields
    assert (kept["first_date"], kept["break_last_date"], kept["instead_of"]) == ("2026-09-02", "2026-10-30", None)


def test_a_term_is_corrected_and_removed(page: PageClient) -> None:
    enter_autumn(page)
    term = Term.objects.get()
    enter_autumn(page, f"/school/terms/{term.pk}/", date(2026, 12, 21))

    assert School.objects.get().days.terms[0].last == date(2026, 12, 21)
    assert page.get(f"/school/terms/{term.pk}/remove/").status_code == 200
    page.post(f"/school/terms/{term.pk}/remove/", {})

    assert School.objects.get().calendar == ""
    assert [each.fields.get("instead_of") for each in Entry.objects.filter(kind="term.set").order_by("pk")] == [
        None,
        "2026-09-02",
    ]
    assert Entry.objects.filter(kind="term.removed").exists()


def test_inset_days_and_closed_days_are_entered_corrected_and_removed(page: PageClient) -> None:
    answers = {"kind": "inset", "name": "Training", "first_date": "2026-09-01", "last_date": ""}
    page.post("/school/closed/new/", answers)
    closure = Closure.objects.get()
    assert School.objects.get().days.what(date(2026, 9, 1)) is What.INSET

    page.post(f"/school/closed/{closure.pk}/", {**answers, "kind": "closed", "last_date": "2026-09-02"})
    assert School.objects.get().days.what(date(2026, 9, 2)) is What.CLOSED

    page.post(f"/school/closed/{closure.pk}/remove/", {})
    assert School.objects.get().calendar == ""
    kinds = list(Entry.objects.filter(kind__startswith="closure.").order_by("pk").values_list("kind", flat=True))
    assert kinds == ["closure.set", "closure.set", "closure.removed"]


@pytest.mark.parametrize(
    ("dates", "refusal"),
    [
        (TermDates(date(2026, 9, 2), date(2026, 9, 1)), actions.EndsBeforeItStarts),
        (TermDates(date(2026, 9, 2), date(2027, 12, 18)), actions.TooLong),
        (TermDates(date(2026, 12, 18), date(2027, 2, 1)), actions.TermsOverlap),
        (TermDates(date(2027, 1, 5), date(2027, 3, 1), date(2027, 2, 15)), actions.HalfTermOutside),
        (TermDates(date(2027, 1, 5), date(2027, 3, 1), date(2027, 3, 1), date(2027, 3, 2)), actions.HalfTermOutside),
    ],
)
def test_what_cannot_be_a_term_is_refused(
    administrator: Person, dates: TermDates, refusal: type[actions.EndsBeforeItStarts]
) -> None:
    actions.set_term(administrator.school, AUTUMN, by=administrator)

    with pytest.raises(refusal):
        actions.set_term(administrator.school, dates, by=administrator)
    assert School.objects.get().days.terms == (AUTUMN,)


def test_only_administrators_of_the_school_change_its_term_dates(administrator: Person) -> None:
    for other in (make_person(administrator.school), make_administrator(make_school("Otherwood School"))):
        with pytest.raises(NotPermitted):
            actions.set_term(administrator.school, AUTUMN, by=other)


def test_a_wrong_answer_says_what_to_do(page: PageClient) -> None:
    text = enter_autumn(page, last=date(2026, 8, 1))
    assert "The last day must be the first day or later." in text


def test_the_page_shows_the_year_with_a_table_and_what_is_missing(page: PageClient) -> None:
    enter_autumn(page)
    text = page.get("/school/terms/?year=2026").content.decode()
    assert "From 19 December 2026 to 31 August 2027 nobody has entered them" in text
    assert "2 September to 18 December 2026" in text
    assert "The same as a table" in text
    assert page.get("/school/terms/?year=nonsense").status_code == 200
    assert "School days of" in page.get("/school/").content.decode()
