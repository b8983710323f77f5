"""`python -m benchmarks.claims [--only N ...] [--json FILE] [--strict]`: measure, print one table.

Peers run in processes of their own; ours several times, of which the middle one counts. All
ratios are of one run of this command.
"""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
import sys
from dataclasses import asdict
from pathlib import Path

from benchmarks import claims
from benchmarks.claims.verdicts import CLAIMS, Verdict, in_words, judge, table
from benchmarks.racing import about


def main(arguments: list[str] | None = None) -> int:
    """Measure what is asked for; exit with 1 if one breaks, or with `--strict` does not hold."""
    register()
    parser = argparse.ArgumentParser(prog="python -m benchmarks.claims")
    parser.add_argument(
        "--only", type=int, nargs="+", choices=sorted(CLAIMS), help="claims by number"
    )
    parser.add_argument("--json", type=Path, help="also write all figures to this file")
    parser.add_argument("--strict", action="store_true", help="fail where a claim does not hold")
    asked = parser.parse_args(arguments)
    verdicts: list[Verdict] = []
    for number in sorted(asked.only or CLAIMS):
        verdicts.append(judge(CLAIMS[number]))
        print("\n".join(details(verdicts[-1])), file=sys.stderr, flush=True)
        if asked.json:  # after every claim, lest a long run be lost
            asked.json.write_text(as_json(verdicts), encoding="utf-8")
    print("\n".join(f"{name} {version}" for name, version in about().items()))
    print("\n".join(table(verdicts)))
    return exit_code(verdicts, asked.strict)


def register() -> None:
    """Import every module of the package, so that each claim registers itself."""
    for module in pkgutil.iter_modules(claims.__path__):
        if not module.name.startswith("_"):
            importlib.import_module(f"{claims.__name__}.{module.name}")


def details(verdict: Verdict) -> list[str]:
    """Return all that was measured for a claim, as lines."""
    told = [in_words(figure) for figure in verdict.figures] + verdict.notes
    if verdict.broken:
        told.append(f"BROKEN: {verdict.broken}")
    head = f"{verdict.claim.number}. {verdict.claim.said}: {'yes' if verdict.holds else 'NO'}"
    return [head, *(f"   {line}" for line in told)]


def as_json(verdicts: list[Verdict]) -> str:
    """Return everything that was measured, as JSON text; what is not known is NaN."""
    told = [
        {
            "number": verdict.claim.number,
            "claim": verdict.claim.said,
            "holds": verdict.holds,
            "broken": verdict.broken,
            "figures": [asdict(figure) | {"holds": figure.holds} for figure in verdict.figures],
            "notes": verdict.notes,
        }
        for verdict in verdicts
    ]
    return json.dumps({"about": about(), "claims": told}, indent=1)


def exit_code(verdicts: list[Verdict], strict: bool) -> int:
    """Return 1 if a claim broke or none was measured, and with `strict` if one does not hold."""
    broken = not verdicts or any(verdict.broken for verdict in verdicts)
    return int(broken or (strict and not all(verdict.holds for verdict in verdicts)))


if __name__ == "__main__":
    sys.exit(main())
