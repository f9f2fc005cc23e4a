"""What goes over the line: a JSON object."""

from typing import Any

Json = dict[str, Any]
