"""What people do, from the first visit to the record: each step takes a hand and leaves its page open."""

import re
from pathlib import Path
from typing import Any

from playwright import sync_api

from countersign.access.tests import slapd
from countersign.people.tests.test_sign_in import code_now
from tests.journey.documents import SCHOOL
from tests.journey.hands import Pointer
from tests.journey.looking import check_page
from tests.settling import PATIENCE, settle

PASSWORD = "quiet otter under the bridge"
ADMINISTRATOR = ("Oona Marsh", "o.marsh@fernhill.example")
HOLDERS = {
    "Headteacher": ("Mrs Thackray", "head@fernhill.example"),
    "Designated safeguarding lead": ("Miss Nasser", "dsl@fernhill.example"),
    "Chair of governors": ("Helen Ward", "chair@fernhill.example"),
    "Contact for questions about the policy": ("Mrs Lowther", "r.lowther@fernhill.example"),
}


tells = True  # whether a failure may print what a page says; not where the document is a real one


def heading(page: Any, name: str) -> Any:
    """Wait until the page with this heading is there."""
    settle(page)
    found = page.get_by_role("heading", level=1, name=name)
    try:
        found.wait_for()
    except sync_api.TimeoutError:
        said = page.locator("main").inner_text()[:1500] if tells else "its text is not printed"
        raise AssertionError(f"no page {name!r} but {page.url}:\n{said}") from None
    return found


def set_up_app(hand: Pointer) -> str:
    """Set up an authenticator app, keep the recovery codes, and return the app's secret."""
    page = hand.page
    hand.press("Set up an app")
    hand.open("I cannot scan it")
    secret = str(page.locator("code").inner_text())
    check_page(page, "second-step-app")
    hand.fill("Code", code_now(secret))
    hand.press("Use this app")
    kept = page.get_by_role("heading", level=1, name="Your recovery codes")
    kept.or_(page.get_by_text("The code is not right")).first.wait_for()
    if page.get_by_text("The code is not right").first.is_visible():  # it grew old while a busy machine typed it
        hand.fill("Code", code_now(secret))
        hand.press("Use this app")
    heading(page, "Your recovery codes")
    check_page(page, "recovery-codes")
    hand.press("I have kept them")
    return secret


def set_up_school(hand: Pointer, address: str, *, name: str = SCHOOL, holders: Any = None) -> None:
    """From the first visit through the five questions to the library."""
    page = hand.page
    page.goto(address)
    heading(page, "Welcome to Countersign")
    check_page(page, "welcome")
    hand.press("Set up my school")
    heading(page, "The school")
    hand.press("Continue")
    hand.is_told_what_is_wrong("set-up-school-error")
    hand.fill("What is the school called?", name)
    hand.press("Continue")
    heading(page, "You, its first administrator")
    hand.fill("Your name", ADMINISTRATOR[0])
    hand.fill("Your e-mail address", ADMINISTRATOR[1])
    hand.fill("Choose a password", PASSWORD)
    check_page(page, "set-up-you")
    hand.press("Continue")
    heading(page, "Who holds which post?")
    for title, (holder, email) in (holders or HOLDERS).items():
        group = page.get_by_role("group", name=title, exact=True)
        hand.fill("Name", holder, within=group)
        hand.fill("E-mail address", email, within=group)
    check_page(page, "set-up-posts")
    hand.press("Continue")
    heading(page, "The second signature")
    hand.tick("Headteacher")
    check_page(page, "set-up-countersigning")
    hand.press("Continue")
    heading(page, "The yearly rule")
    hand.tick("Everybody by one date each year")
    hand.fill("By which day each year?", "30 September")
    check_page(page, "set-up-rule")
    hand.press("Continue")
    heading(page, "Check your answers")
    check_page(page, "set-up-check")
    hand.press(f"Set up {name}")
    heading(page, "Set up your second step")
    check_page(page, "second-step")


def put_in(hand: Pointer, address: str, document: Path) -> None:
    """Put a document in and come to its review page."""
    page = hand.page
    page.goto(f"{address}/policies/")
    heading(page, "Policies")
    check_page(page, "policies-empty")
    hand.press("Put in a policy")
    hand.press("Read it")
    hand.is_told_what_is_wrong("put-in-error")
    hand.give_file(str(document))
    hand.press("Read it")
    heading(page, "Check how it was understood")
    check_page(page, "review")


def settle_every_doubt(hand: Pointer) -> int:
    """Press "That is right" at each doubt, and return how many there were."""
    page = hand.page
    count = 0
    right = page.get_by_role("button", name="That is right")
    left = right.count()
    while left:
        hand.press_it(right.first)
        sync_api.expect(right).to_have_count(left - 1)
        left, count = left - 1, count + 1
    page.get_by_text("Every place is checked").wait_for()
    return count


def edit_clause(hand: Pointer, number: str, text: str) -> None:
    """Change the words of a clause from the review page."""
    page = hand.page
    hand.press(f"Change {number}")
    heading(page, f"Clause {number}")
    check_page(page, "clause-editor")
    hand.fill("Words", "")
    hand.press("Save")
    hand.is_told_what_is_wrong("clause-editor-error")
    hand.fill("Words", text)
    hand.press("Save")
    page.get_by_text(f"Clause {number} is saved").wait_for()
    check_page(page, "review-settled")


def publish(hand: Pointer) -> None:
    """Publish the draft whose review page is open."""
    page = hand.page
    hand.press("Go on to publishing")
    page.get_by_role("heading", level=2, name="What will happen, in order").wait_for()
    check_page(page, "publish")
    hand.press("Publish edition 1")
    page.get_by_text("Edition 1 is published").wait_for()
    check_page(page, "edition")


def add_person(hand: Pointer, address: str, forename: str, surname: str, **more: str) -> None:
    """Add somebody by hand and stay on their page."""
    page = hand.page
    page.goto(f"{address}/people/add/")
    hand.press("Add this person")
    hand.is_told_what_is_wrong("person-add-error")
    hand.fill("Forename", forename)
    hand.fill("Surname (optional)", surname)
    hand.fill("E-mail address (optional)", more.get("email", ""))
    hand.choose("Role", more.get("role", "Teaching staff"))
    hand.fill("Job title (optional)", more.get("job", "Class teacher, Year 3"))
    hand.press("Add this person")
    heading(page, f"{forename} {surname}".strip())
    check_page(page, "person")


def import_people(hand: Pointer, address: str, file: Path) -> None:
    """Add the people of a CSV file."""
    page = hand.page
    page.goto(f"{address}/people/import/")
    check_page(page, "import")
    hand.give_file(str(file))
    hand.press("Look it over")
    title = heading(page, "new p").inner_text()
    check_page(page, "import-preview")
    hand.press(f"Add {title.replace('new ', '')}")
    page.get_by_text("Nothing was sent yet").wait_for()
    check_page(page, "people")


def link_for(hand: Pointer, address: str, name: str, ask: str) -> str:
    """Ask for somebody's link on their page, and read it in the outbox as an administrator does."""
    page = hand.page
    page.goto(f"{address}/people/")
    hand.press(name)
    heading(page, name)
    hand.press_it(page.get_by_role("button", name=ask))
    page.get_by_text("No mail takes the link there").wait_for()
    check_page(page, "message")
    hand.press("Show the link")
    link = page.get_by_role("link", name="/i/")
    link.wait_for()
    check_page(page, "message-link")
    return str(link.get_attribute("href"))


def invite(hand: Pointer, address: str, name: str) -> str:
    """Ask somebody to read and sign, and return the link that an administrator hands over."""
    return link_for(hand, address, name, "Invite")


def join(hand: Pointer, link: str, password: str) -> str:
    """Make an account by a link, with a password and an app, and return the app's secret."""
    page = hand.page
    page.goto(link)
    page.get_by_role("heading", level=1, name="Choose how you sign in").wait_for()
    hand.press("Continue")
    hand.is_told_what_is_wrong("join-error")
    hand.tick("With a password")
    hand.fill("Choose a password", password)
    check_page(page, "join")
    hand.press("Continue")
    heading(page, "Set up your second step")
    return set_up_app(hand)


def sign(hand: Pointer, link: str, name: str, *, wish: str = "", permission: str = "", reason: str = "") -> int:
    """Open an invitation, read and sign; return how many actions it took beyond asking for a permission."""
    page = hand.page
    page.goto(link)
    page.get_by_role("heading", level=1, name="Please read and sign our policy").wait_for()
    check_page(page, "invitation")
    hand.press("Yes, continue")
    page.get_by_role("button", name=re.compile("^Sign edition")).wait_for()
    check_page(page, "sign")
    if wish:
        hand.tick(wish)
    if permission:
        hand.open("Ask for something beyond your role")
        hand.tick(permission)
        hand.fill("Why you need it (optional)", reason)
        check_page(page, "sign-asking")
    hand.fill("Type your full name", name)
    hand.press("Sign edition 1")
    heading(page, "You signed. The school signs next")
    check_page(page, "signed")
    return 3  # continue, the name, sign


def countersign(hand: Pointer, address: str, name: str, *, approver: str, permission: str = "") -> None:
    """Take somebody's agreement from the queue and countersign it, with a permission."""
    page = hand.page
    page.goto(f"{address}/agreements/")
    heading(page, "To countersign")
    check_page(page, "queue")
    hand.press(name)
    heading(page, name)
    hand.press("Countersign")
    hand.is_told_what_is_wrong("countersign-error")
    if permission:
        hand.tick(permission)
        check_page(page, "countersign-permission")
    hand.fill("Type your full name", approver)
    hand.press("Countersign")
    page.get_by_text(f"You countersigned {name}’s agreement").wait_for()
    check_page(page, "queue-done")


def connect_directory(hand: Pointer, address: str, server: slapd.Slapd, groups: dict[str, str]) -> None:
    """Connect a real directory, say which groups mean what, and come to the plan."""
    page = hand.page
    page.goto(f"{address}/access/")
    check_page(page, "access")
    hand.press("Connect a directory")
    hand.press("Connect and check")
    hand.is_told_what_is_wrong("connect-error")
    hand.fill("What do you call this directory?", "School directory")
    hand.fill("Its address", server.url)
    hand.fill("File with the certificate of the authority that signed the directory’s (optional)", server.certificate)
    hand.fill("The account we sign in with", slapd.SERVICE)
    hand.fill("Name of the environment variable with its password", "COUNTERSIGN_LDAP_PASSWORD")
    hand.fill("Folder with the people", slapd.PEOPLE)
    hand.fill("Folder with the groups", slapd.GROUPS)
    check_page(page, "connect")
    hand.press("Connect and check")
    heading(page, "School directory can be used")
    check_page(page, "connect-check")
    hand.press("Groups")
    heading(page, "Which groups mean what?")
    for source, group in groups.items():
        hand.fill(source, group)
    check_page(page, "connect-groups")
    hand.press("Keep these groups")
    heading(page, "School directory can be used")
    hand.press("Read it and show the plan")


def apply_plan(hand: Pointer, changes: str) -> None:
    """Look at the plan that is open, apply it, and wait until every change was read back."""
    page = hand.page
    heading(page, changes)
    page.get_by_text("Nothing has been changed yet").wait_for()
    check_page(page, "plan")
    hand.press_it(page.get_by_role("button", name=re.compile("^Apply")))
    page.get_by_role("heading", level=1, name=re.compile("in effect")).wait_for()
    check_page(page, "progress")
    for _ in range(PATIENCE // 500):
        if page.get_by_role("heading", level=1, name=re.compile("^(All changes are|The change is) in effect")).count():
            break
        page.wait_for_timeout(500)
        page.reload()
    heading(page, "in effect")
    check_page(page, "progress-done")
