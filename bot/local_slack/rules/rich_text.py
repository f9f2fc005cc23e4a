"""What rich text may hold, and the cells of tables, which may be rich text.

Source: docs.slack.dev, Block Kit reference, "Rich text block" and "Table block".
"""

from bot.local_slack.rules.shapes import Rule, by_type, each, kind, one_of, shape, string, whole

FLAG = kind(bool)
URL = string(3000)
STYLES = (
    "bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink",
)  # fmt: skip
STYLE = {"style": shape({}, dict.fromkeys(STYLES, FLAG))}
INLINE: dict[str, Rule] = {
    "text": shape({"text": string()}, STYLE),
    "link": shape({"url": URL}, {"text": string(), "unsafe": FLAG, **STYLE}),
    "user": shape({"user_id": string()}, STYLE),
    "usergroup": shape({"usergroup_id": string()}, STYLE),
    "channel": shape({"channel_id": string()}, STYLE),
    "team": shape({"team_id": string()}, STYLE),
    "emoji": shape({"name": string()}, {"unicode": string(), "skin_tone": kind(int), **STYLE}),
    "date": shape(
        {"timestamp": kind(int), "format": string()}, {"url": URL, "fallback": string(), **STYLE}
    ),
    "broadcast": shape({"range": one_of("here", "channel", "everyone")}, STYLE),
    "color": shape({"value": string()}, STYLE),
}
MANY = 10_000  # Slack names no number of pieces; the characters in all are what is limited
PIECES = each(by_type(INLINE), MANY, 0)
SECTION = shape({"elements": PIECES})
BORDER = {"border": whole(0, 1)}
CONTAINERS: dict[str, Rule] = {
    "rich_text_section": SECTION,
    "rich_text_quote": shape({"elements": PIECES}, BORDER),
    "rich_text_preformatted": shape(
        {"elements": each(by_type({name: INLINE[name] for name in ("text", "link")}), MANY, 0)},
        {**BORDER, "language": string()},
    ),
    "rich_text_list": shape(
        {
            "elements": each(by_type({"rich_text_section": SECTION}), MANY),
            "style": one_of("bullet", "ordered"),
        },
        {"indent": whole(0, 8), "offset": whole(0, MANY), **BORDER},
    ),
}
RICH_TEXT = {"elements": each(by_type(CONTAINERS), MANY)}
ONE_RICH_TEXT = by_type({"rich_text": shape(RICH_TEXT, {"block_id": string(255)})})
# An empty cell is refused ("must be more than 0 characters"); one cell has no limit of its own.
PLAIN_CELLS = {
    "raw_text": shape({"text": string()}),
    "raw_number": shape({"value": kind(int, float), "text": string()}),
}
HEADER_CELL = by_type(PLAIN_CELLS)
CELL = by_type({**PLAIN_CELLS, "rich_text": shape(RICH_TEXT, {"block_id": string(255)})})
