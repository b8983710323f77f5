"""A report as one HTML file that needs nothing else: no script, no request, fit for A4 and phones.

The policy in its head forbids everything but what stands in the file itself, so that a name from
somebody's scenario could load nothing even if it were taken for markup; and it is not, because all
texts are escaped.
"""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element, tostring

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from api.reports import wording
from api.reports.blocks import Block, Report
from scenarios.words import Language

TAGS: Final[dict[Language, str]] = {"zh": "zh-Hans", "en": "en"}


def html(report: Report, language: Language) -> str:
    """Return a report as a whole HTML page."""
    page = _environment().get_template("report.html")
    return page.render(
        report=report,
        lang=TAGS[language],
        contents=wording.CONTENTS[language],
        as_table=wording.AS_TABLE[language],
        footer=wording.FOOTER[language],
    )


def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("api.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"said": said, "svg": svg, "kind": kind}
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


def kind(block: Block) -> str:
    """Return which kind of block it is."""
    return type(block).__name__.lower()
