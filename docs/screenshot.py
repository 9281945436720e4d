"""Take the picture of a page that `rightstag tag` wrote: ``python docs/screenshot.py page.html page.png [ID]``."""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
WIDTH, HEIGHT = 1400, 1000


def chromium() -> str | None:
    """Return the browser on this machine; Playwright's own where there is none."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def take(page: Path, picture: Path, fragment: str = "") -> None:
    """Write the picture: the top of the page, or what its address with this fragment shows."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=FLAGS)
        screen = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        screen.goto(f"{page.resolve().as_uri()}#{fragment}")
        screen.wait_for_timeout(300)  # paragraphs are laid out as they come into view
        screen.screenshot(path=picture)
        browser.close()


if __name__ == "__main__":
    take(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
