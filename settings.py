"""The settings, read from the environment; the README's table says the same as this module.

But: what is fixed by the model (its threshold, the length it reads) comes from the model's folder.
"""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

HERE = Path(__file__).parent
LogLevel = Annotated[
    Literal["debug", "info", "warning", "error"],
    BeforeValidator(lambda value: value.lower() if isinstance(value, str) else value),
]


class SettingsError(Exception):
    """A setting that cannot be used; the message is one sentence that says which and why."""


class Settings(BaseSettings):
    """Every setting is the environment variable of its name in capitals; an empty one is unset."""

    model_config = SettingsConfigDict(frozen=True, env_ignore_empty=True)

    host: str = Field(
        "127.0.0.1",
        description="Address to listen on; `0.0.0.0` lets other machines in.",
    )
    port: int = Field(5000, ge=1, le=65535, description="Port to listen on.")
    model_folder: Path = Field(
        HERE / "running_model" / "best_model",
        description="Folder of the model, in the Transformers format.",
    )
    threshold: float | None = Field(
        None,
        ge=0,
        le=5,
        allow_inf_nan=False,
        description="Score from which a pair counts as similar, 0 to 5; "
        "unset: what the model's `metrics.json` says, else 3.0.",
    )
    threads: int = Field(
        32,
        ge=1,
        le=256,
        description="Requests handled at the same time, probes among them.",
    )
    torch_threads: int | None = Field(
        None,
        ge=1,
        le=1024,
        description="CPU threads that one scoring uses; unset: PyTorch's choice.",
    )
    max_pairs: int = Field(1000, ge=1, description="Pairs in one request; more are refused (413).")
    max_body_bytes: int = Field(
        1_000_000, ge=1, description="Bytes of one request's body; more are refused (413)."
    )
    body_timeout: float = Field(
        30,
        gt=0,
        le=86400,
        description="Seconds to wait for a client that stalls while it sends or receives.",
    )
    graceful_timeout: int = Field(
        30,
        ge=0,
        description="Seconds that running requests get to finish after SIGTERM.",
    )
    log_level: LogLevel = Field(
        "info", description="Least level that is logged: `debug`, `info`, `warning` or `error`."
    )


def load_settings() -> Settings:
    """Read the settings from the environment.

    Raises:
        SettingsError: A value is not allowed.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = str(first["loc"][0]).upper()
        reason = first["msg"][:1].lower() + first["msg"][1:]
        raise SettingsError(
            f"The environment variable {name} cannot be {first['input']!r}: {reason}."
        ) from error
