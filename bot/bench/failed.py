"""Why a bench has no figures to give."""

from storage.errors import OfstedError


class BenchFailed(OfstedError):
    """What was to be measured did not start, or did not answer as it should."""
