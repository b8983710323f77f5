"""A claim holds only if it was measured and kept: nothing holds because nothing was looked at."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from benchmarks import racing
from benchmarks.claims import __main__ as command
from benchmarks.claims.against_peers import faster, smaller
from benchmarks.claims.growth import exponent
from benchmarks.claims.verdicts import CLAIMS, Claim, Measured, Verdict, claim, judge, table
from benchmarks.racing import FAILED, OURS, Run, check
from benchmarks.registry import Figure

GOOD = Figure("time", 1.0, "s", most=2.0)
BAD = Figure("time", 3.0, "s", most=2.0)


def judged(*told: Figure | str) -> Verdict:
    return judge(Claim(1, "quick", lambda: told))


def run(peer: str, seconds: float, megabytes: float = 100.0, why: str = "") -> Run:
    measured = math.nan if why else seconds
    return Run(peer, 1_056, 1, 0.0, measured, megabytes, value=1.0, runs=int(not why), why=why)


@pytest.mark.parametrize(
    ("figure", "holds"),
    [
        (GOOD, True),
        (BAD, False),
        (Figure("ratio", 20.0, "times", least=20.0), True),
        (Figure("ratio", 19.9, "times", least=20.0), False),
        (Figure("ratio", math.nan, "times", least=20.0), False),
        (Figure("time", math.nan, "s", most=2.0), False),
    ],
    ids=str,
)
def test_a_figure_is_held_to_its_limit(figure: Figure, holds: bool) -> None:
    assert figure.judged
    assert figure.holds is holds
    assert judged(figure).holds is holds


def test_one_figure_that_does_not_hold_is_enough() -> None:
    assert not judged(GOOD, BAD, GOOD).holds


@pytest.mark.parametrize("told", [(), ("a note",), (Figure("time", 1.0, "s"),)], ids=str)
def test_nothing_judged_is_not_held(told: tuple[Figure | str, ...]) -> None:
    assert not judged(*told).holds


def test_a_claim_that_breaks_keeps_what_it_measured_and_does_not_hold() -> None:
    def breaks() -> Iterator[Figure]:
        yield GOOD
        raise ValueError("two optima differ")

    verdict = judge(Claim(1, "quick", breaks))
    assert verdict.figures == [GOOD]
    assert "two optima differ" in verdict.broken
    assert not verdict.holds


def test_two_claims_of_one_number_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CLAIMS, 99, Claim(99, "quick", tuple))
    with pytest.raises(ValueError, match="99"):
        claim(99, "quicker")(tuple)


def test_the_table_says_what_does_not_hold() -> None:
    broken = Verdict(Claim(3, "small", tuple), broken="RuntimeError")
    *_, first, second, third = table([judged(GOOD), judged(BAD), broken])
    assert first == "| 1 | quick | time 1 s (at most 2) | yes |"
    assert second == "| 1 | quick | time 3 s (at most 2) | **no** |"
    assert third == "| 3 | small | not measured: RuntimeError | **no** |"


@pytest.mark.parametrize(
    ("verdicts", "strict", "code"),
    [
        ([judged(GOOD)], True, 0),
        ([judged(GOOD), judged(BAD)], True, 1),
        ([judged(BAD)], False, 0),
        ([judged()], True, 1),
        ([Verdict(Claim(1, "quick", tuple), broken="why")], False, 1),
        ([], False, 1),
    ],
)
def test_the_exit_code(verdicts: list[Verdict], strict: bool, code: int) -> None:
    assert command.exit_code(verdicts, strict) == code


@pytest.mark.parametrize(("figure", "code"), [(GOOD, 0), (BAD, 1)], ids=["kept", "not kept"])
def test_the_command_measures_judges_and_tells(
    figure: Figure,
    code: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def measure() -> Measured:
        return [figure]

    monkeypatch.setitem(CLAIMS, 99, Claim(99, "quick", measure))
    file = tmp_path / "figures.json"
    assert command.main(["--only", "99", "--strict", "--json", str(file)]) == code
    assert "| 99 | quick |" in capsys.readouterr().out
    (told,) = json.loads(file.read_text(encoding="utf-8"))["claims"]
    assert told["holds"] is (code == 0)


def test_all_claims_register_themselves() -> None:
    command.register()
    assert set(range(1, 10)) <= set(CLAIMS)


# --- against peers --------------------------------------------------------------------------------


def test_the_fastest_peer_counts() -> None:
    runs = [run(OURS, 1.0), run("highspy", 30.0), run("PuLP + CBC", 19.0)]
    (figure,) = faster(runs, 20)
    assert figure.number == 19.0
    assert not figure.holds


def test_memory_is_held_against_that_of_the_fastest_peer() -> None:
    runs = [run(OURS, 1.0, 100.0), run("highspy", 2.0, 400.0), run("PuLP + CBC", 9.0, 900.0)]
    (figure,) = smaller(runs, 0.2)
    assert figure.number == 0.25
    assert not figure.holds


@pytest.mark.parametrize("why", [FAILED, "more than 300 s"])
def test_no_peer_that_finishes_is_no_proof(why: str) -> None:
    runs = [run(OURS, 1.0), run("highspy", 0.0, why=why)]
    for told in (faster(runs, 1), smaller(runs, 1)):
        (figure,) = told
        assert math.isnan(figure.number)
        assert not figure.holds


def test_a_peer_that_fails_leaves_open_who_is_fastest() -> None:
    runs = [run(OURS, 1.0), run("highspy", 0.0, why=FAILED), run("PuLP + CBC", 100.0)]
    (figure,) = faster(runs, 20)
    assert not figure.holds


def test_a_peer_that_is_not_installed_leaves_open_who_is_fastest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(racing, "_version", lambda package: "")
    runs = [run(OURS, 1.0), run("highspy", 0.0, why="not installed"), run("PuLP + CBC", 100.0)]
    (figure,) = faster(runs, 20)
    assert not figure.holds


def test_a_peer_out_of_time_leaves_the_others_to_be_held_against() -> None:
    runs = [run(OURS, 1.0), run("highspy", 0.0, why="more than 300 s"), run("PuLP + CBC", 100.0)]
    (figure,) = faster(runs, 20)
    assert figure.number == 100.0


@pytest.mark.parametrize("values", [(1.0, 1.1), (math.nan, 1.0)])
def test_optima_that_differ_are_refused(values: tuple[float, float]) -> None:
    ours, theirs = (
        Run(peer, 1_056, 1, 0.0, 1.0, 1.0, value)
        for peer, value in zip((OURS, "highspy"), values, strict=True)
    )
    with pytest.raises(ValueError, match="highspy"):
        check([ours, theirs])


# --- growth ---------------------------------------------------------------------------------------


def test_the_exponent_is_that_of_a_power() -> None:
    links = [10_000, 100_000, 1_000_000]
    assert exponent(links, [0.01 * count**0.7 for count in links]) == pytest.approx(0.7)
    assert np.isnan(exponent(links, [1.0, math.nan, 1.0]))
