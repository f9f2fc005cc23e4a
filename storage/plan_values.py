"""What every part of a plan file is made of: fields, and texts with a shape."""

import re
from functools import cache
from typing import Annotated, Any, NoReturn

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

MAX_SLUG = 80
UNKNOWN = (None, "unknown")
REFUSED = "refused"  # pydantic's type for the errors that carry their own sentence


def refuse(sentence: str) -> NoReturn:
    """Refuse a value with this sentence, by raising pydantic's own error."""
    # The sentence goes as data, so that braces in it mean nothing.
    raise PydanticCustomError(REFUSED, "{sentence}", {"sentence": sentence})


class Part(BaseModel):
    """A part of the plan; a field that is left out, empty or "unknown" is one it does not say."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        defer_build=True,  # only the whole plan is ever validated; its parts come with it
    )

    @model_validator(mode="before")
    @classmethod
    def _leave_out_unknowns(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        known = fields_of(cls)
        return {k: v for k, v in value.items() if k not in known or v not in UNKNOWN}


@cache
def fields_of(part: type[Part]) -> dict[str, FieldInfo]:
    """Give a part's fields by the names they have in the file."""
    return {field.alias or name: field for name, field in part.model_fields.items()}


SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
AREA_NUMBER = re.compile(r"[0-9]{4}-[0-9]{1,4}")
REF = re.compile(r"[A-Z]{1,10}-[0-9]{1,6}")
AMBIGUITY_REF = re.compile(r"[A-Z]{1,10}-?[0-9]{1,6}")
LINK = re.compile(r"https://[^\s/?#@:]+(:[0-9]+)?([/?#]\S*)?")


def _shaped(shape: re.Pattern[str], sentence: str) -> AfterValidator:
    def check(text: str) -> str:
        if not shape.fullmatch(text):
            refuse(sentence)
        return text

    return AfterValidator(check)


Text = Annotated[str, StringConstraints(min_length=1)]
# Names that the database looks rows up by: PostgreSQL's indexes take no long texts.
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Slug = Annotated[
    str,
    StringConstraints(max_length=MAX_SLUG),
    _shaped(SLUG, "an id is lower-case letters and digits joined by hyphens (missing-children)."),
]
Ref = Annotated[str, _shaped(REF, "a reference is capital letters, a hyphen and a number (MC-3).")]
AmbiguityRef = Annotated[
    str, _shaped(AMBIGUITY_REF, "a reference is capital letters and a number (A1, or MC-3).")
]
Link = Annotated[str, _shaped(LINK, "a link starts with https:// and has no spaces.")]
