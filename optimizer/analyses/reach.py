"""How much a combination of payments and receipts can amount to, by the money there is alone."""

from __future__ import annotations

import numpy as np

from scenarios.ledger import Floats, Ledger


class Reach:
    """The most that a combination of ledger lines can amount to, by the money there is alone.

    Every unit that is received was paid, to the same city. So the best use of a unit of a funder's
    money is that of its best payment, with the best receipt where it lands; and what is carried is
    worth the difference of two periods. Strengths, links and readiness are left out of account.
    `payer` numbers the funder and period of each payment.
    """

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        classes, horizon = ledger.classes, ledger.horizon
        period = np.arange(classes * horizon) % horizon
        places = len(ledger.places)
        self._shape = (places, horizon)
        self._cells = [
            np.repeat(of.astype(np.int64), horizon) * horizon + period
            for of in (ledger.city_of_class, ledger.place_of_class)
        ]
        when = np.arange(len(ledger.payments)) % horizon
        self._paid_at = ledger.payments["place"].to_numpy().astype(np.int64) * horizon + when
        payer = ledger.payments["funder"].cat.codes.to_numpy().astype(np.int64)
        self.payer = payer * horizon + when

    def most(self, lines: Floats, grants: Floats | None = None) -> float:
        """Return an upper bound of `lines @ money`; `grants` is the best coefficient a period."""
        ledger = self.ledger
        received, paid = lines[: len(ledger.receipts)], lines[len(ledger.receipts) :]
        paid, carried = paid[: len(ledger.payments)], paid[len(ledger.payments) :]
        use = paid + self._landing(received)[self._paid_at]
        best = np.zeros(ledger.contributions.size)
        np.maximum.at(best, self.payer, use)
        best_use: Floats = best.reshape(ledger.contributions.shape)
        if grants is not None:
            best_use = best_use + grants
        later = np.pad(best_use, ((0, 0), (0, 1)))[:, 1:] - best_use
        kept = np.maximum(0.0, later + carried.reshape(best_use.shape))
        return float((best_use * ledger.contributions).sum() + (kept * ledger.may_carry).sum())

    def _landing(self, received: Floats) -> Floats:
        """Return the best coefficient of a receipt for each place and period."""
        best = np.full(self._shape[0] * self._shape[1], -np.inf)
        for cell in self._cells:
            np.maximum.at(best, cell, received)
        return np.where(np.isfinite(best), best, 0.0)
