"""A report as one HTML file that needs nothing else: no script, no request, fit for A4 and phones.

The policy in its head forbids everything but what stands in the file itself, so that a name from
somebody's scenario could load nothing even if it were taken for markup; and it is not, because all
texts are escaped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Final
from xml.etree.ElementTree import Element, tostring

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from api.reports import wording
from api.reports.blocks import Block, Heading, Report, Sentence
from scenarios.words import Language

TAGS: Final[dict[Language, str]] = {"zh": "zh-Hans", "en": "en"}

MOST_KEPT: Final = 5
"""More sentences than this may stand on a page without the table that they lead to."""
SHORT: Final = 12
"""A table of no more rows is not broken between pages."""


def html(report: Report, language: Language) -> str:
    """Return a report as a whole HTML page."""
    page = _environment().get_template("report.html")
    return page.render(
        report=report,
        lang=TAGS[language],
        contents=wording.CONTENTS[language],
        as_table=wording.AS_TABLE[language],
        footer=wording.FOOTER[language],
        short=SHORT,
    )


def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("api.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"said": said, "svg": svg, "kind": kind, "kept": kept}
    return made


def said(text: str) -> Markup:
    """Return a text escaped; what stands between backticks is an id, and can be told as one."""
    parts = str(text).split("`")
    if len(parts) % 2 == 0:
        return escape(text)
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if number % 2 else escape(part)
        for number, part in enumerate(parts)
    )


def svg(picture: Element) -> Markup:
    """Return a picture as markup; its texts were escaped when the tree was written."""
    return Markup(tostring(picture, encoding="unicode"))


def kept(blocks: Sequence[Block]) -> Iterator[tuple[Block, bool]]:
    """Yield blocks, and whether each stays on the page of the next one.

    A heading and the few sentences below it stay with the picture or table that they lead to.
    """
    for number, block in enumerate(blocks):
        before = list(takewhile(_is_said, reversed(blocks[:number])))
        after = list(takewhile(_is_said, blocks[number:]))
        leads = number + len(after) < len(blocks) and not isinstance(
            blocks[number + len(after)], Heading
        )
        yield block, bool(after) and leads and len(before) + len(after) <= MOST_KEPT


def _is_said(block: Block) -> bool:
    return isinstance(block, Sentence)


def kind(block: Block) -> str:
    """Return which kind of block it is."""
    return type(block).__name__.lower()
