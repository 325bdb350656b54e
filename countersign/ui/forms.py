"""
Questions drawn as GOV.UK draws them.

Any Django form is drawn so, by the templates in `templates/django/forms/`. What is here is for questions Django has no
widget for: a date in three boxes, and choices with hints or with a further question beneath.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar, Self

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, validate_email
from django.utils.functional import lazy
from django.utils.translation import gettext, pgettext_lazy

from countersign.ui.dates import DateParts, WrongDate, read_date
from countersign.words import later as _


class Form(forms.Form):
    """
    A form whose optional questions say so, and whose choices may reveal a further question.

    A question that a choice `reveals` is drawn beneath that choice, and counts only where it was chosen.
    """

    use_required_attribute = False  # the server says what is missing, in a sentence; browsers say it in theirs
    marks_optional = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.revealed: set[str] = set()
        self.not_asked: set[str] = set()
        for field in self.fields.values():
            speak_plainly(field)
        for name, field in self.fields.items():
            self.reveal(name, field.widget)

    def add(self, name: str, field: forms.Field) -> None:
        """Add a question that depends on whom or what the form is about; one that reveals others comes after them."""
        self.fields[name] = field
        speak_plainly(field)
        self.reveal(name, field.widget)

    def reveal(self, asked: str, widget: forms.Widget) -> None:
        """Join each choice with the question beneath it, and ask that only where the choice was made."""
        if not isinstance(widget, ChoicesWithHints) or not widget.reveals:
            return
        data = self[asked].data
        chosen = data if isinstance(data, list) else [data]
        for value, name in widget.reveals.items():
            if name in self.fields:
                widget.revealed[value] = self[name]
                self.revealed.add(name)
                if self.is_bound and value not in chosen and self.fields[name].required:
                    self.fields[name].required = False
                    self.not_asked.add(name)

    def clean(self) -> dict[str, Any]:
        """Forget what was typed beneath a choice that was not made."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in self.not_asked:
            self.errors.pop(name, None)
            cleaned[name] = None
        return cleaned

    def get_context(self) -> dict[str, Any]:
        """Return what `{{ form }}` draws, leaving out what a choice draws."""
        context = super().get_context()
        context["fields"] = [(field, errors) for field, errors in context["fields"] if field.name not in self.revealed]
        return context


def speak_plainly(field: forms.Field) -> None:
    """Put a sentence that says what to do where a question has none of its own."""
    standard = forms.Field.default_error_messages["required"]
    if field.error_messages.get("required") is standard and field.label:
        field.error_messages["required"] = _needs_an_answer(field.label)
    field.validators = [plain_email if validator is validate_email else validator for validator in field.validators]
    for kind, message in PLAIN.items():
        if isinstance(field, kind) and field.error_messages.get("invalid") is kind.default_error_messages["invalid"]:
            field.error_messages["invalid"] = message


def _in_a_sentence(question: object) -> str:
    return gettext("“%(question)s” needs an answer") % {"question": question}


_needs_an_answer = lazy(_in_a_sentence, str)  # hardly ever said
plain_email = EmailValidator(_("Enter an e-mail address like name@school.example"))
PLAIN: dict[type[forms.Field], str] = {
    forms.IntegerField: _("Enter a whole number, like 10"),
    forms.TimeField: _("Enter a time, like 14:30"),
}


class ChoicesWithHints(forms.widgets.ChoiceWidget):
    """Choices of which each may carry a hint, or reveal a further question of the same form."""

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        choices: Any = (),
        *,
        hints: Mapping[str, str] | None = None,
        reveals: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(attrs, choices)
        self.hints = dict(hints or {})
        self.reveals = dict(reveals or {})
        self.revealed: dict[str, forms.BoundField] = {}

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        copied = super().__deepcopy__(memo)
        copied.revealed = {}
        return copied

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return one choice as the template draws it, with its hint and the question it reveals."""
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        option["hint"] = self.hints.get(str(value), "")
        option["reveals"] = self.revealed.get(str(value))
        return option


class Radios(ChoicesWithHints, forms.RadioSelect):
    """One of several: `Radios(hints={"own": "You hold this post"}, reveals={"other": "on_behalf_of"})`."""


class Checkboxes(ChoicesWithHints, forms.CheckboxSelectMultiple):
    """Any of several, with the same `hints` and `reveals` as `Radios`."""


WIDTHS = {"day": 2, "month": 3, "year": 4}
LABELS = {
    "day": pgettext_lazy("date", "Day"),
    "month": pgettext_lazy("date", "Month"),
    "year": pgettext_lazy("date", "Year"),
}


class GovDate(forms.Widget):
    """A date in three boxes: no calendar to fight with on a phone, and nothing typed is lost."""

    template_name = "ui/widgets/date.html"
    use_fieldset = True

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return the three boxes, marking those in which something is wrong."""
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        typed = self.parts(value)
        has_error = bool(widget["attrs"].get("aria-invalid"))
        wrong = wrong_parts(typed) if has_error else ()
        widget["boxes"] = [
            {
                "name": f"{name}_{part}",
                "id": f"{widget['attrs'].get('id', name)}_{part}",
                "label": LABELS[part],
                "value": text,
                "is_wrong": part in wrong,
                "width": WIDTHS[part],
            }
            for part, text in zip(DateParts._fields, typed, strict=True)
        ]
        return context

    def parts(self, value: Any) -> DateParts:
        """Return a date, or what was typed for one, as three texts."""
        if isinstance(value, DateParts):
            return value
        if isinstance(value, str) and value:
            value = date.fromisoformat(value)
        return DateParts(str(value.day), str(value.month), str(value.year)) if value else DateParts()

    def format_value(self, value: Any) -> Any:
        """Leave the value alone: `parts` tells it apart."""
        return value

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> DateParts | str | None:
        """Return what was typed, or an ISO date given whole, as a program would."""
        del files
        if name in data:
            return str(data[name])
        return DateParts(*(data.get(f"{name}_{part}", "") for part in DateParts._fields))

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Tell whether the question was not on the page."""
        del files
        return name not in data and all(f"{name}_{part}" not in data for part in DateParts._fields)

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """Return the first box, for the error summary to link to."""
        return f"{id_}_{index or 'day'}"


class DateField(forms.DateField):
    """A day, typed in three boxes; the month may be a number or a name."""

    widget = GovDate
    default_error_messages: ClassVar[dict[str, Any]] = {"required": _("Enter a date")}

    def to_python(self, value: Any) -> date | None:
        """Return the date typed, or say what is wrong with it."""
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date) or not value:
            return value or None
        if isinstance(value, DateParts):
            if value.is_empty:
                return None
            try:
                return read_date(value)
            except WrongDate as wrong:
                raise ValidationError(wrong.message, code=wrong.parts[0]) from wrong
        try:
            return date.fromisoformat(str(value))
        except ValueError as wrong:
            raise ValidationError(_("Enter the date as year-month-day, like 2026-11-30"), code="invalid") from wrong


def wrong_parts(typed: DateParts) -> tuple[str, ...]:
    """Return the boxes in which the fault is: all of them when the date is right in itself, or empty."""
    if typed.is_empty:
        return DateParts._fields
    try:
        read_date(typed)
    except WrongDate as wrong:
        return wrong.parts
    return DateParts._fields
