"""The app under Gunicorn as `make run` starts it: limits, two users, stopping, failing to start."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest

from models import Scorer
from settings import HERE

COMMAND = [sys.executable, "-m", "gunicorn", "main:create_app()"]
STARTING = 60  # seconds at most, on a busy machine
BODY_TIMEOUT = 3  # seconds
PAIR = {"sentence1": "친구가 먹고 있네요", "sentence2": "먹는 친구"}
BODY = json.dumps(PAIR).encode()
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def start(folder: Path, **settings: object) -> subprocess.Popen[str]:
    """Start Gunicorn; its log goes to stdout, what it says to people to stderr."""
    given = {"MODEL_FOLDER": folder, "TORCH_THREADS": 1, **settings}
    return subprocess.Popen(
        COMMAND,
        cwd=HERE,
        env={**os.environ, **{name: str(value) for name, value in given.items()}},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def serving(folder: Path, **settings: object) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """A running server and its port."""
    port = free_port()
    process = start(folder, PORT=port, **settings)
    try:
        until = time.monotonic() + STARTING
        while not answers(port):
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < until, "it does not start"
            time.sleep(0.05)
        yield port, process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise


def answers(port: int) -> bool:
    try:
        return ask(port, "GET", "/readyz", timeout=1)[0] == 200
    except OSError:
        return False


def ask(
    port: int,
    method: str,
    path: str,
    body: bytes | Iterator[bytes] | None = None,
    headers: dict[str, str] | None = None,
    timeout: float = 30,
) -> tuple[int, bytes]:
    """Ask with a plain client, which sends its whole body before it reads; an iterator: chunked."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


@pytest.fixture(scope="module")
def port(tiny_model_folder: Path) -> Iterator[int]:
    with serving(tiny_model_folder, THREADS=2, BODY_TIMEOUT=BODY_TIMEOUT) as (port, _):
        yield port


def test_a_pair_is_scored(port: int, tiny_scorer: Scorer) -> None:
    status, answer = ask(port, "POST", "/api/similarity", BODY, JSON)
    expected = tiny_scorer.score(*PAIR.values()).score
    assert status == 200
    assert json.loads(answer)["score"] == pytest.approx(expected, abs=1e-4)


def chunks(body: bytes) -> Iterator[bytes]:
    for begin in range(0, len(body), 50_000):
        yield body[begin : begin + 50_000]


def json_of(size: int) -> bytes:
    return BODY.ljust(size)


def form_of(size: int) -> bytes:
    return (urlencode(PAIR) + "&x=").encode().ljust(size, b"a")


@pytest.mark.parametrize("send", [bytes, chunks], ids=["with length", "chunked"])
@pytest.mark.parametrize(
    ("path", "body", "headers"),
    [("/api/similarity", json_of, JSON), ("/", form_of, FORM)],
    ids=["json", "form"],
)
def test_a_megabyte_is_read_and_more_is_refused_where_the_client_can_hear_it(
    port: int,
    path: str,
    body: Callable[[int], bytes],
    headers: dict[str, str],
    send: Callable[[bytes], bytes],
) -> None:
    assert ask(port, "POST", path, send(body(1_000_000)), headers)[0] == 200
    for size in (1_000_001, 20_000_000):
        status, answer = ask(port, "POST", path, send(body(size)), headers)
        assert status == 413
        assert json.loads(answer)["status"] == 413


def test_a_body_that_no_route_wants_does_not_hide_the_answer(port: int) -> None:
    assert ask(port, "POST", "/api/nowhere", b"a" * 10_000_000, JSON)[0] == 404
    assert ask(port, "POST", "/api/similarity", b"a" * 10_000_000)[0] == 415


def test_a_body_that_ends_early_is_refused(port: int) -> None:
    with running_request(port) as client:
        client.sendall(BODY[:-1])
        client.shutdown(socket.SHUT_WR)
        assert rest(client).startswith(b"HTTP/1.1 400 ")


def test_many_users_at_once_get_each_their_own(port: int, tiny_scorer: Scorer) -> None:
    letters = "가나다라마바사아자차카타"
    heard: dict[str, float] = {}

    def use(letter: str) -> None:
        body = json.dumps({"sentence1": letter * 3, "sentence2": "친구"}).encode()
        answer = json.loads(ask(port, "POST", "/api/similarity", body, JSON)[1])
        heard[answer["sentence1"]] = answer["score"]

    users = [threading.Thread(target=use, args=(letter,)) for letter in letters]
    for user in users:
        user.start()
    for user in users:
        user.join()
    expected = {letter * 3: tiny_scorer.score(letter * 3, "친구").score for letter in letters}
    assert heard == pytest.approx(expected, abs=1e-4)


def head(length: int) -> bytes:
    """A request's head whose sender waits for `100 Continue`: then the request is running."""
    return (
        "POST /api/similarity HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Content-Length: {length}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"
    ).encode()


@contextmanager
def running_request(port: int) -> Iterator[socket.socket]:
    """A request that the server has begun to handle and that lacks its body."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
        client.sendall(head(len(BODY)))
        assert client.recv(100).startswith(b"HTTP/1.1 100 ")
        yield client


def rest(client: socket.socket) -> bytes:
    return b"".join(iter(lambda: client.recv(65536), b""))


def test_a_slow_user_does_not_hold_up_another(port: int) -> None:
    with running_request(port) as slow:
        assert ask(port, "POST", "/api/similarity", BODY, JSON)[0] == 200
        slow.sendall(BODY)
        assert rest(slow).startswith(b"HTTP/1.1 200 ")


def test_clients_that_stall_are_cut_off(port: int) -> None:
    """Two of them take both threads, yet the next user is answered."""
    with running_request(port) as one, running_request(port) as other:
        assert ask(port, "POST", "/api/similarity", BODY, JSON)[0] == 200
        assert rest(one).startswith(b"HTTP/1.1 400 ")
        assert rest(other).startswith(b"HTTP/1.1 400 ")


@dataclass(frozen=True)
class Life:
    """What became of a server that was asked to stop while it handled a request."""

    answer: bytes
    code: int
    out: str
    err: str


@pytest.fixture(scope="module")
def life(tiny_model_folder: Path) -> Life:
    with serving(tiny_model_folder) as (port, process):
        ask(port, "GET", "/?q=secret")
        ask(port, "POST", "/nowhere/secret", json.dumps({"secret": "secret"}).encode(), JSON)
        with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
            client.sendall(b"GET /secret secret secret HTTP/1.1\r\n\r\n")
            assert rest(client).startswith(b"HTTP/1.1 400 ")
        with running_request(port) as client:
            process.send_signal(signal.SIGTERM)
            until = time.monotonic() + 10
            while answers(port):
                assert time.monotonic() < until, "it still takes requests"
            client.sendall(BODY)
            answer = rest(client)
        out, err = process.communicate(timeout=20)
        return Life(answer, process.returncode, out, err)


def test_sigterm_lets_a_running_request_finish(life: Life) -> None:
    assert life.answer.startswith(b"HTTP/1.1 200 ")
    assert b'"score"' in life.answer
    assert life.code == 0
    assert life.err == ""


def test_its_log_is_json_and_tells_nothing_that_was_sent(life: Life) -> None:
    lines = [json.loads(line) for line in life.out.splitlines()]
    requests = [line for line in lines if line["event"] == "request"]
    routes = [line["route"] for line in requests if line["route"] != "/readyz"]
    assert routes == ["/", None, "/api/similarity"]
    assert "Invalid request" in [line["event"] for line in lines]
    assert "secret" not in life.out + life.err


def cut_short(folder: Path) -> None:
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])


def without_config(folder: Path) -> None:
    (folder / "config.json").unlink()


def test_a_broken_model_ends_it_with_one_sentence_and_code_2(
    tiny_model_folder: Path, tmp_path: Path
) -> None:
    processes = {}
    for damage in (cut_short, without_config):
        folder = tmp_path / damage.__name__
        shutil.copytree(tiny_model_folder, folder)
        damage(folder)
        processes[folder] = start(folder, PORT=free_port())
    for folder, process in processes.items():
        _, err = process.communicate(timeout=STARTING)
        assert process.returncode == 2
        assert err.count("\n") == 1
        assert str(folder) in err


def test_a_bad_setting_ends_it_with_one_sentence_and_code_2(tiny_model_folder: Path) -> None:
    process = start(tiny_model_folder, PORT="abc")
    _, err = process.communicate(timeout=STARTING)
    assert process.returncode == 2
    assert err.startswith("The environment variable PORT cannot be 'abc': ")
    assert err.count("\n") == 1
