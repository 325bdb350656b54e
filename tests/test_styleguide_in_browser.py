"""Every part in every state, in a real browser: axe finds nothing, nothing scrolls sideways or needs a script."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STYLEGUIDE = ["/styleguide/", "/styleguide/?errors", "/styleguide/reading/", "/no-such-page/"]


@pytest.mark.parametrize("size", ["desk", "phone", "narrow"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(live_server: Any, size: str, request: Any) -> None:
    page = request.getfixturevalue(size)

    for address in STYLEGUIDE:
        page.goto(live_server.url + address)
        check_page(page, "ui" + address.replace("/", "-").replace("?", ""))


def test_at_four_hundred_per_cent_on_a_small_desk_all_is_still_there(live_server: Any, narrow: Any) -> None:
    narrow.set_viewport_size({"width": 320, "height": 256})
    narrow.goto(live_server.url + "/styleguide/reading/")
    check_page(narrow)

    narrow.get_by_label("Type your full name").focus()
    box = narrow.get_by_label("Type your full name").bounding_box()
    assert box is not None
    assert 0 <= box["y"] <= 256 - 20


def test_with_wider_spacing_of_text_nothing_is_cut_off(live_server: Any, narrow: Any) -> None:
    narrow.goto(live_server.url + "/styleguide/")
    # WCAG 1.4.12, put in through the style sheet's own interface: the policy admits no other.
    narrow.evaluate(
        """() => { const sheet = new CSSStyleSheet();
        sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; '
          + 'word-spacing: .16em !important; } p { margin-bottom: 2em !important; }');
        document.adoptedStyleSheets = [sheet]; }"""
    )
    check_page(narrow)


def test_a_question_appears_beneath_its_choice_also_without_scripts(
    live_server: Any, desk_without_scripts: Any
) -> None:
    page = desk_without_scripts
    page.goto(live_server.url + "/styleguide/")
    whose = page.locator("#id_whose")

    assert not whose.is_visible()
    page.locator("#id_capacity_1").check()
    assert whose.is_visible()


def test_the_error_summary_takes_the_focus_and_leads_to_the_answer(live_server: Any, desk: Any) -> None:
    desk.goto(live_server.url + "/styleguide/?errors")

    assert desk.evaluate("document.activeElement.className") == "govuk-error-summary"
    desk.get_by_role("link", name="There is no 31 February in 2027").click()
    assert desk.evaluate("document.activeElement.id") == "id_wrong-starts_on_day"


def test_the_first_tab_leads_past_the_header(live_server: Any, desk: Any) -> None:
    desk.goto(live_server.url + "/styleguide/")
    desk.keyboard.press("Tab")
    assert desk.evaluate("document.activeElement.textContent") == "Skip to main content"
    desk.keyboard.press("Enter")
    assert desk.evaluate("document.activeElement.id") == "main-content"


def test_a_part_counts_as_seen_when_its_end_was_on_the_screen(live_server: Any, phone: Any) -> None:
    phone.goto(live_server.url + "/styleguide/reading/")
    seen = phone.locator("input[name=parts_seen]")
    assert seen.input_value() == ""

    for part in ("s1", "s2", "s3", "s4"):
        phone.locator(f"[data-part={part}] .cs-clause").last.scroll_into_view_if_needed()
        expect(seen).to_have_value(re.compile(part))
    assert set(seen.input_value().split()) == {"s1", "s2", "s3", "s4"}
    assert phone.locator(".cs-progress__words").inner_text() == "4 of 4 parts seen"


def test_a_fingerprint_is_copied_with_one_press(live_server: Any, desk: Any) -> None:
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.goto(live_server.url + "/styleguide/")
    desk.get_by_text("Fingerprints, for a technician").click()
    desk.get_by_role("button", name="Copy").click()

    desk.get_by_text("Copied").wait_for()
    assert desk.evaluate("navigator.clipboard.readText()").startswith("7c1f0b52")
