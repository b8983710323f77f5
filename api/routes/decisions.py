"""Decisions: put an allocation to the jurisdictions; each sees its own side first."""

from __future__ import annotations

import json
from typing import Any, Literal, cast

from fastapi import APIRouter, Response

from api.auth import Here, Planner, Viewer
from api.privacy import Sight, own_rules
from api.problems import Refusal
from api.routes import shapes, telling
from api.routes.describing import Cursor, Id, Limit, answers
from api.store import tables
from api.store.decisions import Decisions
from api.store.runs import Runs
from api.store.tables import DecisionRow, RunRow, VersionRow

router = APIRouter(tags=["decisions"])


@router.post(
    "/v1/decisions",
    operation_id="put_decision",
    status_code=201,
    responses=answers("not-found", "no-result"),
)
def put_decision(
    caller: Planner, here: Here, response: Response, wish: shapes.DecisionWish
) -> shapes.Decision:
    """Put an allocation to the jurisdictions; whoever speaks for one may then read the run."""
    speakers = {party.jurisdiction: party.organisation for party in wish.parties}
    with here.store.writing() as session:
        decisions = Decisions(session, caller)
        run = decisions.get_own(RunRow, wish.run)
        if run.analysis != "solve" or run.value is None:
            raise Refusal("no-result", "only an allocation can be decided on")
        known = _jurisdictions(session.get_one(VersionRow, run.version))
        unknown = sorted(set(speakers) - known)
        if unknown or len(speakers) < len(wish.parties):
            words = f"no jurisdiction {', '.join(unknown)}" if unknown else "one is named twice"
            raise Refusal("bad-input", words, "/parties")
        row = decisions.put(run, speakers, wish.notes)
        session.flush()
        response.headers["location"] = f"/v1/decisions/{row.id}"
        telling.tagged(response, row.row)
        return _told(decisions, row)


def _jurisdictions(version: VersionRow) -> set[str]:
    return {str(part["id"]) for part in version.document["jurisdictions"]}


def _told(decisions: Decisions, row: DecisionRow) -> shapes.Decision:
    return shapes.Decision(
        id=row.id,
        run=row.run,
        title=telling.title(row.about.home),
        owner=row.organisation,
        state=cast(Literal["open", "adopted", "withdrawn"], row.state),
        notes=row.notes,
        parties=[_party(party) for party in decisions.parties(row)],
        created=row.created,
        changed=row.changed,
    )


def _party(row: tables.Party) -> shapes.Party:
    return shapes.Party(
        jurisdiction=row.jurisdiction,
        organisation=row.organisation,
        answer=cast(Literal["endorse", "object"] | None, row.answer),
        reason=row.reason,
        answered=row.answered,
    )


@router.get("/v1/decisions", operation_id="list_decisions", responses=answers())
def list_decisions(
    caller: Viewer, here: Here, cursor: Cursor = None, limit: Limit = 50
) -> shapes.Page[shapes.Decision]:
    """Return the decisions that the organisation has put, or speaks in, the newest first."""
    with here.store.reading() as session:
        decisions = Decisions(session, caller)
        found, after = decisions.page(decisions.seen(), DecisionRow, cursor, limit)
        return shapes.Page(items=[_told(decisions, row) for row in found], next=after)


@router.get("/v1/decisions/{id}", operation_id="get_decision", responses=answers("not-found"))
def get_decision(caller: Viewer, here: Here, response: Response, id: Id) -> shapes.DecisionView:
    """Return a decision: the rules, prices, net position and gain of the caller's side first."""
    with here.store.reading() as session:
        decisions = Decisions(session, caller)
        row = decisions.decision(id)
        told = _told(decisions, row)
        run = session.get_one(RunRow, row.run)
        document = session.get_one(VersionRow, run.version).document
        _, data = Runs(session, caller).file(run, ["result.json"])
        telling.tagged(response, row.row)
    mine = [each.jurisdiction for each in told.parties if each.organisation == caller.organisation]
    result: dict[str, Any] = json.loads(data)
    positions = {str(part["id"]): part for part in result["jurisdictions"]}
    own = [_standing(document, result, positions.get(name), name) for name in mine]
    others = [part for name, part in positions.items() if name not in mine]
    return shapes.DecisionView(**told.model_dump(), own=own, others=others)


def _standing(
    document: dict[str, Any], result: dict[str, Any], position: dict[str, Any] | None, name: str
) -> shapes.Standing:
    """Return what an allocation means for a jurisdiction: its own rules first, then all others."""
    sight, own = Sight.of(document, name), own_rules(document, name)
    rules = [row for row in result["rules"] if sight.shows(row["rule"])]
    about = [row for row in rules if row["rule"] in own or name in row["at"]]
    return shapes.Standing(jurisdiction=name, position=position, rules=about)


@router.post(
    "/v1/decisions/{id}/answers",
    operation_id="answer_decision",
    responses=answers("not-found", "conflict"),
)
def answer_decision(
    caller: Planner, here: Here, id: Id, wish: shapes.AnswerWish
) -> shapes.Decision:
    """Endorse an allocation, or object to it with a reason; when all endorse, it is adopted."""
    if wish.answer == "object" and not wish.reason.strip():
        raise Refusal("bad-input", "an objection says why", "/reason")
    with here.store.writing() as session:
        decisions = Decisions(session, caller)
        row = decisions.decision(id)
        decisions.answer(row, wish.jurisdiction, wish.answer, wish.reason)
        session.flush()
        return _told(decisions, row)


@router.post(
    "/v1/decisions/{id}/withdraw",
    operation_id="withdraw_decision",
    responses=answers("not-found", "conflict"),
)
def withdraw_decision(caller: Planner, here: Here, id: Id) -> shapes.Decision:
    """Take an allocation back that is not adopted yet."""
    with here.store.writing() as session:
        decisions = Decisions(session, caller)
        row = decisions.decision(id)
        decisions.withdraw(row)
        session.flush()
        return _told(decisions, row)


@router.get(
    "/v1/decisions/{id}/record",
    operation_id="get_decision_record",
    responses=answers("not-found"),
)
def get_decision_record(caller: Viewer, here: Here, id: Id) -> shapes.Page[shapes.Step]:
    """Return every step of a decision, the first one first; nobody can change one."""
    with here.store.reading() as session:
        decisions = Decisions(session, caller)
        steps = decisions.steps(decisions.decision(id))
        return shapes.Page(items=[telling.step(row) for row in steps])
