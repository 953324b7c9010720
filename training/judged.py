"""Judged: more graded pairs, whose score a reader gave by KLUE-STS's rubric.

`training/data/judged.tsv` holds them without their sentences, which belong to the corpora they come
from: a short digest of each sentence, and the score, 0-5. This command looks the sentences up in
the folder with the data and writes `judged.csv`, which `finetune --train` reads beside the gold
pairs. `--add` takes a table with `sentence1`, `sentence2` and `score` in, as `augment` writes it,
so that anybody can judge more.

Sentences of our own stand in `training/data/reworded.txt`, one a line: sentences of KLUE-STS train
as they might come back from a translation program, there and back again, which a large language
model wrote: some say the same, some have lost or changed a little, some are garbled. KLUE-STS has
many such pairs, and the corpora at hand have no others.

The readers of those in the file were large language models, forty-seven runs, each shown ninety
pairs of KLUE-STS train with their labels, and then sheets of pairs without what any model had said
of them: found by `augment`, neighbours by their letters, and the reworded ones, a third of which
two readers scored. Pairs of validation were mixed in unmarked. The first sixteen runs had all 1,000
of them among theirs; those stand in the file as the readers scored them, and `judged.json` tells
how well that agrees with people's labels. By such pairs all other scores were set right (a curve
for all readers of a round, an offset for each reader, some .2), and mixed with what the model of
the time says: a quarter of version 1.3.0 in the first round, two fifths of 1.4.0 in the second and
of 1.5.0 in the third. Not gold: no person has seen them.

But: it judges nothing itself. A pair with a sentence of KLUE-STS dev or of validation is not
written, whatever the file holds, and no pair of KorSTS dev.
"""

import argparse
import csv
import hashlib
import json
import logging
import math
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import pearsonr

from data_preprocessing import clean
from training import TrainingError, data
from training.augment import INTENTS, LOCKED, add_sentence_arguments, key_of, read_sentences
from training.finetune import read_pairs

logger = logging.getLogger(__name__)

FILE = Path(__file__).parent / "data" / "judged.tsv"
REWORDED = FILE.with_name("reworded.txt")
COLUMNS = ["sentence1", "sentence2", "score"]
LEAST_MEASURED = 10  # pairs, for a correlation to say anything


def digest(sentence: str) -> str:
    """Twelve hexadecimal digits that copies of a sentence have in common."""
    return hashlib.sha256(key_of(sentence).encode("utf-8")).hexdigest()[:12]


def read_judged(path: Path = FILE) -> pd.DataFrame:
    """The digests and scores of all judged pairs.

    Raises:
        TrainingError: The file is missing or damaged.
    """
    if not path.is_file():
        raise TrainingError(f"{path} is missing; restore it, or name a table with --add.")
    frame = pd.read_csv(path, sep="\t", dtype=str, keep_default_na=False, quoting=csv.QUOTE_NONE)
    if list(frame.columns) != COLUMNS:
        raise TrainingError(f"{path} does not have the columns {', '.join(COLUMNS)}; restore it.")
    return frame.assign(score=_scores(frame, str(path), "restore it"))


def _scores(frame: pd.DataFrame, name: str, remedy: str) -> "pd.Series[float]":
    """The scores of a table; an error with its name, and what to do, if one is not from 0 to 5."""
    scores = pd.to_numeric(frame["score"], errors="coerce")
    bad = ~scores.between(0, 5)
    if bad.any():
        raise TrainingError(
            f"{name} has a score that is no number from 0 to 5 in row {bad.argmax() + 1}; {remedy}."
        )
    return scores


def read_reworded(path: Path, forbidden: frozenset[str]) -> list[str]:
    """The sentences, cleaned, that may be trained on.

    Args:
        path: A text file with one sentence in a line.
        forbidden: From `data.forbidden_keys`.

    Raises:
        TrainingError: There is no such file.
    """
    if not path.is_file():
        raise TrainingError(f"{path} is missing; restore it, or name another with --reworded.")
    sentences = [clean(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [text for text in sentences if text and not data.is_forbidden(text, forbidden)]


def add(path: Path, table: pd.DataFrame) -> pd.DataFrame:
    """Write the judged pairs, together with those of a table; the table's score counts.

    Args:
        path: The file with the digests; it need not exist.
        table: Has `sentence1`, `sentence2` and `score`.

    Returns:
        What the file now holds, each pair once.

    Raises:
        TrainingError: The table has a score that is no number from 0 to 5; nothing is written.
    """
    scores = _scores(table, "The table", "correct it")
    new = pd.DataFrame(
        {
            "sentence1": table["sentence1"].map(digest),
            "sentence2": table["sentence2"].map(digest),
            "score": scores.round(2),
        }
    )
    frame = pd.concat([new, read_judged(path)] if path.is_file() else [new], ignore_index=True)
    pairs = [frozenset(pair) for pair in zip(frame["sentence1"], frame["sentence2"], strict=True)]
    frame = frame[~pd.Series(pairs, index=frame.index).duplicated()]
    frame = frame.sort_values(COLUMNS[:2], kind="stable").reset_index(drop=True)
    frame.to_csv(path, sep="\t", index=False, lineterminator="\n")
    return frame


def find_pairs(judged: pd.DataFrame, sentences: list[str]) -> pd.DataFrame:
    """The judged pairs with their sentences.

    Args:
        judged: From `read_judged`.
        sentences: Those that may be trained on.

    Returns:
        A table of pairs (`data.COLUMNS`), without those that lack a sentence.
    """
    found = {digest(sentence): sentence for sentence in reversed(sentences)}
    frame = judged.assign(
        sentence1=judged["sentence1"].map(found), sentence2=judged["sentence2"].map(found)
    )
    frame = frame.dropna().reset_index(drop=True)
    frame["guid"] = [f"judged-{row:05d}" for row in range(len(frame))]
    wanted: pd.DataFrame = frame.assign(source="judged")[data.COLUMNS]
    return wanted


def agreement(judged: pd.DataFrame, labelled: pd.DataFrame) -> dict[str, float]:
    """How well the judged scores of pairs that people labelled agree with their labels.

    Args:
        judged: From `read_judged`.
        labelled: Has `sentence1`, `sentence2` and `score`.

    Returns:
        `pairs`, how many were judged, and `pearson`, where there are at least `LEAST_MEASURED`.
    """
    scores = {
        frozenset(pair): score
        for *pair, score in judged[COLUMNS].itertuples(index=False, name=None)
    }
    digests = [labelled[name].map(digest) for name in COLUMNS[:2]]
    found = [scores.get(frozenset(pair), math.nan) for pair in zip(*digests, strict=True)]
    both = pd.DataFrame({"judged": found, "label": labelled["score"]}).dropna()
    if len(both) < LEAST_MEASURED:
        return {"pairs": len(both)}
    return {
        "pairs": len(both),
        "pearson": round(float(pearsonr(both["label"], both["judged"])[0]), 4),
    }


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `python -m training judged`."""
    add_sentence_arguments(parser)
    parser.add_argument(
        "--add", type=Path, metavar="TABLE", help="take this table's pairs in, a CSV file"
    )
    parser.add_argument("--judged", type=Path, default=FILE, help="default: %(default)s")
    parser.add_argument(
        "--reworded",
        type=Path,
        default=REWORDED,
        help="sentences that are in no corpus, one a line; default: %(default)s",
    )
    parser.add_argument("--out", type=Path, default=Path("training/runs/judged"))


def run(args: argparse.Namespace) -> None:
    """Take new pairs in where there are some, look all sentences up, and write the pairs.

    Raises:
        TrainingError: The data or a table are missing or damaged, or no sentence is found.
    """
    folder = data.find_folder(args.data)
    if folder is None:
        raise TrainingError("There is no folder with the data; name it with --data.")
    gold, validation = read_pairs(args.train), read_pairs(args.validation)
    judged = (
        read_judged(args.judged) if args.add is None else add(args.judged, read_pairs(args.add))
    )
    forbidden = data.load_forbidden(folder) | data.forbidden_keys(data.sentences_of(validation))
    sources = {*gold["source"].str.split("/").str[0], *INTENTS, *data.UNLABELLED} - LOCKED
    rng = np.random.default_rng(0)
    table = read_sentences(folder, gold, sorted(sources), forbidden, sys.maxsize, rng)
    reworded = read_reworded(args.reworded, forbidden)
    pairs = find_pairs(judged, table["sentence"].tolist() + reworded)
    selection = set(data.keys_of_pairs(data.load_korsts_dev(folder)))
    kept = [key not in selection for key in data.keys_of_pairs(pairs)]
    pairs = pairs[kept].reset_index(drop=True)
    if pairs.empty:
        raise TrainingError(f"No sentence of {args.judged} is in {folder}; name another --data.")
    record: dict[str, Any] = {"pairs": len(pairs), "validation": agreement(judged, validation)}
    lacking = len(judged) - len(pairs) - int(record["validation"]["pairs"])
    if lacking:
        logger.warning(
            "%d of %d judged pairs are left out: a sentence is not in the data, or stays unseen.",
            lacking,
            len(judged),
        )
    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / "judged.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    text = pairs.to_csv(index=False, lineterminator="\n")
    (args.out / "judged.csv").write_text(text, encoding="utf-8")
    logger.info("wrote %s: %s", args.out, json.dumps(record))
