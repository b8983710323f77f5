"""Small made-up scenarios of every shape, as plain data, so that a test may change them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, product
from typing import Any

from hypothesis import strategies as st

from scenarios.rules import RULES

Tree = dict[str, Any]
Draw = Callable[[st.SearchStrategy[Any]], Any]

STAGES = ("research", "pilot", "market")
BASELINE: Tree = {"kind": "baseline-power", "elasticity": 0.5}


@st.composite
def trees(
    draw: Draw,
    rules: tuple[int, int] = (0, 4),
    curved: bool | None = None,
    harsh: bool = False,
    points: bool = False,
    first: str | None = None,
) -> Tree:
    """Draw a scenario with so many `rules`, at least and at most.

    With `curved` False all responses are linear, with `points` some of them are tables; `harsh`
    rules ask for so much that they clash. `first` is the kind of a rule that comes before them.
    """
    tree = _frame(draw)
    tree["readiness"] = draw(st.none() | _readiness())
    tree["instruments"] = _instruments(draw, curved, points)
    tree["links"] = _links(draw, tree)
    count = draw(st.integers(*rules))
    kinds = rule(tree) | _harsh(tree) if harsh else rule(tree)
    drawn = [] if first is None else [draw(of_kind(tree, first))]
    drawn += [draw(kinds) for _ in range(count)]
    tree["rules"] = [{**said, "id": f"rule-{number}"} for number, said in enumerate(drawn)]
    return tree


def _frame(draw: Draw) -> Tree:
    """Draw who there is, what they pay in, and how strong they are."""
    periods = draw(st.integers(1, 3))
    jurisdictions = draw(st.integers(2, 4))
    cities = draw(st.integers(3, 7))
    chains = [
        {"id": f"chain-{number}", "stages": list(STAGES[: draw(st.integers(1, 3))])}
        for number in range(draw(st.integers(1, 2)))
    ]
    return {
        "schema": 1,
        "id": "made-up",
        "title": "made up",
        "money": {"currency": "CNY", "unit": "million"},
        "periods": [2026 + number for number in range(periods)],
        "discount": draw(st.sampled_from([0.0, 0.05])),
        "options": {"gap": 1e-6, "time_limit": 60},
        "indicators": {
            "population": {"unit": "persons", "assumption": "made up"},
            "rd": {"unit": "CNY million", "assumption": "made up"},
        },
        "jurisdictions": [{"id": f"land-{number}"} for number in range(jurisdictions)],
        "cities": [_city(draw, number, jurisdictions) for number in range(cities)],
        "chains": chains,
        "funders": _funders(draw, jurisdictions, periods),
        "strengths": {"sites": _strengths(draw, cities, chains)},
    }


def _city(draw: Draw, number: int, jurisdictions: int) -> Tree:
    home = number if number < jurisdictions else draw(st.integers(0, jurisdictions - 1))
    return {
        "id": f"city-{number}",
        "jurisdiction": f"land-{home}",
        "tier": draw(st.sampled_from(["core", "edge"])),
        "population": draw(st.sampled_from([1e6, 3e6, 9e6])),
        "rd": draw(st.sampled_from([100.0, 700.0, 4000.0])),
        "lon": 118 + 0.7 * number,
        "lat": 30 + 0.5 * draw(st.integers(0, 4)),
    }


def _funders(draw: Draw, jurisdictions: int, periods: int) -> list[Tree]:
    def contribution(least: int) -> Any:
        amount = st.sampled_from([10.0, 25.0, 40.0, 100.0][least:])
        if draw(st.booleans()):
            return draw(amount)
        return {2026 + number: draw(st.just(0.0) | amount) for number in range(periods)}

    carry = st.sampled_from([0.0, 0.0, 0.3, 1.0])
    funders: list[Tree] = [
        {
            "id": f"purse-{number}",
            "jurisdiction": f"land-{number}",
            "contribution": contribution(0),
            "carry_over": draw(carry),
        }
        for number in range(jurisdictions)
    ]
    funders[0]["contribution"] = 50.0
    if draw(st.booleans()):
        funders.append({"id": "union", "contribution": contribution(1), "carry_over": draw(carry)})
    return funders


def _strengths(draw: Draw, cities: int, chains: list[Tree]) -> list[Tree]:
    sites = [
        (f"city-{city}", chain["id"], stage)
        for chain in chains
        for stage in chain["stages"]
        for city in range(cities)
    ]
    number = st.sampled_from([0.0, 0.5, 1.0, 1.6, 2.0])
    drawn = [1.0, 2.0, *draw(st.lists(number, min_size=len(sites), max_size=len(sites)))]
    return [
        {"city": city, "chain": chain, "stage": stage, "strength": strength}
        for (city, chain, stage), strength in zip(sites, drawn, strict=False)
    ]


@st.composite
def _readiness(draw: Draw) -> Tree:
    return {
        "own": draw(st.sampled_from([2.0, 10.0, 40.0])),
        "per_strength": draw(st.booleans()),
        "keep": draw(st.sampled_from([0.5, 0.85, 1.0])),
        "lag": draw(st.integers(0, 1)),
    }


TABLES = (
    [[0, 0], [5, 5], [20, 11], [60, 13]],
    [[0, 0], [2, 3], [9, 3]],
    [[0, 0], [30, 12]],
    [[0, 0], [1, 1.5], [3, 3], [7, 5], [15, 7], [31, 9]],
)
"""Curves as tables of money and points."""


def _instruments(draw: Draw, curved: bool | None, points: bool) -> list[Tree]:
    linear = st.sampled_from([5.0, 20.0, 60.0]).map(lambda cap: {"kind": "linear", "cap": cap})
    power = st.sampled_from([0.5, 4.0, 20.0]).map(lambda base: {**BASELINE, "baseline": base})
    saturating = st.sampled_from([3.0, 15.0]).map(
        lambda scale: {"kind": "saturating", "scale": scale, "top": 5.0}
    )
    response = {None: linear | power | saturating, False: linear, True: power | saturating}[curved]
    if points:
        table = st.sampled_from(TABLES).map(lambda pairs: {"kind": "points", "points": pairs})
        response = response | table
    scopes = ["link", *draw(st.lists(st.sampled_from(["site", "link"]), max_size=2))]
    found = []
    for number, scope in enumerate(scopes):
        instrument: Tree = {
            "id": f"tool-{number}",
            "scope": scope,
            "response": draw(response),
            "weight": draw(st.sampled_from([0.4, 1.0])),
        }
        if scope == "site":
            instrument["builds"] = draw(st.sampled_from([0.0, 0.8, 2.0]))
        if draw(st.booleans()):
            instrument["stages"] = ["research"]
        found.append(instrument)
    return found


def _links(draw: Draw, tree: Tree) -> Tree:
    if draw(st.booleans()):
        gravity = {"distance": -0.8, "border": draw(st.sampled_from([0.6, 1.0])), "size": 0.5}
        return {"gravity": gravity}
    pairs = _possible_links(tree)
    if not pairs:
        return {}
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, min_size=1, max_size=10))
    return {"known": [_known(draw, chain, ends) for chain, ends in chosen]}


Ends = tuple[tuple[str, str], tuple[str, str]]


def _known(draw: Draw, chain: str, ends: Ends) -> Tree:
    (city_a, stage_a), (city_b, stage_b) = ends
    return {
        "chain": chain,
        "city_a": city_a,
        "stage_a": stage_a,
        "city_b": city_b,
        "stage_b": stage_b,
        "strength": draw(st.sampled_from([0.7, 1.0, 1.8, 3.0])),
    }


def _possible_links(tree: Tree) -> list[tuple[str, Ends]]:
    stages = {chain["id"]: chain["stages"] for chain in tree["chains"]}
    sites = [part for part in tree["strengths"]["sites"] if part["strength"] > 0]
    found = []
    for one, other in combinations(sites, 2):
        same_chain = one["chain"] == other["chain"] and one["city"] != other["city"]
        order = stages[one["chain"]]
        if same_chain and abs(order.index(one["stage"]) - order.index(other["stage"])) <= 1:
            ends = ((one["city"], one["stage"]), (other["city"], other["stage"]))
            found.append((one["chain"], ends))
    return found


# --- rules ---------------------------------------------------------------------------------------


def rule(tree: Tree) -> st.SearchStrategy[Tree]:
    """Return rules of every kind that fit the scenario; a kind is drawn first."""
    makers = sorted(kind for kind in MAKERS if kind in RULES)
    return st.sampled_from(makers).flatmap(lambda kind: of_kind(tree, kind))


def of_kind(tree: Tree, kind: str) -> st.SearchStrategy[Tree]:
    """Return rules of one kind that fit the scenario; `KeyError` for a kind without a maker."""
    return (MAKERS | WHOLE)[kind](tree).map(lambda fields: {"kind": kind, **fields})


def _harsh(tree: Tree) -> st.SearchStrategy[Tree]:
    """Return rules that ask for a great part of the money, and few of which can be kept at once."""
    limit = st.sampled_from([{"min": 0.5}, {"min": 0.7}, {"max": 0.1}])
    parts = _both(st.fixed_dictionaries({"of": _narrow(tree)}), limit)
    amount = _both(_narrow(tree), st.sampled_from([{"min": 40.0}, {"min": 90.0}]))
    back = st.sampled_from([{"floor": 1.0}, {"floor": 1.3}])
    return st.one_of(
        parts.map(lambda fields: {"kind": "share_limit", **fields}),
        amount.map(lambda fields: {"kind": "amount_limit", **fields}),
        back.map(lambda fields: {"kind": "jurisdiction_return", **fields}),
    )


def _ids(tree: Tree, section: str) -> st.SearchStrategy[list[str]]:
    names = [part["id"] for part in tree[section]]
    return st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True)


def _narrow(tree: Tree) -> st.SearchStrategy[Tree]:
    """Return selections by what money is for or where it lands."""
    stages = sorted({stage for chain in tree["chains"] for stage in chain["stages"]})
    tiers = sorted({city["tier"] for city in tree["cities"]})
    return st.one_of(
        st.fixed_dictionaries({"cities": _ids(tree, "cities")}),
        st.fixed_dictionaries({"jurisdictions": _ids(tree, "jurisdictions")}),
        st.fixed_dictionaries({"tiers": st.sampled_from(tiers).map(lambda tier: [tier])}),
        st.fixed_dictionaries({"stages": st.sampled_from(stages).map(lambda stage: [stage])}),
        st.fixed_dictionaries({"instruments": _ids(tree, "instruments")}),
        st.fixed_dictionaries({"cross_border": st.booleans()}),
        st.fixed_dictionaries(
            {"funders": _ids(tree, "funders"), "jurisdictions": _ids(tree, "jurisdictions")}
        ),
    )


def _either(low: str, high: str, least: list[float], most: list[float]) -> st.SearchStrategy[Tree]:
    """Return a lower bound, an upper bound, or both in order."""
    return st.one_of(
        st.sampled_from([{low: value} for value in least]),
        st.sampled_from([{high: value} for value in most]),
        st.sampled_from([{low: a, high: b} for a, b in product(least, most) if a <= b]),
    )


BY = st.sampled_from([{}, {}, {"by": "period"}])


def _both(*parts: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    return st.tuples(*parts).map(lambda drawn: {k: v for part in drawn for k, v in part.items()})


def _return(tree: Tree) -> st.SearchStrategy[Tree]:
    return _both(_either("floor", "ceiling", [0.3, 0.8, 1.0], [0.9, 1.2, 2.0]), BY)


def _outflow(tree: Tree) -> st.SearchStrategy[Tree]:
    return _both(st.fixed_dictionaries({"max": st.sampled_from([0.0, 0.2, 0.5, 1.0])}), BY)


def _earmark(tree: Tree) -> st.SearchStrategy[Tree]:
    to = _narrow(tree).map(lambda part: {k: v for k, v in part.items() if k != "funders"})
    return st.fixed_dictionaries({"funders": _ids(tree, "funders"), "to": to})


def _share(tree: Tree) -> st.SearchStrategy[Tree]:
    caps = st.sampled_from([0.2, 0.4, 0.7]).map(lambda cap: {"each": ["city"], "max": cap})
    parts = _both(
        st.fixed_dictionaries({"of": _narrow(tree)}),
        _either("min", "max", [0.1, 0.3, 0.6], [0.3, 0.7]),
        st.sampled_from([{}, {"each": ["period"]}]),
    )
    return caps | parts


def _amount(tree: Tree) -> st.SearchStrategy[Tree]:
    each = st.sampled_from([{}, {"each": ["city"]}, {"each": ["period"]}, {"each": ["stage"]}])
    limits = _either("min", "max", [2.0, 15.0], [10.0, 30.0, 90.0])
    return _both(each, limits, st.just({}) | _narrow(tree))


def _absorption(tree: Tree) -> st.SearchStrategy[Tree]:
    most = st.sampled_from([0.01, 0.05, 0.2]).map(lambda share: {"max": share})
    return _both(st.just({"indicator": "rd"}), most, BY)


def _per_head(tree: Tree) -> st.SearchStrategy[Tree]:
    floor = st.sampled_from([0.5, 2.0, 9.0]).map(lambda amount: {"floor": amount})
    return _both(floor, st.fixed_dictionaries({"cities": _ids(tree, "cities")}))


def _balance(tree: Tree) -> st.SearchStrategy[Tree]:
    return _both(_either("min", "max", [0.2, 0.5], [0.8, 2.0]), BY)


def _commitment(tree: Tree) -> st.SearchStrategy[Tree]:
    decided = st.sampled_from([{"exactly": 7.0}, {"at_least": 12.0}, {"forbidden": True}])
    return _both(_narrow(tree), decided) | _both(_between(tree), decided)


def _between(tree: Tree) -> st.SearchStrategy[Tree]:
    pairs = _possible_links(tree) or [("", (("city-0", "research"), ("city-1", "research")))]
    return st.sampled_from(pairs).map(
        lambda pair: {
            "between": ["/".join(part for part in (c, pair[0], s) if part) for c, s in pair[1]]
        }
    )


def _matching(tree: Tree) -> st.SearchStrategy[Tree]:
    names = [part["id"] for part in tree["funders"]]
    several = st.integers(1, len(names) - 1).map(
        lambda cut: {"funders": names[cut:], "from": names[:cut]}
    )
    sides = st.fixed_dictionaries({"funders": _ids(tree, "funders")}) | several
    terms = st.fixed_dictionaries(
        {
            "rate": st.sampled_from([0.2, 0.5, 1.5]),
            "place": st.sampled_from(["city", "jurisdiction"]),
        }
    )
    able = st.sampled_from([0.002, 0.05]).map(lambda most: {"capacity": {"of": "rd", "max": most}})
    stages = st.sampled_from(sorted({s for chain in tree["chains"] for s in chain["stages"]}))
    what = st.just({}) | stages.map(lambda stage: {"stages": [stage]})
    return _both(sides, terms, BY, st.just({}) | able, what)


def _ramp(tree: Tree) -> st.SearchStrategy[Tree]:
    each = st.sampled_from([{}, {"each": ["city"]}, {"each": ["stage"]}, {"each": ["funder"]}])
    rise = st.sampled_from([{"plus": 4.0}, {"up": 0.5}, {"up": 0.2, "plus": 9.0}])
    fall = st.sampled_from([{"down": 0.0}, {"down": 0.3}])
    return _both(each, rise | fall | _both(rise, fall), st.just({}) | _narrow(tree))


def _lead(tree: Tree) -> st.SearchStrategy[Tree]:
    order = st.permutations([part["id"] for part in tree["funders"]])
    parties = st.tuples(order, st.integers(2, 3)).map(
        lambda drawn: {"lead": drawn[0][0], "others": list(drawn[0][1 : drawn[1]])}
    )
    shares = st.sampled_from(
        [{"lead_min": 0.5, "other_min": 0.1}, {"lead_min": 0, "other_min": 0.3}]
    )
    part = _narrow(tree).filter(lambda part: "funders" not in part)
    return _both(parties, shares, BY, st.just({}) | part)


def _gate(tree: Tree) -> st.SearchStrategy[Tree]:
    periods = st.sampled_from(tree["periods"])
    when = st.sampled_from(["from", "after"]).flatmap(
        lambda word: periods.map(lambda period: {word: period})
    )
    each = st.sampled_from([{}, {"each": ["jurisdiction"]}, {"each": ["stage", "instrument"]}])
    times = st.sampled_from([0.5, 1.0, 3.0]).map(lambda times: {"times": times})
    stop = st.fixed_dictionaries({"stop": _ids(tree, "cities")})
    return _both(when, each, times | stop | _both(times, stop))


def _concentration(tree: Tree) -> st.SearchStrategy[Tree]:
    most = st.sampled_from([{"max": 0.3}, {"max": 0.6}, {"max": 0.9}])
    each = st.sampled_from([{}, {}, {"each": ["jurisdiction"]}, {"each": ["stage"]}])
    parts = st.just({}) | st.fixed_dictionaries({"of": _narrow(tree)})
    largest = st.integers(1, 3).map(lambda number: {"largest": number})
    return _both(largest, most, each, parts, BY)


def _inequality(tree: Tree) -> st.SearchStrategy[Tree]:
    most = st.sampled_from([{"max": 0.2}, {"max": 0.5}])
    more = st.sampled_from([{}, {}, {"each": "jurisdiction"}, {"indicator": "rd"}])
    return _both(most, more, BY)


def _minimum(tree: Tree) -> st.SearchStrategy[Tree]:
    bounds = st.sampled_from([{"min": 8.0}, {"min": 30.0}, {"min": 5.0, "max": 20.0}])
    each = st.sampled_from([{}, {"each": ["city", "period"]}, {"each": ["jurisdiction"]}])
    return _both(bounds, each, st.just({}) | _narrow(tree))


def _winners(tree: Tree) -> st.SearchStrategy[Tree]:
    rounds = {tree["periods"][0]: 1, tree["periods"][-1]: 2}
    number = st.sampled_from(
        [
            {"at_most": 2},
            {"at_most": 2, "by": "period", "max": 20.0},
            {"exactly": 2, "min": 6.0},
            {"at_least": 3, "min": 4.0, "max": 25.0},
            {"rounds": rounds, "min": 3.0},
        ]
    )
    each = st.sampled_from([{}, {"each": ["jurisdiction"]}, {"each": ["city", "stage"]}])
    return _both(number, each)


def _participation(tree: Tree) -> st.SearchStrategy[Tree]:
    margin = st.sampled_from([0.5, 0.9, 1.0, 1.05, 1.5]).map(lambda margin: {"margin": margin})
    some = st.fixed_dictionaries({"jurisdictions": _ids(tree, "jurisdictions")})
    return _both(margin, st.just({}) | some)


OBJECTIVES = (
    "worst_off",
    {"kind": "blend", "weights": {"collaborative_innovation": 1.0, "worst_off": 2.0}},
    {"kind": "blend", "weights": {"worst_off": 1.0, "collaborative_innovation": 0.01}},
    {"kind": "lexicographic", "order": ["collaborative_innovation", "worst_off"]},
)
"""Objectives other than all points."""

MAKERS: dict[str, Callable[[Tree], st.SearchStrategy[Tree]]] = {
    "absorption": _absorption,
    "amount_limit": _amount,
    "commitment": _commitment,
    "concentration": _concentration,
    "earmark": _earmark,
    "inequality": _inequality,
    "jurisdiction_return": _return,
    "lead_funder": _lead,
    "matching": _matching,
    "outflow_cap": _outflow,
    "participation": _participation,
    "per_head_floor": _per_head,
    "phase_gate": _gate,
    "ramp": _ramp,
    "share_limit": _share,
    "stage_balance": _balance,
}
"""What to draw for each kind that scenarios of this shape can carry."""

WHOLE: dict[str, Callable[[Tree], st.SearchStrategy[Tree]]] = {
    "minimum_award": _minimum,
    "winners": _winners,
}
"""The same for kinds that decide in whole numbers; drawn only where they are asked for, because
what holds of a linear program (a price between two slopes, a gap as small as one likes) does not
hold of them."""
