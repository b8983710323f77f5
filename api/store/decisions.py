"""Decisions: an allocation is put to the jurisdictions, and adopted when all endorse it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from api.problems import Refusal
from api.store.engine import now
from api.store.store import Repository
from api.store.tables import DecisionRow, Organisation, Party, RunRow, Share, Step, new_id


class Decisions(Repository):
    """The decisions of an organisation, and those in which it speaks for a jurisdiction."""

    def put(self, run: RunRow, speakers: Mapping[str, str], notes: str) -> DecisionRow:
        """Put an allocation to the jurisdictions; who speaks for one may read the run as it."""
        for organisation in set(speakers.values()):
            if self.session.get(Organisation, organisation) is None:
                raise Refusal("not-found", f"no organisation is called {organisation}")
        row = DecisionRow(id=new_id(), organisation=self.organisation, run=run.id, notes=notes)
        row.state = "open"
        self.session.add(row)
        self.session.flush()
        for jurisdiction, organisation in speakers.items():
            party = Party(decision=row.id, jurisdiction=jurisdiction, organisation=organisation)
            party.reason = ""
            self.session.add(party)
            if organisation != self.organisation:
                self._let_read(run, organisation, jurisdiction)
        self.note("decision-put", row.id, run=run.id, parties=dict(speakers))
        return row

    def _let_read(self, run: RunRow, organisation: str, jurisdiction: str) -> None:
        if self.session.get(Share, (run.id, organisation)) is None:
            share = Share(subject=run.id, reader=organisation, organisation=self.organisation)
            share.jurisdiction = jurisdiction
            self.session.add(share)
            self.session.flush()

    def seen(self) -> sa.Select[DecisionRow]:
        """Return the query for decisions that the organisation has put, or speaks in."""
        speaks = sa.select(Party.decision).where(Party.organisation == self.organisation)
        return sa.select(DecisionRow).where(
            sa.or_(DecisionRow.organisation == self.organisation, DecisionRow.id.in_(speaks))
        )

    def decision(self, name: str) -> DecisionRow:
        """Return a decision that the organisation has put, or speaks in."""
        return self.one(self.seen().where(DecisionRow.id == name))

    def parties(self, row: DecisionRow) -> list[Party]:
        """Return who speaks for which jurisdiction."""
        query = sa.select(Party).where(Party.decision == row.id).order_by(Party.jurisdiction)
        return list(self.session.scalars(query))

    def answer(self, row: DecisionRow, jurisdiction: str, answer: str, reason: str) -> None:
        """Answer for a jurisdiction; when all endorse, the allocation is adopted."""
        if row.state != "open":
            raise Refusal("conflict", f"the decision is {row.state}")
        parties = self.parties(row)
        mine = [party for party in parties if party.organisation == self.organisation]
        party = next((each for each in mine if each.jurisdiction == jurisdiction), None)
        if party is None:
            raise Refusal("not-found", f"you do not speak for {jurisdiction}")
        party.answer, party.reason, party.answered = answer, reason, now()
        row.changed = now()
        self.note("decision-answered", row.id, jurisdiction=jurisdiction, answer=answer,
                  reason=reason)  # fmt: skip
        if all(each.answer == "endorse" for each in parties):
            row.state = "adopted"
            self.note("run-adopted", row.id, run=row.run)

    def withdraw(self, row: DecisionRow) -> None:
        """Take an allocation back that is not adopted yet."""
        if row.organisation != self.organisation:
            raise Refusal("not-found")
        if row.state != "open":
            raise Refusal("conflict", f"the decision is {row.state}")
        row.state, row.changed = "withdrawn", now()
        self.note("decision-withdrawn", row.id)

    def steps(self, row: DecisionRow) -> Iterable[Step]:
        """Return every step of a decision, whoever made it, the first one first."""
        query = sa.select(Step).where(Step.subject == row.id).order_by(Step.number)
        return self.session.scalars(query)
