"""What tests of several training commands do: run one, kill it, read what it wrote."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


def read_json(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def start_and_kill(command: list[str], when: Path) -> None:
    """Run the pipeline in a process of its own, and kill it as soon as `when` exists."""
    process = subprocess.Popen(
        [sys.executable, "-m", "training", *command],
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while not when.exists() and process.poll() is None:
        time.sleep(0.002)
    process.kill()
    assert process.wait() == -9
