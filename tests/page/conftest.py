"""The page in Chromium, served as anybody would serve it; all that it says and asks for is seen."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from api.settings import Settings
from api.store.people import add_organisation, people_of
from api.store.store import Store

sync_api = pytest.importorskip(
    "playwright.sync_api", reason="the page is not tested: playwright is not installed"
)
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Path(__file__).parents[2] / "api/web/node_modules/axe-core/axe.min.js"
SERIOUS = ("serious", "critical")
MEANT = {("/v1/me", 401), ("/v1/check", 422), ("/v1/runs", 422)}
"""Refusals that belong to the work: nobody is logged in yet, something written is not right yet."""
ORGANISATIONS = {"delta": "Delta office", "south": "South"}
VISITORS = {
    "delta": ("delta", "planner"),
    "analyst": ("delta", "analyst"),
    "viewer": ("delta", "viewer"),
    "south": ("south", "planner"),
}
"""Who comes to the page: of which organisation, and in which role."""


@dataclass(frozen=True)
class Workbench:
    """Where the page is, and the secret of the key of each visitor."""

    address: str
    keys: dict[str, str]


@pytest.fixture(scope="session")
def workbench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    """Serve with two organisations, in a process of its own."""
    folder = tmp_path_factory.mktemp("workbench")
    store = Store.opened(Settings(data=folder))
    keys = {}
    for name, title in ORGANISATIONS.items():
        with store.writing() as session:
            add_organisation(session, name, (title, title))
    for visitor, (name, role) in VISITORS.items():
        with people_of(store, name, "test") as people:
            keys[visitor] = people.add_key(visitor, role)[1]
    store.close()
    environment = os.environ | {
        "DELTAFUND_DATA": str(folder),
        "DELTAFUND_AUTH": "keys",
        "DELTAFUND_REQUESTS_PER_MINUTE": "100000",
    }
    command = [sys.executable, "-m", "api", "serve", "--port", "0", "--lang", "en"]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=log, text=True
        )
        assert process.stdout is not None
        told = process.stdout.readline()
        address = next(word for word in told.split() if word.startswith("http://")).rstrip(".,:")
        yield Workbench(address, keys)
        process.terminate()
        process.wait(20)
        process.stdout.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[sync_api.Browser]:
    """Start Chromium, or say why the page is not tested."""
    if CHROMIUM is None:
        pytest.skip("the page is not tested: no Chromium is installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Watch:
    """What a visit did that it must not do."""

    address: str
    errors: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def asked(self, request: sync_api.Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.netloc != urlsplit(self.address).netloc:
            self.strangers.append(request.url)

    def said(self, message: sync_api.ConsoleMessage) -> None:
        if message.type not in ("error", "warning") or self._meant(message):
            return
        self.errors.append(f"{message.type}: {message.text}")

    def _meant(self, message: sync_api.ConsoleMessage) -> bool:
        path = urlsplit(message.location.get("url", "")).path
        return any(path == known and f"{status}" in message.text for known, status in MEANT)


Visit = Callable[..., "sync_api.Page"]


@pytest.fixture
def visit(browser: sync_api.Browser, workbench: Workbench) -> Iterator[Visit]:
    """Return what opens the page for somebody who is logged in; afterwards all must be in order."""
    opened = []

    def open_page(visitor: str = "delta", locale: str = "en-GB", **how: object) -> object:
        size = {"width": 1440, "height": 900}
        context = browser.new_context(locale=locale, **{"viewport": size, **how})
        context.set_default_timeout(20_000)
        watch = Watch(workbench.address)
        context.on("request", watch.asked)
        context.on("console", watch.said)
        context.on("weberror", lambda error: watch.errors.append(str(error.error)))
        page = context.new_page()
        opened.append((context, watch))
        page.goto(workbench.address)
        page.locator("input[type=password]").fill(workbench.keys[visitor])
        page.keyboard.press("Enter")
        page.locator("nav").wait_for()
        return page

    yield open_page
    for context, watch in opened:
        context.close()
        assert watch.strangers == []
        assert watch.errors == []


def button(page: sync_api.Page, name: str) -> sync_api.Locator:
    """Return the button of exactly this name."""
    return page.get_by_role("button", name=name, exact=True)


def width(page: sync_api.Page) -> int:
    """Return how wide the page is; wider than the window, it would be scrolled sideways."""
    return int(page.evaluate("document.documentElement.scrollWidth"))


def axe_findings(page: sync_api.Page, part: str = "body") -> list[str]:
    """Return what axe-core finds serious on a part of the page as it is."""
    if not AXE.is_file():
        pytest.skip("accessibility is not tested: run npm ci in api/web for axe-core")
    page.wait_for_timeout(400)  # fading in is over
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("part => axe.run(part, {resultTypes: ['violations']})", part)
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found["violations"]
        if each["impact"] in SERIOUS
        for node in each["nodes"]
    ]
