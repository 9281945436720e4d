"""Take the picture of a project's labelling screen: ``python docs/labelling_screenshot.py TITLE screen.png``.

The Label Studio is the one that `rightstag studio up` started.
"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright
from screenshot import FLAGS, chromium

from rightstag.annotate.labelstudio.client import Client
from rightstag.annotate.labelstudio.credentials import find_credentials
from rightstag.annotate.labelstudio.project import get_project
from rightstag.annotate.local_server.server import status
from rightstag.annotate.local_server.state import data_folder

WIDTH, HEIGHT = 1240, 780
INSTRUCTIONS = "Labeling Instructions"


def take(title: str, picture: Path) -> None:
    """Write the picture of the first task that the project gives to an annotator."""
    server = status(data_folder())
    if server is None:
        sys.exit("error: no Label Studio runs here; start it: rightstag studio up")
    with Client(find_credentials()) as studio, sync_playwright() as driver:
        project = get_project(studio, title)
        browser = driver.chromium.launch(executable_path=chromium(), args=FLAGS)
        screen = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        screen.goto(f"{studio.url}user/login/")
        screen.fill("input[name=email]", server.user)
        screen.fill("input[name=password]", server.password)
        screen.click("button[type=submit]")
        screen.wait_for_url(lambda url: "login" not in url)
        screen.goto(f"{studio.url}projects/{project.id}/data?labeling=1")
        instructions = screen.get_by_text(INSTRUCTIONS)
        instructions.wait_for()
        while instructions.is_visible():  # it may be there before it listens to keys
            screen.keyboard.press("Escape")
            screen.wait_for_timeout(500)
        screen.wait_for_timeout(1000)  # what was suggested is ticked last
        screen.screenshot(path=picture)
        browser.close()


if __name__ == "__main__":
    take(sys.argv[1], Path(sys.argv[2]))
