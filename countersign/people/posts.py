"""Posts in a text, printed as whoever holds them on a day."""

import datetime
import re
from collections.abc import Iterable
from typing import NamedTuple

from countersign.people.models import Holding, Person
from countersign.schools.models import Post, School

MARK = re.compile(r"\{post:([a-z0-9][a-z0-9-]{0,49})\}")


class Segment(NamedTuple):
    """A piece of a text: plain words, or a post as it prints. A template escapes both."""

    text: str
    is_post: bool


class PostsOnADay:
    """Who holds each post of a school on a day: asked once, then printed into many texts."""

    def __init__(self, school: School, day: datetime.date) -> None:
        self.titles = dict(Post.objects.filter(school=school).values_list("code", "title"))
        holdings = Holding.objects.filter(Holding.on(day), post__school=school)
        self.holders: dict[str, Person] = {
            holding.post.code: holding.person
            for holding in holdings.select_related("post", "person").order_by("from_date", "pk")
        }

    def prints_as(self, code: str) -> str:
        """Return a post as it prints: its holder and what they are, or its title and that nobody holds it."""
        title = in_a_sentence(self.titles.get(code) or code.replace("-", " "))
        if holder := self.holders.get(code):
            return f"{holder.printed_name or holder.name} ({title})"
        return f"{title} (nobody holds this post at present)"

    def print(self, text: str) -> list[Segment]:
        """Return a text in pieces, each `{post:…}` in it as it prints."""
        pieces: list[Segment] = []
        end = 0
        for match in MARK.finditer(text):
            if match.start() > end:
                pieces.append(Segment(text[end : match.start()], is_post=False))
            pieces.append(Segment(self.prints_as(match[1]), is_post=True))
            end = match.end()
        if end < len(text):
            pieces.append(Segment(text[end:], is_post=False))
        return pieces


def holder_of(school: School, code: str, day: datetime.date) -> Person | None:
    """Return who holds a post on a day."""
    holding = (
        Holding.objects.filter(Holding.on(day), post__school=school, post__code=code)
        .select_related("person")
        .order_by("-from_date", "-pk")
        .first()
    )
    return holding.person if holding else None


def print_posts(text: str, school: School, day: datetime.date) -> list[Segment]:
    """Return a text in pieces of (text, is_post), each `{post:…}` in it printed as its holder on the day."""
    return PostsOnADay(school, day).print(text)


def posts_in(texts: Iterable[str]) -> set[str]:
    """Return the codes of the posts that texts name."""
    return {code for text in texts for code in MARK.findall(text)}


def in_a_sentence(title: str) -> str:
    """Return a title as it stands inside a sentence: headteacher, but IT manager."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]
