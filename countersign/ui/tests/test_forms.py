from datetime import date
from typing import Any

from django import forms
from django.forms import formset_factory
from django.template import Context, Template

from countersign.ui.forms import Checkboxes, DateField, Form, Radios
from countersign.ui.templatetags.ui import errors_in


class Loan(Form):
    borrower = forms.CharField(label="Who borrows it?", help_text="As the school knows them", max_length=20)
    until = DateField(label="Until when?")
    reason = forms.CharField(label="Why?", required=False, widget=forms.Textarea)


class Countersignature(Form):
    permissions = forms.MultipleChoiceField(
        label="Additional permissions",
        required=False,
        choices=[("remote", "Remote access"), ("usb", "USB stick")],
        widget=Checkboxes(hints={"usb": "Not asked"}, reveals={"remote": "until"}),
    )
    until = DateField(label="Until")
    capacity = forms.ChoiceField(label="You sign as", choices=[("head", "Headteacher")], widget=Radios())


def drawn(form: forms.Form) -> str:
    return str(form)


class Passkey(Form):
    name = forms.CharField(label="What do you call it?", required=False)
    credential = forms.CharField(widget=forms.HiddenInput)


def test_a_fault_in_what_nobody_can_see_is_told_without_a_link() -> None:
    assert [error.target for error in errors_in(Passkey({}))] == [""]


def test_every_question_has_its_label_and_its_hint() -> None:
    html = drawn(Loan())

    assert '<label class="govuk-label govuk-label--s" for="id_borrower">Who borrows it?</label>' in html
    assert '<div id="id_borrower_helptext" class="govuk-hint">As the school knows them</div>' in html
    assert 'aria-describedby="id_borrower_helptext"' in html


def test_a_question_that_may_stay_empty_says_so() -> None:
    assert "Why? (optional)" in drawn(Loan())


def test_a_browser_neither_refuses_an_answer_nor_cuts_it_short() -> None:
    html = drawn(Loan())

    assert "required" not in html
    assert "maxlength" not in html


def test_nothing_typed_is_lost_when_something_is_wrong() -> None:
    html = drawn(
        Loan(
            {"borrower": "A name far too long for it", "until_day": "31", "until_month": "Feb", "until_year": "twenty"}
        )
    )

    for typed in ("A name far too long for it", 'value="31"', 'value="Feb"', 'value="twenty"'):
        assert typed in html


def test_a_date_is_asked_for_in_three_boxes_and_read_as_one() -> None:
    form = Loan({"borrower": "Amira", "until_day": "4", "until_month": "September", "until_year": "2026"})

    assert form.is_valid()
    assert form.cleaned_data["until"] == date(2026, 9, 4)


def test_a_program_may_give_a_date_whole() -> None:
    assert Loan({"borrower": "Amira", "until": "2026-09-04"}).is_valid()
    assert Loan({"borrower": "Amira", "until": "soon"}).errors["until"]


def test_a_date_already_known_fills_the_boxes() -> None:
    html = drawn(Loan(initial={"until": date(2026, 11, 30)}))

    for value in ("30", "11", "2026"):
        assert f'value="{value}"' in html


def test_only_the_wrong_box_of_a_date_is_marked_and_linked_to() -> None:
    form = Loan({"borrower": "Amira", "until_day": "4", "until_month": "9", "until_year": "26"})

    assert drawn(form).count("govuk-input--error") == 1
    assert [error.target for error in errors_in(form)] == ["id_until_year"]


def test_the_error_summary_names_each_fault_in_the_order_of_the_page() -> None:
    form = Loan({})
    form.add_error(None, "Nobody may borrow anything today")

    assert [(error.message, error.target) for error in errors_in(form)] == [
        ("Nobody may borrow anything today", "id_borrower"),
        ("“Who borrows it?” needs an answer", "id_borrower"),
        ("Enter a date", "id_until_day"),
    ]


def test_radios_are_linked_to_by_their_first_choice() -> None:
    assert [error.target for error in errors_in(Countersignature({}))] == ["id_capacity_0"]


def test_several_forms_are_summed_up_together() -> None:
    loans = formset_factory(Loan, extra=2)({"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-until": ""})

    assert [error.target for error in errors_in(loans)] == ["id_form-0-borrower", "id_form-0-until_day"]


def test_an_unanswered_form_has_no_faults() -> None:
    assert list(errors_in(Loan())) == []


def test_a_question_beneath_a_choice_is_drawn_there_and_only_once() -> None:
    html = drawn(Countersignature())

    assert html.count('id="id_until_day"') == 1
    assert html.index("Remote access") < html.index('id="id_until_day"') < html.index("USB stick")


def test_a_question_beneath_a_choice_must_be_answered_only_where_it_was_chosen() -> None:
    not_chosen = Countersignature({"capacity": "head", "until_day": "nonsense"})
    chosen = Countersignature({"capacity": "head", "permissions": ["remote"]})

    assert not_chosen.is_valid()
    assert not_chosen.cleaned_data["until"] is None
    assert chosen.errors == {"until": ["Enter a date"]}


def test_no_choice_is_ticked_beforehand() -> None:
    assert "checked" not in drawn(Countersignature())


def test_a_choice_carries_its_hint() -> None:
    html = drawn(Countersignature())

    assert 'aria-describedby="id_permissions_1_hint"' in html
    assert '<div id="id_permissions_1_hint" class="govuk-hint govuk-checkboxes__hint">Not asked</div>' in html


def test_what_is_typed_is_never_taken_for_html() -> None:
    html = drawn(Loan({"borrower": '"><script>alert(1)</script>', "until_day": '"><b>'}))

    assert "<script>" not in html
    assert "<b>" not in html


def test_a_question_alone_on_its_page_is_the_heading_of_the_page() -> None:
    html = Template("{% load ui %}{% field form.until heading=True %}").render(Context({"form": Loan()}))

    assert '<h1 class="govuk-fieldset__heading">Until when?</h1>' in html


def test_a_form_of_another_package_is_drawn_alike() -> None:
    class Theirs(forms.Form):
        login: Any = forms.EmailField(label="E-mail")

    html = drawn(Theirs({"login": "x"}))

    assert "govuk-input govuk-input--error" in html
    assert "govuk-error-message" in html
