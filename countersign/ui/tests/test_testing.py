import pytest

from countersign.ui.testing import look_over

PAGE = '<html lang="en"><title>{title}Sign</title><main><h1>Sign</h1>{main}</main></html>'


def page(main: str = "", title: str = "") -> str:
    return PAGE.format(main=main, title=title)


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        (page("<h1>Again</h1>"), "2 h1"),
        (page("<h3>Deep</h3>"), "from h1 to h3"),
        (page().replace("Sign</title>", "</title>"), "no title"),
        (page().replace(' lang="en"', ""), "language"),
        (page().replace("main>", "div>"), "0 main"),
        (page('<input name="name">'), "without a label: input name"),
        (page('<select name="term" id="t"></select>'), "without a label: select term"),
        (page('<p id="a"></p><p id="a"></p>'), "an id more than once: a"),
        (page('<p aria-describedby="b"></p>'), "#b, which is not there"),
        (page('<div class="govuk-error-summary"></div>'), "no “Error:”"),
        (page(title="Error: "), "but no error summary"),
        (
            page('<div class="govuk-error-summary"><a href="#x">Wrong</a></div>', "Error: "),
            "error summary pointing at #x",
        ),
        (page("<script>1</script>"), "script of its own"),
        (page("<style>p{}</style>"), "style of its own"),
        (page('<p style="color:red">'), "style of its own on <p>"),
        (page('<p onclick="x()">'), "onclick"),
        (page('<a href="javascript:x">x</a>'), "a link that is a script"),
        (page('<a hx-get="/x">x</a>'), "only htmx can use"),
        (page('<button hx-post="/x">x</button>'), "only htmx can use"),
        (page('<form method="post"></form>'), "without csrf_token"),
        (page('<img src="x">'), "without alt"),
        (page("{{ person }}"), "template's own"),
    ],
)
def test_a_page_that_is_not_well_made_is_told_why(html: str, fault: str) -> None:
    with pytest.raises(AssertionError, match="at /sign") as told:
        look_over(html, where="at /sign")

    assert fault in str(told.value)


@pytest.mark.parametrize(
    "main",
    [
        '<form method="post"><input type="hidden" name="csrfmiddlewaretoken"><label>N <input></label></form>',
        '<form><button hx-get="/x">x</button></form>',
        '<a href="/x" hx-get="/x">x</a>',
        '<div hx-get="/x" hx-trigger="every 2s"></div>',
        '<label>Name <input name="n"></label>',
        '<script src="/static/x.js"></script>',
        "<h2>Below</h2><h3>Further below</h3><h2>Up again</h2>",
    ],
)
def test_a_page_that_is_well_made_is_let_through(main: str) -> None:
    look_over(page(main))


def test_a_fragment_is_not_held_to_what_a_page_must_have() -> None:
    look_over("<tr><td>Priya</td></tr>", is_whole=False)
    with pytest.raises(AssertionError):
        look_over('<tr style="x"></tr>', is_whole=False)
