"""The forms open before each person, and their Home tabs."""

from collections.abc import Callable


class Views:
    """The stack of modals and the Home tab of every person; `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
