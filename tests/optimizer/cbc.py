"""CBC, the solver that comes with PuLP, as a second opinion."""

from __future__ import annotations

import pulp


def cbc() -> pulp.LpSolver:
    """Return CBC by its path; `PULP_CBC_CMD`, its short name, goes with PuLP 4."""
    return pulp.COIN_CMD(path=pulp.PULP_CBC_CMD.pulp_cbc_path, msg=False)
