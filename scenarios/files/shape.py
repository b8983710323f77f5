"""What may stand where: walks the models of a scenario along its plain data."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, TypeGuard, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from scenarios.files.source import inside
from scenarios.problems import Loc
from scenarios.scenario import Scenario
from scenarios.words import Stanza, TableForm, Text


def model_at(tree: Any, loc: Loc) -> type[BaseModel] | None:
    """Return the model that the part at `loc` is read as, or None if it is not a stanza."""
    part = tree
    for key in loc:
        part = inside(part, key)
    return next(_models(_kinds_at(tree, loc), part), None)


def takes_entries(tree: Any, loc: Loc) -> bool:
    """Tell whether the part at `loc` may be a mapping, of fields or of anything else."""
    return any(is_model(kind) or get_origin(kind) is dict for kind in _kinds_at(tree, loc))


def needed(tree: Any, loc: Loc) -> list[str]:
    """Return the fields that a new stanza at `loc` must have: its `kind`, if there are several."""
    models = [kind for kind in _kinds_at(tree, loc) if is_model(kind)]
    if len(models) > 1:
        return ["kind"]
    model = next(iter(models), None)
    return [name for name, field in fields(model).items() if field.is_required()]


def takes_table(tree: Any, loc: Loc) -> bool:
    """Tell whether the list at `loc` may be read from a table."""
    model = model_at(tree, loc[:-1])
    field = fields(model).get(str(loc[-1])) if model and loc else None
    return field is not None and any(isinstance(mark, TableForm) for mark in field.metadata)


def _kinds_at(tree: Any, loc: Loc) -> list[Any]:
    return along([Scenario], tree, loc)


def along(kinds: Iterable[Any], part: Any, keys: Iterable[str | int]) -> list[Any]:
    """Return what may stand at the end of a path that begins in a part of one of these kinds.

    Where the part is not known (None), a stanza of any `kind` may stand on the way.
    """
    found = list(kinds)
    for key in keys:
        found = [inner for kind in found for inner in step(kind, part, key)]
        part = inside(part, key)
    return found


@cache
def fields(model: type[BaseModel] | None) -> dict[str, FieldInfo]:
    """Return the fields of a model by the name in the file; those of every stanza come last."""
    if model is None:
        return {}
    of_all = model.model_fields.keys() & Stanza.model_fields.keys()
    names = sorted(model.model_fields, key=lambda name: name in of_all)
    return {model.model_fields[name].alias or name: model.model_fields[name] for name in names}


def takes_more(model: type[BaseModel] | None) -> bool:
    """Tell whether further fields are allowed; they are indicators."""
    return model is not None and model.model_config.get("extra") == "allow"


def takes_path(model: type[BaseModel], path: str) -> bool:
    """Tell whether `path`, such as `name.zh`, leads to a field of the model."""
    first, *rest = path.split(".")
    field = fields(model).get(first)
    kinds = list(alternatives(field.annotation)) if field is not None else []
    for key in rest:
        kinds = [inner for kind in kinds for inner in step(kind, {}, key)]
    return bool(kinds)


def tables(tree: Any) -> Iterator[tuple[Loc, type[BaseModel]]]:
    """Yield every list of the scenario that is written as a table, and the model of its records."""
    yield from _tables_in(Scenario, tree, ())


def _tables_in(
    model: type[BaseModel], part: Any, loc: Loc
) -> Iterator[tuple[Loc, type[BaseModel]]]:
    for name, field in fields(model).items():
        value = inside(part, name)
        kinds = list(alternatives(field.annotation))
        is_table = any(isinstance(mark, TableForm) for mark in field.metadata)
        if is_table and isinstance(value, dict) and "table" in value:
            records = [inner for kind in kinds for inner in step(kind, [], 0)]
            yield (*loc, name), next(_models(records, {}))
        elif isinstance(value, dict):
            for inner in _models(kinds, value):
                yield from _tables_in(inner, value, (*loc, name))


def alternatives(annotation: Any) -> Iterator[Any]:
    """Yield what an annotation may be, without `Annotated`, unions and `None`."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from alternatives(get_args(annotation)[0])
    elif origin in (Union, UnionType):
        for part in get_args(annotation):
            yield from alternatives(part)
    elif annotation is not type(None) and not isinstance(annotation, TypeVar):
        yield annotation


def kinds_of(tree: Any, loc: Loc) -> list[str]:
    """Return the `kind`s of stanza that may stand at `loc`."""
    return [
        str(kind.model_fields["kind"].default)
        for kind in _kinds_at(tree, loc)
        if is_model(kind) and "kind" in kind.model_fields
    ]


def choices(tree: Any, loc: Loc) -> list[str]:
    """Return the words that may stand at `loc`, where only certain words may."""
    literals = (kind for kind in _kinds_at(tree, loc) if get_origin(kind) is Literal)
    return [str(word) for kind in literals for word in get_args(kind)]


def close(word: str, words: Iterable[str]) -> str | None:
    """Return the one of `words` that `word` was probably meant to be."""
    found = difflib.get_close_matches(word[:100], list(words), n=1, cutoff=0.6)
    return found[0] if found else None


def did_you_mean(word: str, words: Iterable[str], otherwise: Text) -> Text:
    """Ask for a close match as the cure, or say something else."""
    match = close(word, words)
    return Text(zh=f"是否想写 {match}?", en=f"did you mean {match}?") if match else otherwise


def step(kind: Any, part: Any, key: str | int) -> Iterator[Any]:
    """Yield what may stand under `key` of a part of this kind; a further field is a figure."""
    arguments = get_args(kind)
    if is_model(kind):
        field = fields(kind).get(str(key))
        same_kind = not isinstance(part, dict) or fits_kind(kind, part)
        if field is not None and same_kind:
            yield from alternatives(field.annotation)
        elif field is None and takes_more(kind):
            yield float
    elif get_origin(kind) is dict:
        yield from alternatives(arguments[1])
    elif get_origin(kind) is tuple and isinstance(key, int):
        variadic = len(arguments) == 2 and arguments[1] is ...
        yield from alternatives(arguments[0 if variadic or key >= len(arguments) else key])


def _models(kinds: Iterable[Any], part: Any) -> Iterator[type[BaseModel]]:
    return (kind for kind in kinds if is_model(kind) and fits_kind(kind, part))


def is_model(kind: Any) -> TypeGuard[type[BaseModel]]:
    """Tell whether a kind is a stanza, or a text in two languages."""
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def fits_kind(model: type[BaseModel], part: Any) -> bool:
    """Tell whether the `kind` written in the part, if any, is that of the model."""
    field = model.model_fields.get("kind")
    if field is None or not isinstance(field.default, str):
        return True
    return isinstance(part, dict) and part.get("kind") == field.default
