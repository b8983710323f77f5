"""The small words of every stanza: texts in two languages, ids, shares, amounts, references."""

from __future__ import annotations

import math
from typing import Annotated, Any, Final, Literal, Protocol, Self, TypeVar, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainSerializer,
    StringConstraints,
    ValidationInfo,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

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

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Accept a plain string in the JSON Schema too."""
        return {"anyOf": [{"type": "string"}, handler(schema)]}

    def __getitem__(self, language: Language) -> str:
        """Return the text in `language`."""
        return self.zh if language == "zh" else self.en

    def format(self, **values: object) -> Text:
        """Fill the placeholders of both languages; a `Text` value is filled in per language."""
        return Text(
            zh=self.zh.format(**{key: in_language(value, "zh") for key, value in values.items()}),
            en=self.en.format(**{key: in_language(value, "en") for key, value in values.items()}),
        )

    def plain(self) -> str | dict[str, str]:
        """Return a plain string where both languages say the same, as it is written in files."""
        return self.zh if self.zh == self.en else {"zh": self.zh, "en": self.en}


Remark = Annotated[Text, PlainSerializer(Text.plain, return_type=str | dict[str, str])]
"""What is said about figures; written down as briefly as it was said."""


def in_language(value: object, language: Language) -> object:
    """Return `value`, or the words of it in `language` if it is a `Text`."""
    return value[language] if isinstance(value, Text) else value


class Unfit(ValueError):
    """Raised by a validator, with what was expected in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        self.text = Text(zh=zh, en=en)
        super().__init__(en)


class Declarations(Protocol):
    """What a scenario declares; given as validation context, every reference is checked by it."""

    def check(self, section: str, name: str) -> None:
        """Refuse a `name` that `section` does not declare."""

    def check_stanza(self, stanza: BaseModel) -> None:
        """Refuse references that do not fit together."""


class Stanza(BaseModel):
    """A part of a scenario file: frozen, no unknown fields, no NaN, room for its source."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, populate_by_name=True
    )

    source: Remark | None = Field(None, description="Where the figures of this part come from.")
    assumption: Remark | None = Field(
        None, description="Why the figures of this part are assumed; marks them as assumptions."
    )

    @model_validator(mode="before")
    @classmethod
    def _truth_is_no_number(cls, value: object) -> object:
        """Turn `true` into text where a number is meant, because it would be read as 1."""
        if not isinstance(value, dict) or not any(isinstance(v, bool) for v in value.values()):
            return value
        number = [name for name in value if _means_number(cls.model_fields.get(name))]
        return value | {name: str(value[name]) for name in number if isinstance(value[name], bool)}

    @model_validator(mode="after")
    def _fits_together(self, info: ValidationInfo) -> Self:
        if info.context is not None:
            info.context.check_stanza(self)
        return self


class Ref:
    """Marks a field whose value names something declared elsewhere in the scenario.

    Validated with `Declarations` as context, a name that is not declared is a problem of its own.
    """

    def __init__(self, section: str) -> None:
        self.section = section

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Check the reference after everything else about the field."""
        return core_schema.with_info_after_validator_function(self._declared, handler(source))

    def _declared(self, value: str, info: ValidationInfo) -> str:
        if info.context is not None:
            info.context.check(self.section, value)
        return value


class TableForm:
    """Marks a list of records that may also be written as a CSV table; see `Table`."""

    SCHEMA: Final = {
        "type": "object",
        "description": "a CSV table beside the scenario; further keys name the column of a field",
        "properties": {
            "table": {"type": "string", "description": "the file, relative to the scenario"},
            "skip": {
                "type": "array",
                "items": {"type": "string"},
                "description": "columns to leave out",
            },
        },
        "required": ["table"],
        "additionalProperties": {"type": "string"},
    }

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Accept a list or a table in the JSON Schema."""
        return {"anyOf": [handler(schema), self.SCHEMA]}


Record = TypeVar("Record")
Table = Annotated[tuple[Record, ...], TableForm()]
"""A list of records, which a file may also take from a table: `{table: cities.csv, id: code}`."""


class NumberToo:
    """Says in the JSON Schema that the text may also be written as a whole number."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Accept a whole number too."""
        return {"anyOf": [handler(schema), {"type": "integer"}]}


def _text_of_number(value: object) -> object:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if is_whole else value


Id = Annotated[
    str,
    StringConstraints(pattern=ID_PATTERN, max_length=64),
    BeforeValidator(_text_of_number),
    NumberToo(),
    Field(description="lower-case letters, digits and single hyphens"),
]
Name = Annotated[str, StringConstraints(pattern=NAME_PATTERN, max_length=64)]
Period = Annotated[
    str, StringConstraints(min_length=1), BeforeValidator(_text_of_number), NumberToo()
]

JurisdictionId = Annotated[Id, Ref("jurisdictions")]
CityId = Annotated[Id, Ref("cities")]
TierId = Annotated[Id, Ref("tiers")]
ChainId = Annotated[Id, Ref("chains")]
FunderId = Annotated[Id, Ref("funders")]
InstrumentId = Annotated[Id, Ref("instruments")]
PeriodRef = Annotated[Period, Ref("periods")]
ProjectId = Annotated[Id, Ref("projects")]
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


def _means_number(field: FieldInfo | None) -> bool:
    """Tell whether a field takes a number and no truth value; an extra field is a figure."""
    if field is None:
        return True
    kinds = (field.annotation, *get_args(field.annotation))
    plain = {getattr(kind, "__origin__", kind) for kind in kinds}
    return not plain.isdisjoint({int, float}) and bool not in plain


def is_number(value: Any) -> bool:
    """Tell whether `value` is a finite number (and not a truth value)."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
