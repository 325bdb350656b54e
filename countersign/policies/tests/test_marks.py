"""What the small Markdown promises: these few marks and nothing else, and no word is lost or does anything."""

import io
import re
import time

import pypdfium2
import pytest
from django.template.defaultfilters import linebreaksbr
from django.utils import timezone
from hypothesis import example, given
from hypothesis import strategies as st

from countersign.policies import actions
from countersign.policies.actions import Words
from countersign.policies.changes import changes_between
from countersign.policies.marking import Line, Mark, marked
from countersign.policies.markup import runs_html
from countersign.policies.paper import on_paper, pdf_of, pieces_of
from countersign.policies.placing import written
from countersign.policies.printed import html_of
from countersign.policies.tests.factories import TODAY, make_administrator, make_draft, make_school, publish
from countersign.policies.wording import Segment, filled, parse, without_pictures
from countersign.policies.words import words_of

PIECES = st.lists(
    st.sampled_from(
        [
            *("**", "*", "_", "__", "[", "]", "(", ")", "](", "\n", "\n\n", " ", "a", "first_name", "{post:dsl}"),
            *(
                "https://school.example/a_b",
                "mailto:office@school.example",
                "javascript:alert(1)",
                "<b>",
                '"',
                "&",
                "'",
            ),
            *("[the form](https://forms.example/x_y)", "_now_", "**bold**", "{symbol:ask}", "{", "data:text/html,x"),
        ]
    ),
    max_size=14,
).map("".join)


def html(text: str) -> str:
    return str(html_of(filled(parse(text), {})))


def said(text: str) -> str:
    return "".join(each.text for each in filled(parse(text), {}))


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("I ask _first_.", "I ask <em>first</em>."),
        ("**I ask _first_**", "<b>I ask </b><b><em>first</em></b>"),
        ("(_see below_)", "(<em>see below</em>)"),
        ("“_never_”, she said", "“<em>never</em>”, she said"),
        ("my first_name and last_name", "my first_name and last_name"),
        ("Name _______ Date _______", "Name _______ Date _______"),
        ("_ not this _", "_ not this _"),
        ("__init__ and a_b_c", "__init__ and a_b_c"),
        ("_over\nlines_", "_over\nlines_"),
        ("https://school.example/_a_/b", "https://school.example/_a_/b"),
        ("*asterisks* stay", "*asterisks* stay"),
        ("one.\n\n\ntwo.\nthree.", "one.<br><br>two.\nthree."),
        ("I tell {post:dsl} _at once_", 'I tell <b class="cs-post">{post:dsl}</b> <em>at once</em>'),
    ],
)
def test_marks_count_where_they_are_meant(text: str, printed: str) -> None:
    assert html(text) == printed


@pytest.mark.parametrize(
    ("text", "address", "words"),
    [
        ("[the form](https://forms.example/a_b?c=1#d)", "https://forms.example/a_b?c=1#d", "the form"),
        ("([form](https://wiki.example/A_(b)))", "https://wiki.example/A_(b)", "form"),
        ("[write](mailto:office@school.example)", "mailto:office@school.example", "write"),
        ("_[form](https://forms.example)_", "https://forms.example", "form"),
    ],
)
def test_words_lead_to_a_web_page_or_an_address_for_mail(text: str, address: str, words: str) -> None:
    (link,) = [each for each in parse(text) if each.address]

    assert (link.text, link.address) == (words, address)
    assert f'href="{address}"' in html(text)


@pytest.mark.parametrize(
    "text",
    [
        "[x](javascript:alert(1))",
        "[x](http://plain.example)",
        "[x](//other.example)",
        "[x](data:text/html,hello)",
        "[x](https://bank.example@elsewhere.example)",
        '[x](https://school.example/"onclick="alert(1))',
        "[x](https://school.example/<b>)",
        "[x](mailto:office@school.example?bcc=other@elsewhere.example)",
        "[x] (https://school.example)",
        "[ ](https://school.example)",
        "[x](https://)",
        "![x](/local.png)",
    ],
)
def test_nothing_else_is_a_link(text: str) -> None:
    assert said(text) == text
    assert "<a" not in html(text)


@given(st.one_of(PIECES, st.text()))
@example("[a **b](https://x.example) c**")
def test_whatever_is_typed_no_tag_and_no_script_comes_of_it(text: str) -> None:
    found = str(linebreaksbr(html_of(filled(parse(text), {}))))
    found = re.sub(r"<svg class=\"cs-symbol\".*?</svg>", "", found)
    tags = re.sub(
        r'<a class="govuk-link cs-out" href="(?:https://|mailto:)[^"<>\s]+" rel="noreferrer">', "<a>", found, flags=re.I
    )
    tags = tags.replace('<b class="cs-post">', "<b>")
    assert re.sub(r"</?(?:a|b|em)>|<br>", "", tags).count("<") == 0
    for name in ("a", "b", "em"):
        assert tags.count(f"<{name}>") == tags.count(f"</{name}>")


@given(st.one_of(PIECES, st.text()))
def test_no_word_is_lost(text: str) -> None:
    segments = filled(parse(text), {})
    signs = str.maketrans("", "", "*_[]()")
    plain, addresses = text.replace("{symbol:ask}", ""), {each.address for each in segments if each.address}
    for address in addresses:
        assert f"({address.removeprefix('mailto:')})" in "".join(each.text for each in on_paper(segments))
        plain = plain.replace(f"]({address})", "")
    kept = "".join(each.text for each in segments)
    for address in addresses:
        kept = kept.replace(f"]({address})", "")
    assert kept.translate(signs) == plain.translate(signs)


@given(st.text(alphabet=st.characters(exclude_characters="*_[{")))
def test_text_without_these_signs_prints_as_it_stands(text: str) -> None:
    assert "".join(each.text for each in parse(text)) == text


def test_text_that_repeats_a_beginning_takes_no_time() -> None:
    begun = time.perf_counter()
    for piece in ("_a ", "[", "[a](https://", "[a](https://x.example/(", "**", "[a](mailto:", "{post:"):
        parse(piece * (20_000 // len(piece)))
    assert time.perf_counter() - begun < 1


def test_a_link_that_leads_elsewhere_is_a_change_and_says_where_it_leads() -> None:
    old, new = (parse(f"Fill in [the form](https://forms.example/{each}) first.") for each in ("one", "two"))
    (line,) = marked([Line("text", old)], [Line("text", new)])

    assert words_of(written(old)) != words_of(written(new))
    assert {run.mark for run in line.runs} == set(Mark)
    assert str(runs_html(line.runs)) == (
        "Fill in <del>the form (https://forms.example/one)</del> <ins>the form (https://forms.example/two)</ins> first."
    )


def test_on_paper_the_address_stands_after_the_words_and_paragraphs_apart() -> None:
    (_, link, rest) = on_paper(parse("See [**our** form](https://forms.example).\n\nThen sign.")[1:])

    assert link.text == " form (https://forms.example)"
    assert [(piece["text"], piece["apart"]) for piece in pieces_of(rest, "")] == [(".", False), ("Then sign.", True)]


def test_what_is_read_aloud_has_no_marks() -> None:
    text = "{symbol:ask} I _always_ ask [the office](https://school.example) **first**."

    assert without_pictures(text) == "I always ask the office first."


def test_a_policy_named_in_a_link_leads_where_the_author_says() -> None:
    assert all(
        isinstance(each, Segment) and not each.policy for each in parse("[Behaviour Policy](https://a.example)", ())
    )


@pytest.mark.django_db
def test_the_paper_of_a_comparison_prints_emphasis_addresses_and_paragraphs() -> None:
    by = make_administrator(make_school())
    old = publish(make_draft(by.school, "I ask first.", by=by), by)
    new = actions.new_draft(old.policy, by=by)
    words = Words("I _always_ ask [the office](https://office.example).\n\nThen I wait.", number="1")
    actions.change_part(new.parts.get(number="1"), words, revision=0, by=by)
    document = pypdfium2.PdfDocument(io.BytesIO(pdf_of(changes_between(old, new, TODAY), at=timezone.now())))
    text = "".join(page.get_textpage().get_text_range() for page in document)

    assert "always" in text
    assert "https://office.example" in text
    assert "Then I wait." in " ".join(text.split())
