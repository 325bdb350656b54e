"""What a plan does, never does, and leaves to a person; on a directory that lives in memory."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.access.connectors.memory import Memory
from countersign.access.connectors.protocol import Desired, Observed, Op
from countersign.access.planning import TAKING, Incomplete, Known, Plan, Rules, identifier, plan

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
GROUPS = frozenset({"Staff", "Remote", "Finance"})
RULES = Rules("c", GROUPS)
ANNA = Desired("p1", "akhan", "Aisha", "Khan", "akhan@hollin.test", True, frozenset({"Staff"}), "countersigned")
OFF = replace(ANNA, enabled=False, groups=frozenset(), needed=False, reason="Left on 20 November 2026")


def make_directory(*accounts: Observed) -> Memory:
    return Memory("c", GROUPS, accounts={a.handle: a for a in accounts}, clock=lambda: NOW)


def account(wanted: Desired, **changes: object) -> Observed:
    shown = Observed(
        f"h-{wanted.person}", wanted.person, wanted.username, wanted.given, wanted.family, wanted.mail,
        wanted.enabled, wanted.groups,
    )  # fmt: skip
    return replace(shown, **changes)  # type: ignore[arg-type]


def known(*applied: Desired) -> Known:
    return Known({a.person: f"h-{a.person}" for a in applied}, {a.person: a for a in applied}, NOW)


def staff(count: int) -> list[Desired]:
    return [replace(ANNA, person=f"p{n}", username=f"u{n}", mail=f"u{n}@hollin.test") for n in range(count)]


def shown(result: Plan) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(step.op.kind, step.op.person, step.op.args) for step in result.steps]


def apply(result: Plan, directory: Memory, before: Known) -> Known:
    """Do a plan as the worker does, and return what is known afterwards."""
    links = {**before.links, **result.found}
    for step in result.steps:
        done = directory.apply(replace(step.op, handle=step.op.handle or links.get(step.op.person)))
        if done.handle:
            links[step.op.person] = done.handle
    return replace(before, links=links)


def test_a_new_account_is_switched_on_after_everything_else() -> None:
    result = plan([ANNA], Known({}, {}), make_directory().snapshot(), RULES)

    assert shown(result) == [
        ("create", "p1", ("akhan", "Aisha", "Khan", "akhan@hollin.test")),
        ("add_group", "p1", ("Staff",)),
        ("enable", "p1", ()),
    ]


def test_a_plan_applied_leaves_nothing_to_plan() -> None:
    directory = make_directory()
    after = apply(plan([ANNA], Known({}, {}), directory.snapshot(), RULES), directory, Known({}, {}))

    again = plan([ANNA], after, directory.snapshot(), RULES)
    assert again.is_empty
    assert again.unchanged == 1


def test_what_is_taken_away_comes_before_what_is_given() -> None:
    ben = replace(ANNA, person="p2", username="ben")
    directory = make_directory(account(ANNA, groups=frozenset({"Staff", "Remote"})))
    result = plan([ben, OFF], known(replace(ANNA, groups=frozenset({"Staff", "Remote"}))), directory.snapshot(), RULES)

    assert [kind for kind, _, _ in shown(result)] == [
        "disable", "remove_group", "remove_group", "create", "add_group", "enable",
    ]  # fmt: skip


def test_groups_that_are_not_managed_are_left_alone() -> None:
    directory = make_directory(account(ANNA, groups=frozenset({"Staff", "Choir"})))

    assert plan([ANNA], known(ANNA), directory.snapshot(), RULES).is_empty


def test_somebody_withdrawn_who_never_had_an_account_gets_none() -> None:
    assert plan([OFF], Known({}, {}), make_directory().snapshot(), RULES).is_empty


def test_a_rename_keeps_the_account() -> None:
    married = replace(ANNA, username="asmith", family="Smith")
    result = plan([married], known(ANNA), make_directory(account(ANNA)).snapshot(), RULES)

    assert shown(result) == [("set", "p1", ("username", "asmith", "family", "Smith"))]
    assert result.steps[0].op.handle == "h-p1"


def test_a_name_used_by_an_account_nobody_linked_needs_a_person() -> None:
    directory = make_directory()
    other = directory.put(username="AKHAN")
    result = plan([ANNA], Known({}, {}), directory.snapshot(), RULES)

    assert not result.steps
    assert [(p.kind, p.handle) for p in result.problems] == [("username_taken", other.handle)]


def test_an_account_that_lost_its_handle_is_found_by_the_persons_id() -> None:
    moved = account(ANNA, handle="new")
    result = plan([ANNA], known(ANNA), make_directory(moved).snapshot(), RULES)

    assert result.found == {"p1": "new"}
    assert not result.steps


@pytest.mark.parametrize(
    ("accounts", "kind"),
    [
        ([account(ANNA), account(ANNA, handle="second", username="akhan2")], "duplicate_person"),
        ([account(ANNA, person="somebody")], "other_person"),
        ([], "account_gone"),
        ([account(ANNA, protected=True, groups=frozenset())], "protected"),
    ],
)
def test_what_a_machine_cannot_know_is_left_to_a_person(accounts: list[Observed], kind: str) -> None:
    result = plan([ANNA], known(ANNA), make_directory(*accounts).snapshot(), RULES)

    assert not result.steps
    assert [problem.kind for problem in result.problems] == [kind]


def test_a_missing_group_is_a_problem_and_the_others_go_on() -> None:
    directory = make_directory()
    directory.groups = frozenset({"Staff"})
    both = replace(ANNA, groups=frozenset({"Staff", "Remote"}))
    result = plan([both], Known({}, {}), directory.snapshot(), RULES)

    assert ("add_group", "p1", ("Staff",)) in shown(result)
    assert [problem.sentence for problem in result.problems] == [
        "The directory has no group Remote: make it, or take it off the list"
    ]


def test_what_was_done_by_hand_waits_for_an_answer_or_is_undone_where_the_school_wants_that() -> None:
    directory = make_directory(account(ANNA, groups=frozenset({"Staff", "Finance"})))
    result = plan([ANNA], known(ANNA), directory.snapshot(), RULES)

    assert not result.steps
    assert [(step.op.kind, step.op.args) for step in result.drift] == [("remove_group", ("Finance",))]
    answered = replace(RULES, answered=frozenset({result.drift[0].key}))
    assert shown(plan([ANNA], known(ANNA), directory.snapshot(), answered)) == [("remove_group", "p1", ("Finance",))]
    repairing = replace(RULES, repairs_drift=True)
    assert shown(plan([ANNA], known(ANNA), directory.snapshot(), repairing)) == [("remove_group", "p1", ("Finance",))]


def test_an_account_switched_off_by_hand_is_never_switched_on_without_an_answer() -> None:
    directory = make_directory(account(ANNA, enabled=False))
    result = plan([ANNA], known(ANNA), directory.snapshot(), replace(RULES, repairs_drift=True))

    assert not result.steps
    assert [step.op.kind for step in result.drift] == ["enable"]


def leavers(people: list[Desired]) -> list[Desired]:
    return [replace(p, enabled=False, groups=frozenset(), needed=False, reason="Not on the list") for p in people]


def test_a_bad_list_takes_nothing_from_many_people_while_one_decision_passes() -> None:
    people = staff(14)
    directory = make_directory(*map(account, people))
    wanted = leavers(people)
    wanted[3] = replace(wanted[3], decided=True, reason="Suspended")
    result = plan(wanted, known(*people), directory.snapshot(), RULES)

    assert shown(result) == [("disable", "p3", ()), ("remove_group", "p3", ("Staff",))]
    assert len(result.held) == 26
    assert result.blocked.startswith("13 of 14 people would lose access at once (limit 3 and 25 %)")
    keys = frozenset(step.key for step in result.held)
    released = plan(wanted, known(*people), directory.snapshot(), replace(RULES, released=keys))
    assert len(released.steps) == 28
    assert not released.blocked


def test_three_people_may_leave_on_one_day_and_a_quarter_of_a_large_school() -> None:
    people = staff(6)
    directory = make_directory(*map(account, people))
    assert not plan(leavers(people[:3]) + people[3:], known(*people), directory.snapshot(), RULES).blocked
    assert plan(leavers(people[:4]) + people[4:], known(*people), directory.snapshot(), RULES).blocked

    people = staff(100)
    directory = make_directory(*map(account, people))
    assert not plan(leavers(people[:25]) + people[25:], known(*people), directory.snapshot(), RULES).blocked
    assert plan(leavers(people[:26]) + people[26:], known(*people), directory.snapshot(), RULES).blocked


def test_a_directory_that_suddenly_shows_almost_nobody_is_not_believed() -> None:
    people = staff(40)
    directory = make_directory(*map(account, people[:5]))
    new = replace(ANNA, person="new", username="new")
    result = plan([*people, new], known(*people), directory.snapshot(), RULES)

    assert not result.steps
    assert result.blocked.startswith("The directory shows only 5 of the 40 accounts we know.")


@pytest.mark.parametrize("away", [timedelta(days=365), -timedelta(days=2)])
def test_a_clock_that_jumped_takes_nothing_from_anybody(away: timedelta) -> None:
    people = staff(40)
    directory = make_directory(*map(account, people))
    directory.clock = lambda: NOW + away
    result = plan([*leavers(people[:1]), *people[1:]], known(*people), directory.snapshot(), RULES)

    assert not result.steps
    assert len(result.held) == 2
    assert result.blocked.startswith("The clock says")


def test_a_part_of_a_directory_plans_nothing() -> None:
    directory = make_directory()
    directory.is_complete = False

    with pytest.raises(Incomplete):
        plan([ANNA], Known({}, {}), directory.snapshot(), RULES)


def test_a_change_has_the_same_id_whatever_the_accounts_handle() -> None:
    op = Op("add_group", "p1", "h1", ("Staff",), "because")

    assert identifier("c", 1, op) == identifier("c", 1, replace(op, handle="h2", reason="else"))
    assert identifier("c", 1, op) != identifier("c", 2, op)
    assert identifier("c", 1, replace(op, args=("Staff", ""))) != identifier("c", 1, op)


names = st.text(max_size=6)
group_sets = st.frozensets(st.sampled_from(sorted(GROUPS)))
people_wanted = st.lists(
    st.builds(
        Desired, st.sampled_from(["p1", "p2", "p3", "p4", "p5", "p6"]), st.sampled_from(["ann", "Ann", "ben", "cal"]),
        names, names, names, st.booleans(), group_sets, st.just("because"), st.booleans(), st.booleans(),
    ),
    unique_by=(lambda d: d.person, lambda d: d.username.casefold()),
)  # fmt: skip
accounts_there = st.lists(
    st.builds(
        Observed, st.sampled_from(["h1", "h2", "h3", "h4"]), st.sampled_from([None, "p1", "p2", "p3", "p9"]),
        st.sampled_from(["ann", "ben", "cal", "dee"]), names, names, names, st.booleans(), group_sets, st.booleans(),
    ),
    unique_by=(lambda a: a.handle, lambda a: a.username.casefold()),
)  # fmt: skip
links_known = st.dictionaries(st.sampled_from(["p1", "p2", "p3"]), st.sampled_from(["h1", "h2", "h5"]), max_size=2)


@settings(max_examples=300)
@given(wanted=people_wanted, there=accounts_there, links=links_known, last=people_wanted, repairs=st.booleans())
def test_whatever_is_wanted_and_there_a_plan_is_safe_and_done_once(
    *, wanted: list[Desired], there: list[Observed], links: dict[str, str], last: list[Desired], repairs: bool
) -> None:
    directory = make_directory(*there)
    before = Known(links, {d.person: d for d in last}, NOW)
    rules = replace(RULES, repairs_drift=repairs)
    result = plan(wanted, before, directory.snapshot(), rules)

    kinds = [step.op.kind for step in result.steps]
    first_given = next((n for n, kind in enumerate(kinds) if kind not in TAKING), len(kinds))
    assert not any(kind in TAKING for kind in kinds[first_given:]), "withdrawals come first"
    assert "enable" not in kinds or kinds.index("enable") + kinds.count("enable") == len(kinds), "enable comes last"
    touched = {step.op.handle for step in result.steps if step.op.handle}
    assert all(a.person in (None, *(d.person for d in wanted)) for a in there if a.handle in touched)
    assert not any(a.protected for a in there if a.handle in touched), "protected accounts are not touched"

    after = apply(result, directory, before)
    assert {a.handle for a in there} <= set(directory.accounts), "nothing is deleted"
    if not result.problems:
        again = plan(wanted, after, directory.snapshot(), rules)
        assert not again.steps
        assert not again.found
    for _ in wanted:  # a name that a rename sets free may solve a problem, one person at a time
        after = apply(plan(wanted, after, directory.snapshot(), rules), directory, after)
    assert not plan(wanted, after, directory.snapshot(), rules).steps
