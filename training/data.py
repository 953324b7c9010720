"""Data: the labelled pairs, checked and split into train, validation and test.

Every sentence is cleaned as in serving. A table of pairs has the columns of `COLUMNS`:

- `guid`: unique; the official one where the source has one, else file and row;
- `source`: the official one of KLUE-STS where known (`airbnb-rtt` ...), else `klue`, `korsts`, or
  `english/` and the file the pair comes from;
- `sentence1`, `sentence2`: cleaned, never empty;
- `score`: from 0 (nothing in common) to 5 (the same meaning).

KLUE-STS dev is the test set. No sentence of it stays in anything else that is loaded here: of
two sentences that differ only in spaces, punctuation, signs or case, both count as that sentence.
Validation is taken from KLUE-STS train, its labels spread like dev's, and shares no sentence with
what is left for training. KorSTS dev is for selection: a pair of it is not trained on. Its single
sentences may be, as in all published figures: captions such as "a man plays the guitar" stand in
many pairs of both parts.

But: it makes no new pairs (silver data are another step), and it downloads only KLUE-STS, and
that only where no folder has it.
"""

import argparse
import csv
import hashlib
import json
import logging
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from datasets import load_dataset
from matplotlib.figure import Figure
from tqdm import tqdm

from data_preprocessing import clean
from training import TrainingError
from training.metrics import pearson
from training.overlap import overlaps

logger = logging.getLogger(__name__)

COLUMNS = ["guid", "source", "sentence1", "sentence2", "score"]
SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
# How KLUE-STS dev's labels are spread over [0, 1), [1, 2) ... [4, 5) and 5. Public, in the
# description of the data; nothing else of dev is looked at before the test.
DEV_SHARES = (0.212, 0.177, 0.187, 0.212, 0.200, 0.012)
BINS = ("[0, 1)", "[1, 2)", "[2, 3)", "[3, 4)", "[4, 5)", "5")
INTENT_ROWS = 10  # ParaKQC and StyleKQC: so many consecutive rows say the same thing
# Labels of the same pair that are further apart than this contradict each other.
CONFLICT = 1.0

KLUE_TRAIN = ("klue_sts_train.csv", "klue-sts-v1.1_train.json")  # either will do
KLUE_DEV = "klue-sts-v1.1_dev.json"


@dataclass(frozen=True)
class Sts:
    """The graded pairs.

    Attributes:
        klue_train: KLUE-STS train, without what may not be trained on.
        klue_dev: The test set, whole.
        korsts_train: KorSTS train, without what may not be trained on; empty from the Hub.
        korsts_dev: For selection, whole; empty from the Hub.
        english: SemEval STS 2012-2016; empty where the folder has none.
        removed: For each training table, how many pairs were left out and why.
    """

    klue_train: pd.DataFrame
    klue_dev: pd.DataFrame
    korsts_train: pd.DataFrame
    korsts_dev: pd.DataFrame
    english: pd.DataFrame
    removed: dict[str, dict[str, int]]


# ------------------------------------------------------------------ what may not be trained on


def normal_form(text: str) -> str:
    """`text` without all that may differ between copies of a sentence.

    Args:
        text: Any.

    Returns:
        Its letters and digits: no spaces, punctuation or signs, no case, no width. Empty when
        there are none.
    """
    folded = unicodedata.normalize("NFKC", clean(text)).casefold()
    return "".join(char for char in folded if char.isalnum())


def forbidden_keys(sentences: Iterable[str]) -> frozenset[str]:
    """What `is_forbidden` looks sentences up in.

    Args:
        sentences: Those that may not be trained on.

    Returns:
        Their cleaned texts and their normal forms.
    """
    texts = set(sentences)
    keys = {clean(text) for text in texts} | {normal_form(text) for text in texts}
    return frozenset(keys - {""})


def sentences_of(frame: pd.DataFrame) -> set[str]:
    """Both columns of a table of pairs."""
    return {*frame["sentence1"], *frame["sentence2"]}


def is_forbidden(sentence: str, forbidden: frozenset[str]) -> bool:
    """Whether `sentence` is one of those, however it is spaced and punctuated."""
    return clean(sentence) in forbidden or normal_form(sentence) in forbidden


def exclude_dev(frame: pd.DataFrame, forbidden: frozenset[str]) -> pd.DataFrame:
    """The pairs of which neither sentence is forbidden.

    Args:
        frame: Has the columns `sentence1` and `sentence2`.
        forbidden: From `forbidden_keys`, of the test set and whatever else must stay unseen.

    Returns:
        Those rows, numbered anew.
    """
    bad = {text for text in sentences_of(frame) if is_forbidden(text, forbidden)}
    kept = ~(frame["sentence1"].isin(bad) | frame["sentence2"].isin(bad))
    return frame[kept].reset_index(drop=True)


def exclude_intents(frame: pd.DataFrame, forbidden: frozenset[str]) -> pd.DataFrame:
    """The intents none of whose sentences is forbidden.

    Args:
        frame: Has the columns `intent` and `sentence`.
        forbidden: As in `exclude_dev`.

    Returns:
        Those rows, numbered anew. An intent goes as a whole: its other sentences are paraphrases
        of the forbidden one.
    """
    bad = frame["sentence"].map(lambda text: is_forbidden(text, forbidden))
    return frame[~frame["intent"].isin(frame["intent"][bad])].reset_index(drop=True)


def drop_duplicates(frame: pd.DataFrame) -> pd.DataFrame:
    """One row for each pair, whichever way round it stands.

    Args:
        frame: A table of pairs.

    Returns:
        The first row of each pair, with the mean of all its labels; none where they are more than
        `CONFLICT` apart.
    """
    pairs = [
        "\n".join(sorted(pair)) for pair in zip(frame["sentence1"], frame["sentence2"], strict=True)
    ]
    labels = frame["score"].groupby(pd.Series(pairs, index=frame.index))
    apart = labels.transform("max") - labels.transform("min")
    frame = frame.assign(score=labels.transform("mean"))
    first = ~pd.Series(pairs, index=frame.index).duplicated()
    return frame[first & (apart <= CONFLICT)].reset_index(drop=True)


# ------------------------------------------------------------------------------ reading files


def find_folder(data: Path | None) -> Path | None:
    """The folder to read from.

    Args:
        data: What the caller named, if anything.

    Returns:
        That; else the shared folder beside the repository; else None, which means the Hub.

    Raises:
        TrainingError: The named folder does not exist.
    """
    if data is None:
        return SHARED_DATA if SHARED_DATA.is_dir() else None
    if not data.is_dir():
        raise TrainingError(f"--data names {data}, which is not a folder.")
    return data


def _file(folder: Path, *names: str) -> Path:
    for name in names:
        if (folder / name).is_file():
            return folder / name
    raise TrainingError(
        f"{folder} has no {' or '.join(names)}; copy it there, or name another folder with --data."
    )


def read_table(path: Path, columns: Sequence[str]) -> pd.DataFrame:
    """The text of some columns of a CSV file, or of a TSV file (which is never quoted)."""
    tabs = path.suffix != ".csv"
    frame = pd.read_csv(
        path,
        dtype=str,
        keep_default_na=False,
        encoding="utf-8-sig",
        sep="\t" if tabs else ",",
        quoting=csv.QUOTE_NONE if tabs else csv.QUOTE_MINIMAL,
    )
    missing = set(columns) - set(frame.columns)
    if missing:
        raise TrainingError(f"{path} lacks the columns {', '.join(sorted(missing))}.")
    wanted: pd.DataFrame = frame[list(columns)]
    return wanted


def _clean_rows(frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Rows with the texts of `columns` cleaned, without those of which nothing is left."""
    frame = frame.assign(**{name: [clean(text) for text in frame[name]] for name in columns})
    full = (frame[list(columns)] != "").all(axis=1)
    return frame[full].reset_index(drop=True)


def _pairs(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """A checked table of pairs; `guid` and `source` are made up where the file has none."""
    if "guid" not in frame:
        frame = frame.assign(guid=[f"{name}-{row:05d}" for row in range(len(frame))])
    if "source" not in frame:
        frame = frame.assign(source=name.partition("-")[0])
    frame = frame.assign(score=pd.to_numeric(frame["score"], errors="coerce"))
    bad = ~frame["score"].between(0, 5)
    if bad.any():
        raise TrainingError(
            f"{name} has {bad.sum()} scores that are not numbers from 0 to 5, the first in row "
            f"{bad.argmax()}; restore the file."
        )
    return _clean_rows(frame[COLUMNS], ["sentence1", "sentence2"])


def _empty() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=str) for name in COLUMNS}).astype({"score": float})


def from_official(rows: Iterable[dict[str, Any]], name: str) -> pd.DataFrame:
    """KLUE-STS as it is published, in its JSON files and on the Hub, as a table of pairs."""
    return _pairs(
        pd.DataFrame([{**row, "score": row["labels"]["real-label"]} for row in rows]), name
    )


def load_klue_dev(folder: Path | None) -> pd.DataFrame:
    """The test set: all 519 pairs, in the official order.

    Args:
        folder: From `find_folder`; None reads it from the Hub.

    Raises:
        TrainingError: The file is missing, or the Hub is out of reach.
    """
    if folder is None:
        return _load_klue_from_hub()[1]
    rows = json.loads(_file(folder, KLUE_DEV).read_text(encoding="utf-8"))
    return from_official(rows, "klue-dev")


def load_korsts_dev(folder: Path) -> pd.DataFrame:
    """KorSTS dev: 1,500 pairs to select models on.

    Raises:
        TrainingError: The file is missing.
    """
    return _read_korsts(folder, "dev")


def _load_klue(folder: Path | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """KLUE-STS train and dev, as published."""
    if folder is None:
        return _load_klue_from_hub()
    path = _file(folder, *KLUE_TRAIN)
    if path.suffix == ".json":
        train = from_official(json.loads(path.read_text(encoding="utf-8")), "klue-train")
    else:
        table = read_table(path, ["sentence1", "sentence2", "label"])
        train = _pairs(table.rename(columns={"label": "score"}), "klue-train")
    return train, load_klue_dev(folder)


def _load_klue_from_hub() -> tuple[pd.DataFrame, pd.DataFrame]:
    try:
        hub = load_dataset("klue", "sts")
    except Exception as error:  # what it raises offline differs from version to version
        raise TrainingError(
            "KLUE-STS is neither in a folder nor on the Hub within reach; name the folder that "
            "holds it with --data."
        ) from error
    return from_official(hub["train"], "klue-train"), from_official(hub["validation"], "klue-dev")


def _read_korsts(folder: Path, part: str) -> pd.DataFrame:
    path = _file(folder, f"korsts-{part}.tsv")
    return _pairs(read_table(path, ["sentence1", "sentence2", "score"]), f"korsts-{part}")


def _read_english(folder: Path) -> pd.DataFrame:
    path = _file(folder, "sts_en_2012_2016.tsv")
    table = read_table(path, ["sentence1", "sentence2", "score", "source"])
    return _pairs(table.assign(source="english/" + table["source"]), "english")


def _trainable(
    frame: pd.DataFrame, forbidden: frozenset[str]
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Pairs that may be trained on, and how many were left out for which reason."""
    allowed = exclude_dev(frame, forbidden)
    unique = drop_duplicates(allowed)
    removed = {
        "a sentence of the test set": len(frame) - len(allowed),
        "duplicates and contradictions": len(allowed) - len(unique),
    }
    return unique, removed


def load_sts(folder: Path | None) -> Sts:
    """All graded pairs, with everything left out that may not be trained on.

    Args:
        folder: From `find_folder`; None reads KLUE-STS from the Hub, and there is no KorSTS then.

    Raises:
        TrainingError: A file is missing or damaged, or the Hub is out of reach.
    """
    klue_train, klue_dev = _load_klue(folder)
    if folder is None:
        logger.warning("KLUE-STS comes from the Hub; there is no KorSTS and no English STS.")
        korsts_train, korsts_dev, english = _empty(), _empty(), _empty()
    else:
        korsts_train, korsts_dev = _read_korsts(folder, "train"), load_korsts_dev(folder)
        english = _read_english(folder)
    forbidden = forbidden_keys(sentences_of(klue_dev))
    klue_train, removed_klue = _trainable(klue_train, forbidden)
    korsts_train, removed_korsts = _trainable(korsts_train, forbidden)
    english, removed_english = _trainable(english, forbidden)
    selection = keys_of_pairs(korsts_dev)
    kept = [key not in selection for key in keys_of_pairs(korsts_train)]
    removed_korsts["a pair of KorSTS dev"] = kept.count(False)
    return Sts(
        klue_train=klue_train,
        klue_dev=klue_dev,
        korsts_train=korsts_train[kept].reset_index(drop=True),
        korsts_dev=korsts_dev,
        english=english,
        removed={"klue": removed_klue, "korsts": removed_korsts, "english": removed_english},
    )


def keys_of_pairs(frame: pd.DataFrame) -> list[frozenset[str]]:
    """The normal forms of each pair, without their order."""
    return [
        frozenset({normal_form(a), normal_form(b)})
        for a, b in zip(frame["sentence1"], frame["sentence2"], strict=True)
    ]


# ----------------------------------------------------------- other sources, for silver and more


def load_forbidden(folder: Path) -> frozenset[str]:
    """The keys of every sentence of the test set, for the loaders below.

    A caller that also wants its validation pairs unseen adds `forbidden_keys` of those.
    """
    return forbidden_keys(sentences_of(load_klue_dev(folder)))


def load_parakqc(folder: Path, forbidden: frozenset[str]) -> pd.DataFrame:
    """ParaKQC: questions and commands, ten paraphrases to an intent.

    Returns:
        Columns `intent` (int), `topic` and `act` (str), `sentence`. Intents with a forbidden
        sentence are left out.
    """
    rows = [line.split("\t") for line in _lines(_file(folder, "paraKQC_v1.txt"))]
    return _intents(pd.DataFrame(rows, columns=["topic", "act", "sentence"]), forbidden)


def load_stylekqc(folder: Path, forbidden: frozenset[str]) -> pd.DataFrame:
    """StyleKQC: ten ways, formal and informal, to say the same thing.

    Returns:
        Columns `intent` (int), `topic` (str), `sentence`. Intents with a forbidden sentence are
        left out.
    """
    path = _file(folder, "stylekqc_topic_train.tsv")
    return _intents(read_table(path, ["topic", "sentence"]), forbidden)


def _intents(frame: pd.DataFrame, forbidden: frozenset[str]) -> pd.DataFrame:
    frame = frame.assign(intent=np.arange(len(frame)) // INTENT_ROWS)
    return exclude_intents(_clean_rows(frame, ["sentence"]), forbidden)


def _judged(frame: pd.DataFrame, forbidden: frozenset[str]) -> pd.DataFrame:
    return exclude_dev(_clean_rows(frame, ["sentence1", "sentence2"]), forbidden)


def load_stylekqc_pairs(folder: Path, forbidden: frozenset[str]) -> pd.DataFrame:
    """StyleKQC's pairs.

    Returns:
        Columns `sentence1`, `sentence2`, `similar` (bool: the same content).
    """
    path = _file(folder, "stylekqc_sts_dev.tsv")
    table = read_table(path, ["sentence1", "sentence2", "similarity"])
    similar = table.pop("similarity") == "1"
    return _judged(table.assign(similar=similar), forbidden)


def load_nli(folder: Path, forbidden: frozenset[str]) -> pd.DataFrame:
    """Inference pairs: KLUE-NLI dev, XNLI dev and test in Korean.

    Returns:
        Columns `source` (`klue-nli` or `xnli`), `sentence1` (the premise), `sentence2` (the
        hypothesis), `label` (`entailment`, `neutral` or `contradiction`).
    """
    columns = ["sentence1", "sentence2", "label"]
    klue = pd.DataFrame(
        json.loads(_file(folder, "klue-nli-v1.1_dev.json").read_text(encoding="utf-8"))
    )[["premise", "hypothesis", "gold_label"]].set_axis(columns, axis=1)
    parts = [klue.assign(source="klue-nli")]
    for name in ("xnli.dev.ko.tsv", "xnli.test.ko.tsv"):
        table = read_table(_file(folder, name), ["sentence1", "sentence2", "gold_label"])
        parts.append(table.set_axis(columns, axis=1).assign(source="xnli"))
    return _judged(pd.concat(parts, ignore_index=True), forbidden)


def load_pawsx(folder: Path, forbidden: frozenset[str]) -> pd.DataFrame:
    """PAWS-X in Korean: pairs with nearly the same words, dev and test.

    Returns:
        Columns `sentence1`, `sentence2`, `similar` (bool: a paraphrase). Pairs without a
        translation (`NS`) are left out.
    """
    parts = [
        read_table(_file(folder, name), ["sentence1", "sentence2", "label"])
        for name in ("pawsx_ko_dev_2k.tsv", "pawsx_ko_test_2k.tsv")
    ]
    table = pd.concat(parts, ignore_index=True)
    table = table[(table["sentence1"] != "NS") & (table["sentence2"] != "NS")]
    return _judged(table.assign(similar=table.pop("label") == "1"), forbidden)


def load_question_pairs(folder: Path, forbidden: frozenset[str]) -> pd.DataFrame:
    """Question pairs about everyday life and love.

    Returns:
        Columns `sentence1`, `sentence2`, `similar` (bool). The file's `is_duplicate` means the
        opposite of its name: it is 0 for questions that are the same.
    """
    path = _file(folder, "kor_pair_train.csv")
    table = read_table(path, ["question1", "question2", "is_duplicate"])
    table = table.set_axis(["sentence1", "sentence2", "differs"], axis=1)
    return _judged(table.assign(similar=table.pop("differs") == "0"), forbidden)


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8-sig").splitlines()


def _chatbot(path: Path) -> list[str]:
    table = read_table(path, ["Q", "A"])
    return [*table["Q"], *table["A"]]


def _korquad(path: Path) -> list[str]:
    articles = json.loads(path.read_text(encoding="utf-8"))["data"]
    paragraphs = [paragraph for article in articles for paragraph in article["paragraphs"]]
    questions = [qa["question"] for paragraph in paragraphs for qa in paragraph["qas"]]
    contexts = [paragraph["context"] for paragraph in paragraphs]
    sentences = [text for context in contexts for text in re.split(r"(?<=[.?!])\s+", context)]
    return questions + sentences


def _nli_sentences(path: Path) -> list[str]:
    return [
        row[name]
        for row in json.loads(path.read_text(encoding="utf-8"))
        for name in ("premise", "hypothesis")
    ]


UNLABELLED: dict[str, tuple[str, Callable[[Path], list[str]]]] = {
    "klue-nli": ("klue-nli-v1.1_dev.json", _nli_sentences),
    "chatbot": ("ChatbotData.csv", _chatbot),
    "sae4k": ("sae4k_v1.txt", lambda path: [line.split("\t")[0] for line in _lines(path)]),
    "ud": ("ud_korean_sentences.txt", _lines),
    "klue-ner": ("klue_ner_dev_sentences.txt", _lines),
    "klue-dp": ("klue_dp_dev_sentences.txt", _lines),
    "comments": ("unlabeled_comments_5.txt", _lines),
    "headlines": ("news_titles_5.txt", _lines),
    # CC BY-ND: may be read and trained on, but nothing made of its sentences may be passed on.
    "korquad": ("KorQuAD_v1.0_dev.json", _korquad),
}


def load_unlabelled(folder: Path, forbidden: frozenset[str]) -> pd.DataFrame:
    """Sentences without labels, from whichever of the files of `UNLABELLED` are there.

    ParaKQC and StyleKQC are not among them: their intents have loaders of their own.

    Returns:
        Columns `source` (a key of `UNLABELLED`) and `sentence`, each sentence once.

    Raises:
        TrainingError: The folder has none of the files.
    """
    found = {
        source: (folder / name, read)
        for source, (name, read) in UNLABELLED.items()
        if (folder / name).is_file()
    }
    if not found:
        raise TrainingError(f"{folder} has no unlabelled sentences; name another with --data.")
    if len(found) < len(UNLABELLED):
        logger.warning("no file for: %s", ", ".join(sorted(UNLABELLED.keys() - found.keys())))
    parts = []
    for source, (path, read) in tqdm(found.items(), desc="reading", unit="file"):
        parts.append(pd.DataFrame({"source": source, "sentence": read(path)}))
    frame = _clean_rows(pd.concat(parts, ignore_index=True), ["sentence"])
    frame = frame.drop_duplicates("sentence", ignore_index=True)
    bad = frame["sentence"].map(lambda text: is_forbidden(text, forbidden))
    return frame[~bad].reset_index(drop=True)


# ---------------------------------------------------------------------------------- the split


def label_bins(scores: Iterable[float]) -> npt.NDArray[np.int64]:
    """The bin (0-5, see `BINS`) of each score."""
    bins: npt.NDArray[np.int64] = np.floor(np.fromiter(scores, dtype=float)).astype(np.int64)
    return bins.clip(0, 5)


def quotas(size: int, shares: Sequence[float] = DEV_SHARES) -> list[int]:
    """Split `size` by `shares`: whole numbers whose sum is `size`, by largest remainder."""
    exact = [share / sum(shares) * size for share in shares]
    counts = [int(count) for count in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: counts[i] - exact[i])
    for index in by_remainder[: size - sum(counts)]:
        counts[index] += 1
    return counts


def linked_pairs(frame: pd.DataFrame) -> list[list[int]]:
    """Rows that hang together through the sentences they share.

    Args:
        frame: A table of pairs.

    Returns:
        Lists of row numbers. Two pairs in different lists have no sentence in common, not even
        one with other spaces or punctuation.
    """
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while parent.setdefault(key, key) != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    firsts = []
    for first, second in zip(frame["sentence1"], frame["sentence2"], strict=True):
        # One in letters newer than Python's Unicode has no normal form; it stands for itself.
        keys = [normal_form(text) or text for text in (first, second)]
        parent[root(keys[0])] = root(keys[1])
        firsts.append(keys[0])
    groups: dict[str, list[int]] = defaultdict(list)
    for row, key in enumerate(firsts):
        groups[root(key)].append(row)
    return list(groups.values())


def split(
    frame: pd.DataFrame, size: int = 1000, seed: int = 1
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Take validation out of train.

    Args:
        frame: A table of pairs, such as KLUE-STS train.
        size: How many pairs validation gets.
        seed: Of the choice.

    Returns:
        Train and validation, without a common sentence. Validation's labels are spread like
        dev's, though train's are not, so that what is chosen on it suits the test.

    Raises:
        TrainingError: `frame` has too few pairs with scores of some bin.
    """
    bins = label_bins(frame["score"])
    need = np.array(quotas(size))
    groups = linked_pairs(frame)
    chosen: list[int] = []
    for index in np.random.default_rng(seed).permutation(len(groups)):
        counts = np.bincount(bins[groups[index]], minlength=len(need))
        if (counts <= need).all():
            need -= counts
            chosen += groups[index]
    if need.any():
        short = ", ".join(f"{need[i]} in {BINS[i]}" for i in np.flatnonzero(need))
        raise TrainingError(
            f"There are too few pairs for a validation part of {size} with dev's spread of labels "
            f"(missing: {short}); ask for fewer with --validation."
        )
    held_out = np.isin(np.arange(len(frame)), chosen)
    return (
        frame[~held_out].reset_index(drop=True),
        frame[held_out].reset_index(drop=True),
    )


# -------------------------------------------------------------------------------- the command


def describe(parts: dict[str, pd.DataFrame]) -> dict[str, dict[str, Any]]:
    """How many pairs each part has, from where, and how its labels are spread.

    `overlap` is the correlation of the labels with the letters that the sentences share.
    """
    return {
        name: {
            "pairs": len(frame),
            "sources": frame["source"].str.split("/").str[0].value_counts().to_dict(),
            "labels": np.bincount(label_bins(frame["score"]), minlength=len(BINS)).tolist(),
            "overlap": _overlap_tells(frame),
        }
        for name, frame in parts.items()
    }


def _overlap_tells(frame: pd.DataFrame) -> float | None:
    told = float(pearson(frame["score"].to_numpy(dtype=np.float64), overlaps(frame)))
    return None if np.isnan(told) else round(told, 3)


def card_table(card: dict[str, Any]) -> str:
    """The card as Markdown."""
    lines = [
        "| part | pairs | " + " | ".join(BINS) + " | label against overlap |",
        "|---|--:|" + "--:|" * len(BINS) + "--:|",
    ]
    for name, part in card["parts"].items():
        total = max(part["pairs"], 1)
        shares = (f"{count} ({100 * count / total:.1f} %)" for count in part["labels"])
        told = "–" if part["overlap"] is None else f"{part['overlap']:.3f}"
        cells = " | ".join([name, str(part["pairs"]), *shares, told])
        lines.append(f"| {cells} |")
    lines += ["", "| part | source | pairs |", "|---|---|--:|"]
    for name, part in card["parts"].items():
        lines += [f"| {name} | {source} | {n} |" for source, n in part["sources"].items()]
    lines += ["", "| left out of | because it is or has | pairs |", "|---|---|--:|"]
    for name, reasons in card["removed"].items():
        lines += [f"| {name} | {reason} | {n} |" for reason, n in reasons.items()]
    return "\n".join(lines) + "\n"


def plot_labels(parts: dict[str, pd.DataFrame], path: Path) -> None:
    """Save a bar chart of each part's labels, in percent of the part."""
    figure = Figure(figsize=(2.6 * len(parts), 2.8), layout="constrained")
    axes = figure.subplots(1, len(parts), sharey=True, squeeze=False)[0]
    for axis, (name, frame) in zip(axes, parts.items(), strict=True):
        counts = np.bincount(label_bins(frame["score"]), minlength=len(BINS))
        bars = axis.bar(BINS, 100 * counts / len(frame), color="#4c78a8")
        axis.bar_label(bars, fmt="%.0f", fontsize=8)
        axis.set_title(f"{name} ({len(frame):,})", fontsize=10)
        axis.tick_params(axis="x", rotation=45, labelsize=8)
        axis.spines[["top", "right"]].set_visible(False)
    axes[0].set_ylabel("share of pairs in %")
    figure.supxlabel("score", fontsize=9)
    figure.savefig(path, dpi=150)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `python -m training data`."""
    parser.add_argument(
        "--data", type=Path, help="folder with the files; default: ../shared/data, else the Hub"
    )
    parser.add_argument("--out", type=Path, default=Path("training/runs/data"))
    parser.add_argument(
        "--validation", type=int, default=1000, help="pairs of validation; default: %(default)s"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the split; default: %(default)s")


def run(args: argparse.Namespace) -> None:
    """Write each part as CSV, with a card (Markdown and JSON) and a plot of the labels.

    Raises:
        TrainingError: A file is missing or damaged.
    """
    sts = load_sts(find_folder(args.data))
    train, validation = split(sts.klue_train, args.validation, args.seed)
    parts = {
        "train": pd.concat([train, sts.korsts_train], ignore_index=True),
        "validation": validation,
        "test": sts.klue_dev,
        "korsts-dev": sts.korsts_dev,
        "english": sts.english,
    }
    parts = {name: frame for name, frame in parts.items() if len(frame)}
    args.out.mkdir(parents=True, exist_ok=True)
    files = {}
    for name, frame in tqdm(parts.items(), desc="writing", unit="file"):
        text = frame.to_csv(index=False, lineterminator="\n").encode("utf-8")
        (args.out / f"{name}.csv").write_bytes(text)
        files[f"{name}.csv"] = hashlib.sha256(text).hexdigest()
    card = {
        "seed": args.seed,
        "parts": describe(parts),
        "removed": sts.removed,
        "sha256": files,
    }
    (args.out / "data_card.json").write_text(
        json.dumps(card, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    (args.out / "data_card.md").write_text(card_table(card), encoding="utf-8")
    plot_labels(parts, args.out / "labels.png")
    logger.info("wrote %s:\n%s", args.out, card_table(card))
