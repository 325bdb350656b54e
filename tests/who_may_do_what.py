"""
Who may do what: the one table, from which docs/reference/permissions.md is drawn and by which every page is tested.

A new page needs a row here. `python -m tests.who_may_do_what` draws the reference anew.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Visitor(StrEnum):
    """Whoever opens a page."""

    STRANGER = "stranger"
    BEARER = "ticket"
    SOMEBODY = "no post"
    HEAD = "head"
    CHAIR = "chair"
    BUSINESS_MANAGER = "business manager"
    IT_MANAGER = "IT manager"
    ADMINISTRATOR = "administrator"
    ELSEWHERE = "other school"


class Answer(StrEnum):
    """What a page does for somebody."""

    YES = "yes"  # 200, or 204 to a script
    ON = "on"  # leads to another page: what was sent is done, or there is nothing to do here
    SIGN_IN = "sign in"  # 302 to the page for signing in
    CONFIRM = "confirm"  # 302 to the page that asks once more for the password or passkey
    OWN = "own"  # 200, or what `on` means, at one's own school: nothing of this one is on the page
    NO = "–"  # 404: there is no such page
    OVER = "over"  # 409 or 410: this has happened, and cannot happen twice
    REFUSED = "refused"  # 400: what was sent cannot be believed


YES, ON, SIGN_IN, CONFIRM, OWN, NO, OVER, REFUSED = Answer
STRANGER, BEARER, SOMEBODY, HEAD, CHAIR, BUSINESS_MANAGER, IT_MANAGER, ADMINISTRATOR, ELSEWHERE = Visitor
Answers = dict[Visitor, Answer]


@dataclass(frozen=True)
class Row:
    """One page: `{agreement}` and the like in the address are filled in from a school made for the test."""

    address: str
    does: str
    answers: Answers
    sent: dict[str, str] | str | None = None  # the page takes only what is sent to it: this
    closes: bool = False  # it ends in signing in, and yet does something


def everybody(answer: Answer = YES, **but: Answer) -> Answers:
    """Return the same answer for all, but for some."""
    return dict.fromkeys(Visitor, answer) | {Visitor[name.upper()]: each for name, each in but.items()}


def only(*may: Visitor, answer: Answer = YES) -> Answers:
    """Return an answer for some; strangers and bearers of a ticket sign in, and others find no such page."""
    return {**everybody(NO), STRANGER: SIGN_IN, BEARER: SIGN_IN, **dict.fromkeys(may, answer)}


def at_school(*may: Visitor, answer: Answer = YES) -> Answers:
    """Return the same for a page that is about one's own school: whoever comes from another sees that one."""
    return {**only(*may, answer=answer), STRANGER: SIGN_IN, BEARER: SIGN_IN, ELSEWHERE: OWN}


def signed_in(answer: Answer = YES) -> Answers:
    """Return an answer for whoever signs in with an account."""
    return {**everybody(answer), STRANGER: SIGN_IN, BEARER: SIGN_IN}


def bound(answer: Answer = YES) -> Answers:
    """Return an answer for those an edition is for, with an account or a ticket."""
    return {**everybody(answer), STRANGER: SIGN_IN, ELSEWHERE: NO}


INTRODUCTION = """# Who may do what

Drawn from `tests/who_may_do_what.py`; a test asks for every page as every kind of visitor and finds exactly this, and a
page without a row fails it. Whoever may not open a page may not send to it either, and what is refused leaves nothing
in the ledger. What somebody may not know of answers 404, never 403.

| visitor | is |
| --- | --- |
| stranger | not signed in |
| ticket | came by a single-use link, and has no account |
| no post | a member of staff, signed in |
| head | the headteacher, who countersigns |
| chair | the chair of governors, who countersigns for the headteacher only and is named to approve a policy |
| business manager | holds that post, and is not an administrator |
| IT manager | likewise |
| administrator | holds no post, and does not countersign |
| other school | administrator, headteacher, chair and IT manager of another school of the same installation |

| answer | is |
| --- | --- |
| yes | the page |
| on | it leads on: what was sent is done, or there is nothing to do here |
| sign in | to the page for signing in, and back |
| confirm | the password or passkey once more, then the page |
| own | the same page of one’s own school |
| – | there is no such page |
| over | it has happened and cannot happen again (409) |
| refused | what was sent cannot be believed (400) |

“(sent)”: the page only takes what is sent to it. Administrators and approvers sign in with a second step; before they
have set one up, every page leads them to it. A session that nobody used for a quarter of an hour leads to `/locked/`.
At a demonstration school nobody is asked who they are, and `/demonstration/` lets a visitor be any of its people.
Where several people hold posts that countersign, each of them is “head” here, but for the headteacher’s own agreement.
"""

APPROVERS = (HEAD, CHAIR)
EDITORS = (ADMINISTRATOR, HEAD, BUSINESS_MANAGER)
KNOWN = (SOMEBODY, HEAD, CHAIR, BUSINESS_MANAGER, IT_MANAGER, ADMINISTRATOR)
OFFICE = (ADMINISTRATOR, BUSINESS_MANAGER)
WATCH = (ADMINISTRATOR, HEAD, BUSINESS_MANAGER)
APPLY = (ADMINISTRATOR, IT_MANAGER)
SEE_ACCESS = (*APPLY, HEAD)
DECIDE = (ADMINISTRATOR, HEAD)
NAMES = {"names_holders": "no"}
ONE_SCHOOL = everybody(stranger=NO)  # two schools are here: without a name nobody knows which one is meant
READERS = {**only(HEAD, ADMINISTRATOR), BEARER: NO}

TABLE: dict[str, list[Row]] = {
    "One’s own page, reading and signing": [
        Row("/", "What there is to do, what one signed and asked", {**everybody(), STRANGER: SIGN_IN}),
        Row("/sign/", "Go to the one edition that waits, or to the list", {**everybody(ON), STRANGER: SIGN_IN}),
        Row("/sign/{edition}/", "Read an edition that binds one, and sign it", bound()),
        Row("/sign/{edition}/seen/", "Note which parts were on the screen", bound(), '{"sections": [], "seconds": 1}'),
        Row("/sign/{edition}/linked/1/", "Open a policy that the edition names, and note it", bound(ON)),
        Row("/sign/{requiring}/reading/1/", "Read what must be read before signing", bound()),
        Row("/sign/{requiring}/reading/1/ask/", "Say what one does not understand in it", bound()),
        Row("/sign/{edition}/decline/", "Decline, with the reason", bound()),
        Row("/sign/{edition}/ask/", "Ask the named contact", bound()),
        Row("/reading/", "What one must read", {**everybody(), STRANGER: SIGN_IN}),
        Row("/reading/{linked}/", "Read a policy that is on one’s list", bound()),
        Row("/reading/{linked}/opened/", "Open one that is kept elsewhere", bound(ON)),
        Row("/agreements/{own}/", "One’s own signature, and what follows", {**everybody(), STRANGER: SIGN_IN}),
    ],
    "Countersigning and answering": [
        Row("/agreements/", "The queue of those who countersign", at_school(*APPROVERS)),
        Row(
            "/agreements/{agreement}/",
            "Somebody else’s signature",
            READERS,
        ),
        Row("/agreements/{agreement}/countersign/", "Countersign, with permissions", only(HEAD)),
        Row("/agreements/{agreement}/return/", "Return with a question", only(HEAD)),
        Row("/agreements/{agreement}/refuse/", "Refuse, with the reason", only(HEAD)),
        Row("/agreements/{heads}/countersign/", "Countersign the headteacher’s own", only(CHAIR)),
        Row("/agreements/{heads}/return/", "Return the headteacher’s own", only(CHAIR)),
        Row("/agreements/{heads}/refuse/", "Refuse the headteacher’s own", only(CHAIR)),
        Row("/questions/{question}/", "Answer a question", only(HEAD, ADMINISTRATOR)),
    ],
    "Who has signed": [
        Row("/campaign/", "How far the school is, who is missing and why", at_school(*WATCH)),
        Row("/campaign/start/", "Start asking by itself", at_school(HEAD, ADMINISTRATOR, answer=ON), {}),
        Row("/campaign/stop/", "Stop asking by itself", at_school(HEAD, ADMINISTRATOR, answer=ON), {}),
        Row("/campaign/missing.csv", "Everybody who is missing, as a file", at_school(*WATCH)),
        Row("/campaign/people/{person}/", "What somebody was asked, and what came of it", only(*WATCH)),
        Row("/team/", "Who of one’s team has not signed", only(HEAD)),
    ],
    "Policies": [
        Row("/policies/", "The school’s policies", at_school(*Visitor)),
        Row("/policies/editions/{edition}/", "An edition as it was published", only(*KNOWN)),
        Row("/policies/editions/{edition}/translations/", "The translations of an edition", only(*EDITORS)),
        Row("/policies/translations/{translation}/", "A translation beside the original", only(*EDITORS)),
        Row("/policies/translations/{translation}/texts/title/", "Translate one text", only(*EDITORS)),
        Row("/policies/translations/{translation}/put-in/", "Put a translated document in", only(*EDITORS)),
        Row("/policies/translations/{translation}/check/", "Check somebody else’s translation", only(*EDITORS)),
        Row("/policies/translations/{translation}/offer/", "Offer it to readers", only(*EDITORS, answer=ON), {}),
        Row("/policies/translations/{translation}/withdraw/", "Withdraw it", only(*EDITORS)),
        Row(
            "/policies/translations/{translation}/replace/",
            "Begin one that takes its place",
            only(*EDITORS, answer=ON),
            {},
        ),
        Row("/policies/editions/{draft}/source/", "The file an edition was read from", only(*EDITORS)),
        Row("/policies/put-in/", "Put a document in", at_school(*EDITORS)),
        Row("/policies/start/", "Start from texts of ours", at_school(*EDITORS)),
        Row("/policies/write/", "Write one from nothing", at_school(*EDITORS)),
        Row("/policies/put-in/choose/", "Choose among the agreements of one file", at_school(*EDITORS, answer=ON)),
        Row("/policies/drafts/{draft}/", "Check a draft against the original", only(*EDITORS)),
        Row("/policies/drafts/{draft}/doubts/{doubt}/", "Settle a doubt", only(*EDITORS, answer=ON), {"answer": "0"}),
        Row("/policies/drafts/{draft}/details/", "Its title, people, dates and form", only(*EDITORS)),
        Row("/policies/drafts/{draft}/preview/", "See it as somebody it is for", only(*EDITORS)),
        Row("/policies/drafts/{draft}/publish/", "See who will be asked, and publish", only(*EDITORS)),
        Row("/policies/drafts/{draft}/discard/", "Put a draft away", only(*EDITORS)),
        Row("/policies/drafts/{draft}/wordings/add/", "Add a wording for others", only(*EDITORS)),
        Row("/policies/drafts/{draft}/wordings/{wording}/", "Say whom a wording is for", only(*EDITORS)),
        Row(
            "/policies/drafts/{draft}/wordings/{wording}/remove/",
            "Take a wording out",
            only(*EDITORS, answer=ON),
            {"remove": "1"},
        ),
        Row("/policies/drafts/{draft}/at-work/", "Who else has a draft open", only(*EDITORS, answer=ON)),
        Row("/policies/drafts/{draft}/history/", "Who changed what in a draft", only(*EDITORS)),
        Row("/policies/drafts/{draft}/history/{earlier}/", "Bring earlier words back", only(*EDITORS, answer=ON), {}),
        Row("/policies/drafts/{draft}/add/", "Add a part", only(*EDITORS)),
        Row("/policies/drafts/{draft}/parts/{part}/", "Change a part", only(*EDITORS)),
        Row("/policies/drafts/{draft}/parts/{part}/move/", "Move it", only(*EDITORS, answer=ON), {"to": "down"}),
        Row(
            "/policies/drafts/{draft}/parts/{part}/remove/",
            "Take it out, put it back, split or join it",
            only(*EDITORS, answer=ON),
            {},
        ),
        Row("/policies/drafts/{reading}/reading/", "What must be read before signing it", only(*EDITORS)),
        Row("/policies/drafts/{reading}/reading/{link}/", "Choose what of a linked policy", only(*EDITORS)),
        Row("/policies/drafts/{reading}/reading/item/{required}/", "The questions about it", only(*EDITORS)),
        Row("/policies/drafts/{reading}/reading/item/{required}/ask/", "Write one", only(*EDITORS)),
        Row("/policies/drafts/{reading}/reading/item/{required}/{check}/", "Change one", only(*EDITORS)),
        Row("/policies/drafts/{to_approve}/approval/", "A draft and who approved it", only(*EDITORS, CHAIR)),
        Row("/policies/drafts/{to_approve}/approval/ask/", "Send it to its approvers", only(*EDITORS, answer=ON), {}),
        Row("/policies/drafts/{to_approve}/approval/take-back/", "Take one’s answer back", only(CHAIR, answer=ON), {}),
        Row("/policies/drafts/{to_approve}/approval/meeting/", "Record a meeting", only(ADMINISTRATOR, HEAD)),
        Row(
            "/policies/drafts/{to_approve}/approval/meeting/take-back/",
            "Take a meeting back",
            only(ADMINISTRATOR, HEAD, answer=ON),
            {},
        ),
        Row("/policies/{policy}/approvers/", "Say who approves a policy", only(ADMINISTRATOR, HEAD)),
        Row("/policies/{policy}/owner/", "Say which post looks after it", only(ADMINISTRATOR, HEAD)),
        Row("/policies/reviews/", "When each policy is reviewed", at_school(*Visitor)),
        Row("/policies/reviews/calendar/{calendar}.ics", "It as a calendar, by a secret address", everybody()),
        Row("/policies/{policy}/review/ask/", "Ask for a review", only(*EDITORS, CHAIR, IT_MANAGER)),
        Row("/policies/{policy}/review/close/", "Close a review", only(*EDITORS, CHAIR)),
        Row("/policies/{policy}/new-draft/", "Begin the next edition", only(*EDITORS, answer=ON), {}),
        Row("/policies/{linked}/must-read/", "Say who must read a policy nobody signs", only(*EDITORS)),
        Row("/policies/{policy}/signing/", "Say whether people sign it, or only read it", only(*EDITORS)),
        Row("/reading/{linked}/who/", "Who has read a policy", only(*EDITORS)),
        Row("/policies/{policy}/withdraw/", "Withdraw a policy", only(*EDITORS)),
        Row("/policies/website/", "Put the policies on the school’s website", at_school(*EDITORS)),
        Row("/policies/website/", "Decide whether public pages name holders", at_school(*DECIDE, answer=ON), NAMES),
        Row("/policies/public/", "Every policy in force, as everybody may read it", everybody()),
        Row("/policies/public/embed/", "It as a list in a frame, of one’s own or the only school", ONE_SCHOOL),
        Row("/policies/public.json", "It for programs", ONE_SCHOOL),
        Row("/policies/public.atom", "New editions as a feed", ONE_SCHOOL),
        Row("/policies/public/{school}/", "Every policy in force at one school", everybody()),
        Row("/policies/public/{school}/embed/", "It as a list in a frame", everybody()),
        Row("/policies/public/{school}/policies.json", "It for programs", everybody()),
        Row("/policies/public/{school}/policies.atom", "New editions as a feed", everybody()),
        Row("/policies/linked/{linked}/address/", "Say where a linked policy is read", only(*EDITORS)),
        Row(
            "/policies/linked/{linked}/",
            "A policy that an edition names",
            everybody(ON, administrator=YES, head=YES, business_manager=YES),
        ),
        Row("/policies/{policy}/", "A policy as everybody may read it", everybody()),
        Row("/policies/{policy}/editions/1/", "One of its editions", everybody()),
        Row("/policies/{policy}/editions/1.pdf", "It as a sealed PDF", everybody()),
        Row("/policies/{policy}/compare/?from=1&to=1", "What changed between two editions", everybody()),
        Row(
            "/policies/{drafted}/compare/?to=draft",
            "What changed in a draft",
            everybody(NO, administrator=YES, head=YES, business_manager=YES),
        ),
        Row("/policies/{policy}/compare.pdf?from=1&to=1", "What changed, on paper", only(*KNOWN)),
    ],
    "Records": [
        Row("/records/{own}/", "One’s own record", {**everybody(), STRANGER: SIGN_IN}),
        Row("/records/{own}/record.pdf", "One’s own receipt or sealed record", {**everybody(), STRANGER: SIGN_IN}),
        Row("/records/{own}/shown/", "The exact words one saw", {**everybody(), STRANGER: SIGN_IN}),
        Row("/records/{own}/shown.html", "Their bytes", {**everybody(), STRANGER: SIGN_IN}),
        Row("/records/{recorded}/", "Somebody else’s record", READERS),
        Row("/records/{recorded}/record.pdf", "Somebody else’s sealed record", READERS),
        Row("/records/{recorded}/bundle.zip", "It with all that verifies it", READERS),
        Row("/records/{recorded}/shown/", "The exact words they saw", READERS),
        Row("/records/{recorded}/shown.html", "Their bytes", READERS),
        Row("/verify/", "Check a record", everybody()),
        Row("/verify/countersign-verify.py", "The program that checks one without us", everybody()),
        Row("/verify/root.crt", "The root certificate", everybody()),
        Row("/verify/record-format/", "The format, to check by hand", everybody()),
    ],
    "Access": [
        Row("/access/", "Every directory and list, and what would change", at_school(*SEE_ACCESS)),
        Row("/access/catalogue/", "What roles bring, and the permissions there are", at_school(*SEE_ACCESS)),
        Row("/access/catalogue/brings/add/", "Add to what roles bring", at_school(ADMINISTRATOR)),
        Row("/access/catalogue/brings/{brings}/", "Change what a role brings", only(ADMINISTRATOR)),
        Row("/access/catalogue/permissions/add/", "Add a permission", at_school(ADMINISTRATOR)),
        Row("/access/catalogue/permissions/{permission}/", "Change a permission", only(ADMINISTRATOR)),
        Row("/access/catalogue/permission/{permission}/retire/", "Take it out", only(ADMINISTRATOR, answer=ON), {}),
        Row("/access/connect/", "Connect a directory", at_school(ADMINISTRATOR)),
        Row("/access/{directory}/", "The plan of a directory", only(*SEE_ACCESS)),
        Row("/access/{directory}/", "Apply it", only(*APPLY, answer=ON), {}),
        Row("/access/{directory}/plan.txt", "It as a text file", only(*SEE_ACCESS)),
        Row("/access/{directory}/check/", "Whether the directory can be used", only(*SEE_ACCESS)),
        Row("/access/{directory}/progress/", "What was decided and is not yet in effect", only(*SEE_ACCESS)),
        Row("/access/{directory}/progress/", "Try again what failed", only(*APPLY, answer=ON), {}),
        Row("/access/{directory}/look/", "Read it again now", only(*SEE_ACCESS, answer=ON), {}),
        Row("/access/{directory}/answers/", "Answer for what was done by hand", only(*APPLY, answer=ON), {}),
        Row("/access/{directory}/release/", "Release what the guard held back", only(HEAD, answer=ON), {}),
        Row("/access/{directory}/settings/", "How it is reached", only(ADMINISTRATOR)),
        Row("/access/{directory}/groups/", "Which groups mean what", only(ADMINISTRATOR)),
        Row("/access/{directory}/people/{person}/", "Settle whose account is whose", only(*APPLY)),
        Row("/access/{list}/list/", "The list of accounts made by hand", only(*SEE_ACCESS)),
        Row("/access/{list}/list/", "Say that one was made", only(*APPLY), {}),
        Row("/access/second/", "Permissions that wait for a second approver", at_school(*APPROVERS)),
        Row("/access/grants/{grant}/withdraw/", "Take a permission away early", only(HEAD, ADMINISTRATOR)),
        Row("/access/people/{person}/", "What somebody may use, and why", only(*SEE_ACCESS)),
        Row("/access/people/{person}/suspend/", "Suspend all their access", only(HEAD, ADMINISTRATOR)),
        Row("/access/people/{person}/resume/", "Give it back", only(HEAD, ADMINISTRATOR, answer=ON), {}),
    ],
    "People": [
        Row("/people/", "Everybody at the school", at_school(ADMINISTRATOR)),
        Row("/people/add/", "Add somebody", at_school(ADMINISTRATOR)),
        Row("/people/import/", "Take in a list", at_school(ADMINISTRATOR)),
        Row("/people/import/example.csv", "An example of such a list", at_school(ADMINISTRATOR)),
        Row("/people/{person}/", "One person, their roles, posts and links", only(ADMINISTRATOR)),
        Row("/people/{person}/correct/", "Correct their details", only(ADMINISTRATOR)),
        Row("/people/{person}/away/", "When they are away", only(*OFFICE)),
        Row("/people/{person}/away/{absence}/", "Correct when they are away", only(*OFFICE)),
        Row("/people/{person}/away/{absence}/remove/", "Take it back", only(*OFFICE)),
        Row("/people/{person}/line-manager/", "Choose their line manager", only(ADMINISTRATOR)),
        Row("/people/{person}/role/", "Add a role", only(ADMINISTRATOR)),
        Row("/people/{person}/role/{role}/end/", "Set the last day of a role", only(ADMINISTRATOR)),
    ],
    "Messages": [
        Row("/messages/", "What was sent, and what waits", at_school(ADMINISTRATOR)),
        Row("/messages/{message}/", "One message; its link where no mail leaves", only(ADMINISTRATOR)),
        Row("/messages/invite/", "Invite everybody never asked before", at_school(ADMINISTRATOR, answer=ON), {}),
        Row("/messages/invite/{person}/", "Invite one person", only(ADMINISTRATOR, answer=ON), {}),
        Row("/messages/sign-in/{person}/", "Send a way to sign in", only(ADMINISTRATOR, answer=ON), {}),
        Row("/messages/new-link/", "Ask for a new link to one’s own address", everybody()),
    ],
    "The school": [
        Row("/school/", "Its name, posts and rule", at_school(ADMINISTRATOR)),
        Row("/school/name/", "Change the name or web address", at_school(ADMINISTRATOR)),
        Row("/school/rule/", "Change when people sign again", at_school(ADMINISTRATOR)),
        Row("/school/reminders/", "On which days people are reminded", at_school(ADMINISTRATOR)),
        Row("/school/terms/", "The school days of a year", at_school(ADMINISTRATOR)),
        Row("/school/terms/new/", "Enter a term", at_school(ADMINISTRATOR)),
        Row("/school/terms/{term}/", "Correct a term", only(ADMINISTRATOR)),
        Row("/school/terms/{term}/remove/", "Remove a term", only(ADMINISTRATOR)),
        Row("/school/closed/new/", "Enter closed days or INSET days", at_school(ADMINISTRATOR)),
        Row("/school/closed/{closure}/", "Correct closed days or INSET days", only(ADMINISTRATOR)),
        Row("/school/closed/{closure}/remove/", "Remove closed days or INSET days", only(ADMINISTRATOR)),
        Row("/school/posts/new/", "Add a post", at_school(ADMINISTRATOR)),
        Row("/school/posts/dsl/", "A post and all who held it", at_school(ADMINISTRATOR)),
        Row("/school/posts/dsl/holder/", "Give a post to somebody", at_school(ADMINISTRATOR)),
    ],
    "How people sign in": [
        Row(
            "/school/sign-in/", "Where else people have accounts, and whether passwords stay", at_school(ADMINISTRATOR)
        ),
        Row("/school/sign-in/add/", "Choose what people sign in with already", at_school(ADMINISTRATOR)),
        Row("/school/sign-in/add/oidc/", "Set it up", only(ADMINISTRATOR, ELSEWHERE, answer=CONFIRM)),
        Row("/school/sign-in/{provider}/", "Try it, see what to enter there and who uses it", only(ADMINISTRATOR)),
        Row("/school/sign-in/{provider}/change/", "Change it", only(ADMINISTRATOR, answer=CONFIRM)),
        Row("/school/sign-in/{provider}/retire/", "Stop using it", only(ADMINISTRATOR, answer=CONFIRM)),
        Row(
            "/school/sign-in/{provider}/people/{sign_in_link}/end/",
            "Disconnect somebody",
            only(ADMINISTRATOR, answer=CONFIRM),
            {},
        ),
        Row("/school/sign-in/waiting/", "Who came and is not known", at_school(ADMINISTRATOR)),
        Row("/school/sign-in/waiting/{arrival}/", "Say who it is", only(ADMINISTRATOR, answer=CONFIRM)),
    ],
    "Setting up: open until there is a school": [
        Row("/welcome/", "Choose between a school and the demonstration", everybody(ON)),
        Row("/set-up/school/", "One question of setting up", everybody(OVER)),
        Row("/set-up/check/", "Check the answers and make the school", everybody(OVER)),
        Row("/set-up/demonstration/", "Load the demonstration: only over nothing", everybody(ON), {}),
        Row("/demonstration/", "Look around as one of its people: only at a demonstration", everybody(NO)),
    ],
    "Links and signing in": [
        Row("/i/{secret}/", "A single-use link: whom it is for, and what its button does", everybody()),
        Row("/link-ended/", "What a link opened has ended", everybody(ON)),
        Row("/sign-in/", "Sign in", everybody(ON, stranger=YES, bearer=YES)),
        Row("/sign-in/closed/", "This account is closed", everybody()),
        Row(
            "/sign-in/code/",
            "The code of the second step, halfway in",
            everybody(ON, stranger=SIGN_IN, bearer=SIGN_IN),
        ),
        Row(
            "/sign-in/passkey/",
            "Sign in with a passkey",
            everybody(ON, stranger=SIGN_IN, bearer=SIGN_IN),
        ),
        Row("/sign-in/with/{provider}/", "Go to where one has an account", everybody()),
        Row(
            "/sign-in/with/{provider}/back/",
            "Come back from there; without having been there, a refusal",
            everybody(REFUSED),
        ),
        Row("/sign-in/with/{saml}/acs/", "Take a SAML answer, which is looked at next", everybody(ON), {}),
        Row("/sign-in/with/{saml}/finish/", "Read it", everybody(REFUSED)),
        Row("/sign-in/with/{saml}/metadata.xml", "What a SAML provider asks of us", everybody()),
        Row("/sign-in/with/not-known/", "What to do for whoever is not known yet", everybody()),
        Row("/sign-out/", "Sign out", everybody(YES, stranger=SIGN_IN)),
        Row("/locked/", "Unlock a session", signed_in(ON)),
        Row("/lock/", "Lock one’s session", signed_in(ON)),
    ],
    "One’s own way of signing in": [
        Row("/sign-in/mine/", "Password, second step, passkeys, schools", signed_in()),
        Row("/sign-in/second-step/", "Set up the second step, where one is needed", signed_in(ON)),
        Row("/sign-in/confirm/", "Confirm with the password", signed_in()),
        Row("/sign-in/confirm/code/", "Confirm with a code", signed_in()),
        Row("/sign-in/confirm/passkey/", "Confirm with a passkey, where one has one", signed_in(CONFIRM)),
        Row("/sign-in/mine/password/", "Change the password", signed_in()),
        Row("/sign-in/mine/password/first/", "Choose a password where there is none", signed_in(ON)),
        Row("/sign-in/mine/app/", "Add an authenticator app", signed_in(CONFIRM)),
        Row("/sign-in/mine/app/remove/", "Take it off", signed_in(CONFIRM)),
        Row("/sign-in/mine/passkeys/", "The passkeys, on one’s own page", signed_in(ON)),
        Row("/sign-in/mine/passkeys/add/", "Add a passkey", signed_in(CONFIRM)),
        Row("/sign-in/mine/passkeys/1/", "Rename somebody else’s passkey", signed_in(CONFIRM)),
        Row("/sign-in/mine/passkeys/1/remove/", "Remove somebody else’s passkey", signed_in(CONFIRM)),
        Row("/sign-in/mine/codes/", "See recovery codes, where there are any", signed_in(NO)),
        Row("/sign-in/mine/codes/new/", "Make new ones", signed_in(CONFIRM)),
        Row("/sign-in/mine/codes/file/", "Keep them in a file, where there are any", signed_in(NO)),
        Row("/sign-in/confirm/elsewhere/", "Confirm where one has an account, where one has one", signed_in(ON)),
        Row("/sign-in/mine/with/{sign_in_link}/end/", "Disconnect somebody else’s account", signed_in(NO), {}),
        Row("/sign-in/mine/everywhere/", "Sign out everywhere", signed_in(SIGN_IN), {}, closes=True),
        Row("/sign-in/mine/school/", "Go on at another of one’s schools", signed_in(ON), {}),
    ],
    "For everybody": [
        Row("/health/", "Whether the server answers", everybody()),
        Row("/styleguide/", "The parts pages are made of", everybody()),
        Row("/styleguide/reading/", "A page to read and sign, as an example", everybody()),
    ],
}


def reference() -> str:
    """Draw docs/reference/permissions.md."""
    head = "| page | what it is for | " + " | ".join(Visitor) + " |\n| --- | --- |" + " --- |" * len(Visitor)
    lines = [INTRODUCTION]
    for title, rows in TABLE.items():
        lines += [f"## {title}\n", head]
        for row in rows:
            address = row.address.replace("{", "<").replace("}", ">")
            sent = " (sent)" if row.sent is not None else ""
            answers = " | ".join(row.answers[visitor] for visitor in Visitor)
            lines.append(f"| `{address}`{sent} | {row.does} | {answers} |")
        lines[-1] += "\n"
    return "\n".join(lines)


if __name__ == "__main__":
    Path(__file__, "../../docs/reference/permissions.md").resolve().write_text(reference())
