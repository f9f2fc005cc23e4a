"""Settings, from the environment and `.env`; each fault is told in one sentence at the start."""

import re
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from storage.errors import OfstedError

SLACK = "https://slack.com/api/"
SQLITE_FILE = Path("var") / "ofsted.db"


class WrongSettings(OfstedError):
    """One or more settings are missing or malformed; `sentences` has one for each."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


class Settings(BaseSettings):
    """What the bot is told from outside; an empty value counts as none.

    Slack's: https://docs.slack.dev/authentication/tokens (xoxb, xapp) and the signing secret.
    """

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", hide_input_in_errors=True
    )

    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_api_url: str = SLACK
    database_url: str = f"sqlite:///{SQLITE_FILE}"
    port: int = Field(default=3000, ge=1, le=65535)
    ofsted_now: date | None = None
    ofsted_admins: Annotated[frozenset[str], NoDecode] = frozenset()
    ofsted_reader_group: str | None = None
    ofsted_reader_channels: Annotated[frozenset[str], NoDecode] = frozenset()

    @field_validator("*", mode="before")
    @classmethod
    def _strip(cls, value: Any) -> Any:
        return value.strip() or None if isinstance(value, str) else value

    @field_validator("slack_bot_token", "slack_app_token")
    @classmethod
    def _token(cls, value: SecretStr | None, info: Any) -> SecretStr | None:
        begins = "xoxb-" if info.field_name == "slack_bot_token" else "xapp-"
        if value and not re.fullmatch(rf"{begins}[\w-]+", value.get_secret_value()):
            raise ValueError(
                f"must begin with {begins} and be copied whole from the Slack app page."
            )
        return value

    @field_validator("slack_signing_secret")
    @classmethod
    def _secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not re.fullmatch(r"[\w-]{8,}", value.get_secret_value()):
            raise ValueError("must be the Signing Secret from the Slack app's Basic Information.")
        return value

    @field_validator("slack_api_url")
    @classmethod
    def _api_url(cls, value: str | None) -> str:
        try:
            url = urlsplit(value or SLACK)
            is_address = url.scheme in {"http", "https"} and url.hostname and url.port != 0
        except ValueError:  # a port that is no number, a bracket left open
            is_address = False
        if not is_address:
            raise ValueError("must be a web address such as https://slack.com/api/.")
        return url.geturl().rstrip("/") + "/"

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str | None) -> str:
        wanted = "must begin with sqlite:/// or postgresql+psycopg://."
        try:
            url = make_url(value or f"sqlite:///{SQLITE_FILE}")
        except (ArgumentError, ValueError):
            raise ValueError(wanted) from None
        if url.drivername not in {"sqlite", "postgresql+psycopg"}:
            raise ValueError(wanted)
        if url.drivername == "sqlite" and url.database in {None, "", ":memory:"}:
            raise ValueError("must name a file: a record in memory would be lost.")
        if url.drivername != "sqlite" and find_spec("psycopg") is None:
            raise ValueError("needs the postgres extra: uv sync --extra postgres.")
        return url.render_as_string(hide_password=False)

    @field_validator("ofsted_admins", "ofsted_reader_channels", mode="before")
    @classmethod
    def _ids(cls, value: Any, info: Any) -> frozenset[str]:
        ids = re.findall(r"[^\s,]+", value) if isinstance(value, str) else value or ()
        kind, sample = ("U|W", "U012AB3CD") if "admins" in info.field_name else ("C|G", "C012AB3CD")
        if any(not re.fullmatch(rf"(?:{kind})[A-Z0-9]+", one) for one in ids):
            raise ValueError(f"must be Slack ids such as {sample}, with commas between them.")
        return frozenset(ids)

    @field_validator("ofsted_reader_group")
    @classmethod
    def _group(cls, value: str | None) -> str | None:
        if value and not re.fullmatch(r"S[A-Z0-9]+", value):
            raise ValueError("must be the id of a Slack user group, such as S012AB3CD.")
        return value

    @model_validator(mode="after")
    def _go_together(self) -> "Settings":
        faults = []
        if self.slack_app_token and not self.slack_bot_token:
            faults.append("SLACK_BOT_TOKEN is missing: SLACK_APP_TOKEN alone can't answer.")
        if self.slack_bot_token and not (self.slack_app_token or self.slack_signing_secret):
            faults.append(
                "SLACK_SIGNING_SECRET is missing: without it anyone could send requests. "
                "Set it, or SLACK_APP_TOKEN for Socket Mode."
            )
        if self.slack_signing_secret and not self.slack_bot_token:
            faults.append("SLACK_BOT_TOKEN is missing: the signing secret alone can't answer.")
        if self.ofsted_now and self.slack_bot_token and _is_slack(self.slack_api_url):
            faults.append(
                "OFSTED_NOW is for trying things out: take it away before connecting to Slack."
            )
        if faults:
            raise ValueError("\n".join(faults))
        return self

    @property
    def connects_to_slack(self) -> bool:
        """Say whether there are tokens to connect with."""
        return self.slack_bot_token is not None


def _is_slack(api_url: str) -> bool:
    host = urlsplit(api_url).hostname or ""
    return host == "slack.com" or host.endswith((".slack.com", ".slack-gov.com"))


_WHOLE = {
    "int_parsing": "must be a whole number.",
    "greater_than_equal": "must be at least 1.",
    "less_than_equal": "must be at most 65535.",
}


def read_settings() -> Settings:
    """Read the settings; raises WrongSettings. No sentence repeats a value: it may be secret."""
    try:
        return Settings()
    except UnicodeDecodeError:
        raise WrongSettings([".env is not UTF-8 text: save it again as UTF-8."]) from None
    except ValidationError as invalid:
        sentences = []
        for error in invalid.errors():
            message = error["msg"].removeprefix("Value error, ")
            if error["type"].startswith("date"):
                message = "must be a date such as 2021-09-13."
            name = str(error["loc"][0]).upper() if error["loc"] else ""
            message = _WHOLE.get(error["type"], message)
            sentences += [f"{name} {line}".strip() for line in message.splitlines()]
        raise WrongSettings(sentences) from None
