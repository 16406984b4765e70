"""A real Chromium, as Debian packages it, against a live server."""

import shutil

import pytest
from django.db import connections
from playwright.sync_api import sync_playwright

PHONE = {"width": 390, "height": 844}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture
def chromium(transactional_db, live_server, monkeypatch):
    """A browser of its own for each test; `apt install chromium` brings it.

    Playwright runs a loop in this thread, which Django takes for asynchronous code and gives
    connections of its own. So the loop begins after the database is made, ends before it is
    emptied, and leaves no connection behind.
    """
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.fail("no Chromium on this machine: apt install chromium fonts-noto-cjk")
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()
        connections.close_all()


@pytest.fixture
def phone(chromium, live_server):
    """A page of 390 × 844 in Korean; script errors and refused content fail the test."""
    yield from _page(chromium, live_server)


@pytest.fixture
def phone_without_scripts(chromium, live_server):
    """The same where the browser runs no scripts."""
    yield from _page(chromium, live_server, java_script_enabled=False)


@pytest.fixture
def offline_phone(chromium, live_server):
    """The same for tests that cut the network, of which the browser complains."""
    yield from _page(chromium, live_server, expected="Failed to load resource")


def _page(chromium, live_server, expected=None, **options):
    context = chromium.new_context(
        viewport=PHONE, locale="ko-KR", base_url=live_server.url, **options
    )
    page, problems = context.new_page(), []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: said.type == "error" and problems.append(said.text))
    yield page
    context.close()
    assert [said for said in problems if not expected or expected not in said] == []
