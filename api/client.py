"""A client of the service for programs: typed, and with the service's own words.

    from api.client import Client

    with Client("http://127.0.0.1:8765") as client:
        scenario = client.add_scenario({"extends": "minimal"})
        run = client.wait(client.run(scenario.id))
        print(client.result(run.id)["value"])

What the service refuses is raised as `ServiceError`, with its `code`.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self, TypeVar

import httpx2
from pydantic import BaseModel

from api.routes import shapes
from api.uploads import MEDIA, XLSX

S = TypeVar("S", bound=BaseModel)
Body = Mapping[str, Any] | Path | str
WAITING: Final = ("queued", "running")
POLL: Final = 0.1


class ServiceError(Exception):
    """The service did not do what it was asked; `problem` is all that it said."""

    def __init__(self, problem: Mapping[str, Any], status: int) -> None:
        self.problem, self.status = problem, status
        self.code = str(problem.get("code", "unknown"))
        head = f"{status} {self.code}: {problem.get('detail') or problem.get('title')}"
        parts = [str(part["detail"]) for part in problem.get("errors", ()) if part.get("detail")]
        super().__init__("\n  ".join([head, *parts]))


@dataclass(frozen=True)
class Event:
    """Something that happened to a run."""

    number: int
    kind: str
    data: Mapping[str, Any]


class Client:
    """The service at an address, for the holder of a key (none on the service's own machine)."""

    def __init__(
        self,
        address: str = "http://127.0.0.1:8765",
        key: str | None = None,
        http: httpx2.Client | None = None,
    ) -> None:
        self._http = http or httpx2.Client(base_url=address, timeout=90.0)
        self._headers = {} if key is None else {"authorization": f"Bearer {key}"}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def ask(self, method: str, path: str, **more: Any) -> httpx2.Response:
        """Ask for something that has no method of its own here; raises `ServiceError`."""
        headers = self._headers | {
            name: value for name, value in more.pop("headers", {}).items() if value is not None
        }
        answer = self._http.request(method, path, headers=headers, **more)
        if answer.status_code >= 400:
            raise ServiceError(_problem(answer), answer.status_code)
        return answer

    def _get(self, kind: type[S], path: str, **parameters: Any) -> S:
        given = {name: value for name, value in parameters.items() if value is not None}
        return kind.model_validate_json(self.ask("GET", path, params=given).content)

    def _post(self, kind: type[S], path: str, **more: Any) -> S:
        return kind.model_validate_json(self.ask("POST", path, **more).content)

    def _pages(self, kind: type[S], path: str, **parameters: Any) -> Iterator[S]:
        cursor: str | int | None = None
        while True:
            # what the items are is known when it runs, which a type checker cannot follow
            page = self._get(shapes.Page[kind], path, cursor=cursor, **parameters)  # type: ignore[valid-type]
            yield from page.items
            cursor = page.next
            if cursor is None:
                return

    # --- what is there ------------------------------------------------------------------------

    def me(self) -> shapes.Me:
        """Return who is asking."""
        return self._get(shapes.Me, "/v1/me")

    def document(self, path: str, **parameters: Any) -> dict[str, Any]:
        """Return plain data, for instance of `/v1/templates` or `/v1/analyses`."""
        return dict(self.ask("GET", path, params=parameters).json())

    # --- scenarios ----------------------------------------------------------------------------

    def check(self, scenario: Body) -> dict[str, Any]:
        """Return what a scenario holds; nothing is kept."""
        return dict(self.ask("POST", "/v1/check", **_body(scenario)).json())

    def add_scenario(self, scenario: Body, tags: list[str] | None = None) -> shapes.Scenario:
        """Keep a scenario."""
        parameters = {"tag": tags or []}
        return self._post(shapes.Scenario, "/v1/scenarios", params=parameters, **_body(scenario))

    def clone_template(self, name: str) -> shapes.Scenario:
        """Keep a scenario that is the same as a shipped one."""
        return self._post(shapes.Scenario, f"/v1/templates/{name}/clone")

    def scenarios(self, **wanted: Any) -> Iterator[shapes.Scenario]:
        """Return the scenarios that are looked for (`q`, `tag`, `archived`), the newest first."""
        return self._pages(shapes.Scenario, "/v1/scenarios", **wanted)

    def scenario(self, name: str) -> tuple[shapes.Scenario, str]:
        """Return a scenario and the ETag that is needed to change it."""
        answer = self.ask("GET", f"/v1/scenarios/{name}")
        return shapes.Scenario.model_validate_json(answer.content), answer.headers["etag"]

    def change_scenario(self, name: str, etag: str, **changes: Any) -> shapes.Scenario:
        """Change tags or notes of a scenario, or put it away."""
        headers = {"if-match": etag}
        answer = self.ask("PATCH", f"/v1/scenarios/{name}", json=changes, headers=headers)
        return shapes.Scenario.model_validate_json(answer.content)

    def add_version(self, name: str, etag: str, scenario: Body) -> shapes.Version:
        """Keep a further version of a scenario."""
        body = _body(scenario)
        body["headers"] |= {"if-match": etag}
        return self._post(shapes.Version, f"/v1/scenarios/{name}/versions", **body)

    def difference(self, name: str, one: int, other: int) -> shapes.Difference:
        """Return what differs between two versions, in words."""
        path = f"/v1/scenarios/{name}/difference"
        return self._get(shapes.Difference, path, one=one, other=other)

    def share_scenario(self, name: str, reader: str, jurisdiction: str | None = None) -> None:
        """Let an organisation read a scenario."""
        body = {"jurisdiction": jurisdiction}
        self.ask("PUT", f"/v1/scenarios/{name}/shares/{reader}", json=body)

    # --- runs ---------------------------------------------------------------------------------

    def run(
        self,
        scenario: str,
        analysis: str = "solve",
        *,
        once: str | None = None,
        wait: float | None = None,
        **wish: Any,
    ) -> shapes.Run:
        """Ask for a run, under a key of the caller's own if it is to be done once whatever happens.

        `wish` is the rest of what a run may be asked for: see `api.routes.shapes.RunWish`.
        """
        body = {"scenario": scenario, "analysis": analysis, **wish}
        prefer = None if wait is None else f"wait={wait:.0f}"
        headers = {"idempotency-key": once, "prefer": prefer}
        return self._post(shapes.Run, "/v1/runs", json=body, headers=headers)

    def get_run(self, name: str) -> shapes.Run:
        """Return how far a run is, or how it ended."""
        return self._get(shapes.Run, f"/v1/runs/{name}")

    def runs(self, **wanted: Any) -> Iterator[shapes.Run]:
        """Return the runs that are looked for (`state`, `scenario`, `analysis`, `batch`)."""
        return self._pages(shapes.Run, "/v1/runs", **wanted)

    def wait(self, run: shapes.Run, seconds: float = 600.0) -> shapes.Run:
        """Wait until a run has ended; raises `TimeoutError` if that takes longer."""
        until = time.monotonic() + seconds
        while run.state in WAITING:
            if time.monotonic() > until:
                raise TimeoutError(f"run {run.id} is {run.state} after {seconds:g} s")
            time.sleep(POLL)
            run = self.get_run(run.id)
        return run

    def cancel(self, name: str) -> shapes.Run:
        """Ask that a run ends."""
        return self._post(shapes.Run, f"/v1/runs/{name}/cancel")

    def events(self, name: str, after: int = 0) -> Iterator[Event]:
        """Return what happens to a run as it happens, each event once, until it has ended."""
        headers = self._headers | ({"last-event-id": str(after)} if after else {})
        with self._http.stream("GET", f"/v1/runs/{name}/events", headers=headers) as answer:
            if answer.status_code >= 400:
                answer.read()
                raise ServiceError(_problem(answer), answer.status_code)
            yield from _events(answer.iter_lines())

    def result(self, name: str) -> dict[str, Any]:
        """Return the result of a run as plain data."""
        return dict(self.ask("GET", f"/v1/runs/{name}/result").json())

    def workbook(self, name: str, language: str = "en") -> bytes:
        """Return the result of a run as a workbook."""
        parameters = {"form": "xlsx", "lang": language}
        return self.ask("GET", f"/v1/runs/{name}/result", params=parameters).content

    def table(self, name: str, table: str) -> str:
        """Return a table of a result as CSV."""
        return self.ask("GET", f"/v1/runs/{name}/tables/{table}").content.decode("utf-8-sig")

    def program(self, name: str) -> str:
        """Return the linear program of a run that was to keep it."""
        return self.ask("GET", f"/v1/runs/{name}/program").text

    def share_run(self, name: str, reader: str, jurisdiction: str | None = None) -> None:
        """Let an organisation read a run."""
        self.ask("PUT", f"/v1/runs/{name}/shares/{reader}", json={"jurisdiction": jurisdiction})

    def compare(self, *names: str) -> dict[str, Any]:
        """Return allocations side by side."""
        return dict(self.ask("GET", "/v1/compare", params={"runs": ",".join(names)}).json())

    # --- batches and decisions ----------------------------------------------------------------

    def batch(self, scenario: str, once: str | None = None, **wish: Any) -> shapes.Batch:
        """Ask for many runs: see `api.routes.shapes.BatchWish`."""
        body, headers = {"scenario": scenario, **wish}, {"idempotency-key": once}
        return self._post(shapes.Batch, "/v1/batches", json=body, headers=headers)

    def get_batch(self, name: str) -> shapes.Batch:
        """Return how far a batch is."""
        return self._get(shapes.Batch, f"/v1/batches/{name}")

    def batch_runs(self, name: str) -> list[shapes.Run]:
        """Return all runs of a batch, done or not."""
        return list(self._pages(shapes.Run, f"/v1/batches/{name}/runs"))

    def put_decision(
        self, run: str, parties: Mapping[str, str], notes: str = ""
    ) -> shapes.Decision:
        """Put an allocation to the jurisdictions: who speaks for each."""
        listed = [{"jurisdiction": name, "organisation": of} for name, of in parties.items()]
        body = {"run": run, "parties": listed, "notes": notes}
        return self._post(shapes.Decision, "/v1/decisions", json=body)

    def decision(self, name: str) -> shapes.DecisionView:
        """Return a decision, the caller's own side first."""
        return self._get(shapes.DecisionView, f"/v1/decisions/{name}")

    def answer(
        self, name: str, jurisdiction: str, answer: str, reason: str = ""
    ) -> shapes.Decision:
        """Endorse an allocation for a jurisdiction, or object to it."""
        body = {"jurisdiction": jurisdiction, "answer": answer, "reason": reason}
        return self._post(shapes.Decision, f"/v1/decisions/{name}/answers", json=body)


def _problem(answer: httpx2.Response) -> Mapping[str, Any]:
    try:
        told = answer.json()
    except ValueError:
        told = None
    return told if isinstance(told, dict) else {"detail": answer.text[:200]}


def _body(scenario: Body) -> dict[str, Any]:
    """Return how a scenario is sent: data as JSON, text as YAML, a file as what its name says."""
    if isinstance(scenario, Path):
        form = {".json": "json", ".xlsx": "xlsx"}.get(scenario.suffix.lower(), "yaml")
        content, media = scenario.read_bytes(), MEDIA[form] if form != "xlsx" else XLSX
    elif isinstance(scenario, str):
        content, media = scenario.encode(), MEDIA["yaml"]
    else:
        content, media = json.dumps(scenario).encode(), MEDIA["json"]
    return {"content": content, "headers": {"content-type": media}}


def _events(lines: Iterator[str]) -> Iterator[Event]:
    told: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        if line and name:
            told[name] = value.removeprefix(" ")
        elif not line and "data" in told:
            yield Event(int(told["id"]), told["event"], json.loads(told["data"]))
            told = {}
