"""A process killed in the middle of its writes leaves a record that equals its ledger."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
WRITER = Path(__file__).with_name("writer.py")
WRITES = 200


@pytest.mark.parametrize("seed", range(3))
def test_killed_in_the_middle_of_many_writes(staffed, problems, tables, seed):
    url = staffed.url.render_as_string(hide_password=False)
    killed_after = random.Random(seed).randint(20, WRITES)  # noqa: S311
    with subprocess.Popen(
        [sys.executable, WRITER, url],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as writer:
        said = [writer.stdout.readline().strip() for _ in range(killed_after)]
        os.kill(writer.pid, signal.SIGKILL)
        whole = writer.stdout.read().rpartition("\n")[0]  # the last line may be cut
        said += whole.splitlines()
    assert [int(number) for number in said] == list(range(1, len(said) + 1))
    assert problems(staffed) == []
    notes = {int(row["text"].split()[1]) for row in tables(staffed)["progress_note"]}
    promised = {number for number in range(1, len(said) + 1) if number % 5}
    assert promised <= notes  # nothing that was said to be done is lost
    assert notes - promised <= {len(said) + 1}  # and no more than the one it was at
    moves = sum(row["moves"] for row in tables(staffed)["action"])
    dated = {f"MC-{1 + number % 3}" for number in range(5, len(said) + 1, 5)}
    assert len(said) // 5 - len(dated) <= moves <= len(said) // 5 + 1
