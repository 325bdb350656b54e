"""Template tags of the layout, the form fields and the components. `docs/reference/components.md` shows them all."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django import forms, template
from django.conf import settings
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from countersign.ui import charts, stack
from countersign.ui.forms import GovDate
from countersign.words import later as _

register = template.Library()
register.tag("stack", stack.parse_stack)
register.tag("row", stack.parse_row)
register.tag("cell", stack.parse_cell)

# What a knot's shape says, for those who listen; done and two say it in their own words.
KNOT_WORDS = {"now": _("Now"), "next": _("Not yet"), "stale": _("Out of date"), "gap": _("No proof")}
BAR_WIDTH = 200
ORIGINAL = "en"  # what schools write in


class PageError(NamedTuple):
    """One line of the error summary: what is wrong, and the id of the control to mend it at."""

    message: str
    target: str


@register.simple_tag
def spoken_language() -> str:
    """Return the language that the page is in, as HTML's `lang` has it: `en`, not `en-gb`."""
    return (get_language() or settings.LANGUAGE_CODE).partition("-")[0]


@register.simple_tag
def other_languages() -> list[tuple[str, str, str]]:
    """Return the languages that the page could be in instead: what the server calls each, its tag, its own name."""
    now = get_language() or settings.LANGUAGE_CODE
    return [(code, code.partition("-")[0], name) for code, name in settings.LANGUAGES if code != now]


@register.simple_tag
def as_written() -> SafeString:
    """Return the attribute of words that stand as the school wrote them, in English, on a page in another language."""
    return mark_safe("" if spoken_language() == ORIGINAL else f' lang="{ORIGINAL}"')  # noqa: S308  two letters of ours


@register.simple_tag
def as_said() -> SafeString:
    """Return the attribute of our own words among those that are `as_written`."""
    spoken = spoken_language()
    return mark_safe("") if spoken == ORIGINAL else format_html(' lang="{}"', spoken)


@register.filter
def within(day: str) -> str:
    """Return a day as it stands within a sentence: in Welsh its name begins with a small letter there."""
    return day if spoken_language() == ORIGINAL else day[:1].lower() + day[1:]


@register.simple_tag(takes_context=True)
def page_errors(context: Context) -> list[PageError]:
    """Return what is wrong on the page, from `form`, `formset` and each of `forms` in the context."""
    found: list[PageError] = []
    for name in ("form", "formset", "forms"):
        found += errors_in(context.get(name))
    return found


def errors_in(given: Any) -> Iterator[PageError]:
    """Go through the errors of a form, a formset or several of them, in the order of the page."""
    if isinstance(given, forms.BaseForm):
        if given.is_bound:
            yield from form_errors(given)
    elif isinstance(given, forms.BaseFormSet):
        if given.is_bound:
            for message in given.non_form_errors():
                yield PageError(str(message), first_control(given.forms[0]) if given.forms else "")
        for form in given.forms:
            yield from errors_in(form)
    elif isinstance(given, Iterable) and not isinstance(given, str | Mapping):
        for one in given:
            yield from errors_in(one)


def form_errors(form: forms.BaseForm) -> Iterator[PageError]:
    """Go through one form's errors: those of the whole form, then each question's."""
    for message in form.non_field_errors():
        yield PageError(str(message), first_control(form))
    for field in form:
        for message in field.errors:
            yield PageError(str(message), "" if field.is_hidden else control_id(field))


def first_control(form: forms.BaseForm) -> str:
    """Return the id of the first thing to fill in."""
    return next((control_id(field) for field in form.visible_fields()), "")


@register.filter
def control_id(field: forms.BoundField) -> str:
    """Return the id of the control at which a question is answered, or its first wrong box."""
    widget = field.field.widget
    id_ = str(widget.attrs.get("id") or field.auto_id)
    if isinstance(widget, GovDate):
        codes = [error.code for error in field.errors.as_data()] if field.errors else []
        part = next((code for code in codes if code in ("day", "month", "year")), None)
        return widget.id_for_label(id_, part)
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return f"{id_}_0"
    return widget.id_for_label(id_) or id_


@register.simple_tag
def control_attrs(widget: Mapping[str, Any], css: str = "") -> SafeString:
    """
    Return a control's attributes with GOV.UK's class, and its error class where the answer is wrong.

    `required` and `maxlength` are left to the server: a browser would speak its own words, or cut a pasted text short.
    """
    attrs = {name: value for name, value in widget["attrs"].items() if name not in ("required", "maxlength")}
    classes = [css, str(attrs.pop("class", ""))]
    if attrs.get("aria-invalid") and css:
        classes.append(f"{css.split(maxsplit=1)[0]}--error")
    if widget.get("type") in ("radio", "checkbox"):
        attrs.pop("aria-invalid", None)
    attrs.pop("prefix", None)
    attrs.pop("suffix", None)
    if joined := " ".join(filter(None, classes)):
        attrs["class"] = joined
    return format_html_join(
        "",
        "{}",
        (
            (format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value),)
            for name, value in attrs.items()
            if value is not False and value is not None
        ),
    )


@register.simple_tag
def field(
    field: forms.BoundField, *, heading: bool = False, size: str = "", hide_label: bool = False, css: str = ""
) -> SafeString:
    """Draw one question; with `heading` its label is the page's h1, as on a page with one question."""
    return render_to_string(
        "ui/field.html",
        {"field": field, "heading": heading, "size": size, "hide_label": hide_label, "css": css},
    )


@register.filter
def question(field: forms.BoundField) -> str:
    """Return a question as printed: optional ones say so."""
    label = str(field.label)
    asks_to_tick = isinstance(field.field.widget, forms.CheckboxInput | forms.CheckboxSelectMultiple)
    is_optional = not field.field.required and field.name not in getattr(field.form, "not_asked", ())
    is_marked = getattr(field.form, "marks_optional", False) and is_optional and not asks_to_tick
    optional = gettext("optional")
    return f"{label} ({optional})" if is_marked and optional not in label.lower() else label


@register.filter
def choice_kind(widget: Mapping[str, Any]) -> str:
    """Return the GOV.UK component that draws a list of choices."""
    is_one = any(option["type"] == "radio" for _, options, _ in widget["optgroups"] for option in options)
    return "radios" if is_one else "checkboxes"


@register.simple_tag
def mark(state: str, words: str = "") -> SafeString:
    """Draw the two strokes: none, signed or both; with words, as a state anywhere."""
    return render_to_string("ui/mark.html", {"state": state, "words": words})


@register.simple_block_tag
def knot(content: SafeString, state: str = "done", *, level: int = 2, size: str = "m", **more: Any) -> SafeString:
    """Draw one knot of a thread, with its title, when, id, part and seconds."""
    words = "" if more.get("part") else KNOT_WORDS.get(state, "")  # of a part that is read, the script says how far
    return render_to_string(
        "ui/knot.html",
        {"content": content, "state": state, "state_words": words, "level": level, "size": size, **more},
    )


@register.simple_block_tag
def sheet(
    content: SafeString,
    kind: str = "",
    *,
    title: str = "",
    mark: str = "",
    level: int = 2,
    id: str = "",  # noqa: A002
) -> SafeString:
    """Draw one thing to read or to do."""
    return render_to_string(
        "ui/sheet.html",
        {"content": content, "kind": kind, "title": title, "mark": mark, "level": level, "id": id},
    )


@register.simple_block_tag
def clause(content: SafeString, number: str = "", *, why: str = "", id: str = "") -> SafeString:  # noqa: A002
    """Draw one clause whose words are HTML."""
    return render_to_string("ui/clause.html", {"content": content, "number": number, "why": why, "id": id})


@register.simple_tag
def clause_of(
    number: str,
    text: str,
    children: Iterable[Any] = (),
    *,
    lead_in: str = "",
    why: str = "",
    id: str = "",  # noqa: A002
) -> SafeString:
    """Draw one clause from its parts; each child has .text, and .number where one is printed."""
    return render_to_string(
        "ui/clause.html",
        {"number": number, "text": text, "children": children, "lead_in": lead_in, "why": why, "id": id},
    )


@register.simple_tag
def progress(done: int, total: int, words: str, note: str = "") -> SafeString:
    """Draw how far a reader is."""
    beads = ["done" if place < done else "now" if place == done else "next" for place in range(total)]
    return render_to_string("ui/progress.html", {"words": words, "note": note, "beads": beads})


@register.simple_tag
def bar(of: int, both: int, signed: int = 0) -> SafeString:
    """Draw a bar of people: signed and countersigned, signed, and the rest."""
    unit = BAR_WIDTH / of if of else 0
    return render_to_string(
        "ui/bar.html",
        {"both_to": round(both * unit, 1), "signed_to": round((both + signed) * unit, 1), "is_whole": both == of},
    )


@register.simple_tag
def line_chart(title: str, points: Sequence[tuple[str, int | None]], of: int) -> SafeString:
    """Draw counts day by day, with the same as a table."""
    return render_to_string(
        "ui/line_chart.html", {"title": title, "points": points, "of": of, "line": charts.line(points, of)}
    )


@register.filter
def as_text(value: Any) -> str:
    """Return a text, or several as one: "headteacher and data protection officer"."""
    if isinstance(value, str):
        return lower_first(value)
    *others, last = [lower_first(str(one)) for one in value] or [""]
    return gettext("%(others)s and %(last)s") % {"others": ", ".join(others), "last": last} if others else last


@register.filter
def lower_first(text: str) -> str:
    """Return a title as it stands within a sentence; one that begins with capitals, as DPO does, is left."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
