"""What is wrong with a plan file: every fault, with its line."""

from dataclasses import dataclass

from storage.errors import OfstedError


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing to put right in a plan file.

    The sentence never repeats a text from the file (it may name a child) unless that text is a
    date or is shaped like a reference or an id.
    """

    line: int
    sentence: str


class PlanFaults(OfstedError):
    """A plan file that was refused whole, with every fault found in it."""

    def __init__(self, name: str, faults: list[Fault]) -> None:
        self.name = name
        self.faults = tuple(sorted(set(faults)))
        count = "1 fault" if len(self.faults) == 1 else f"{len(self.faults):,} faults"
        super().__init__(f"{name} has {count}; nothing was loaded.")

    def __str__(self) -> str:
        told = (f"{self.name}, line {fault.line}: {fault.sentence}" for fault in self.faults)
        return "\n".join((self.sentence, *told))
