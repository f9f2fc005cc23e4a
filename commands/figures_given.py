"""A measure's figure as it is filled in in a form: what it is, and whether its parts agree."""

import re
from dataclasses import dataclass

from commands.figures import is_few
from commands.form import Filled

QUALIFIERS = ("exactly", "about", "almost", "at least")
ROOM = 5.0  # percentage points that “about” and “almost” are taken to mean at most
WORDS_FOR = {
    "about": re.compile(r"\b(?:about|around|roughly|approximately)\b", re.IGNORECASE),
    "almost": re.compile(r"\b(?:almost|nearly|just under|close to)\b", re.IGNORECASE),
    "at least": re.compile(r"\b(?:at least|no fewer than|more than|over(?= \d))", re.IGNORECASE),
}
_NUMBER = re.compile(r"(-?\d{1,12}(?:\.\d{1,6})?)\s*%?")
_SHARE = re.compile(r"(\d{1,12}(?:\.\d{1,6})?)\s*(?:%|per ?cent)")
# "3 of 40", "2 children out of the 3"
_COUNTS = re.compile(
    r"\b(\d{1,9})\s+(?:[a-z]+\s+){0,3}?of\s+(?:the\s+)?(\d{1,9})\b(?!\s*%)", re.IGNORECASE
)
_COUNTED = re.compile(
    r"\b(\d{1,9})\s+(?:child|children|young|boys?|girls?|sibling|famil|infant|bab|teenager|care)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as given: `said` in words, `number` as it was typed, and what it is a share of."""

    said: str
    number: str | None
    qualifier: str
    numerator: int | None
    denominator: int | None
    may_be_small: bool

    @property
    def value(self) -> float | None:
        """The number, None where it is words alone."""
        return None if self.number is None else float(self.number) + 0.0  # no -0.0

    @property
    def value_text(self) -> str:
        """The words, which keep the hedge that was chosen."""
        if self.qualifier == "exactly" or _hedge_in(self.said):
            return self.said
        return f"{self.qualifier} {self.said}"

    @property
    def hedge(self) -> str | None:
        """The qualifier, where there is a number that it qualifies."""
        return None if self.number is None and self.numerator is None else self.qualifier


def figure_in(filled: Filled) -> Figure:
    """Give the figure of a form; `faults` says what is wrong with it."""
    typed = (filled.text("number") or "").replace(",", "")
    match = _NUMBER.fullmatch(typed)
    return Figure(
        said=filled.text("value") or "",
        number=match[1] if match else None,
        qualifier=filled.text("qualifier") or "exactly",
        numerator=filled.number("numerator"),
        denominator=filled.number("denominator"),
        may_be_small="yes" in filled.ticked("small"),
    )


def faults(filled: Filled, figure: Figure, *, is_share: bool) -> dict[str, str]:
    """Give what is wrong with a figure, by field; a measure in % `is_share`."""
    found: dict[str, str] = {}
    if filled.text("number") and figure.number is None:
        found["number"] = "Write the number alone, such as 47 or 47.5, or leave this empty."
    found |= _hedge_faults(figure) | _count_faults(figure)
    if not found:
        found |= _text_faults(figure)
    if not found and (is_share or _SHARE.search(figure.said)):
        found |= _share_faults(figure)
    numbers = (figure.numerator, figure.denominator, lone_count(figure, is_share=is_share))
    if any(map(is_few, numbers)) and not figure.may_be_small:
        found["small"] = "A number under 5 may point to a child. Tick this if it may be kept."
    return found


def lone_count(figure: Figure, *, is_share: bool) -> int | None:
    """Give what a figure counts where it stands alone: "3 children" is a small number too."""
    if is_share or figure.numerator is not None or _SHARE.search(figure.said):
        return None
    if figure.value is None:
        counted = _COUNTED.search(figure.said)
        return int(counted[1]) if counted else None
    return int(figure.value) if figure.value.is_integer() else None


def _hedge_in(said: str) -> str | None:
    return next((hedge for hedge, words in WORDS_FOR.items() if words.search(said)), None)


def _hedge_faults(figure: Figure) -> dict[str, str]:
    hedge = _hedge_in(figure.said)
    if hedge is None or hedge == figure.qualifier:
        return {}
    return {"qualifier": f"The figure says “{figure.said}”: choose “{hedge}”, or reword it."}


def _count_faults(figure: Figure) -> dict[str, str]:
    top, bottom = figure.numerator, figure.denominator
    if (top is None) != (bottom is None):
        missing = "numerator" if top is None else "denominator"
        return {missing: "Give both numbers, or neither."}
    if top is None or bottom is None:
        return {}
    if bottom < 1:
        return {"denominator": "Nothing can be a share of 0. Say it in words and leave both empty."}
    if top > bottom:
        return {"numerator": f"{top:,} is more than all there are: {bottom:,}."}
    return {}


def _text_faults(figure: Figure) -> dict[str, str]:
    """Compare the figure's words with the numbers beside them."""
    said = figure.said.replace(",", "")
    counts = {(int(match[1]), int(match[2])) for match in _COUNTS.finditer(said)}
    if counts and (figure.numerator, figure.denominator) not in counts:
        top, bottom = min(counts)
        return {"numerator": f"The figure says {top:,} of {bottom:,}: give both numbers here too."}
    shares = {float(match[1]) for match in _SHARE.finditer(said)}
    if figure.value is not None and shares and figure.value not in shares:
        told = " and ".join(f"{share:g}%" for share in sorted(shares))
        return {"number": f"The figure says {told}, and this is {figure.number}."}
    return {}


def _share_faults(figure: Figure) -> dict[str, str]:
    """Compare a percentage with what the two numbers come to."""
    shares = _SHARE.findall(figure.said.replace(",", ""))
    number = figure.number or (shares[0] if len(shares) == 1 else None)
    if number is None or figure.numerator is None or not figure.denominator:
        return {}
    comes_to = 100 * figure.numerator / figure.denominator
    if _agrees(figure.qualifier, number, comes_to):
        return {}
    counts = f"{figure.numerator:,} of {figure.denominator:,}"
    hedge = "" if figure.qualifier == "exactly" else f"{figure.qualifier} "
    return {
        "number" if figure.number else "value": (
            f"{counts} comes to {comes_to:.1f}%, not {hedge}{number}%."
        )
    }


def _agrees(qualifier: str, number: str, comes_to: float) -> bool:
    last_digit = float(f"1e-{len(number.partition('.')[2])}")
    rounding = last_digit / 2 + 1e-9  # 66.7 stands for 66.65 to 66.75
    over = comes_to - float(number)
    least = {"exactly": -rounding, "about": -ROOM, "almost": -ROOM, "at least": -rounding}
    most = {"exactly": rounding, "about": ROOM, "almost": rounding, "at least": 100.0}
    return least[qualifier] <= over <= most[qualifier]
