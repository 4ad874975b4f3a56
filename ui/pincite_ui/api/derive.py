"""Pydantic models derived from dataclasses, so that the API's schema follows the values.

A model has the members that the dataclass's ``to_dict`` writes, with the docstring under each field
as its description.
"""

from __future__ import annotations

import ast
import dataclasses
import inspect
import textwrap
import types
from collections.abc import Container
from itertools import pairwise
from typing import Any, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, Field, create_model

Model = type[BaseModel]
Member = tuple[Any, Any]
"""A member's type and its default or field information, as ``create_model`` takes them."""

_models: dict[type, Model] = {}


def model(value: type) -> Model:
    """The model of a dataclass; always the same one.

    >>> from pincite.types import PageRef
    >>> list(model(PageRef).model_json_schema()["properties"])
    ['index', 'label']
    """
    return _models.get(value) or derived(value)


def derived(
    value: type, *, embed: str | None = None, omit: Container[str] = (), **members: Member
) -> Model:
    """The model of a dataclass whose ``to_dict`` differs from its fields.

    ``embed`` names a field whose own fields are written in its place (null where it is None),
    ``omit`` the fields that are not written; ``members`` are added or replaced. Later calls of
    :func:`model` return this model.
    """
    fields = _fields(value)
    if embed is not None:
        inner, nullable = fields.pop(embed)[0], False
        if _is_union(inner):
            inner, nullable = get_args(inner)[0], True
        for name, info in inner.model_fields.items():
            absent = nullable and get_origin(info.annotation) is not list
            kind = info.annotation | None if absent else info.annotation
            fields.setdefault(name, (kind, Field(description=info.description)))
    summary = (inspect.getdoc(value) or "").partition("\n")[0]
    shown = {name: member for name, member in fields.items() if name not in omit}
    definitions: dict[str, Any] = {**shown, **members}
    made: Model = create_model(value.__name__, __doc__=summary, **definitions)
    _models[value] = made
    return made


def _fields(value: type) -> dict[str, Member]:
    hints, descriptions = get_type_hints(value), field_docstrings(value)
    return {
        field.name: (json_type(hints[field.name]), Field(description=descriptions.get(field.name)))
        for field in dataclasses.fields(value)
    }


def json_type(hint: Any) -> Any:
    """The type of a field in JSON: models for dataclasses, lists for tuples.

    >>> json_type(tuple[str, ...])
    list[str]
    """
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return model(hint)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is tuple:
        return list[json_type(arguments[0])]  # type: ignore[misc]
    if _is_union(hint):
        return Union[tuple(json_type(argument) for argument in arguments)]  # noqa: UP007
    return hint


def _is_union(hint: Any) -> bool:
    origin: Any = get_origin(hint)
    return origin is Union or origin is types.UnionType


def field_docstrings(value: type) -> dict[str, str]:
    """The docstring under each field of a class; empty if its source is not available.

    >>> from pincite.types import PageRef
    >>> field_docstrings(PageRef)["label"]
    'As printed.'
    """
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(value)))
    except (OSError, TypeError):
        return {}
    body = tree.body[0].body if isinstance(tree.body[0], ast.ClassDef) else []
    found = {}
    for field, after in pairwise(body):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(after, ast.Expr)
            and isinstance(after.value, ast.Constant)
        ):
            found[field.target.id] = inspect.cleandoc(str(after.value.value))
    return found
