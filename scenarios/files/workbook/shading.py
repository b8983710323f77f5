"""What is shaded: figures that are assumed, and cells that a rule of this kind has no use for.

The shades are rules of the workbook, so that they follow what planners write.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from xlsxwriter.utility import xl_col_to_name

from scenarios.files import shape
from scenarios.files.workbook.choices import Choices
from scenarios.files.workbook.layout import COMMON, SETTINGS, Path, settings
from scenarios.files.workbook.notes import Told
from scenarios.files.workbook.spreading import Table

WHY: Final = ("assumption", "zh")
"""Where it is said why a figure is assumed: in both languages or in none, so one is looked at."""


def shade_settings(sheet: Any, rows: list[Path], form: Any) -> None:
    """Shade the values of a stanza where its assumption is given."""
    places = {path: row for row, path in enumerate(rows, start=1)}
    for path, row in places.items():
        around = [path[:length] for length in range(len(path) - 1, -1, -1)]
        whys = [places[(*part, *WHY)] for part in around if (*part, *WHY) in places]
        if WHY[0] in path or not whys:
            continue
        given = ",".join(f'$B${why + 1}<>""' for why in whys)
        criteria = f'=AND($B{row + 1}<>"",OR({given}))'
        sheet.conditional_format(row, 1, row, 1, _rule(criteria, form))


def shade_table(
    sheet: Any, table: Table, about: list[Told], choices: Choices, formats: Any, last: int
) -> None:
    """Shade the figures of rows that are assumed, and what a row has no use for."""
    if choices.pairs is not None and table.columns[0] == ("kind",):
        for number, column in enumerate(about):
            if column.path[0] not in COMMON:
                pair = f'$A2&" {column.path[0]}"'
                criteria = f'=AND($A2<>"",COUNTIF({choices.pairs[1:]},{pair})=0)'
                sheet.conditional_format(
                    1, number, last, number, _rule(criteria, formats["no_use"])
                )
    for number, column in enumerate(about):
        conditions = [*_of_row(table, column), *_of_section(table), *_of_indicator(table, column)]
        if not column.takes.number or column.takes.text or not conditions:
            continue
        cell = f"{xl_col_to_name(number)}2"
        criteria = f'=AND({cell}<>"",OR({",".join(conditions)}))'
        sheet.conditional_format(1, number, last, number, _rule(criteria, formats["assumed"]))


def _of_row(table: Table, column: Told) -> Iterable[str]:
    """Yield that the record, or the part of it that a column belongs to, is assumed."""
    for length in range(len(column.path)):
        path = (*column.path[:length], *WHY)
        if path in table.columns:
            yield f'${xl_col_to_name(table.columns.index(path))}2<>""'


def _of_section(table: Table) -> Iterable[str]:
    """Yield that the section around a sheet, or the whole scenario, is assumed."""
    for length in range(len(table.sheet.path)):
        name = ".".join((*table.sheet.path[:length], *WHY))
        if tuple(name.split(".")) in settings():
            row = f'MATCH("{name}",{SETTINGS}!$A:$A,0)'
            yield f'IFERROR(INDEX({SETTINGS}!$B:$B,{row})<>"",FALSE)'


def _of_indicator(table: Table, column: Told) -> Iterable[str]:
    """Yield that the indicator of a column of figures is assumed."""
    if column.field is None and any(map(shape.takes_more, table.sheet.models)):
        row = f'MATCH("{column.path[0]}",indicators!$A:$A,0)'
        why = f'MATCH("{".".join(WHY)}*",indicators!$1:$1,0)'
        yield f'IFERROR(INDEX(indicators!$A:$Z,{row},{why})<>"",FALSE)'


def _rule(criteria: str, form: Any) -> dict[str, Any]:
    return {"type": "formula", "criteria": criteria, "format": form}
