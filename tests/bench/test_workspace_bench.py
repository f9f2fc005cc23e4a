"""A short bench of the local workspace has every figure; no time is asserted."""

import re

from bot.bench import workspace


def test_every_figure_is_there(monkeypatch):
    monkeypatch.setattr(workspace, "STARTS", 1)
    monkeypatch.setattr(workspace, "ASKED", 10)
    told = []
    report = workspace.run_bench(0.2, told.append)
    assert told == [
        "Starting the workspace",
        "Asking for status",
        "Asking in a browser",
        "Posting messages",
    ]
    lines = report.splitlines()[2:]
    assert len(lines) == 5
    for line in lines:
        assert re.search(r"\d+\.\d\d +\d+\.\d\d +(yes|NO)$", line), line
