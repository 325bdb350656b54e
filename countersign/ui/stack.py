"""
A table that turns into blocks on a narrow screen.

    {% stack "Agreements that need a decision" "Name" "Role" "#Signed" %}
      {% for agreement in agreements %}{% row %}
        {% cell %}<a href="…">{{ agreement.person.name }}</a>{% endcell %}
        {% cell %}{{ agreement.role }}{% endcell %}
        {% cell %}{{ agreement.signed_at }}{% endcell %}
      {% endrow %}{% endfor %}
    {% endstack %}

The first cell of a row is its heading; the others carry their column's name for a narrow screen. A column whose name
begins with `#` holds figures. `shown` after the caption shows it, else it is there for those who listen. The elements
name their table roles, because some browsers forget them when a table is drawn as blocks.
"""

from dataclasses import dataclass, field
from typing import Any

from django import template
from django.template.base import FilterExpression, Node, NodeList, Parser, Token
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

KEY = "ui.stack"


@dataclass(frozen=True)
class Heading:
    """The name of a column."""

    text: str
    is_numeric: bool


@dataclass
class Place:
    """Where in the table we are: its columns, and the next cell's place in its row."""

    headings: list[Heading]
    column: int = field(default=0)


class StackNode(Node):
    """The whole table."""

    def __init__(self, nodelist: NodeList, values: list[FilterExpression], css: FilterExpression | None) -> None:
        self.nodelist = nodelist
        self.values = values
        self.css = css

    def render(self, context: Context) -> SafeString:
        """Draw the table, its body first."""
        caption, *names = [str(value.resolve(context)) for value in self.values]
        is_shown = bool(names) and names[0] == "shown"
        headings = [Heading(name.removeprefix("#"), name.startswith("#")) for name in names[is_shown:]]
        with context.push(**{KEY: Place(headings)}):
            body = self.nodelist.render(context)
        return render_to_string(
            "ui/stack_table.html",
            {
                "caption": caption,
                "is_caption_shown": is_shown,
                "headings": headings,
                "body": body,
                "css": self.css.resolve(context) if self.css else "",
            },
        )


class RowNode(Node):
    """One row."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        """Draw the row."""
        place_in(context).column = 0
        return format_html(
            '<tr role="row" class="govuk-table__row">{}</tr>', SafeString(self.nodelist.render(context).strip())
        )


class CellNode(Node):
    """One cell: the heading of its row when it is the first."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        """Draw the cell, with its column's name for a narrow screen."""
        place = place_in(context)
        heading = place.headings[place.column] if place.column < len(place.headings) else Heading("", False)
        is_first = place.column == 0
        place.column += 1
        content = SafeString(self.nodelist.render(context).strip())
        if is_first:
            return format_html('<th scope="row" role="rowheader" class="govuk-table__header">{}</th>', content)
        return format_html(
            '<td role="cell" class="govuk-table__cell{}" data-label="{}">{}</td>',
            " govuk-table__cell--numeric" if heading.is_numeric else "",
            heading.text,
            content,
        )


def place_in(context: Context) -> Place:
    """Return the table we are in."""
    place: Any = context.get(KEY)
    if not isinstance(place, Place):
        raise template.TemplateSyntaxError("row and cell stand inside {% stack %}")
    return place


def parse_stack(parser: Parser, token: Token) -> StackNode:
    """Read `{% stack "Caption" "Column" … css="…" %}`."""
    bits = token.split_contents()[1:]
    css = [bit for bit in bits if bit.startswith("css=")]
    values = [parser.compile_filter(bit) for bit in bits if bit not in css]
    if not values:
        raise template.TemplateSyntaxError("stack needs a caption, then the names of its columns")
    nodelist = parser.parse(("endstack",))
    parser.delete_first_token()
    return StackNode(nodelist, values, parser.compile_filter(css[0].removeprefix("css=")) if css else None)


def parse_row(parser: Parser, token: Token) -> RowNode:
    """Read `{% row %}`."""
    del token
    nodelist = parser.parse(("endrow",))
    parser.delete_first_token()
    return RowNode(nodelist)


def parse_cell(parser: Parser, token: Token) -> CellNode:
    """Read `{% cell %}`."""
    del token
    nodelist = parser.parse(("endcell",))
    parser.delete_first_token()
    return CellNode(nodelist)
