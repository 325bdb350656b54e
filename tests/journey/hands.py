"""
How somebody uses a page: with a finger or mouse, or with the keyboard alone.

A journey says what is done (`press`, `fill`, `tick`) and a hand does it, once the page has settled. The keyboard's hand
reaches everything by Tab and the arrows, and fails where the focus cannot be seen or gets lost.
"""

from typing import Any

from playwright import sync_api

from tests.journey.looking import check_page
from tests.settling import settle, watch

REACH = 250  # presses of Tab within which everything on a page must be reached


class Pointer:
    """A finger or a mouse."""

    def __init__(self, page: Any) -> None:
        self.page = page
        watch(page)

    def button(self, name: str, within: Any = None) -> Any:
        """Return a button, or a link drawn as one, by its words."""
        place = within or self.page
        return (
            place.get_by_role("button", name=name, exact=True)
            .or_(place.get_by_role("link", name=name, exact=True))
            .first
        )

    def press(self, name: str, within: Any = None) -> None:
        """Press a button or follow a link."""
        self.press_it(self.button(name, within))

    def press_it(self, element: Any) -> None:
        """Press an element."""
        settle(self.page)
        element.click()

    def fill(self, label: str, text: str, within: Any = None) -> None:
        """Put words into the field with this label."""
        self.fill_it((within or self.page).get_by_label(label, exact=True).first, text)

    def fill_it(self, element: Any, text: str) -> None:
        """Put words into a field."""
        settle(self.page)
        element.fill(text)

    def tick(self, label: str, within: Any = None) -> None:
        """Tick a box, or choose one of several."""
        self.tick_it((within or self.page).get_by_label(label, exact=True).first)

    def tick_it(self, element: Any) -> None:
        """Tick an element."""
        settle(self.page)
        element.check()

    def choose(self, label: str, option: str) -> None:
        """Choose from a list."""
        settle(self.page)
        self.page.get_by_label(label, exact=True).first.select_option(label=option)

    def give_file(self, path: str) -> None:
        """Choose a file."""
        settle(self.page)
        self.page.locator("input[type=file]").set_input_files(path)

    def is_told_what_is_wrong(self, name: str) -> None:
        """Wait for the summary of what is wrong, which has the focus and leads to each field."""
        settle(self.page)
        summary = self.page.locator(".govuk-error-summary")
        summary.wait_for()
        if self.page.runs_scripts:
            sync_api.expect(summary).to_be_focused()
        assert self.page.title().startswith("Error: "), (
            f"{self.page.url} does not say in its title that there is an error"
        )
        check_page(self.page, name)

    def open(self, summary: str) -> None:
        """Unfold what is folded away."""
        self.press_it(self.page.locator("summary", has_text=summary).first)


class Keyboard(Pointer):
    """Tab, Shift, Enter, Space and the arrows; no mouse."""

    def __init__(self, page: Any) -> None:
        super().__init__(page)
        # While somebody listens the browser hands choosers over; to begin with the press may be too late.
        page.on("filechooser", lambda _: None)

    def press_it(self, element: Any) -> None:
        """Reach an element and press Enter."""
        self.reach(element)
        self.page.keyboard.press("Enter")

    def fill_it(self, element: Any, text: str) -> None:
        """Reach a field, and type in place of what is there."""
        self.reach(element)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.press("Delete")
        if "\n" in text or len(text) > 60:
            self.page.keyboard.insert_text(text)
        else:
            self.page.keyboard.type(text)

    def tick_it(self, element: Any) -> None:
        """Reach a box and press Space; among radios walk with the arrows."""
        settle(self.page)
        if element.is_checked():
            return
        if element.get_attribute("type") != "radio":
            self.reach(element)
            self.page.keyboard.press("Space")
        else:
            self.reach(element, same_group=True)
            if self.page.evaluate(IS_THERE, [element.element_handle(), False]):
                self.page.keyboard.press("Space")
            for _ in range(20):
                if element.is_checked():
                    break
                self.page.keyboard.press("ArrowDown")
        assert element.is_checked(), f"the keyboard does not tick {element}"

    def choose(self, label: str, option: str) -> None:
        """Reach a list and walk through it."""
        element = self.page.get_by_label(label, exact=True).first
        self.reach(element)
        self.page.keyboard.type(option)
        chosen = element.evaluate("(list) => list.selectedOptions[0].text")
        assert chosen == option, f"the keyboard chooses {chosen!r} in place of {option!r}"

    def give_file(self, path: str) -> None:
        """Reach the field for a file and open it with Space."""
        self.reach(self.page.locator("input[type=file]"))
        with self.page.expect_file_chooser() as chooser:
            self.page.keyboard.press("Space")
        chooser.value.set_files(path)

    def reach(self, element: Any, *, same_group: bool = False) -> None:
        """Go on with Tab until the element has the focus; whatever has it on the way must show it."""
        settle(self.page)
        wanted = element.element_handle()
        if self.page.evaluate(IS_THERE, [wanted, same_group]):
            return
        back = self.page.evaluate(IS_BEFORE, wanted)
        for _ in range(REACH):
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
            fault = self.page.evaluate(FOCUS_FAULT)
            assert not fault, f"{self.page.url}: {fault}"
            if self.page.evaluate(IS_THERE, [wanted, same_group]):
                return
        raise AssertionError(f"{self.page.url}: the keyboard does not reach {element}")


IS_THERE = """([wanted, group]) => {
  const now = document.activeElement;
  const isBeside = now && now.type === 'radio' && now.name === wanted.name && now.form === wanted.form;
  return now === wanted || (group && isBeside);
}"""

IS_BEFORE = """(wanted) => {
  const now = document.activeElement;
  const order = now && now !== document.body ? now.compareDocumentPosition(wanted) : 0;
  return !!(order & Node.DOCUMENT_POSITION_PRECEDING);
}"""

# What somebody sees of the focus: an outline or a shadow, on the element itself or, where GOV.UK draws a radio or a box
# beside the real one, on its label; it lies within the window,
# and nothing lies over it (WCAG 2.4.11).
FOCUS_FAULT = """() => {
  const now = document.activeElement;
  if (!now || now === document.body) return '';
  const isDrawn = (element, pseudo) => {
    const style = getComputedStyle(element, pseudo);
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
  };
  const label = now.labels && now.labels[0];
  const told = now.outerHTML.slice(0, 160);
  if (!isDrawn(now) && !(label && (isDrawn(label, '::before') || isDrawn(label)))) {
    return 'the focus cannot be seen on ' + told;
  }
  const box = now.getBoundingClientRect();
  const isOutside = box.bottom < 0 || box.top > innerHeight || box.right < 0 || box.left > innerWidth;
  if (isOutside) return 'the focus is outside the window on ' + told;
  const within = (low, at, high) => Math.min(Math.max(at, low), high - 1);
  const above = document.elementFromPoint(
    within(0, box.left + box.width / 2, innerWidth), within(0, box.top + box.height / 2, innerHeight));
  const isSeen = !above || above.contains(now) || now.contains(above) || (label && label.contains(above));
  return isSeen ? '' : 'the focus is hidden by ' + above.outerHTML.slice(0, 80) + ' on ' + told;
}"""
