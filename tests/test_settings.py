"""Settings come from the environment, and the README's table tells all of them."""

from pathlib import Path

import pytest

from settings import HERE, Settings, SettingsError, load_settings

README = HERE / "README.md"


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def table() -> str:
    """The README's table of settings, as it follows from the code."""
    rows = ["| variable | default | meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        value = field.default
        if isinstance(value, Path):
            value = value.relative_to(HERE).as_posix()
        default = "unset" if value is None else f"`{value}`"
        rows.append(f"| `{name.upper()}` | {default} | {field.description} |")
    return "\n".join(rows)


def test_the_readme_tells_every_setting_as_it_is() -> None:
    _, _, after = README.read_text(encoding="utf-8").partition("\n## Settings\n")
    section, _, _ = after.partition("\n## ")
    rows = "\n".join(line for line in section.splitlines() if line.startswith("|"))
    assert rows == table(), f"Put this table under '## Settings' of the README:\n\n{table()}\n"


def test_the_defaults_suit_one_machine() -> None:
    settings = load_settings()
    assert (settings.host, settings.port) == ("127.0.0.1", 5000)
    assert settings.model_folder == HERE / "running_model" / "best_model"
    assert (settings.max_pairs, settings.max_body_bytes) == (1000, 1_000_000)


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST", "0.0.0.0")
    monkeypatch.setenv("PORT", "8080")
    monkeypatch.setenv("MODEL_FOLDER", "elsewhere")
    monkeypatch.setenv("THRESHOLD", "2.5")
    monkeypatch.setenv("LOG_LEVEL", "WARNING")
    settings = load_settings()
    assert (settings.host, settings.port) == ("0.0.0.0", 8080)
    assert settings.model_folder == Path("elsewhere")
    assert settings.threshold == 2.5
    assert settings.log_level == "warning"


def test_an_empty_variable_is_an_unset_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "")
    monkeypatch.setenv("THRESHOLD", "")
    settings = load_settings()
    assert (settings.port, settings.threshold) == (5000, None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "abc"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("THRESHOLD", "5.1"),
        ("THRESHOLD", "nan"),
        ("THREADS", "0"),
        ("TORCH_THREADS", "-1"),
        ("MAX_PAIRS", "1.5"),
        ("MAX_BODY_BYTES", "0"),
        ("BODY_TIMEOUT", "inf"),
        ("GRACEFUL_TIMEOUT", "-1"),
        ("LOG_LEVEL", "loud"),
    ],
)
def test_a_bad_value_is_one_sentence_that_names_it(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value).startswith(f"The environment variable {name} cannot be '{value}': ")
    assert "\n" not in str(caught.value)
