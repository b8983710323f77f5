"""What differs between two versions of a scenario, in words; lists of things go by their ids."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

MOST: Final = 500
LONGEST: Final = 60
Change = dict[str, Any]
NOTHING: Final = object()


def differences(one: Any, other: Any) -> list[Change]:
    """Return what was added, taken away and changed on the way from one to the other."""
    found = []
    for pointer, before, after in _walk(one, other, ""):
        found.append(_change(pointer, before, after))
        if len(found) == MOST:
            break
    return found


def _walk(one: Any, other: Any, at: str) -> Iterator[tuple[str, Any, Any]]:
    if one == other:
        return
    before, after = _parts(one), _parts(other)
    if before is None or after is None:
        yield at, one, other
        return
    for key in (*before, *(key for key in after if key not in before)):
        yield from _walk(before.get(key, NOTHING), after.get(key, NOTHING), f"{at}/{key}")


def _parts(value: Any) -> dict[str, Any] | None:
    """Return the parts of a mapping, or of a list of things with ids; none of anything else."""
    if isinstance(value, dict):
        return value
    if isinstance(value, list) and value and all(isinstance(part, dict) for part in value):
        names = [part.get("id") or part.get("kind") for part in value]
        if all(names) and len(set(names)) == len(names):
            return dict(zip(map(str, names), value, strict=True))
    return None


def _change(pointer: str, before: Any, after: Any) -> Change:
    where = pointer.strip("/").replace("/", ".") or "-"
    was, now = _short(before), _short(after)
    if before is NOTHING:
        says = {"zh": f"新增 {where}: {now}", "en": f"{where} was added: {now}"}
    elif after is NOTHING:
        says = {"zh": f"删去 {where}: {was}", "en": f"{where} was taken away: {was}"}
    elif _are_numbers(before, after):
        by = after - before
        share = f" ({by / abs(before):+.1%})" if before else ""
        says = {
            "zh": f"{where} 由 {was} 改为 {now}{share}",
            "en": f"{where} went from {was} to {now}{share}",
        }
    else:
        says = {"zh": f"{where} 由 {was} 改为 {now}", "en": f"{where} was {was} and is {now}"}
    told = [None if value is NOTHING else value for value in (before, after)]
    return {"pointer": pointer, "before": told[0], "after": told[1], "says": says}


def _are_numbers(*values: Any) -> bool:
    return all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)


def _short(value: Any) -> str:
    if value is NOTHING:
        return "-"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
