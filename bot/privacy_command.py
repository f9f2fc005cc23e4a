"""`ofsted-bot privacy`: what the privacy check makes of texts, without a database or Slack."""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

from commands.privacy import Look, look
from storage.errors import OfstedError

STDIN = "-"


class CannotRead(OfstedError):
    """The texts to look at can't be read."""


def texts(text: str | None, file: str | None) -> list[str]:
    """Give the one text, or each line of the file ("-" is standard input); raise CannotRead."""
    if (text is None) == (file is None):
        raise CannotRead(
            'Give one text in quotation marks, or --file and a file\'s name ("-" waits '
            "for lines typed here)."
        )
    if file is None:
        return [_utf8(str(text).encode(errors="surrogateescape"), "The text")]
    if file == STDIN:
        return _lines(_utf8(sys.stdin.buffer.read(), "What was typed"))
    try:
        content = Path(file).read_bytes()
    except OSError as error:
        raise CannotRead(f"{file} can't be read ({error.strerror}).") from None
    except ValueError:
        raise CannotRead("That is no file's name.") from None
    return _lines(_utf8(content, file))


def findings(texts: Iterable[str], *, as_json: bool) -> Iterator[str]:
    """Yield one line for each text: JSON, or a sentence; never what was found."""
    for text in texts:
        seen = look(text)
        yield json.dumps(asdict(seen)) if as_json else _sentence(seen)


def _sentence(seen: Look) -> str:
    kinds = ", ".join(seen.kinds)
    if seen.block:
        return f"Blocked: it holds what looks like text that could identify a child ({kinds})."
    if seen.ask:
        return f"Asked about: it may name a child or family ({kinds})."
    return "Nothing found."


def _lines(content: str) -> list[str]:
    # Not str.splitlines, which also breaks at characters that may stand within a line.
    lines = content.removeprefix("\ufeff").split("\n")
    if lines[-1] == "":
        lines.pop()
    return [line.removesuffix("\r") for line in lines]


def _utf8(content: bytes, what: str) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise CannotRead(f"{what} is not in UTF-8. Save it as UTF-8 text.") from None
