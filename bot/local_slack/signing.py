"""How a request is signed: rightly, as Slack does, and in the three ways it must be refused.

Source: docs.slack.dev, "Verifying requests from Slack" (v0, HMAC-SHA256, five minutes).
"""

import time
from collections.abc import Callable

from slack_sdk.signature import SignatureVerifier

Signer = Callable[[str, bytes], dict[str, str]]  # the secret and the body -> headers
STALE_SECONDS = 6 * 60


def right(secret: str, body: bytes) -> dict[str, str]:
    """Sign as Slack does."""
    return _signed(secret, body, time.time())


def wrong(secret: str, body: bytes) -> dict[str, str]:
    """Sign with another secret."""
    return _signed(f"not {secret}", body, time.time())


def stale(secret: str, body: bytes) -> dict[str, str]:
    """Sign rightly, six minutes ago: a replayed request."""
    return _signed(secret, body, time.time() - STALE_SECONDS)


def missing(secret: str, body: bytes) -> dict[str, str]:  # noqa: ARG001
    """Do not sign."""
    return {}


def _signed(secret: str, body: bytes, at: float) -> dict[str, str]:
    stamp = str(int(at))
    signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body)
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature or ""}
