"""What more than one test module needs: a tiny real model, and the app with it."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from main import create_app
from models import Scorer
from training.tiny import build_tiny


@pytest.fixture(scope="session")
def tiny_model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny(tmp_path_factory.mktemp("tiny") / "model")


@pytest.fixture(scope="session")
def tiny_scorer(tiny_model_folder: Path) -> Scorer:
    return Scorer.load(tiny_model_folder)


@pytest.fixture(scope="module")
def app(tiny_scorer: Scorer) -> Flask:
    return create_app(scorer=tiny_scorer)


@pytest.fixture(scope="module")
def site(app: Flask) -> Iterator[str]:
    """The address of the app, served for real."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def one_thread() -> Iterator[None]:
    """Several threads would wait for each other, most of all beside another program."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def client(tiny_scorer: Scorer) -> FlaskClient:
    return create_app(scorer=tiny_scorer).test_client()
