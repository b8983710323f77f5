"""What `check` says of findings, in both languages and as data."""

from __future__ import annotations

from tests.api.conftest import Run, strict

NEVER = ("check", "minimal", "--set", "rules=[{kind: amount_limit, funders: [south], min: 25}]")
IDLE = ("check", "minimal", "--set", "rules=[{kind: outflow_cap, max: 1}]")


def test_what_can_never_hold_is_said_with_its_cure(run: Run) -> None:
    result = run(*NEVER)
    shown = " ".join(result.stdout.split())
    assert result.exit_code == 3
    assert "Error: `amount-limit` (at least) asks for CNY 25 million" in shown
    assert "Cure: lower it to CNY 20 million" in shown
    assert "sound" not in shown
    assert "错误" in run(*NEVER, "--lang", "zh").stdout


def test_findings_as_json(run: Run) -> None:
    (found,) = strict(run(*NEVER, "--json").stdout)["warnings"]
    assert (found["severity"], found["rule"], found["at"]) == ("error", "amount-limit", ["min"])
    assert set(found["text"]) == set(found["cure"]) == {"zh", "en"}
    assert strict(run("check", "minimal", "--json").stdout)["warnings"] == []


def test_a_note_leaves_the_scenario_sound(run: Run) -> None:
    result = run(*IDLE)
    assert result.exit_code == 0
    assert "Note: `outflow-cap` cannot bind" in " ".join(result.stdout.split())
    assert "The scenario is sound." in result.stdout


def test_a_jurisdiction_of_one_city_is_named(run: Run) -> None:
    rules = (
        "rules=[{kind: jurisdiction_return, floor: 0.9, jurisdictions: [shanghai]}, "
        "{kind: amount_limit, cities: [shanghai], max: 10}]"
    )
    shown = " ".join(run("check", "yrd-biomedicine", "--set", rules).stdout.split())
    assert "Shanghai is a single city" in shown
