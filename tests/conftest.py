"""What more than one test module needs: a tiny real model, and the app with it."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from main import create_app
from models import Scorer
from training.tiny import build_tiny


@pytest.fixture(scope="session")
def tiny_model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny(tmp_path_factory.mktemp("tiny") / "model")


@pytest.fixture(scope="session")
def tiny_scorer(tiny_model_folder: Path) -> Scorer:
    return Scorer.load(tiny_model_folder)


@pytest.fixture
def client(tiny_scorer: Scorer) -> FlaskClient:
    return create_app(scorer=tiny_scorer).test_client()
