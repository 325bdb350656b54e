"""
The names a file gives, and the posts of the school that they stand for.

A name that the file gives to one of the school's posts is replaced by `{name:…}`; the rest of the wording stays as it
was. Each replacement is a doubt that one press puts back.
"""

import re
from typing import Any

from countersign.policies.drafting import RIGHT, Answers, DoubtDraft, PartDraft, line
from countersign.policies.wording import Printed, lowered, texts_of

POSTS_CALLED = {
    "deputy-headteacher": "deputy-head",
    "principal": "headteacher",
    "superintendent": "headteacher",
    "it-helpdesk": "it-manager",
}
"""What a document calls some of our posts."""

ASKING = re.compile(r"\bquestions? (?:about|on)\b", re.IGNORECASE)


class Names:
    """The names a file gives, and the posts of the school that they stand for."""

    def __init__(self, contacts: list[dict[str, Any]], posts: dict[str, Printed]) -> None:
        self.posts = posts
        self.contacts = [contact for contact in contacts if contact["name"]]
        self.codes: dict[str, set[str]] = {}
        for contact in self.contacts:
            codes = self.codes.setdefault(line(contact["name"]), set())
            code = POSTS_CALLED.get(contact["post"] or "", contact["post"] or "")
            if code in posts:
                codes.add(code)
        for name, codes in self.codes.items():
            if not codes:
                codes |= {code for code, post in posts.items() if name in post.names}

    def replace_in(self, parts: list[PartDraft]) -> list[DoubtDraft]:
        """Put posts in the place of names, and return a doubt for each part this was done in."""
        doubts = []
        for place, part in enumerate(parts):
            found = self.named_in(part)
            if found and part.kind != "section":
                doubts.append(self.replace_names(part, place, found))
        return doubts

    def named_in(self, part: PartDraft) -> list[str]:
        """Return the names a part gives, as they follow each other."""
        text = "\n".join(texts_of(part.lead_in, part.text, part.children))
        found = {name: match.start() for name in self.codes if (match := finder(name).search(text))}
        return sorted(found, key=lambda name: found[name])

    def replace_names(self, part: PartDraft, place: int, names: list[str]) -> DoubtDraft:
        """Put posts in the place of those names that stand for one post, and say what was done."""
        done: dict[str, str] = {}
        for name in sorted(names, key=len, reverse=True):
            code = self.code_of(name, part.where)
            if code and code not in done.values():
                done[name] = code
        for name, code in done.items():
            change(part, lambda text, name=name, code=code: finder(name).sub(f"{{name:{code}}}", text))
        done = {name: done[name] for name in names if name in done}
        answers = [RIGHT]
        if done:
            keep = " and ".join(f"“{name}”" for name in done)
            words = [[f"{{name:{code}}}", name] for name, code in done.items()]
            answers.append({"label": f"Keep {keep} as written"[:100], "sets": {"words": words}})
        for name in names:
            answers += self.offers_for(name, part) if name not in done else []
        return DoubtDraft("guessed", self.said(done, names, part.where), part.where, place, names, answers)

    def offers_for(self, name: str, part: PartDraft) -> Answers:
        """Return the posts somebody may mean by a name that no post stands beside: offered, never taken."""
        surname = name.rsplit(maxsplit=1)[-1].casefold()
        codes = [
            code
            for code, post in self.posts.items()
            if any(surname == each.split()[-1].casefold() for each in post.names)
        ]
        if not codes and "aup-contact" in self.posts and ASKING.search(part.text):
            codes = ["aup-contact"]
        return [
            {
                "label": f"Print whoever is the {lowered(self.posts[code].title)}"[:100],
                "sets": {"words": [[name, f"{{name:{code}}}"]]},
            }
            for code in codes[:2]
        ]

    def code_of(self, name: str, where: str) -> str:
        """Return the post a name stands for: the one this place says, or the only one the file gives it."""
        here = {
            POSTS_CALLED.get(contact["post"] or "", contact["post"] or "")
            for contact in self.contacts
            if line(contact["name"]) == name and contact.get("where") == where
        } & set(self.posts)
        codes = here if len(here) == 1 else self.codes[name]
        return next(iter(codes)) if len(codes) == 1 else ""

    def said(self, done: dict[str, str], names: list[str], where: str) -> str:
        """Return in words what was done with the names of a part."""
        guessed = [contact for contact in self.contacts if contact["inferred"] and contact.get("where") == where]
        sentences = []
        if done:
            joined = " and ".join(f"“{name}” as {lowered(self.posts[code].title)}" for name, code in done.items())
            if len(guessed) > 1 and len(done) > 1:
                sentences.append(f"Two names follow two posts. We joined them in that order: {joined}.")
            else:
                sentences.append(f"We took {joined}.")
            sentences.append("Whoever holds the post is printed in that place.")
        sentences += [each for name, code in done.items() if (each := self.said_of(name, code))]
        sentences += [
            f"“{name}” is named, and no post. When somebody else takes over, these words must change."
            for name in names
            if name not in done
        ]
        return " ".join(sentences)

    def said_of(self, name: str, code: str) -> str:
        """Return in words that today somebody else, or nobody, holds the post."""
        post = self.posts[code]
        if not post.names:
            return f"In Countersign nobody is {lowered(post.title)} yet."
        return "" if name in post.names else f"Today that is {post.name}."


def finder(name: str) -> re.Pattern[str]:
    """Return what finds a name in a text, whole."""
    words = r"\s+".join(map(re.escape, name.split()))
    return re.compile(rf"(?<![\w’']){words}(?!\w)")


def change(part: PartDraft, way: Any) -> None:
    """Change every text of a part."""
    part.lead_in, part.text = way(part.lead_in), way(part.text)
    part.children = [changed(child, way) for child in part.children]


def changed(child: dict[str, Any], way: Any) -> dict[str, Any]:
    """Return a point, and those beneath it, with their texts changed."""
    new = {**child, "text": way(child["text"])}
    if child.get("children"):
        new["children"] = [changed(each, way) for each in child["children"]]
    return new
