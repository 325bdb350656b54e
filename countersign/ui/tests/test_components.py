import pytest
from django.template import Context, Template, TemplateSyntaxError


def drawn(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


def test_the_two_strokes_stand_beside_words() -> None:
    html = drawn('{% mark "signed" "Waits for the school" %}')

    assert "cs-mark--signed" in html
    assert 'aria-hidden="true"' in html
    assert "<span>Waits for the school</span>" in html


@pytest.mark.parametrize(("state", "said"), [("now", "Now: "), ("next", "Not yet: "), ("gap", "No proof: ")])
def test_a_knot_says_what_its_shape_shows(state: str, said: str) -> None:
    assert said in drawn("{% knot state title='Countersigned' %}{% endknot %}", state=state)


def test_only_the_knot_we_are_at_is_the_current_step() -> None:
    assert 'aria-current="step"' in drawn('{% knot "now" title="Sign" %}{% endknot %}')
    assert "aria-current" not in drawn('{% knot "done" title="Sign" %}{% endknot %}')


def test_names_in_a_part_are_never_taken_for_html() -> None:
    name = "<b>Priya</b>"

    for source in (
        '{% include "ui/signature.html" with name=name only %}',
        "{% knot title=name %}{{ name }}{% endknot %}",
        "{% sheet title=name %}{{ name }}{% endsheet %}",
        "{% clause_of name name %}",
        "{% clause name %}{{ name }}{% endclause %}",
        "{% stack name name %}{% row %}{% cell %}{{ name }}{% endcell %}{% endrow %}{% endstack %}",
        "{% mark 'both' name %}",
        "{% progress 1 2 name %}",
    ):
        html = drawn(source, name=name)
        assert "<b>Priya" not in html, source
        assert "&lt;b&gt;Priya" in html, source


def test_a_table_names_the_column_of_each_cell_for_a_narrow_screen() -> None:
    html = drawn(
        '{% stack "Still due" "Name" "Role" "#Days" %}{% for name in names %}{% row %}{% cell %}{{ name }}{% endcell %}'
        "{% cell %}Governor{% endcell %}{% cell %}3{% endcell %}{% endrow %}{% endfor %}{% endstack %}",
        names=["Wen Li", "Jean Sillitoe"],
    )

    assert html.count('<th scope="row" role="rowheader" class="govuk-table__header">') == 2
    assert html.count('data-label="Role"') == 2
    assert html.count('class="govuk-table__cell govuk-table__cell--numeric" data-label="Days"') == 2
    assert "govuk-visually-hidden" in html


def test_a_cell_outside_a_table_is_a_mistake_told_at_once() -> None:
    with pytest.raises(TemplateSyntaxError):
        drawn("{% cell %}x{% endcell %}")


def test_a_bar_is_never_longer_than_the_whole() -> None:
    assert 'width="200.0"' in drawn("{% bar 24 24 %}")
    assert 'width="0"' in drawn("{% bar 0 0 %}") or 'width="0.0"' in drawn("{% bar 0 0 %}")


def test_progress_shows_what_is_seen_what_is_now_and_what_is_next() -> None:
    html = drawn('{% progress 3 5 "3 of 5 parts seen" %}')

    assert [html.count(f'class="is-{state}"') for state in ("done", "now", "next")] == [3, 1, 1]


def test_a_change_that_is_only_decided_is_not_shown_as_done() -> None:
    html = drawn('{% include "ui/effect.html" with state="not-yet" words="Decided, not yet in effect" only %}')

    assert "cs-effect--not-yet" in html
    assert "Decided, not yet in effect" in html
