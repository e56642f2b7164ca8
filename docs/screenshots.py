"""Takes the pictures in docs/images from a fresh demo: `make screenshots`.

Runs the demo with data of its own, drives Chromium as an editor would, and stops it.
"""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browsers import chromium

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
PORT = 8097
FLAGS = ["--no-sandbox", "--disable-gpu"]
WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 780}
PAPER = {"width": 1280, "height": 1440}


def start_demo(data):
    """The demo's process and what it says about itself: {desk, user, password}."""
    environment = os.environ | {
        "DEBUG": "false",
        "HTTPS": "false",
        "DATA_DIR": data,
        "DATABASE_URL": f"sqlite:///{data}/db.sqlite3",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SECRET_KEY": "for pictures only",
        "LOG_LEVEL": "WARNING",
        "PUBLICATION_NAME": "The Wrackhaven Post",
    }
    command = [".venv/bin/python", "manage.py", "demo", "--port", str(PORT)]
    demo = subprocess.Popen(  # noqa: S603 our own command
        [*command, "--pause", "3600"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    for line in demo.stdout:
        if found := re.match(r"Desk: (\S+) user=(\S+) password=(\S+)", line):
            return demo, found.groups()
    raise SystemExit("The demo did not start.")


def sign_in(browser, demo, size):
    """A tab of SIZE on the list of live pages."""
    address, user, password = demo
    tab = browser.new_context(viewport=size, color_scheme="light").new_page()
    tab.goto(f"{address}login/?next=/admin/posts/livepage/%3Fq=ferry-adrift-replay")
    tab.fill("[name=username]", user)
    tab.fill("[name=password]", password)
    tab.click("[type=submit]")
    return tab


def open_desk(tab):
    tab.click("a:text-is('Desk')")
    tab.wait_for_selector(".tiptap[contenteditable]")
    tab.wait_for_timeout(1000)  # the preview


def shoot(tab, name, **options):
    tab.wait_for_timeout(700)
    tab.screenshot(path=IMAGES / f"{name}.png", **options)


def read(browser, desk):
    """The reader's page of DESK, wide in light and on a telephone in dark."""
    address = desk.get_by_role("link", name="Reader’s page").evaluate("a => a.href")
    for name, size, scheme in [
        ("page", PAPER, "light"),
        ("page-phone", PHONE, "dark"),
    ]:
        tab = browser.new_context(viewport=size, color_scheme=scheme).new_page()
        tab.goto(address)
        shoot(tab, name)


def write(tab):
    tab.keyboard.press("n")
    tab.keyboard.type("Pilot boat is alongside")
    tab.keyboard.press("Enter")
    tab.keyboard.type("/analysis The pilot boat came out of the lee at half speed. ")
    tab.keyboard.type("That she came at all says more than the bulletin.")
    shoot(tab, "desk")
    tab.keyboard.press("Control+Enter")
    tab.wait_for_selector(".row-title:text('Pilot boat is alongside')")


def look_back(tab):
    """Withdraw the newest post, and read its history after bringing it back."""
    row = tab.locator(".row:has-text('Pilot boat is alongside')")
    row.focus()
    tab.keyboard.press("w")
    tab.wait_for_selector(".undo")
    row.scroll_into_view_if_needed()
    shoot(tab, "stream")
    tab.keyboard.press("z")
    tab.wait_for_timeout(800)
    tab.keyboard.press("h")
    tab.wait_for_selector(".history")
    shoot(tab, "history")
    tab.keyboard.press("Escape")


def argue(tab, other):
    """Two people change one headline."""
    for editor in (tab, other):
        editor.locator(".row:has-text('Pilot boat is alongside')").focus()
        editor.keyboard.press("e")
        editor.wait_for_selector("#composer-heading:has-text('Edit')")
    other.fill("[name=headline]", "Pilot boat is alongside the ferry")
    other.keyboard.press("Control+Enter")
    other.wait_for_selector("#composer-heading:has-text('New post')")
    tab.fill("[name=headline]", "Pilot boat reaches the Lady of Sillan")
    tab.keyboard.press("Control+Enter")
    tab.wait_for_selector(".disputed")
    tab.locator("#composer-notice").scroll_into_view_if_needed()
    shoot(tab, "conflict")


def main():
    data = tempfile.mkdtemp(prefix="liveblog-pictures-")
    demo, address = start_demo(data)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
            tab, other = (sign_in(browser, address, WIDE) for _ in range(2))
            open_desk(tab)
            read(browser, tab)
            write(tab)
            look_back(tab)
            open_desk(other)
            argue(tab, other)
            phone = sign_in(browser, address, PHONE)
            open_desk(phone)
            shoot(phone, "phone")
            browser.close()
    finally:
        demo.terminate()
        demo.wait()
        shutil.rmtree(data)


if __name__ == "__main__":
    main()
