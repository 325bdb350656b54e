"""What the styleguide shows: one question of each kind, and invented people for the parts."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from django import forms

from countersign.ui.forms import Checkboxes, DateField, Form, Radios

SCHOOL = SimpleNamespace(name="Hollin Bank Primary School")
CONTACT = SimpleNamespace(name="Daniel Okafor", title="School business manager", telephone="01632 960 114")


class EveryQuestion(Form):
    """One question of each kind."""

    full_name = forms.CharField(
        label="Type your full name",
        help_text="This is your signature. The sentence above is kept with it, word for word.",
        widget=forms.TextInput({"class": "cs-hand", "autocomplete": "name", "spellcheck": "false"}),
        error_messages={"required": "Type your full name as the school knows it: Priya Nair"},
    )
    email = forms.EmailField(
        label="E-mail address",
        widget=forms.EmailInput({"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"required": "Enter your e-mail address, like name@school.example"},
    )
    password = forms.CharField(
        label="Password",
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
        error_messages={"required": "Enter your password"},
    )
    code = forms.CharField(
        label="The six numbers we texted you",
        help_text="Sent to the mobile ending 418",
        widget=forms.TextInput(
            {
                "class": "govuk-input--width-5 govuk-input--extra-letter-spacing",
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
            }
        ),
        error_messages={"required": "Enter the six numbers from the text message"},
    )
    starts_on = DateField(
        label="When does the permission start?",
        help_text="For example, 30 11 2026",
        error_messages={"required": "Enter the day the permission starts"},
    )
    capacity = forms.ChoiceField(
        label="You sign as",
        choices=[("headteacher", "Headteacher"), ("behalf", "On behalf of somebody else")],
        widget=Radios(hints={"headteacher": "You hold this post since 1 September 2019"}, reveals={"behalf": "whose"}),
        error_messages={"required": "Choose in which capacity you sign"},
    )
    whose = forms.CharField(label="On whose behalf?")
    permissions = forms.MultipleChoiceField(
        label="Additional permissions",
        help_text="Tick only what you decide. Each ends by itself.",
        required=False,
        choices=[("remote", "Remote access"), ("usb", "USB stick off site"), ("admin", "Administrator rights")],
        widget=Checkboxes(
            hints={
                "remote": "Asked for: “to plan at home”. The catalogue allows up to one school year.",
                "usb": "Not asked. Given for one reason at a time, from the loans register.",
                "admin": "Not asked. Needs a second approver.",
            },
            reveals={"remote": "remote_until"},
        ),
    )
    remote_until = forms.ChoiceField(
        label="Until", choices=[("2027-08-31", "31 August 2027"), ("2027-04-02", "2 April 2027")]
    )
    term = forms.ChoiceField(
        label="Which term?", choices=[("", "Choose a term"), ("autumn", "Autumn"), ("spring", "Spring")], required=False
    )
    days = forms.IntegerField(
        label="How long may people take to sign?",
        min_value=1,
        widget=forms.NumberInput({"class": "govuk-input--width-2", "suffix": "school days"}),
        error_messages={"required": "Enter a number of school days", "invalid": "Enter a whole number, like 10"},
    )
    reason = forms.CharField(
        label="Why do you decline?",
        help_text="The headteacher reads this.",
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "Say why, in a sentence or two"},
    )
    document = forms.FileField(
        label="Put in the Word file you use today",
        help_text="Word, PDF, or text; up to 20 MB",
        error_messages={"required": "Choose a file"},
    )
    is_sure = forms.BooleanField(
        label="I have checked every clause against the document",
        error_messages={"required": "Tick to say that you have checked every clause"},
    )


def context() -> dict[str, Any]:
    """Return everything the styleguide draws."""
    wrong = EveryQuestion(
        {
            "wrong-full_name": "P",
            "wrong-email": "priya at home",
            "wrong-starts_on_day": "31",
            "wrong-starts_on_month": "February",
            "wrong-starts_on_year": "2027",
            "wrong-permissions": ["remote"],
            "wrong-days": "ten",
        },
        prefix="wrong",
    )
    return {
        "school": SCHOOL,
        "aup_contact": CONTACT,
        "is_demonstration": True,
        "questions": EveryQuestion(initial={"starts_on": date(2026, 11, 30), "full_name": "Priya Nair"}),
        "wrong_questions": wrong,
        "colours": COLOURS,
        "children": [
            SimpleNamespace(number="a", text="a parent has agreed"),
            SimpleNamespace(number="b", text="the picture shows no name"),
        ],
        "figures": [
            {"label": "Signed edition 4", "value": 71, "note": "of 90"},
            {"label": "Wait for your signature", "value": 8, "url": "#figures"},
            {"label": "School days left", "value": 3},
            {"label": "Breach clock", "value": "41 h", "note": "left, 1 running"},
        ],
        "rows": [
            {"key": "Edition", "value": "4, published 16 November 2026", "url": "#summary"},
            {
                "key": "How identity was known",
                "value": "Single-use link to p.nair@mail.example, and a code to a mobile",
            },
            {"key": "Permissions", "value": "Remote access until 31 August 2027"},
        ],
        "teams": [
            {"name": "Teaching", "of": 24, "both": 20, "signed": 2},
            {"name": "Governors", "of": 9, "both": 6, "signed": 1},
            {"name": "Volunteers", "of": 14, "both": 8, "signed": 1},
        ],
        "days": [
            ("Mo 16", 14),
            ("Tu 17", 26),
            ("We 18", 32),
            ("Th 19", 45),
            ("Fr 20", 54),
            ("Mo 23", 68),
            ("Tu 24", 71),
            ("We 25", None),
            ("Th 26", None),
            ("Fr 27", None),
        ],
        "names": [
            "Maximiliana Featherstonehaugh-Wolfeschlegelsteinhausenbergerdorff",
            "نور الهدى بنت عبد الرحمن",
            "Siân ap Rhys",
            "李文",
        ],
        "months": ["September", "October", "November", "December", "January", "February"],
    }


COLOURS = (
    ("sign", "Sign, brand", "#0e5358"),
    ("two", "Countersign", "#7d2a58"),
    ("ink", "Ink", "#1e2628"),
    ("soft", "Soft ink", "#4d5759"),
    ("paper", "Paper", "#fbf8f2"),
    ("paper-deep", "Deep paper", "#f1ebdf"),
    ("amber", "Amber ink", "#7a4700"),
    ("red", "Red", "#b1271b"),
    ("green", "Green", "#1d6a3f"),
    ("focus", "Focus", "#ffcf33"),
)


def reading() -> dict[str, Any]:
    """Return a policy to read, as the reader's script is shown with it."""
    sections = [
        SimpleNamespace(key=f"s{place}", title=title, clauses=clauses)
        for place, (title, clauses) in enumerate(SECTIONS, 1)
    ]
    return {
        "school": SCHOOL,
        "aup_contact": CONTACT,
        "sections": sections,
        "words": f"{len(sections)} parts",
        "form": EveryQuestion(),
    }


SECTIONS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "Keeping children safe",
        (
            ("1", "I have read the Online Safety Policy. I keep to it myself, and I hold pupils to it kindly."),
            ("2", "If something worries me, however small, I tell the right person the same day."),
            ("3", "I contact pupils only in ways the school has approved and can see."),
        ),
    ),
    (
        "How our systems are looked after",
        (
            ("5", "School devices, accounts and networks are filtered and monitored, on site and off."),
            ("6", "I do not try to get round the filter. If it blocks something I need, I ask for it to be looked at."),
        ),
    ),
    (
        "Data and devices",
        (
            ("7", "I keep my passwords to myself. If I think somebody knows one, I change it at once."),
            ("8", "I keep school data in school systems, not on my own devices or accounts."),
            ("9", "I use a USB stick only if the school gave it to me, and take it off site only with permission."),
        ),
    ),
    (
        "My own conduct",
        (
            ("12", "I am a role model online as well as in class."),
            ("13", "I photograph pupils only on a school device and only where a parent has agreed."),
            ("16", "I understand that breaking this policy can lead to disciplinary action."),
        ),
    ),
)
