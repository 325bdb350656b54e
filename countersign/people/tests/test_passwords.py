import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from countersign.people.tests.factories import PASSWORD, give_account, make_person, make_school


@pytest.mark.parametrize(
    "password",
    [
        "password12",
        "P@ssw0rd2026",
        "Summer2026!!",
        "!!!headteacher1",
        "letmein123456",
        "aaaaaaaaaaaa",
        "abababababab",
        "qwertyuiop",
        "lkjhgfdsapoi",
        "1234567890",
        "liverpool2024",
        "S4fegu4rding",
        "schoolschool",
    ],
)
def test_a_password_that_is_guessed_first_is_refused(password: str) -> None:
    with pytest.raises(ValidationError, match="three random words"):
        validate_password(password)


@pytest.mark.parametrize("password", ["short", "123456789", ""])
def test_a_short_password_is_refused_with_what_to_do(password: str) -> None:
    with pytest.raises(ValidationError, match="at least 10 characters"):
        validate_password(password)


@pytest.mark.parametrize(
    "password", [PASSWORD, "kürbis und regen", "correct-horse-x", "x7!qv#Lm92@t", "пароль и дождь"]
)
def test_words_of_ones_own_are_taken(password: str) -> None:
    validate_password(password)


@pytest.mark.django_db
def test_ones_own_name_is_refused() -> None:
    account = give_account(make_person(make_school(), "Nadia", "Kowalczyk", email="n.kowalczyk@mail.example"))

    with pytest.raises(ValidationError, match="your own name"):
        validate_password("kowalczyk99", account)
    validate_password("kowalczyk rides a green bicycle", account)
