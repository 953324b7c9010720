"""How Gunicorn serves the app; it finds this file by its name.

One process, because the model is in it, with threads beside it. No preload: PyTorch's own threads
do not survive a fork.
"""

import sys

from gunicorn.arbiter import Arbiter

import logs
from settings import SettingsError, load_settings

# A worker that exits with this code is not started again, and Gunicorn ends with it too: it is
# the one that the app exits with when its model or a setting cannot be used.
Arbiter.APP_LOAD_ERROR = 2

try:
    settings = load_settings()
except SettingsError as error:
    sys.stderr.write(f"{error}\n")
    raise SystemExit(2) from None

host = f"[{settings.host}]" if ":" in settings.host else settings.host
bind = f"{host}:{settings.port}"
worker_class = "gthread"
workers = 1
threads = settings.threads
preload_app = False
timeout = 120  # seconds to load the model on a slow disk; it does not bound a request
graceful_timeout = settings.graceful_timeout
keepalive = 5
logconfig_dict = logs.for_gunicorn(settings.log_level)
control_socket_disable = True
