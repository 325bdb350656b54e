"""What somebody answered while setting up a school, kept in their session until they finish."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.sessions.backends.base import SessionBase

KEY = "setting-up"
STEPS = ("school", "you", "posts", "countersigning", "rule")


@dataclass(frozen=True)
class Holder:
    """Somebody named for a post: as the policy prints them, and where mail reaches them."""

    name: str
    email: str = ""


@dataclass(frozen=True)
class Rule:
    """When people sign again: by a day of each year, or with no day a year after each signature."""

    month: int | None = None
    day: int | None = None
    days_to_sign: int = 10  # school days
    grace_days: int = 14


@dataclass(frozen=True)
class Answers:
    """Everything that makes a school."""

    name: str
    web_address: str
    your_name: str
    your_email: str
    password_hash: str
    countersigning: list[str]
    rule: Rule
    holders: dict[str, Holder] = field(default_factory=dict)


def given(session: SessionBase, step: str) -> dict[str, Any] | None:
    """Return what was answered at a step, or None."""
    answer: dict[str, Any] | None = session.get(KEY, {}).get(step)
    return answer


def give(session: SessionBase, step: str, answer: dict[str, Any]) -> None:
    """Keep what was answered at a step."""
    session[KEY] = {**session.get(KEY, {}), step: answer}


def first_open(session: SessionBase) -> str | None:
    """Return the first step that has no answer yet."""
    return next((step for step in STEPS if given(session, step) is None), None)


def whole(session: SessionBase) -> Answers:
    """Return the answers of all steps; `first_open` says when that can be asked."""
    answers = session[KEY]
    rule = answers["rule"]
    return Answers(
        name=answers["school"]["name"],
        web_address=answers["school"]["web_address"],
        your_name=answers["you"]["name"],
        your_email=answers["you"]["email"],
        password_hash=answers["you"]["password_hash"],
        countersigning=answers["countersigning"]["posts"],
        rule=Rule(rule["month"], rule["day"], rule["days_to_sign"], rule["grace_days"]),
        holders={code: Holder(**holder) for code, holder in answers["posts"].items()},
    )


def forget(session: SessionBase) -> None:
    """Forget every answer, as when the school is set up."""
    session.pop(KEY, None)
