"""Slack's limits on a message, and nothing else's.

Source: https://docs.slack.dev/reference/block-kit/blocks. Characters are counted as Python does.
"""

BLOCKS = 50  # a message
HEADER = 150
ACTIONS = 25  # buttons in one actions block
BUTTON_TEXT = 75
BUTTON_VALUE = 2_000
TABLE_ROWS = 100  # its header among them
TABLE_COLUMNS = 20
SECTION = 3_000
URL = 3_000
VIEW_TITLE = 24
VIEW_BLOCKS = 100
PRIVATE_METADATA = 3_000  # what a view brings back
OPTIONS = 100  # of a select
OPTION_TEXT = 75
LINK_SHOWN = 80  # of our own: as much of an address as tells people where it leads
LINE = 1_500  # of our own: one sentence or line of a list that long would bury the rest
# A message fails above about 13,000 characters of text in all, a table above 10,000, and the
# top-level text is best under 4,000: these three together stay below.
TABLE = 6_000
BLOCKS_TEXT = 8_500
TEXT = 3_900


def shortened(text: str, most: int) -> str:
    """Cut a text that is too long, and show that it was cut."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
