"""The log: one JSON object a line on standard output.

But: nothing that a user sent is logged, so no address and no query either, only which route ran.
"""

import logging
from typing import Any

import structlog

SHARED: list[structlog.typing.Processor] = [
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
JSON = structlog.processors.JSONRenderer(ensure_ascii=False)


def configure(level: str) -> None:
    """Set up structlog, and keep Werkzeug's own server from logging addresses."""
    structlog.configure(
        processors=[*SHARED, JSON],
        wrapper_class=structlog.make_filtering_bound_logger(level),
    )
    logging.getLogger("werkzeug").addFilter(is_no_request)


def is_no_request(record: logging.LogRecord) -> bool:
    """A filter: false for Werkzeug's line about each request, which tells its whole address."""
    return " - - [" not in str(record.msg)


def without_quotes(record: logging.LogRecord) -> bool:
    """A filter that cuts Gunicorn's lines about broken requests where they begin to quote them."""
    for beginning in ("Invalid request", "Error handling request"):
        if str(record.msg).startswith(beginning):
            record.msg, record.args = beginning, ()
    return True


def for_gunicorn(level: str) -> dict[str, Any]:
    """Gunicorn's `logconfig_dict`: its messages in the same shape, its access log off."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"without_quotes": {"()": lambda: without_quotes}},
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, JSON],
            }
        },
        "handlers": {
            "stdout": {
                "class": "logging.StreamHandler",
                "stream": "ext://sys.stdout",
                "formatter": "json",
            }
        },
        "root": {"level": level.upper(), "handlers": ["stdout"]},
        "loggers": {
            "gunicorn.error": {"propagate": True, "filters": ["without_quotes"]},
            "gunicorn.access": {"propagate": False},
        },
    }
