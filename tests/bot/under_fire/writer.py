"""Write notes one after the other, saying each that is committed, until killed."""

import sys
from itertools import count

from bot.answers import Answers, Request
from storage.database import open_database
from storage.times import Clock

TEAM, USER = "T0LOCAL", "U0P01"


def main(url: str) -> None:
    """Write to the database at `url`."""
    answers = Answers(open_database(url), Clock(), frozenset(), lambda reply: reply)
    for number in count(1):
        words = f"update MC-{1 + number % 3} note {number}"
        if number % 5 == 0:
            words = f"move MC-{1 + number % 3} to {1 + number % 28} March 2031 because of {number}"
        done = answers(Request(TEAM, USER, words, groups=frozenset()))
        sys.stdout.write(f"{number if done.is_note else done}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
