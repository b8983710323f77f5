"""The small words every stanza is made of: texts in two languages, ids, shares, amounts, references."""

from __future__ import annotations

import math
from typing import Annotated, Any, Final, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

Language = Literal["zh", "en"]
ID_PATTERN: Final = r"^[a-z0-9]+(-[a-z0-9]+)*$"
NAME_PATTERN: Final = r"^[a-z][a-z0-9_]*$"


class Text(BaseModel):
    """A text for people, in Chinese and English; a plain string stands for both."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    zh: str
    en: str

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, value: object) -> object:
        return {"zh": value, "en": value} if isinstance(value, str) else value

    def __getitem__(self, language: Language) -> str:
        """Return the text in `language`."""
        return self.zh if language == "zh" else self.en

    def format(self, **values: object) -> Text:
        """Fill the placeholders of both languages; a `Text` value is filled in per language."""
        return Text(
            zh=self.zh.format(**{key: in_language(value, "zh") for key, value in values.items()}),
            en=self.en.format(**{key: in_language(value, "en") for key, value in values.items()}),
        )


def in_language(value: object, language: Language) -> object:
    """Return `value`, or the words of it in `language` if it is a `Text`."""
    return value[language] if isinstance(value, Text) else value


class Stanza(BaseModel):
    """A part of a scenario file: frozen, no unknown fields, no NaN, room for its source."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, populate_by_name=True
    )

    source: str | None = Field(None, description="Where the figures of this part come from.")
    assumption: str | None = Field(
        None, description="Why the figures of this part are assumed; marks them as assumptions."
    )


class Ref:
    """Marks a field whose value names something declared elsewhere in the scenario."""

    def __init__(self, section: str) -> None:
        self.section = section


def _text_of_number(value: object) -> object:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if is_whole else value


Id = Annotated[
    str,
    BeforeValidator(_text_of_number),
    StringConstraints(pattern=ID_PATTERN, max_length=64),
    Field(description="lower-case letters, digits and single hyphens"),
]
Name = Annotated[str, StringConstraints(pattern=NAME_PATTERN, max_length=64)]
Period = Annotated[str, BeforeValidator(_text_of_number), StringConstraints(min_length=1)]

JurisdictionId = Annotated[Id, Ref("jurisdictions")]
CityId = Annotated[Id, Ref("cities")]
TierId = Annotated[Id, Ref("tiers")]
ChainId = Annotated[Id, Ref("chains")]
FunderId = Annotated[Id, Ref("funders")]
InstrumentId = Annotated[Id, Ref("instruments")]
PeriodRef = Annotated[Period, Ref("periods")]
IndicatorName = Annotated[Name, Ref("indicators")]
StageRef = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9-]+(/[a-z0-9-]+)?$"),
    Ref("stages"),
    Field(description="a stage, or chain/stage where several chains have a stage of that name"),
]
SiteRef = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9-]+(/[a-z0-9-]+){1,2}$"),
    Ref("sites"),
    Field(description="city/stage, or city/chain/stage"),
]

Share = Annotated[float, Field(ge=0, le=1, description="a share between 0 and 1")]
Ratio = Annotated[float, Field(ge=0, description="a ratio, 0 or more")]
Amount = Annotated[float, Field(ge=0, description="an amount of money in the scenario's unit")]
Positive = Annotated[float, Field(gt=0, description="more than 0")]


def is_number(value: Any) -> bool:
    """Tell whether `value` is a finite number (and not a truth value)."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
