"""The page in a real browser: with JavaScript and without, by keyboard, narrow, dark."""

import re
import shutil
from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    Response,
    Route,
    expect,
    sync_playwright,
)
from playwright.sync_api import Error as PlaywrightError

from models import Scorer
from page import MESSAGES

pytestmark = pytest.mark.browser

FIRST = "제 친구가 로제떡볶이를 먹고 있네요"
SECOND = "로제떡볶이를 먹는 내 친구"
LONG_WORD = "가" * 400
# What Chromium would otherwise do on its own: need a GPU, or call home.
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
# A name that browsers trust less than 127.0.0.1, as they do that of another machine.
ELSEWHERE = "similarity.example"
ARGUMENTS.append(f"--host-resolver-rules=MAP {ELSEWHERE} 127.0.0.1")

Scheme = Literal["light", "dark"]
OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


def launch(playwright: Playwright) -> Browser:
    """Debian's Chromium, else Playwright's own; a missing browser is a failure, not a skip."""
    try:
        return playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
    except PlaywrightError as error:
        pytest.fail(
            f"No browser: `apt-get install chromium` or `playwright install chromium`. {error}"
        )


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[OpenPage]:
    """Opens a path of the site; afterwards nothing may have left the site or gone wrong."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def note_request(request: Request) -> None:
        if not request.url.startswith(f"{site}/"):
            faults.append(f"left the site: {request.url}")

    def note_response(response: Response) -> None:
        if "/static/" in response.url and response.status >= 400:
            faults.append(f"{response.status}: {response.url}")

    def note_console(message: ConsoleMessage) -> None:
        # Chromium logs every 4xx answer; tests that provoke one look at the page for it.
        if not message.text.startswith("Failed to load resource"):
            faults.append(f"console: {message.text}")

    def open_path(
        path: str = "/", *, javascript: bool = True, scheme: Scheme = "light", width: int = 1280
    ) -> Page:
        context = browser.new_context(
            base_url=site,
            java_script_enabled=javascript,
            color_scheme=scheme,
            viewport={"width": width, "height": 700},
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.on("request", note_request)
        page.on("response", note_response)
        page.on("console", note_console)
        page.on("pageerror", lambda error: faults.append(f"error: {error}"))
        page.goto(path)
        return page

    yield open_path
    for context in contexts:
        context.close()
    assert faults == []


def submit(page: Page, first: str, second: str) -> None:
    page.get_by_label("문장1 :").fill(first)
    page.get_by_label("문장2 :").fill(second)
    page.get_by_role("button", name="Submit").click()


def expect_result(page: Page, scorer: Scorer, first: str = FIRST, second: str = SECOND) -> None:
    percent = scorer.score(first, second).percent
    expect(page.get_by_role("status")).to_have_text(
        f'"{first}"와 "{second}"의 유사도는 {percent}% 입니다.'
    )
    expect(page).to_have_title(f"{percent}% · 두 문장의 유사도 · KoELECTRA")
    expect(page.get_by_label("문장1 :")).to_have_value(first)
    expect(page.get_by_label("문장2 :")).to_have_value(second)


@pytest.mark.parametrize("javascript", [True, False])
def test_two_sentences_in_their_similarity_out(
    open_page: OpenPage, tiny_scorer: Scorer, javascript: bool
) -> None:
    page = open_page(javascript=javascript)
    submit(page, FIRST, SECOND)
    expect_result(page, tiny_scorer)
    score = tiny_scorer.score(FIRST, SECOND).score
    expect(page.get_by_role("meter", name="유사도")).to_have_attribute(
        "aria-valuenow", f"{score:.2f}"
    )
    expect(page.get_by_role("heading", name="결과")).to_be_focused()


@pytest.mark.parametrize("javascript", [True, False])
def test_the_page_takes_its_own_form_from_another_machine_too(
    browser: Browser, site: str, tiny_scorer: Scorer, javascript: bool
) -> None:
    """Without HTTPS browsers tell less about a request; the page's own must not be refused."""
    context = browser.new_context(java_script_enabled=javascript)
    page = context.new_page()
    page.goto(site.replace("127.0.0.1", ELSEWHERE))
    submit(page, FIRST, SECOND)
    expect_result(page, tiny_scorer)
    context.close()


@pytest.mark.parametrize("javascript", [True, False])
def test_an_error_by_keyboard_alone(
    open_page: OpenPage, tiny_scorer: Scorer, javascript: bool
) -> None:
    page = open_page(javascript=javascript)
    keyboard = page.keyboard
    keyboard.press("Tab")
    keyboard.insert_text(FIRST)
    keyboard.press("Tab")
    keyboard.insert_text("★★★")
    keyboard.press("Tab")
    keyboard.press("Enter")
    second = page.get_by_label("문장2 :")
    expect(second).to_have_accessible_description(f"오류: {MESSAGES['noise']}")
    expect(second).to_be_focused()
    expect(second).to_have_attribute("aria-invalid", "true")
    expect(page).to_have_title("오류 · 두 문장의 유사도 · KoELECTRA")
    # From here it is corrected without leaving the keyboard.
    keyboard.press("Control+A")
    keyboard.insert_text(SECOND)
    keyboard.press("Tab")
    keyboard.press("Space")
    expect_result(page, tiny_scorer)
    expect(second).not_to_have_attribute("aria-invalid", "true")


@pytest.mark.parametrize("javascript", [True, False])
def test_an_example_is_one_click(
    open_page: OpenPage, tiny_scorer: Scorer, javascript: bool
) -> None:
    page = open_page(javascript=javascript)
    page.get_by_role("button", name=f"{FIRST} {SECOND}").click()
    expect_result(page, tiny_scorer)


@pytest.mark.parametrize("javascript", [True, False])
def test_why_by_keyboard_alone(open_page: OpenPage, javascript: bool) -> None:
    first, second = "거실 불을 켜 줘", "침실 불을 켜지 말아 줘"
    page = open_page(javascript=javascript)
    keyboard = page.keyboard
    keyboard.press("Tab")
    keyboard.insert_text(first)
    keyboard.press("Tab")
    keyboard.insert_text(second)
    keyboard.press("Tab")
    keyboard.press("Enter")
    expect(page.get_by_role("heading", name="결과")).to_be_focused()
    keyboard.press("Tab")
    expect(page.get_by_role("button", name="왜 이런 점수인가요?")).to_be_focused()
    keyboard.press("Enter")
    # The focus is where reading begins; a screen reader goes on from there.
    why = page.get_by_role("region", name="왜 이런 점수인가요?")
    expect(page.get_by_role("heading", name="왜 이런 점수인가요?")).to_be_focused()
    expect(page.get_by_role("heading", name="왜 이런 점수인가요?")).to_be_in_viewport()
    expect(why.get_by_role("list", name="뜻이 다른 곳")).to_contain_text("부정이 다릅니다")
    words = why.get_by_role("list", name="문장1").get_by_role("listitem")
    expect(words).to_have_count(4)
    expect(words.first).to_contain_text(re.compile("거실.*점수", re.DOTALL))
    # And who sees scrolls on to the words and their table.
    end = why.get_by_role("heading", name="서로 답하는 말")
    for _ in range(40):
        if end.evaluate("element => element.getBoundingClientRect().bottom < innerHeight"):
            break
        keyboard.press("ArrowDown")
        page.wait_for_timeout(50)
    expect(end).to_be_in_viewport()
    expect(page.get_by_label("문장2 :")).to_have_value(second)


def test_who_asks_why_keeps_what_they_have_typed_since(open_page: OpenPage) -> None:
    page = open_page()
    submit(page, FIRST, SECOND)
    expect(page.get_by_role("meter")).to_be_visible()
    page.get_by_label("문장1 :").fill("다음에 비교할 문장")
    page.get_by_role("button", name="왜 이런 점수인가요?").click()
    expect(page.get_by_role("heading", name="왜 이런 점수인가요?")).to_be_focused()
    expect(page.get_by_label("문장1 :")).to_have_value("다음에 비교할 문장")
    expect(page.get_by_role("heading", name="결과")).to_have_count(1)


@pytest.mark.parametrize("width", [320, 1280])
def test_lines_join_the_words_that_answer_each_other(open_page: OpenPage, width: int) -> None:
    """Without JavaScript: a line begins and ends in the middle of its row, where its word is."""
    page = open_page(javascript=False, width=width)
    submit(page, FIRST, FIRST)
    page.get_by_role("button", name="왜 이런 점수인가요?").click()
    expect(page.locator(".words path")).to_have_count(5)
    # All at one moment, as the page may still be scrolling.
    boxes = page.evaluate(
        """[".words svg", ".side-1 .word", ".side-2 .word"].map((selector) =>
          [...document.querySelectorAll(selector)].map((element) => {
            const { left, right, top, bottom } = element.getBoundingClientRect();
            return { left, right, top, bottom };
          }))"""
    )
    (drawing,), *sides = boxes
    height = (drawing["bottom"] - drawing["top"]) / 5
    for words, edge in zip(sides, ("left", "right"), strict=True):
        for row, word in enumerate(words):
            near = word["right" if edge == "left" else "left"]
            assert near == pytest.approx(drawing[edge], abs=1)
            middle = drawing["top"] + (row + 0.5) * height
            assert (word["top"] + word["bottom"]) / 2 == pytest.approx(middle, abs=6)


def test_with_javascript_the_page_stays(open_page: OpenPage, tiny_scorer: Scorer) -> None:
    page = open_page()
    page.evaluate("window.stayed = true")
    length = page.evaluate("history.length")
    for first, second in [(FIRST, SECOND), ("네", "바다"), (FIRST, SECOND)]:
        submit(page, first, second)
        expect_result(page, tiny_scorer, first, second)
    assert page.evaluate("[window.stayed, history.length]") == [True, length]


def test_enter_sends_the_form(open_page: OpenPage, tiny_scorer: Scorer) -> None:
    page = open_page()
    page.get_by_label("문장1 :").fill(FIRST)
    page.get_by_label("문장2 :").fill(SECOND)
    page.get_by_label("문장2 :").press("Enter")
    expect_result(page, tiny_scorer)


def test_while_it_waits_it_says_so_and_sends_nothing_twice(
    open_page: OpenPage, tiny_scorer: Scorer
) -> None:
    page = open_page()
    held: list[Route] = []
    page.route("**/", lambda route: held.append(route))
    submit(page, FIRST, SECOND)
    expect(page.get_by_role("status")).to_have_text("유사도를 재고 있습니다…")
    button = page.get_by_role("button", name="Submit")
    expect(button).to_have_attribute("aria-disabled", "true")
    button.click(force=True)
    page.get_by_label("문장2 :").press("Enter")
    assert len(held) == 1
    held[0].continue_()
    expect_result(page, tiny_scorer)
    expect(button).to_have_attribute("aria-disabled", "false")


def test_a_lost_connection_is_said_and_the_sentences_stay(
    open_page: OpenPage, tiny_scorer: Scorer
) -> None:
    page = open_page()
    page.route("**/", lambda route: route.abort())
    submit(page, FIRST, SECOND)
    expect(page.get_by_role("status")).to_contain_text("서버에 연결하지 못했습니다.")
    expect(page.get_by_label("문장1 :")).to_have_value(FIRST)
    page.unroute("**/")
    page.get_by_role("button", name="Submit").click()
    expect_result(page, tiny_scorer)


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (502, "<h1>Bad Gateway</h1>", "서버가 답하지 못했습니다."),
        (413, '<p id="problem">보낸 글이 너무 깁니다.</p>', "보낸 글이 너무 깁니다."),
    ],
)
def test_an_answer_that_is_no_form_is_said_in_place(
    open_page: OpenPage, status: int, body: str, says: str
) -> None:
    page = open_page()
    page.route("**/", lambda route: route.fulfill(status=status, body=body))
    submit(page, FIRST, SECOND)
    expect(page.get_by_role("status")).to_contain_text(says)
    expect(page.get_by_label("문장1 :")).to_have_value(FIRST)


def test_a_line_break_at_the_start_survives(open_page: OpenPage) -> None:
    page = open_page(javascript=False)
    submit(page, f"\n\n{FIRST}", "")
    expect(page.get_by_label("문장1 :")).to_have_value(f"\n\n{FIRST}")


# Each kind of page: where it is, and what is typed there (nothing: it is only opened).
PAGES: dict[str, tuple[str, tuple[str, str] | None]] = {
    "index": ("/", None),
    "result": ("/", (FIRST, SECOND)),
    "why": ("/", (FIRST, SECOND)),
    "why, long": ("/", (LONG_WORD, "친구가 로제떡볶이를 먹고 있네요 " * 20)),
    "cut": ("/", (LONG_WORD, "a" * 400)),
    "field errors": ("/", ("", "★★★")),
    "not found": ("/nowhere", None),
    "docs": ("/docs", None),
}
every_page = pytest.mark.parametrize("name", PAGES)


def show(open_page: OpenPage, name: str, *, scheme: Scheme = "light", width: int = 1280) -> Page:
    path, typed = PAGES[name]
    page = open_page(path, scheme=scheme, width=width)
    if typed:
        submit(page, *typed)
        expect(page).not_to_have_title("두 문장의 유사도 · KoELECTRA")
    if name.startswith("why"):
        page.get_by_role("button", name="왜 이런 점수인가요?").click()
        expect(page.get_by_role("heading", name="왜 이런 점수인가요?")).to_be_focused()
    return page


@every_page
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_page: OpenPage, name: str, scheme: Scheme) -> None:
    page = show(open_page, name, scheme=scheme)
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


@every_page
@pytest.mark.parametrize("width", [320, 768, 1280])
def test_every_width_fits_and_every_target_is_large_enough(
    open_page: OpenPage, name: str, width: int
) -> None:
    page = show(open_page, name, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for target in page.locator("main :is(a, button, textarea), footer a").all():
        box = target.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 24, target
