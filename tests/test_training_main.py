"""The pipeline's command line: every command helps, and says in one line what it cannot do."""

import importlib
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

import training
from training.__main__ import COMMANDS, main

ROOT = Path(training.__file__).parents[1]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_a_module_that_adds_its_arguments_and_runs(command: str) -> None:
    module = importlib.import_module(f"training.{command}")

    assert list(inspect.signature(module.add_arguments).parameters) == ["parser"]
    assert list(inspect.signature(module.run).parameters) == ["args"]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_the_docstring_of_the_commands_module(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([command, "--help"])

    assert stopped.value.code == 0
    said = capsys.readouterr().out
    docstring = importlib.import_module(f"training.{command}").__doc__
    assert docstring
    assert docstring.strip() in said
    assert said.startswith(f"usage: python -m training {command} ")


def test_help_lists_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--help"])

    assert stopped.value.code == 0
    said = capsys.readouterr().out
    for command, summary in COMMANDS.items():
        assert re.search(rf"^ +{command} +{re.escape(summary)}$", said, re.MULTILINE)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "the following arguments are required: COMMAND"),
        (["frobnicate"], "invalid choice: 'frobnicate' (choose from 'base', 'data', "),
        (["data", "--frobnicate"], "unrecognized arguments: --frobnicate"),
        (["data", "--seed", "one"], "argument --seed: invalid int value: 'one'"),
    ],
)
def test_a_wrong_command_line_is_exit_code_2(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)

    assert stopped.value.code == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["base", "--from", "./nowhere"], "Cannot load './nowhere': "),
        (["data", "--data", "nowhere"], "--data names nowhere, which is not a folder."),
        (["finetune", "--train", "nowhere.csv"], "nowhere.csv is missing; "),
        (["evaluate", "--data", "nowhere"], "--data names nowhere, which is not a folder."),
    ],
)
def test_what_a_command_cannot_do_is_exit_code_2_and_one_line(
    arguments: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)

    with pytest.raises(SystemExit) as stopped:
        main(arguments)

    assert stopped.value.code == 2
    said = capsys.readouterr()
    assert said.err.startswith(f"python -m training {arguments[0]}: {message}")
    assert said.err.count("\n") == 1
    assert said.out == ""
    assert list(tmp_path.iterdir()) == []


def test_the_shell_sees_the_exit_code() -> None:
    command = [sys.executable, "-m", "training", "frobnicate"]

    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert ended.returncode == 2
    assert ended.stdout == ""
    assert "Traceback" not in ended.stderr


def test_asking_for_help_does_not_wait_for_heavy_libraries() -> None:
    script = """if True:
        import sys
        from training.__main__ import main
        try:
            main(["--help"])
        finally:
            heavy = {"torch", "transformers", "datasets", "pandas"} & set(sys.modules)
            assert not heavy, heavy
    """

    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (ended.returncode, ended.stderr) == (0, "")
