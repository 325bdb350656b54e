import threading

import pytest
from django.db import connection, connections

from countersign.ledger import keys
from countersign.ledger.models import Chain, Entry
from countersign.people.models import Account, Holding, Person
from countersign.schools.models import Post, School
from countersign.setup import actions
from countersign.setup.answers import Answers, Holder, Rule
from countersign.setup.names import told_apart
from countersign.ui.testing import PageClient


@pytest.fixture
def client() -> PageClient:
    return PageClient()


PASSWORD = "violet harbour lantern"


def make_answers(name: str = "Fernhill Primary School", **holders: Holder) -> Answers:
    return Answers(
        name=name,
        web_address="https://www.fernhill.example",
        your_name="Oona Marsh",
        your_email="oona@fernhill.example",
        password_hash="!",
        countersigning=["headteacher", "deputy-head"],
        rule=Rule(9, 30),
        holders={code.replace("_", "-"): holder for code, holder in holders.items()},
    )


@pytest.mark.django_db
def test_setting_up_makes_the_school_its_chain_posts_people_and_administrator() -> None:
    administrator = actions.set_up(
        make_answers(headteacher=Holder("Mrs Jane Lowther", "jane@fernhill.example"), dsl=Holder("Emma Ashby"))
    )

    school = School.objects.get()
    assert (school.name, school.renewal_month, school.renewal_day) == ("Fernhill Primary School", 9, 30)
    assert administrator.is_administrator
    assert administrator.account == Account.objects.get(email="oona@fernhill.example")
    head = Holding.objects.get(post__code="headteacher").person
    assert (head.forename, head.surname, head.printed_name) == ("Jane", "Lowther", "Mrs Jane Lowther")
    assert set(Post.objects.filter(may_countersign=True).values_list("code", flat=True)) == {
        "headteacher",
        "deputy-head",
    }
    assert Entry.objects.get(kind="school.set-up").by == administrator.reference


@pytest.mark.django_db
def test_one_person_may_hold_several_posts() -> None:
    actions.set_up(make_answers(headteacher=Holder("Mrs Lowther"), dsl=Holder("mrs lowther"), dpo=Holder("Oona Marsh")))

    assert Person.objects.count() == 2
    assert Holding.objects.get(post__code="dpo").person.is_administrator


@pytest.mark.django_db
def test_the_chair_of_governors_is_a_governor_and_no_member_of_staff() -> None:
    actions.set_up(make_answers(chair_of_governors=Holder("Eileen Brack")))

    chair = Person.objects.get(surname="Brack")
    assert [role.kind for role in chair.roles.all()] == ["governors"]


@pytest.mark.django_db
def test_a_second_school_is_not_set_up_this_way() -> None:
    actions.set_up(make_answers())

    with pytest.raises(actions.SetUpAlready):
        actions.set_up(make_answers("Moorside School"))
    assert School.objects.count() == 1


@pytest.mark.django_db
def test_what_fails_leaves_nothing_behind() -> None:
    with pytest.raises(Exception, match="caretaker"):
        actions.set_up(make_answers(caretaker=Holder("Jo Ash")))

    assert not School.objects.exists()
    assert not Chain.objects.exists()
    assert not Person.objects.exists()


@pytest.mark.django_db
def test_the_seal_key_is_made_when_the_school_is_there(django_capture_on_commit_callbacks: object) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        administrator = actions.set_up(make_answers())

    key = keys.school_key(administrator.school.chain.uuid, "another name")
    assert "Fernhill Primary School" in key.certificate.subject.rfc4514_string()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_finish_at_once_one_wins_and_the_other_is_told() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("one connection in memory")
    won, told = [], []
    start = threading.Barrier(2)

    def finish(name: str) -> None:
        start.wait()
        try:
            won.append(actions.set_up(make_answers(name)))
        except actions.SetUpAlready:
            told.append(name)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=finish, args=[name]) for name in ("Fernhill", "Moorside")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(won), len(told)) == (1, 1)
    assert School.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "forename", "surname"),
    [
        ("Emma Ashby", "Emma", "Ashby"),
        ("Mrs Lowther", "Mrs", "Lowther"),
        ("Dr. Anna Maria O’Brien", "Anna Maria", "O’Brien"),
        ("Björk", "Björk", ""),
    ],
)
def test_a_name_is_told_apart_and_nothing_of_it_is_lost(typed: str, forename: str, surname: str) -> None:
    assert told_apart(f"  {typed} ") == (forename, surname, typed)


def answer_all(client: PageClient) -> None:
    client.post("/set-up/school/", {"name": "Fernhill Primary School", "web_address": "www.fernhill.example"})
    client.post("/set-up/you/", {"name": "Oona Marsh", "email": "oona@fernhill.example", "password": PASSWORD})
    client.post("/set-up/posts/", {"headteacher-name": "Mrs Lowther", "headteacher-email": "head@fernhill.example"})
    client.post("/set-up/countersigning/", {"posts": ["headteacher"]})
    client.post(
        "/set-up/rule/",
        {"yearly": "one-date", "renewal_day": "30 September", "days_to_sign": "14", "grace_days": "14"},
    )


@pytest.mark.django_db
def test_the_first_visitor_may_set_up_or_look_around(client: PageClient) -> None:
    page = client.get("/welcome/").content.decode()

    assert "Set up my school" in page
    assert "Look around a demonstration school" in page


@pytest.mark.django_db
def test_the_whole_of_setting_up_through_its_pages(client: PageClient) -> None:
    answer_all(client)
    page = client.get("/set-up/check/").content.decode()
    assert "Everybody by 30 September each year" in page
    assert PASSWORD not in page

    answer = client.post("/set-up/check/")
    assert answer.status_code == 302
    school = School.objects.get()
    assert (school.name, school.web_address) == ("Fernhill Primary School", "https://www.fernhill.example")
    assert Account.objects.get().check_password(PASSWORD)
    assert client.session["_auth_user_id"] == str(Account.objects.get().pk)


@pytest.mark.django_db
def test_answers_are_kept_between_questions_and_shown_when_one_goes_back(client: PageClient) -> None:
    answer_all(client)

    assert "Mrs Lowther" in client.get("/set-up/posts/").content.decode()
    assert "30 September" in client.get("/set-up/rule/").content.decode()
    client.post("/set-up/you/", {"name": "Oona Marsh", "email": "oona@fernhill.example", "password": ""})
    client.post("/set-up/check/")
    assert Account.objects.get().check_password(PASSWORD)


@pytest.mark.django_db
def test_the_password_is_never_in_the_session(client: PageClient) -> None:
    answer_all(client)

    assert PASSWORD not in str(dict(client.session))


@pytest.mark.django_db
def test_a_question_left_out_is_asked_before_the_check(client: PageClient) -> None:
    client.post("/set-up/school/", {"name": "Fernhill", "web_address": ""})

    assert client.get("/set-up/check/").headers["Location"] == "/set-up/you/"


@pytest.mark.django_db
def test_who_comes_too_late_is_told_at_every_page(client: PageClient) -> None:
    answer_all(client)
    actions.set_up(make_answers())

    for answer in (client.post("/set-up/check/"), client.get("/set-up/school/"), client.get("/set-up/check/")):
        assert answer.status_code == 409
        assert "has been set up here meanwhile" in answer.content.decode()
    assert School.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("step", "answer", "sentence"),
    [
        ("school", {"name": "\u202e "}, "Enter the school’s name"),
        ("school", {"name": "x", "web_address": "not an address"}, "Enter a web address"),
        ("you", {"name": "Oona", "email": "oona", "password": PASSWORD}, "like name@school.example"),
        ("posts", {"dsl-email": "dsl@fernhill.example"}, "Designated safeguarding lead: enter the name"),
        (
            "posts",
            {
                "dsl-name": "Emma Ashby",
                "dsl-email": "office@fernhill.example",
                "dpo-name": "Tom Reed",
                "dpo-email": "Office@fernhill.example",
            },
            "Emma Ashby and Tom Reed have the same address",
        ),
        ("countersigning", {}, "at least one post"),
        ("rule", {"yearly": "one-date", "days_to_sign": "14", "grace_days": "0"}, "like 30 September"),
        (
            "rule",
            {"yearly": "one-date", "renewal_day": "31 June", "days_to_sign": "14", "grace_days": "0"},
            "Enter a day and a month",
        ),
        ("rule", {"yearly": "anniversary", "days_to_sign": "0", "grace_days": "x"}, "at least 1 day"),
    ],
)
def test_a_wrong_answer_gets_a_sentence_and_keeps_what_was_typed(
    client: PageClient, step: str, answer: dict[str, str], sentence: str
) -> None:
    page = client.post(f"/set-up/{step}/", answer)

    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert step not in client.session.get("setting-up", {})
