"""What was filled in, as plain data: a form is kept like that until its file was fetched."""

from dataclasses import fields
from datetime import date
from typing import Any

from commands.form import Filled, Value

DAY = "day"  # JSON has no dates: {"day": "2021-09-13"}
KEPT = [one.name for one in fields(Filled) if one.name not in {"values", "file"}]


def as_data(filled: Filled) -> dict[str, Any]:
    """Give what JSON can hold of it, which is all but the file itself."""
    kept = {name: getattr(filled, name) for name in KEPT}
    return kept | {"values": {name: _plain(value) for name, value in filled.values.items()}}


def filled_from(data: dict[str, Any]) -> Filled:
    """Give what was filled in again."""
    values = {name: _value(plain) for name, plain in data["values"].items()}
    return Filled(**{name: data[name] for name in KEPT}, values=values)


def _plain(value: Value) -> Any:
    if isinstance(value, date):
        return {DAY: value.isoformat()}
    return list(value) if isinstance(value, tuple) else value


def _value(plain: Any) -> Value:
    if isinstance(plain, dict):
        return date.fromisoformat(plain[DAY])
    value: Value = tuple(plain) if isinstance(plain, list) else plain
    return value
