"""Faults on demand: what goes wrong between the app and Slack on a bad day."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

What = Literal["ratelimit", "fail", "refuse", "slow", "drop before", "drop after"]


@dataclass
class Fault:
    """One thing that goes wrong, for calls of `method` ("*": all), so many times or until then."""

    what: What
    method: str
    times: int = 1
    until: float = 0.0
    seconds: float = 0.0
    error: str = ""


class Faults:
    """The faults waiting to happen; each call meets the first that fits it."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._waiting: list[Fault] = []

    def ratelimit(self, method: str, seconds: float, retry_after: int = 1) -> None:
        """Answer 429 with Retry-After to every call for this many seconds from now."""
        until = self._clock() + seconds
        self._waiting.append(Fault("ratelimit", method, until=until, seconds=retry_after))

    def fail(self, method: str, times: int = 1) -> None:
        """Answer HTTP 500."""
        self._waiting.append(Fault("fail", method, times))

    def refuse(self, method: str, error: str, times: int = 1) -> None:
        """Answer one of Slack's error codes, such as account_inactive."""
        self._waiting.append(Fault("refuse", method, times, error=error))

    def slow(self, method: str, seconds: float, times: int = 1) -> None:
        """Wait before doing the work."""
        self._waiting.append(Fault("slow", method, times, seconds=seconds))

    def drop(self, method: str, *, after: bool = True, times: int = 1) -> None:
        """Close the connection with no answer, after the work was done or before."""
        self._waiting.append(Fault("drop after" if after else "drop before", method, times))

    def clear(self) -> None:
        """End every fault."""
        self._waiting.clear()

    def present(self) -> list[Fault]:
        """List the faults yet to come: each is left `times` more, or until its `until`."""
        now = self._clock()
        self._waiting = [one for one in self._waiting if one.until > now or not one.until]
        return list(self._waiting)

    def take(self, method: str) -> Fault | None:
        """Give the fault that this call meets, if any, and use it up."""
        for fault in self.present():
            if fault.method in {method, "*"}:
                if not fault.until:
                    fault.times -= 1
                if fault.times <= 0:
                    self._waiting.remove(fault)
                return fault
        return None
