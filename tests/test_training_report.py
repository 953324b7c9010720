"""The report: every plot is drawn, and the page stands alone."""

import base64
import json
import logging
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib import font_manager
from matplotlib.collections import LineCollection

from training import TrainingError, evaluate, report
from training.__main__ import main
from training.metrics import by_source

PLOTS = {
    "true-predicted",
    "distributions",
    "thresholds",
    "confusion",
    "calibration",
    "worst-pairs",
}
COUNT = 40


@pytest.fixture
def evaluation(tmp_path: Path) -> Path:
    """What `evaluate` writes for a model that is off by up to two points."""
    folder = tmp_path / "evaluate"
    folder.mkdir()
    random = np.random.default_rng(0)
    labels = random.uniform(0, 5, COUNT).round(1)
    scores = (labels + random.normal(0, 0.8, COUNT)).clip(0, 5)
    labels[7], scores[7] = 0.0, 5.0  # the worst pair of all
    frame = pd.DataFrame(
        {
            "guid": [f"pair-{i:02d}" for i in range(COUNT)],
            "source": "airbnb-rtt",
            "score": labels,
            "sentence1": [f"친구 {i}명이 $5, $6에 <b>떡볶이</b>를 먹어요" for i in range(COUNT)],
            "sentence2": [f"-{i}도인 날씨" for i in range(COUNT)],
        }
    )
    table = evaluate.score_table(frame, scores, 2.8)
    table.to_csv(folder / "dev_set_score.csv", index=False)
    dev = evaluate.correlations(labels, scores)
    dev["at"] = evaluate.thresholds(labels, scores, 2.8)
    dev["sources"] = by_source(frame["source"], labels, scores, 2.8).to_dict("records")
    dev["calibration"] = evaluate.calibration(
        labels, scores, [{"score": 2.5, "below": 1.0, "above": 1.0}]
    )
    figures = {
        "model": "tiny",
        "revision": "0123456789ab",
        "parameters": 1234567,
        "threshold": 2.8,
        "threshold_from": "chosen on validation",
        "klue_sts_dev": dev,
    }
    (folder / "metrics.json").write_text(json.dumps(figures), encoding="utf-8")
    return folder


def write_run(folder: Path, pearsons: list[float]) -> Path:
    """A run as the trainer logs it: the best epoch is evaluated once more at the end."""
    log: list[dict[str, float]] = []
    for epoch, value in enumerate(pearsons, start=1):
        log.append({"step": 10 * epoch, "loss": 0.7 / epoch})
        log.append({"step": 10 * epoch, "eval_loss": 0.6 / epoch, "eval_pearson": value})
    log.append({"step": 10 * len(pearsons), "eval_loss": 0.1, "eval_pearson": max(pearsons)})
    folder.mkdir()
    (folder / "trainer_state.json").write_text(json.dumps({"log_history": log}), encoding="utf-8")
    return folder


def write_contrast(folder: Path, accuracy: float, model: str, *, probed: bool = True) -> Path:
    """What `contrast --model` writes."""
    found: dict[str, Any] = {
        "model": model,
        "revision": "0123456789ab",
        "accuracy": [
            {"phenomenon": name, "triplets": 31, "accuracy": accuracy, "same": 4, "different": 2.5}
            for name in ("negation", "all")
        ],
    }
    if probed:
        counts = {"right": 3, "wrong": 1, "false": 0, "missed": 5}
        found["warnings"] = [{"kind": "number", **counts, "precision": 0.75, "recall": None}]
        twin = {"edit": "glued", "sentences": 17, "mean": 4.25, "smallest": 1.5}
        move = {"edit": "full stop", "pair": "same", "pairs": 19, "mean": 0.125, "largest": 2.0}
        found["invariance"] = {"twins": [twin], "moved": [move]}
    folder.mkdir()
    (folder / "contrast.json").write_text(json.dumps(found), encoding="utf-8")
    return folder


def run_report(evaluation: Path, tmp_path: Path, *options: str) -> tuple[str, Path]:
    page, images = tmp_path / "out" / "report.html", tmp_path / "images"
    arguments = ["--evaluation", str(evaluation), "--out", str(page), "--images", str(images)]
    assert main(["report", *arguments, *options]) == 0
    return page.read_text(encoding="utf-8"), images


def names(images: Path) -> set[str]:
    return {path.stem.removeprefix("report-") for path in images.glob("report-*.png")}


class Reader(HTMLParser):
    """Collects what a page loads from elsewhere, its images and its table rows."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.images: list[str] = []
        self.text = ""
        self.rows: list[list[str]] = []
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_cell = tag in ("td", "th")
        if tag == "tr":
            self.rows.append([])
        elif self._in_cell:
            self.rows[-1].append("")
        for name, value in attrs:
            if name in ("src", "href"):
                (self.images if tag == "img" else self.addresses).append(value or "")

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._in_cell:
            self.rows[-1][-1] += data

    def handle_endtag(self, tag: str) -> None:
        self._in_cell = False


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


# ------------------------------------------------------------------------------------ the page


def test_the_page_holds_every_plot_and_needs_no_other_file(
    evaluation: Path, tmp_path: Path
) -> None:
    page, images = run_report(evaluation, tmp_path)

    reader = read(page)
    assert names(images) == PLOTS
    assert reader.addresses == []
    embedded = {
        base64.b64decode(src.removeprefix("data:image/png;base64,")) for src in reader.images
    }
    assert embedded == {path.read_bytes() for path in images.iterdir()}
    assert all(png.startswith(b"\x89PNG") for png in embedded)


def test_the_worst_pairs_come_first_with_their_sentences(evaluation: Path, tmp_path: Path) -> None:
    page, _ = run_report(evaluation, tmp_path)

    guids = re.findall(r"pair-\d\d", page)
    assert len(guids) == report.WORST
    assert guids[0] == "pair-07"
    # As they are: neither run as HTML nor with the guard that the CSV needs.
    assert "친구 7명이 $5, $6에 <b>떡볶이</b>를 먹어요-7도인 날씨" in read(page).text


def test_the_page_gives_the_figures(evaluation: Path, tmp_path: Path) -> None:
    figures = json.loads((evaluation / "metrics.json").read_text(encoding="utf-8"))

    text = read(run_report(evaluation, tmp_path)[0]).text

    pearson = figures["klue_sts_dev"]["pearson"]
    assert f"{pearson['value']:.3f} [{pearson['low']:.3f}, {pearson['high']:.3f}]" in text
    assert "1,234,567 parameters" in text
    assert "airbnb-rtt" in text


def test_two_runs_are_drawn_beside_each_other(evaluation: Path, tmp_path: Path) -> None:
    plain = write_run(tmp_path / "plain", [0.8, 0.9])
    silver = write_run(tmp_path / "silver", [0.85, 0.88, 0.91])

    _, images = run_report(
        evaluation, tmp_path, "--run", str(plain), "--run", f"with augmentation={silver}"
    )

    assert names(images) == PLOTS | {"training"}
    figure = report.plot_training(
        [report.read_run(str(plain)), report.read_run(f"with augmentation={silver}")]
    )
    *_, pearson = figure.axes
    lines = {line.get_label(): np.asarray(line.get_ydata()).tolist() for line in pearson.lines}
    assert lines == {"plain": [0.8, 0.9], "with augmentation": [0.85, 0.88, 0.91]}


def test_each_point_of_the_scale_has_its_calibration(evaluation: Path, tmp_path: Path) -> None:
    figures = json.loads((evaluation / "metrics.json").read_text(encoding="utf-8"))

    rows = read(run_report(evaluation, tmp_path)[0]).rows

    first = figures["klue_sts_dev"]["calibration"]["by_score"][0]
    expected = [
        "0–1",
        str(first["pairs"]),
        f"{first['score']:.2f}",
        f"{first['label']:.2f}",
        f"{100 * first['coverage']:.1f} %",
        f"{first['width']:.2f}",
    ]
    assert expected in rows


def test_an_evaluation_from_before_that_table_is_shown_without(
    evaluation: Path, tmp_path: Path
) -> None:
    path = evaluation / "metrics.json"
    figures = json.loads(path.read_text(encoding="utf-8"))
    del figures["klue_sts_dev"]["calibration"]
    path.write_text(json.dumps(figures), encoding="utf-8")

    text = read(run_report(evaluation, tmp_path)[0]).text

    assert "each point of the scale" not in text
    assert "Triplets, by phenomenon" not in text


def test_the_contrast_set_is_shown_before_and_after(evaluation: Path, tmp_path: Path) -> None:
    now = write_contrast(tmp_path / "now", 0.9, "newer")
    before = write_contrast(tmp_path / "before", 0.5, "older", probed=False)
    path = before / "contrast.json"
    older = json.loads(path.read_text(encoding="utf-8"))
    older["accuracy"] = older["accuracy"][:1]  # there was no `all` yet
    path.write_text(json.dumps(older), encoding="utf-8")

    reader = read(run_report(evaluation, tmp_path, "--contrast", str(now), str(before))[0])

    expected = ["negation", "31", "50.0 %", "90.0 %", "4.00", "4.00", "2.50", "2.50"]
    assert expected in reader.rows
    assert ["all", "31", "–", "90.0 %", "–", "4.00", "–", "2.50"] in reader.rows
    assert ["number", "3", "1", "0", "5", "75.0 %", "–"] in reader.rows
    assert ["glued", "17", "4.25", "1.50"] in reader.rows
    assert ["full stop", "sentence, same", "19", "0.12", "2.00"] in reader.rows
    assert "newer (0123456789ab)" in reader.text
    assert "Before: older (0123456789ab)" in reader.text


def test_the_contrast_set_is_shown_of_one_model(evaluation: Path, tmp_path: Path) -> None:
    now = write_contrast(tmp_path / "now", 0.9, "newer", probed=False)

    reader = read(run_report(evaluation, tmp_path, "--contrast", str(now))[0])

    assert ["negation", "31", "90.0 %", "4.00", "2.50"] in reader.rows
    assert "before" not in reader.text.lower()
    assert "Invariance" not in reader.text


# ---------------------------------------------------------------------------------- the plots


def test_the_threshold_curve_passes_through_the_figures(evaluation: Path) -> None:
    loaded = report.read_evaluation(evaluation)
    (axis,) = report.plot_thresholds(loaded).axes

    lines = {line.get_label(): line for line in axis.lines}
    f1 = dict(zip(*map(np.ravel, lines["F1"].get_data()), strict=True))
    classic, chosen = loaded.figures["klue_sts_dev"]["at"]
    assert f1[3.0] == pytest.approx(classic["f1"])
    assert min(f1, key=lambda x: abs(x - 2.8)) == pytest.approx(2.8)
    assert np.interp(2.8, list(f1), list(f1.values())) == pytest.approx(chosen["f1"])


def test_the_confusion_matrix_counts_every_pair_once(evaluation: Path) -> None:
    loaded = report.read_evaluation(evaluation)

    for axis, row in zip(
        report.plot_confusion(loaded).axes, loaded.figures["klue_sts_dev"]["at"], strict=True
    ):
        counts = [int(text.get_text().split("\n")[0]) for text in axis.texts]
        assert counts == [
            row["true_negatives"],
            row["false_positives"],
            row["false_negatives"],
            row["true_positives"],
        ]
        assert sum(counts) == COUNT


def test_calibration_bars_stay_within_the_scale(evaluation: Path) -> None:
    scores, share = report.plot_calibration(report.read_evaluation(evaluation)).axes

    for axis, top in ((scores, 5.0), (share, 1.0)):
        (bars,) = axis.collections
        assert isinstance(bars, LineCollection)
        ends = np.array(bars.get_segments())[:, :, 1]
        assert ends.min() >= 0
        assert ends.max() <= top


def test_sentences_in_a_plot_are_in_a_font_with_hangul() -> None:
    family = report.find_hangul_font()

    assert family is not None, "install fonts-noto-cjk: without it plots show no Hangul"
    font = font_manager.get_font(font_manager.findfont(family))
    assert font.get_char_index(ord("떡")) != 0


def test_without_such_a_font_pairs_are_named_by_their_guid(
    evaluation: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(report, "HANGUL_FONTS", ())

    with caplog.at_level(logging.WARNING):
        assert report.find_hangul_font() is None

    assert "NO FONT WITH HANGUL" in caplog.text
    (axis,) = report.plot_worst(report.read_evaluation(evaluation), hangul=False).axes
    assert axis.get_yticklabels()[0].get_text() == "pair-07"


# ------------------------------------------------------------------------------------- errors


@pytest.mark.parametrize("name", ["dev_set_score.csv", "metrics.json"])
def test_a_missing_evaluation_names_the_command_that_makes_it(evaluation: Path, name: str) -> None:
    (evaluation / name).unlink()

    with pytest.raises(TrainingError, match=rf"{name} is missing; .* evaluate"):
        report.read_evaluation(evaluation)


def test_another_table_is_not_taken_for_scores(evaluation: Path) -> None:
    (evaluation / "dev_set_score.csv").write_text("a,b\n1,2\n", encoding="utf-8")

    with pytest.raises(TrainingError, match="not a table of scores"):
        report.read_evaluation(evaluation)


def test_a_run_without_a_log_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"trainer_state.json is missing"):
        report.read_run(str(tmp_path))
    (tmp_path / "trainer_state.json").write_text("{}", encoding="utf-8")
    with pytest.raises(TrainingError, match="no log_history"):
        report.read_run(str(tmp_path))


def test_a_contrast_set_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"contrast.json is missing; .* contrast"):
        report.read_contrast(tmp_path)
    (tmp_path / "contrast.json").write_text('{"counts": []}', encoding="utf-8")
    with pytest.raises(TrainingError, match=r"tells of no model; .* `--model`"):
        report.read_contrast(tmp_path)


def test_three_contrast_sets_are_too_many(
    evaluation: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        run_report(evaluation, tmp_path, "--contrast", "a", "b", "c")

    assert "--contrast takes the folder of one model" in capsys.readouterr().err
