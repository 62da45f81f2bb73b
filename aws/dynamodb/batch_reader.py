"""Models straight from the JSON of BatchGetItem, by pydantic's own parser: no dict of an item is ever made.

A model's core schema is taken as it is. Each field only learns where DynamoDB puts its value, such as
["size_bytes", "N"]. The models equal those of `serialization.to_model`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel
from pydantic_core import SchemaValidator, core_schema

M = TypeVar("M", bound=BaseModel)

KINDS = {"str": "S", "datetime": "S", "enum": "S", "int": "N", "float": "N", "bool": "BOOL", "frozenset": "SS"}
"""By type of core schema. All others are models, or references to one: "M"."""


@cache
def batch_reader(model: type[M]) -> Callable[[bytes], dict[str, Any]]:
    """Parses a response of BatchGetItem whose items are all of this model."""
    items = core_schema.list_schema(_stored(model.__pydantic_core_schema__))
    response = core_schema.typed_dict_schema(
        {
            "Responses": core_schema.typed_dict_field(core_schema.dict_schema(core_schema.str_schema(), items)),
            "UnprocessedKeys": core_schema.typed_dict_field(core_schema.any_schema(), required=False),
        }
    )
    # Otherwise pydantic takes the model's own validator, which knows no places.
    validator = SchemaValidator(response, _use_prebuilt=False)

    def read(body: bytes) -> dict[str, Any]:
        found: dict[str, Any] = validator.validate_json(body, extra="ignore")
        return found

    return read


def _stored(schema: Any) -> Any:
    """The schema for values as DynamoDB encodes them."""
    stored = dict(schema)
    if schema["type"] == "definitions":
        stored["definitions"] = [_stored(each) for each in schema["definitions"]]
    if schema["type"] == "model-fields":
        stored["fields"] = {
            name: {**field, "schema": _stored(field["schema"]), "validation_alias": [name, _kind(field["schema"])]}
            for name, field in schema["fields"].items()
        }
    elif "schema" in schema:
        stored["schema"] = _stored(schema["schema"])
    return stored


def _kind(schema: Any) -> str:
    while schema["type"] in ("default", "nullable"):
        schema = schema["schema"]
    return KINDS.get(schema["type"], "M")
