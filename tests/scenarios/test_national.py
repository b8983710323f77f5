"""A synthetic nation is the same for the same size, sound, plausible, and says what it is."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import scenarios
from optimizer import solve
from scenarios.files.loading import Loaded
from scenarios.links import kilometres
from scenarios.national import (
    BOX,
    FUND_OF_GDP,
    STAGES,
    Size,
    cities_of_a_nation,
    generate,
    strengths_of_sites,
)
from scenarios.problems import ScenarioError

SMALL, MIDDLE = Size(41, 1, 1), Size(200, 2, 5)
every_size = pytest.mark.parametrize("size", [SMALL, MIDDLE], ids=["41", "200"])


def made(folder: Path, size: Size) -> Path:
    return scenarios.new_scenario(folder / "my-nation", "national", size).parent


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    return scenarios.read_scenario(made(tmp_path_factory.mktemp("small"), SMALL))


@every_size
def test_the_same_size_gives_the_same_bytes(tmp_path: Path, size: Size) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
    one, other = (contents(made(tmp_path / name, size)) for name in ("one", "other"))
    assert one == other
    assert set(one) == {
        *("scenario.yaml", "scenario.schema.json", "SOURCES.md"),
        *("tables/cities.csv", "tables/strengths.csv"),
    }
    assert all(b"\r" not in text for text in one.values())
    assert [path.name for path in (tmp_path / "one").iterdir()] == ["my-nation"]


def test_another_seed_gives_another_nation_and_more_chains_leave_the_rest() -> None:
    first, second = cities_of_a_nation(50, 1), cities_of_a_nation(50, 2)
    assert not first["gdp"].equals(second["gdp"])
    assert not first["lon"].equals(second["lon"])
    one, three = (strengths_of_sites(first, chains, 1) for chains in (1, 3))
    pd.testing.assert_frame_equal(one, three[: len(one)])


@every_size
def test_it_loads_and_has_every_link_that_can_be(tmp_path: Path, size: Size) -> None:
    loaded = scenarios.read_scenario(made(tmp_path, size))
    ledger = loaded.open()
    cities, chains = size.given["cities"], size.given["chains"]
    assert loaded.scenario.id == "my-nation"
    assert len(ledger.sites) == cities * len(STAGES) * chains
    links = sum(len(pool) for pool in ledger.pools if pool.instrument.joint)
    within, onward = math.comb(cities, 2) * len(STAGES), cities * (cities - 1) * (len(STAGES) - 1)
    assert links == chains * (within + onward)
    assert len(ledger.jurisdictions) == max(4, round(cities / 11))


def parts(value: Any) -> Iterator[dict[str, Any]]:
    """Yield all mappings, at any depth."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if isinstance(value, dict):
        yield value
    for part in inner:
        yield from parts(part)


def test_every_part_says_that_it_is_synthetic(small: Loaded) -> None:
    tree = small.scenario.model_dump(mode="json", by_alias=True, exclude_none=True)
    assumed = [
        *(tree, tree["strengths"], tree["readiness"], tree["links"]["gravity"]),
        *tree["indicators"].values(),
        *(part["response"] for part in tree["instruments"]),
        *(part for name in ("jurisdictions", "chains", "funders") for part in tree[name]),
        *(part for name in ("instruments", "rules") for part in tree[name]),
    ]
    assert all(part["assumption"].startswith("synthetic, ") for part in assumed)
    told = [part["assumption"] for part in parts(tree) if "assumption" in part]
    assert len(told) == len(assumed)
    assert tree["title"]["en"].startswith("Synthetic")
    assert tree["title"]["zh"].startswith("合成")
    assert "synthetic" in tree["description"]["en"]
    assert "完全合成" in tree["description"]["zh"]
    named = [*tree["cities"], *tree["jurisdictions"], *tree["chains"]]
    assert all(part["name"]["zh"].startswith("合成") for part in named)
    assert all(part["name"]["en"].startswith("Synthetic") for part in named)


@pytest.mark.parametrize(("count", "seed"), [(41, 0), (340, 1), (1000, 2)])
def test_cities_follow_the_laws_of_size(count: int, seed: int) -> None:
    cities = cities_of_a_nation(count, seed)
    rank = np.arange(1, count + 1)
    assert (cities["population"] * rank / cities["population"][0]).between(0.999, 1.001).all()
    size = np.log(cities["population"])
    gdp, rd = (np.polyfit(size, np.log(cities[name]), 1)[0] for name in ("gdp", "rd"))
    assert gdp == pytest.approx(1.1, abs=0.15)
    assert rd == pytest.approx(1.25, abs=0.2)
    assert rd > gdp
    assert cities["rd"].sum() == pytest.approx(0.025 * cities["gdp"].sum(), rel=1e-3)
    assert cities["jurisdiction"].nunique() == max(4, round(count / 11))
    assert cities["tier"].unique().tolist() == ["core", "hub", "peripheral"]


@pytest.mark.parametrize(("count", "seed"), [(41, 0), (340, 1), (1000, 2)])
def test_cities_lie_apart_inside_the_box(count: int, seed: int) -> None:
    cities = cities_of_a_nation(count, seed)
    west, east, south, north = BOX
    assert cities["lon"].between(west, east).all()
    assert cities["lat"].between(south, north).all()
    km = kilometres(cities["lon"].to_numpy(), cities["lat"].to_numpy())
    assert km[~np.eye(count, dtype=bool)].min() > 10


def test_every_site_has_a_strength_and_the_mean_is_one() -> None:
    strengths = strengths_of_sites(cities_of_a_nation(200, 5), 2, 5)
    assert len(strengths) == 200 * 2 * 6
    assert (strengths["strength"] > 0).all()
    means = strengths.groupby(["chain", "stage"])["strength"].mean()
    assert means.to_numpy() == pytest.approx(1, abs=1e-3)


def test_provinces_pay_by_their_gdp(small: Loaded) -> None:
    cities = small.open().cities
    gdp = cities.groupby("jurisdiction")["gdp"].sum()
    paid = {part.id: part.contribution for part in small.scenario.funders if part.jurisdiction}
    assert paid == pytest.approx((FUND_OF_GDP * gdp).to_dict(), rel=1e-3)
    assert [part.id for part in small.scenario.funders if not part.jurisdiction] == ["national"]


def test_a_small_nation_is_solved(small: Loaded) -> None:
    answer = solve(small.scenario, small.open())
    assert answer.status == "optimal"
    assert answer.gap is not None
    assert answer.gap <= small.scenario.options.gap


def test_the_usual_size_is_national() -> None:
    files = generate("my-nation", Size())
    assert files["tables/cities.csv"].count("\n") == 1 + 340
    assert files["tables/strengths.csv"].count("\n") == 1 + 340 * 6 * 4
    assert files == generate("my-nation", Size(340, 4, 1))


@pytest.mark.parametrize("name", ["007", "1e4", "null"])
def test_a_name_that_looks_like_a_number_is_a_name(tmp_path: Path, name: str) -> None:
    path = scenarios.new_scenario(tmp_path / name, "national", SMALL)
    assert scenarios.load(path).id == name


def test_a_size_that_cannot_be_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        scenarios.new_scenario(tmp_path / "new", "national", Size(cities=1001, chains=0))
    assert [problem.path for problem in caught.value.problems] == ["--cities", "--chains"]
    assert not list(tmp_path.iterdir())


def test_the_largest_nation_that_can_be_is_sound(tmp_path: Path) -> None:
    loaded = scenarios.read_scenario(made(tmp_path, Size(1000, 8, 3)))
    assert len(loaded.scenario.strengths.sites) == 1000 * 8 * 6
