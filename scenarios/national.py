"""A made-up nation of any size: cities, provinces and industry chains drawn by laws of size.

It shows what a fund of hundreds of cities asks of the program; no figure is of a real place. The
laws and their sources stand in `library/national/SOURCES.md`. Each table has a stream of random
numbers of its own, and each chain too: more chains leave the cities as they are.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from string import Template
from typing import Final

import numpy as np
import pandas as pd

from scenarios.files.library import FILE, NATIONAL, SHELF
from scenarios.ledger import Floats, Integers
from scenarios.problems import Problem
from scenarios.words import Text

ROOM: Final = SHELF / NATIONAL
SOURCES: Final = "SOURCES.md"
BOUNDS: Final = {"cities": (41, 1000), "chains": (1, 8), "seed": (0, 2**32 - 1)}
USUAL: Final = {"cities": 340, "chains": 4, "seed": 1}

CITIES_PER_PROVINCE: Final = 11
BOX: Final = (100.0, 123.0, 22.0, 42.0)
"""Where cities may lie: west, east, south, north, in degrees."""
APART: Final = 0.15
"""The least distance of two cities, in degrees: about 15 km."""

LARGEST_CITY: Final = 25_000_000
LARGEST_GDP: Final = 4_000_000
"""GDP expected of the largest city, CNY million."""
GDP_EXPONENT: Final = 1.1
RD_EXPONENT: Final = 1.25
RD_OF_GDP: Final = 0.025
GDP_NOISE, RD_NOISE = 0.25, 0.35
TIERS: Final = {"core": 0.05, "hub": 0.25, "peripheral": 1.0}
"""The tiers, each with the share of cities that are in it or in one before it."""

STAGES: Final = {
    "research": "rd",
    "development": "rd",
    "pilot": "rd",
    "materials": "gdp",
    "manufacturing": "gdp",
    "market": "population",
}
"""The stages of every chain, and the indicator that the strength of a site follows."""
STAGE_NAMES: Final = dict(
    zip(STAGES, ("研究", "开发", "中试", "材料", "制造", "市场"), strict=True)
)
STRENGTH_EXPONENT: Final = 0.6
CHAIN_NOISE, STAGE_NOISE = 0.6, 0.4

FUND_OF_GDP: Final = 0.0003
"""What a province pays in for each chain, as a share of its GDP."""
NATIONAL_SHARE: Final = 0.25
"""National money for each unit of provincial money."""


@dataclass(frozen=True)
class Size:
    """How large a nation is wished for, and which of the many; what is left out is `USUAL`."""

    cities: int | None = None
    chains: int | None = None
    seed: int | None = None

    @property
    def given(self) -> dict[str, int]:
        """What is given, by the name of its option."""
        wished = {"cities": self.cities, "chains": self.chains, "seed": self.seed}
        return {name: number for name, number in wished.items() if number is not None}

    def problems(self) -> Iterator[Problem]:
        """Yield every number that is out of its bounds."""
        for name, number in self.given.items():
            low, high = BOUNDS[name]
            if not low <= number <= high:
                bounds = Text(
                    zh=f"{low:,} 至 {high:,} 的整数", en=f"a whole number from {low:,} to {high:,}"
                )
                nearest = min(max(number, low), high)
                cure = Text(
                    zh=f"例如 --{name} {nearest}", en=f"write --{name} {nearest}, for instance"
                )
                yield Problem((f"--{name}",), str(number), bounds, cure)

    def strays(self) -> Iterator[Problem]:
        """Yield every number that is given where a scenario is copied as it is."""
        for name, number in self.given.items():
            yield Problem((f"--{name}",), str(number), *STRAY)


def generate(name: str, size: Size) -> dict[str, str]:
    """Return the files of a synthetic nation, text by path; the same for the same size.

    The size must be within its bounds. The path is relative to the folder of the scenario, whose
    id `name` becomes.
    """
    wished = USUAL | size.given
    cities = cities_of_a_nation(wished["cities"], wished["seed"])
    strengths = strengths_of_sites(cities, wished["chains"], wished["seed"])
    return {
        FILE: _scenario(name, cities, wished),
        "tables/cities.csv": _csv(cities),
        "tables/strengths.csv": _csv(strengths),
        SOURCES: (ROOM / SOURCES).read_text(encoding="utf-8"),
    }


# --- cities ---------------------------------------------------------------------------------------


def cities_of_a_nation(count: int, seed: int) -> pd.DataFrame:
    """Return a row a city, largest first: names, province, tier, place, people, GDP and R&D.

    Population by Zipf's rank-size law; GDP and R&D spending (CNY million) by the scaling laws of
    Bettencourt et al. (2007) with lognormal noise.
    """
    places, figures = _stream(seed, 0), _stream(seed, 1)
    provinces = max(4, round(count / CITIES_PER_PROVINCE))
    home = _homes(places, count, provinces)
    where = _places(places, home, provinces)
    rank = np.arange(1, count + 1)
    size = 1 / rank
    gdp = LARGEST_GDP * size**GDP_EXPONENT * figures.lognormal(0, GDP_NOISE, count)
    rd = size**RD_EXPONENT * figures.lognormal(0, RD_NOISE, count)
    return pd.DataFrame(
        {
            "id": [f"city-{number:04}" for number in rank],
            "name_zh": [f"合成城市 {number}" for number in rank],
            "name_en": [f"Synthetic city {number}" for number in rank],
            "jurisdiction": [_province(number) for number in home],
            "tier": [_tier(number / count) for number in rank],
            "lon": where[:, 0],
            "lat": where[:, 1],
            "population": np.round(LARGEST_CITY * size).astype(np.int64),
            "gdp": _rounded(gdp),
            "rd": _rounded(rd * RD_OF_GDP * gdp.sum() / rd.sum()),
        }
    )


def _homes(stream: np.random.Generator, count: int, provinces: int) -> Integers:
    """Return the province of each city: each of the largest is the capital of another one."""
    weights = stream.lognormal(0, 0.4, provinces)
    others = stream.choice(provinces, count - provinces, p=weights / weights.sum())
    return np.concatenate([stream.permutation(provinces), others]).astype(np.int32)


def _places(stream: np.random.Generator, home: Integers, provinces: int) -> Floats:
    """Return longitude and latitude of each city, shape (n, 2): around its province's centre."""
    west, east, south, north = BOX
    low, high = np.array([west, south]), np.array([east, north])
    centres = _centres(stream, low, high, provinces)
    spread = 0.3 * math.sqrt((east - west) * (north - south) / provinces)
    places = np.empty((len(home), 2))
    for number, province in enumerate(home):
        width = spread
        while True:
            place = np.round(centres[province] + width * stream.standard_normal(2), 4)
            inside = bool(((low <= place) & (place <= high)).all())
            if inside and _nearest(place, places[:number]) >= APART:
                break
            width *= 1.05  # ever wider, so that there is room in the end
        places[number] = place
    return places


def _centres(stream: np.random.Generator, low: Floats, high: Floats, count: int) -> Floats:
    """Return points spread over the box: of 20 candidates the one farthest from those before."""
    centres = np.empty((count, 2))
    for number in range(count):
        candidates = stream.uniform(low, high, (20, 2))
        farthest = np.argmax([_nearest(point, centres[:number]) for point in candidates])
        centres[number] = candidates[farthest]
    return centres


def _nearest(point: Floats, others: Floats) -> float:
    """Return the distance to the nearest of the other points, in degrees."""
    return float(np.hypot(*(others - point).T).min(initial=math.inf))


def _tier(share: float) -> str:
    return next(tier for tier, most in TIERS.items() if share <= most)


# --- sites ----------------------------------------------------------------------------------------


def strengths_of_sites(cities: pd.DataFrame, chains: int, seed: int) -> pd.DataFrame:
    """Return a row a site, every city in every stage of every chain; the mean of a stage is 1.

    Cities are specialised: each draws how good it is at a chain, and at each stage of it.
    """
    parts = []
    for chain in range(1, chains + 1):
        stream = _stream(seed, 2, chain)
        at_chain = stream.lognormal(0, CHAIN_NOISE, len(cities))
        for stage, indicator in STAGES.items():
            size = cities[indicator].to_numpy(dtype=np.float64) ** STRENGTH_EXPONENT
            strength = size * at_chain * stream.lognormal(0, STAGE_NOISE, len(cities))
            part = pd.DataFrame({"city": cities["id"], "chain": f"chain-{chain}", "stage": stage})
            parts.append(part.assign(strength=_rounded(strength / strength.mean())))
    return pd.concat(parts, ignore_index=True)


# --- text -----------------------------------------------------------------------------------------


def _scenario(name: str, cities: pd.DataFrame, wished: dict[str, int]) -> str:
    """Return the text of `scenario.yaml`: the template with what depends on the size."""
    gdp = cities.groupby("jurisdiction")["gdp"].sum()
    paid = {province: FUND_OF_GDP * wished["chains"] * total for province, total in gdp.items()}
    fund = (1 + NATIONAL_SHARE) * sum(paid.values())
    sites = len(cities) * len(STAGES) * wished["chains"]
    poorest = gdp.sort_values(kind="stable").index[: max(1, len(gdp) // 10)]
    template = Template((ROOM / "template.yaml").read_text(encoding="utf-8"))
    return template.substitute(
        wished,
        id=name,
        provinces=len(gdp),
        jurisdictions="".join(_jurisdiction(number) for number in range(len(gdp))),
        chain_list="".join(_chain_lines(number + 1) for number in range(wished["chains"])),
        funders="".join(_funder(str(part), amount) for part, amount in paid.items()),
        national=_digits(NATIONAL_SHARE * sum(paid.values())),
        readiness=_digits(fund / sites),
        poorest=", ".join(sorted(poorest)),
    )


def _jurisdiction(number: int) -> str:
    names = f"{{zh: 合成省 {number + 1}, en: Synthetic province {number + 1}}}"
    return f"  - {{id: {_province(number)}, name: {names}, assumption: {INVENTED}}}\n"


def _chain_lines(number: int) -> str:
    return (
        f"  - id: chain-{number}\n"
        f"    name: {{zh: 合成产业链 {number}, en: Synthetic chain {number}}}\n"
        f"    assumption: {INVENTED}\n"
        "    stages:\n"
        + "".join(
            f"      - {{id: {stage}, name: {{zh: {zh}, en: {stage.capitalize()}}}}}\n"
            for stage, zh in STAGE_NAMES.items()
        )
    )


def _funder(province: str, amount: float) -> str:
    money = f"contribution: {_digits(amount)}"
    return f"  - {{id: {province}, jurisdiction: {province}, {money}, assumption: {PAID}}}\n"


def _province(number: int) -> str:
    return f"province-{number + 1:02}"


def _csv(table: pd.DataFrame) -> str:
    return table.to_csv(index=False, lineterminator="\n", float_format="%.10g")


def _rounded(figures: Floats) -> Floats:
    """Return the figures with four digits: more would say more than a made-up figure can."""
    return np.array([float(f"{figure:.4g}") for figure in figures])


def _digits(amount: float) -> str:
    return f"{float(f'{amount:.4g}'):.10g}"


def _stream(*key: int) -> np.random.Generator:
    return np.random.default_rng(key)


INVENTED: Final = '"synthetic, no real place or industry"'
PAID: Final = '"synthetic, a fixed share of the GDP of the province"'
STRAY: Final = (
    Text(zh=f"只与 --from {NATIONAL} 连用", en=f"this option only beside --from {NATIONAL}"),
    Text(zh=f"删去, 或写 --from {NATIONAL}", en=f"leave it out, or write --from {NATIONAL}"),
)
ABOUT: Final = {
    "id": NATIONAL,
    "title": {
        "zh": "合成的全国基金, 由 deltafund new 生成",
        "en": "A national fund: synthetic, made by deltafund new",
    },
    "cities": list(BOUNDS["cities"]),
    "chains": list(BOUNDS["chains"]),
    "periods": ["1"],
}
"""What the list of scenarios tells of the template."""
