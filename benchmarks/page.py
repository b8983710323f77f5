"""The page in Chromium: when the first page is there, and how fluid a map of 1,000 cities is."""

from __future__ import annotations

import shutil
import sys
from itertools import pairwise
from typing import Any, Final

from api.client import Client
from benchmarks.registry import Figure, benchmark
from benchmarks.service import serving

CITIES: Final = 1000
ACROSS: Final = 40
MADE_UP: Final = "made up, to measure the map"
TIMES: Final = 3
FLAGS: Final = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"]
WINDOW: Final = {"width": 1440, "height": 900}
COUNT: Final = """() => {
  window.frames_ = [];
  const note = (at) => { window.frames_.push(at); window.noting_ = requestAnimationFrame(note); };
  window.noting_ = requestAnimationFrame(note);
}"""
STOP: Final = "() => { cancelAnimationFrame(window.noting_); return window.frames_; }"
PAINTED: Final = "performance.getEntriesByName('first-contentful-paint')[0].startTime"


@benchmark
def page() -> list[Figure]:
    """Measure the page on loopback, drawn without a graphics card."""
    from playwright.sync_api import sync_playwright

    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if chromium is None:
        sys.exit("no Chromium is installed")
    with serving() as (_, address, _), Client(address) as client, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        client.wait(client.run(client.clone_template("minimal").id))
        first = sorted(_first(browser, address) for _ in range(TIMES))
        run = client.wait(client.run(client.add_scenario(_scenario(client)).id, reports=False))
        if run.state != "succeeded":
            sys.exit(f"the scenario of the map ended as {run.state}")
        shown, frames = _map(browser, f"{address}/#/runs/{run.id}/map")
        browser.close()
    return [
        Figure("first page: something is painted", first[TIMES // 2][0], "s", most=1.5),
        Figure("first page: what is there is listed", first[TIMES // 2][1], "s", most=1.5),
        Figure(f"map of {CITIES:,} cities is there", shown, "s"),
        Figure("frames while it is zoomed and moved, median", _of(frames, 0.5), "ms", most=34),
        Figure("frames while it is zoomed and moved, 95 of 100", _of(frames, 0.95), "ms", most=100),
    ]  # fmt: skip


def _of(frames: list[float], share: float) -> float:
    return sorted(frames)[int(len(frames) * share)]


def _first(browser: Any, address: str) -> tuple[float, float]:
    """Return the seconds to the first paint and to the list of scenarios, nothing stored before."""
    context = browser.new_context(viewport=WINDOW, locale="en-GB")
    tab = context.new_page()
    tab.goto(address, wait_until="commit")
    tab.get_by_role("link", name="The smallest example").first.wait_for()
    listed, painted = tab.evaluate("performance.now()"), tab.evaluate(PAINTED)
    context.close()
    return painted / 1000, listed / 1000


def _map(browser: Any, address: str) -> tuple[float, list[float]]:
    """Return the seconds until the map is there, and how long its frames take, milliseconds."""
    context = browser.new_context(viewport=WINDOW, locale="en-GB")
    tab = context.new_page()
    tab.goto(address, wait_until="commit")
    picture = tab.get_by_role("figure").first.get_by_role("img")
    picture.wait_for()
    shown = tab.evaluate("performance.now()") / 1000
    tab.wait_for_timeout(1500)
    box = picture.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    still = picture.screenshot()
    tab.mouse.move(x, y)
    tab.evaluate(COUNT)
    for turn in range(40):
        tab.mouse.wheel(0, -120 if turn % 20 < 10 else 120)
        tab.wait_for_timeout(40)
    tab.mouse.down()
    for step in range(60):
        tab.mouse.move(x + 3 * (step % 30), y + 2 * (step % 30))
        tab.wait_for_timeout(16)
    tab.mouse.up()
    stamps = tab.evaluate(STOP)
    if picture.screenshot() == still:
        sys.exit("the map did not move: its frames tell nothing")
    context.close()
    return shown, [after - before for before, after in pairwise(stamps)]


def _scenario(client: Client) -> dict[str, Any]:
    """Return the smallest example with so many cities on a grid, joined to those beside them."""
    tree = client.document("/v1/templates/minimal")
    names = [f"city-{number}" for number in range(CITIES)]
    owners = [part["id"] for part in tree["jurisdictions"]]
    cities = [
        {"id": name, "jurisdiction": owners[number * len(owners) // CITIES],
         "tier": "edge" if number % 2 else "core", "population": 1_000_000, "rd": 100,
         "lon": 115 + 0.2 * (number % ACROSS), "lat": 28 + 0.2 * (number // ACROSS)}
        for number, name in enumerate(names)
    ]  # fmt: skip
    sites = [
        {"city": name, "stage": "research", "strength": 1 + number % 7}
        for number, name in enumerate(names)
    ]
    known = [
        {"city_a": one, "stage_a": "research", "city_b": other, "stage_b": "research",
         "strength": 1 + number % 5}
        for number, (one, other) in enumerate(zip(names, names[ACROSS:], strict=False))
    ]  # fmt: skip
    return tree | {
        "id": "thousand-cities",
        "cities": cities,
        "strengths": {"assumption": MADE_UP, "sites": sites},
        "links": {"assumption": MADE_UP, "known": known},
        "instruments": [tree["instruments"][0] | {"response": {"kind": "linear", "cap": 0.2,
                                                               "assumption": MADE_UP}}],
    }  # fmt: skip
