"""`python -m benchmarks [--only NAME] [--json FILE] [--strict]`: run them and print one table."""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
import platform
import sys
from dataclasses import asdict
from pathlib import Path

import benchmarks
from benchmarks.registry import BENCHMARKS, Figure


def main() -> int:
    """Run what was asked for; with `--strict` exit with 1 if a figure exceeds its limit."""
    for module in pkgutil.iter_modules(benchmarks.__path__):
        if not module.name.startswith("_"):
            importlib.import_module(f"benchmarks.{module.name}")
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--only", choices=sorted(BENCHMARKS), help="run one benchmark")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    parser.add_argument("--strict", action="store_true", help="fail where a limit is exceeded")
    asked = parser.parse_args()
    names = [asked.only] if asked.only else sorted(BENCHMARKS)
    found = {name: _run(name) for name in names}
    if asked.json:
        figures = {name: [asdict(figure) for figure in part] for name, part in found.items()}
        about = {"python": platform.python_version(), "machine": platform.machine()}
        asked.json.write_text(json.dumps({"about": about, "figures": figures}, indent=1))
    holds = all(figure.holds for part in found.values() for figure in part)
    return 0 if holds or not asked.strict else 1


def _run(name: str) -> list[Figure]:
    print(f"{name}: {(BENCHMARKS[name].__doc__ or '').strip()}")
    figures = BENCHMARKS[name]()
    for figure in figures:
        limit = f"  ({figure.limit})" if figure.judged else ""
        verdict = "" if figure.holds else "  DOES NOT HOLD"
        print(f"  {figure.name:<58}{figure.number:>10.3f} {figure.unit}{limit}{verdict}")
    return figures


if __name__ == "__main__":
    sys.exit(main())
