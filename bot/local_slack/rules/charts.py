"""What Slack's charts and its sortable tables may hold; slack_sdk has no class for either.

Source: docs.slack.dev, Block Kit reference, "Data visualization block" and "Data table block".
An older text of these pages says 6 segments, 6 series and 101 rows.
"""

from collections.abc import Iterator
from typing import Any

from bot.local_slack.rules.rich_text import CELL, HEADER_CELL
from bot.local_slack.rules.shapes import (
    Problem,
    Rule,
    by_type,
    each,
    kind,
    shape,
    string,
    then,
    twice,
    whole,
)

NUMBER = kind(int, float)
POINT = shape({"label": string(20), "value": NUMBER})
SERIES = shape({"name": string(20), "data": each(POINT, 20)})
AXES = shape({"categories": each(string(20), 20)}, {"x_label": string(50), "y_label": string(50)})


def _segment(value: Any, at: str) -> Iterator[Problem]:
    if value["value"] <= 0:
        yield "must be more than 0", f"{at}/value"


def _series(value: Any, at: str) -> Iterator[Problem]:
    """Every series has its own name, and one point for each category."""
    for taken in twice(series["name"] for series in value["series"]):
        yield f"name `{taken}` must be unique", f"{at}/series"
    categories = sorted(value["axis_config"]["categories"])
    for index, series in enumerate(value["series"]):
        if sorted(point["label"] for point in series["data"]) != categories:
            yield "labels must match the categories", f"{at}/series/{index}/data"


PLOT = then(shape({"series": each(SERIES, 12), "axis_config": AXES}), _series)
SEGMENT = then(POINT, _segment)
CHART = by_type(
    {"pie": shape({"segments": each(SEGMENT, 12)}), **dict.fromkeys(("bar", "area", "line"), PLOT)}
)
CHART_FIELDS: dict[str, Rule] = {"title": string(50), "chart": CHART}


def _rectangle(value: Any, at: str) -> Iterator[Problem]:
    """All rows are as long as the first, which is the header and holds no rich text."""
    header = value["rows"][0]
    for index, cell in enumerate(header):
        yield from HEADER_CELL(cell, f"{at}/rows/0/{index}")
    for index, row in enumerate(value["rows"]):
        if len(row) != len(header):
            yield "all rows must have the same number of cells", f"{at}/rows/{index}"
    if value.get("row_header_column_index", 0) >= len(header):
        yield "must be a column of the table", f"{at}/row_header_column_index"


DATA_TABLE = then(
    shape(
        {"rows": each(each(CELL, 20), 201, 2), "caption": string()},
        {
            "block_id": string(255),
            "page_size": whole(1, 100),
            "row_header_column_index": whole(0, 19),
        },
    ),
    _rectangle,
)
