"""Takes the README's pictures anew, with the model that is shipped: `python screenshots.py`."""

import shutil
import threading
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from main import create_app

IMAGES = Path(__file__).parent / "images"


def take(browser: Browser, address: str, name: str, *, width: int, dark: bool) -> None:
    """Score the example as a visitor would, and save the whole page.

    Args:
        browser: Any.
        address: Of the running app.
        name: Of the file in `images/`.
        width: Of the window, in CSS pixels.
        dark: Whether the visitor prefers dark pages.
    """
    page = browser.new_page(
        viewport={"width": width, "height": 800},
        device_scale_factor=2,
        color_scheme="dark" if dark else "light",
    )
    page.goto(address)
    page.get_by_label("문장1 :").fill("제 친구가 로제떡볶이를 먹고 있네요")
    page.get_by_label("문장2 :").fill("로제떡볶이를 먹는 내 친구")
    page.get_by_role("button", name="Submit").click()
    page.get_by_role("meter").wait_for()
    page.screenshot(path=IMAGES / name, full_page=True)


if __name__ == "__main__":
    server = make_server("127.0.0.1", 0, create_app(), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        home = f"http://127.0.0.1:{server.port}/"
        take(chromium, home, "result-light.png", width=1024, dark=False)
        take(chromium, home, "result-dark-mobile.png", width=390, dark=True)
