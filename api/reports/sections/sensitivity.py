"""How far the prices hold: their ranges where they were asked for, else both slopes."""

from __future__ import annotations

import math
from collections.abc import Iterator

from api import figures, headers
from api.reports import wording
from api.reports.blocks import Block, Grid, Section, Sentence
from api.reports.dossier import Dossier
from api.reports.sections.analyses import inside
from api.show.rules import RuleSeen, RulesShown


def sensitivity(dossier: Dossier) -> Section:
    """Return the section."""
    return Section("sensitivity", dossier.say(wording.SENSITIVITY), tuple(_blocks(dossier)))


def _blocks(dossier: Dossier) -> Iterator[Block]:
    prices = dossier.analysis("prices")
    if prices is not None:
        yield from inside(prices, dossier.language)
        return
    shown = RulesShown(dossier.page.voice, dossier.allocation)
    binding = [rule for rule in shown.rules if len(rule.binding)]
    if not binding:
        yield Sentence(dossier.say(wording.NOTHING_BINDS))
        return
    whole = any(rule.by_unit for rule in binding)
    yield Sentence(dossier.say(wording.WHOLE_ONLY if whole else wording.SLOPES_ONLY))
    if not whole:
        yield _slopes(dossier, binding)


def _slopes(dossier: Dossier, binding: list[RuleSeen]) -> Grid:
    """Return for the dearest row of each rule what loosening gains and tightening costs."""
    known = [rule for rule in binding if math.isfinite(rule.price)]
    write = figures.prices_like(rule.price for rule in known)
    unit = dossier.say(wording.PER_UNIT, unit=dossier.unit)
    rows = []
    for rule in sorted(known, key=lambda rule: -rule.price):
        loss = float(rule.dearest["price_high"])
        place = dossier.names.place(rule.where, dossier.language)
        lost = write(-loss) if math.isfinite(loss) else dossier.say(wording.NO_TIGHTER)
        rows.append(
            (
                f"{rule.name}\n{dossier.said_by(rule.name)}",
                place,
                figures.signed(rule.price, write),
                lost,
            )
        )
    columns = [headers.HEADERS["rule"], headers.DEAREST]
    slopes = [headers.HEADERS["price_low"], headers.HEADERS["price_high"]]
    titles = [dossier.say(text) for text in columns]
    titles += [f"{dossier.say(text)} ({unit})" for text in slopes]
    return Grid(tuple(titles), tuple(rows), words=2)
