"""Contrast: triplets of a sentence, one that means the same, and one that differs in what matters.

A model should score (sentence, `same`) above (sentence, `different`), though `different` is often
the one with more letters in common: "예약이 필요합니다" is "미리 예약해야 합니다", not "예약이
필요하지 않습니다". `training/data/` holds, all as TSV,

- `contrast_written.tsv`: triplets written by hand;
- `contrast_patterns.tsv`: sentences with slots, such as `{city[0]:으로} 가요`;
- `contrast_words.tsv`: what goes into the slots, row by row;
- `contrast_generated.tsv`: the triplets that this command makes of the two;
- `contrast_blind.tsv`: more for testing, by writers who had seen neither the others nor a rule.

Every triplet belongs to a phenomenon of `GRADES` and to a part. Within a phenomenon train and test
share no pattern and no word of those that make the difference, and no sentence is in both parts.
Written are `contrast_pairs.csv`, the train part as graded pairs for `finetune --train`, but for
every eighth pattern or so, whose pairs go to `contrast_validation.csv` for `ceilings`;
`contrast.json` and `contrast.md`: how many triplets there are and, with `--model`, how many of the
test part, and of the blind ones, that model gets right, what the warnings are worth on the test
part, and how far a score stays when a sentence only changes its style (`training/probing.py`).

But: it trains nothing. The grades follow KLUE-STS's rubric by phenomenon; no person has graded the
single pairs. The triplets say where a model fails, not how well it does on the whole.
"""

import argparse
import csv
import itertools
import json
import logging
import math
import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from random import Random
from string import Formatter
from typing import Any, Literal, cast

import pandas as pd
from tqdm import tqdm

from data_preprocessing import clean
from differences import shared_analyser
from models import ModelError, Scorer
from training import TrainingError, data, probing
from training.evaluate import score_frame
from training.styles import STYLES, conjugate, final

logger = logging.getLogger(__name__)

Part = Literal["train", "test"]

PARTS: list[Part] = ["train", "test"]
FOLDER = Path(__file__).parent / "data"
SENTENCES = ["sentence", "same", "different"]
TRIPLET = ["part", "phenomenon", "item", *SENTENCES]
COLUMNS = ["guid", "phenomenon", *SENTENCES]
FIELDS = ["0", "1", "2", "3"]  # of a row of words
MOST = 12  # triplets of one pattern, so that none outweighs the others
HELD_OUT = 8
SEED = 1  # of the generated triplets that are kept
LIGHT = {"하다"}  # verbs that say nothing without their noun; both parts may have them


@dataclass(frozen=True)
class Grade:
    """Labels of a phenomenon's pairs, 0-5, in the spirit of KLUE-STS's rubric.

    There, 5 is the same in every important point, 4 differs in unimportant details, 3 in an
    important one, 2 shares some details, 1 shares the topic, 0 nothing.

    Attributes:
        same: Of (sentence, same).
        different: Of (sentence, different) and (same, different).
    """

    same: float
    different: float


GRADES = {
    # What is said is turned round or is another fact: some details remain.
    "negation": Grade(4.7, 1.6),
    "antonym": Grade(4.6, 1.6),
    "role": Grade(4.7, 2.0),
    "comparison": Grade(4.7, 1.8),
    "intent": Grade(4.7, 1.5),
    "entity": Grade(4.7, 1.8),
    "number": Grade(4.8, 2.1),
    "unit": Grade(4.8, 2.0),
    "time": Grade(4.8, 2.1),
    "date": Grade(4.8, 2.1),
    "place": Grade(4.7, 1.9),
    "relation": Grade(4.6, 2.0),
    "modality": Grade(4.6, 2.0),
    # The fact is the same; when, how much or how often is important, but not all of it.
    "tense": Grade(4.7, 2.5),
    "aspect": Grade(4.6, 2.6),
    "degree": Grade(4.6, 2.7),
    "quantity": Grade(4.7, 2.4),
    "frequency": Grade(4.7, 2.5),
    # Invariances: `same` says it in another style, `different` something else in the same style.
    "loanword": Grade(4.8, 1.8),
    "ending": Grade(4.8, 1.6),
    "order": Grade(4.9, 2.0),
    "typo": Grade(4.8, 2.0),
    "noise": Grade(4.9, 2.0),
    "spacing": Grade(5.0, 2.0),
    "punctuation": Grade(5.0, 2.0),
}

# ------------------------------------------------------------------------- words in their slots

# After a final consonant the first, after a vowel the second.
PARTICLES = {
    "이": "가",
    "은": "는",
    "을": "를",
    "과": "와",
    "으로": "로",
    "이다": "다",
    "이야": "야",
    "이에요": "예요",
    "이면": "면",
    "도": "도",
}


class Word(str):
    """What fills a slot; after a colon the slot says in which form.

    `{0:을}` puts a particle behind a noun, `{0:어요}` an ending behind a verb or adjective (it
    ends in 다), and a name of `styles.STYLES` changes a whole sentence.
    """

    __slots__ = ()

    def __format__(self, form: str) -> str:
        if not form:
            return str(self)
        if form in STYLES:
            return STYLES[form](self)
        if form in PARTICLES:
            return self._with_particle(form)
        return str(self) if form == "다" else conjugate(self, form)

    def _with_particle(self, form: str) -> str:
        last = final(self)
        closed = last > 0 and not (form == "으로" and last == 8)
        return self + (form if closed else PARTICLES[form])


# ------------------------------------------------------------------------------------ the files


def read_table(name: str, columns: list[str], folder: Path = FOLDER) -> pd.DataFrame:
    """The text of a TSV file, which is never quoted.

    Raises:
        TrainingError: It is missing, or has other columns.
    """
    path = folder / name
    if not path.is_file():
        raise TrainingError(f"{path} is missing; restore it, or run `python -m training contrast`.")
    frame = pd.read_csv(path, sep="\t", dtype=str, keep_default_na=False, quoting=csv.QUOTE_NONE)
    if list(frame.columns) != columns:
        raise TrainingError(f"{path} does not have the columns {', '.join(columns)}; restore it.")
    return frame


def records(frame: pd.DataFrame) -> list[dict[str, str]]:
    """The rows of a table of texts."""
    return cast("list[dict[str, str]]", frame.to_dict("records"))


def write_table(frame: pd.DataFrame, path: Path) -> None:
    """Save what `read_table` reads."""
    lines = ["\t".join(row) for row in [frame.columns, *frame.to_numpy()]]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def read_written(folder: Path = FOLDER) -> pd.DataFrame:
    """The triplets written by hand: the columns `TRIPLET`, and `pattern`, the row's own name."""
    frame = read_table("contrast_written.tsv", TRIPLET, folder)
    return frame.assign(pattern=[f"written-{row}" for row in range(len(frame))])


def read_blind(folder: Path = FOLDER) -> pd.DataFrame:
    """The triplets of writers who had seen nothing: as those of `read_written`, of part `test`."""
    frame = read_table("contrast_blind.tsv", ["phenomenon", *SENTENCES], folder)
    names = [f"blind-{row}" for row in range(len(frame))]
    return frame.assign(part="test", item=names, pattern=names)[[*TRIPLET, "pattern"]]


def load_triplets(part: Part, folder: Path = FOLDER) -> pd.DataFrame:
    """The triplets of a part, written and generated.

    Args:
        part: `train`, or `test`, which nothing may be trained on.
        folder: Holds the TSV files.

    Returns:
        Columns `guid`, `phenomenon`, `sentence`, `same` and `different`; not cleaned, as noise is
        one of the phenomena.

    Raises:
        TrainingError: A file is missing or damaged.
    """
    frame = load_all(folder)
    frame = frame[frame["part"] == part].reset_index(drop=True)
    number = frame.groupby("phenomenon").cumcount().astype(str).str.zfill(3)
    return frame.assign(guid=f"contrast-{part}-" + frame["phenomenon"] + "-" + number)[COLUMNS]


def split_train() -> tuple[pd.DataFrame, pd.DataFrame]:
    """The train part in two: triplets to train on, and those of every `HELD_OUT`-th pattern or so.

    The hash of a pattern's name says where it goes; the name counts rows, so that others do not
    move when one is appended. Of the latter, those that share a sentence with one to train on are
    left out.

    Raises:
        TrainingError: A file is missing or damaged.
    """
    frame = load_all()
    pattern = frame.loc[frame["part"] == "train", "pattern"]
    held = (pattern.map(lambda name: zlib.crc32(name.encode())) % HELD_OUT == 0).to_numpy()
    train = load_triplets("train")
    learned, kept = train[~held], train[held]
    seen = set(map(data.normal_form, data.sentences_of(triplet_pairs(learned))))
    apart = [seen.isdisjoint(map(data.normal_form, row)) for row in kept[SENTENCES].to_numpy()]
    return learned, kept[apart]


def load_all(folder: Path = FOLDER) -> pd.DataFrame:
    """The triplets of both parts: the columns `TRIPLET`, and `pattern`."""
    generated = read_table("contrast_generated.tsv", [*TRIPLET, "pattern"], folder)
    return pd.concat([read_written(folder), generated], ignore_index=True)


# -------------------------------------------------------------------------------- the generator


def slots(template: str) -> set[str]:
    """The slots of a sentence without their forms: `{"city[0]"}`."""
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def differing_slots(pattern: dict[str, str]) -> list[str]:
    """The slots that make the difference: those that only one of the two sentences has, else all.

    Args:
        pattern: Has `sentence` and `different`.
    """
    here, there = slots(pattern["sentence"]), slots(pattern["different"])
    return sorted(here ^ there or here)


def spread(choices: list[list[Word]], count: int, random: Random) -> list[list[Word]]:
    """`count` of the choices in random order, each before any comes again."""
    rounds = range(math.ceil(count / len(choices)))
    return [row for _ in rounds for row in random.sample(choices, len(choices))][:count]


def generate(folder: Path = FOLDER, seed: int = 1) -> pd.DataFrame:
    """The triplets of the patterns.

    Args:
        folder: Holds the TSV files.
        seed: Of which words go together.

    Returns:
        The columns `TRIPLET`, and `pattern`. Each row of words is used about equally often.

    Raises:
        TrainingError: A file is damaged, or a pattern has a slot without words.
    """
    patterns = read_table("contrast_patterns.tsv", ["part", "phenomenon", *SENTENCES], folder)
    words = read_table("contrast_words.tsv", ["list", "part", *FIELDS], folder)
    lists: dict[tuple[str, str], list[list[Word]]] = {}
    for row in records(words):
        fields = [Word(row[name]) for name in FIELDS if row[name]]
        lists.setdefault((row["part"], row["list"]), []).append(fields)
    rows = []
    for number, pattern in enumerate(tqdm(records(patterns), unit="pattern")):
        names = sorted({slot.partition("[")[0] for slot in slots("".join(pattern.values()))})
        try:
            some = [lists[pattern["part"], name] for name in names]
            count = min(MOST, math.prod(map(len, some)))
            random = Random(f"{seed} {pattern['sentence']}")
            for fillers in zip(*(spread(one, count, random) for one in some), strict=True):
                filling = dict(zip(names, fillers, strict=True))
                item = [f"{{{slot}}}".format(**filling) for slot in differing_slots(pattern)]
                made = {name: pattern[name].format(**filling) for name in SENTENCES}
                rows.append({**pattern, **made, "item": ", ".join(item), "pattern": f"p{number}"})
        except (IndexError, KeyError, ValueError) as error:
            raise TrainingError(
                f"The {pattern['part']} pattern {pattern['sentence']!r} cannot be filled "
                f"({error!r}); correct contrast_patterns.tsv or contrast_words.tsv."
            ) from error
    return pd.DataFrame(rows)[[*TRIPLET, "pattern"]].drop_duplicates(SENTENCES, ignore_index=True)


# ----------------------------------------------------------------------------------- the checks


def leaks(triplets: pd.DataFrame) -> list[str]:
    """What train and test have in common and may not.

    Args:
        triplets: Of both parts: the columns `TRIPLET`, and `pattern`.

    Returns:
        One line for each pattern, word (within a phenomenon) or sentence (anywhere) that is in
        both parts. Sentences that differ only in spaces, punctuation or case are the same.
    """
    held: dict[str, dict[str, set[str]]] = {"train": {}, "test": {}}
    for row in records(triplets):
        things = [f"pattern {row['pattern']}"]
        words = set(row["item"].split(", ")) - LIGHT
        things += [f"word {row['phenomenon']}: {word}" for word in words]
        things += [f"sentence {data.normal_form(row[name])}" for name in SENTENCES]
        for thing in things:
            held[row["part"]].setdefault(thing, set()).add(row["sentence"])
    both = sorted(held["train"].keys() & held["test"].keys())
    return [f"{thing} is in both parts" for thing in both]


def faults(triplets: pd.DataFrame) -> list[str]:
    """What is wrong with single triplets.

    Args:
        triplets: The columns `TRIPLET`, and `pattern`.

    Returns:
        One line for each unknown part or phenomenon, empty cell, repeated triplet, `same` that is
        the sentence to the letter, and `different` that is one of the others, however spaced and
        punctuated.
    """
    found = []
    for row in records(triplets):
        sentence, same, different = (row[name] for name in SENTENCES)
        wrong = {
            "has no such part": row["part"] not in PARTS,
            "has no such phenomenon": row["phenomenon"] not in GRADES,
            "has an empty cell": not all(clean(cell) for cell in row.values()),
            "has same = sentence": clean(sentence) == clean(same),
            "has different = sentence": data.normal_form(sentence) == data.normal_form(different),
            "has different = same": data.normal_form(same) == data.normal_form(different),
        }
        found += [f"{sentence!r} {fault}" for fault, is_so in wrong.items() if is_so]
    repeated = triplets[triplets.duplicated(SENTENCES)]["sentence"]
    return found + [f"{sentence!r} is repeated" for sentence in repeated]


def forbidden_sentences(triplets: pd.DataFrame, forbidden: frozenset[str]) -> list[str]:
    """The sentences that are in an evaluation set.

    Args:
        triplets: Has the columns `SENTENCES`.
        forbidden: From `data.forbidden_keys`.
    """
    texts = dict.fromkeys(itertools.chain.from_iterable(triplets[SENTENCES].to_numpy()))
    return [text for text in texts if data.is_forbidden(text, forbidden)]


def check(triplets: pd.DataFrame, folder: Path | None) -> None:
    """Stop at anything that `leaks`, `faults` or `forbidden_sentences` finds.

    Args:
        triplets: Of both parts: the columns `TRIPLET`, and `pattern`.
        folder: With KLUE-STS dev and KorSTS dev, from `data.find_folder`; without one their
            sentences are not looked for.

    Raises:
        TrainingError: Something was found; the message names the first five.
    """
    found = faults(triplets) + leaks(triplets)
    if folder is None:
        logger.warning("no folder of data: not compared with KLUE-STS dev and KorSTS dev")
    else:
        tests = [data.load_klue_dev(folder), data.load_korsts_dev(folder)]
        forbidden = data.forbidden_keys(set().union(*map(data.sentences_of, tests)))
        found += [f"{text!r} is in a test set" for text in forbidden_sentences(triplets, forbidden)]
    if found:
        raise TrainingError(
            f"The triplets have {len(found)} faults; correct training/data/contrast_*.tsv: "
            + "; ".join(found[:5])
        )


# ------------------------------------------------------------------------- what is made of them


def triplet_pairs(triplets: pd.DataFrame) -> pd.DataFrame:
    """Graded pairs for training.

    Args:
        triplets: From `load_triplets("train")`.

    Returns:
        The columns of `data.COLUMNS`, three rows for each triplet: (sentence, same), (sentence,
        different) and (same, different).
    """
    rows = []
    for row in records(triplets):
        grade = GRADES[row["phenomenon"]]
        for first, second, score in (
            ("sentence", "same", grade.same),
            ("sentence", "different", grade.different),
            ("same", "different", grade.different),
        ):
            guid, source = f"{row['guid']}-{first}-{second}", f"contrast/{row['phenomenon']}"
            rows.append((guid, source, row[first], row[second], score))
    return pd.DataFrame(rows, columns=data.COLUMNS)


def accuracy_by_phenomenon(scorer: Scorer, triplets: pd.DataFrame) -> pd.DataFrame:
    """How often a model scores `same` above `different`.

    Args:
        scorer: As it serves.
        triplets: From `load_triplets`.

    Returns:
        A row for each phenomenon, then `all`, which counts each triplet once: `phenomenon`,
        `triplets`, `accuracy` (0-1; equal scores are wrong), and the mean scores `same` and
        `different` (0-5).
    """
    first = triplets["sentence"]
    scores = {
        name: score_frame(
            scorer, pd.DataFrame({"sentence1": first, "sentence2": triplets[name]}), name
        )
        for name in ("same", "different")
    }
    scored = pd.DataFrame(scores).assign(
        phenomenon=triplets["phenomenon"].to_numpy(),
        accuracy=scores["same"] > scores["different"],
        triplets=1,
    )
    how = {"triplets": "sum", "accuracy": "mean", "same": "mean", "different": "mean"}
    each = scored.groupby("phenomenon").agg(how)
    whole = scored.assign(phenomenon="all").groupby("phenomenon").agg(how)
    return pd.concat([each, whole]).reset_index()


def markdown(report: dict[str, Any]) -> str:
    """`contrast.json` as tables for a reader."""
    lines = ["| phenomenon | train | test |", "|---|--:|--:|"]
    lines += [
        f"| {row['phenomenon']} | {row['train']} | {row['test']} |" for row in report["counts"]
    ]
    if "accuracy" in report:
        for name, title in (("accuracy", "the test part"), ("blind", "the blind triplets")):
            lines += [
                "",
                f"Model {report['model']} ({report['revision']}) on {title}.",
                "",
                "| phenomenon | triplets | accuracy | mean of same | mean of different |",
                "|---|--:|--:|--:|--:|",
            ]
            lines += [
                f"| {row['phenomenon']} | {row['triplets']} | {row['accuracy']:.3f} "
                f"| {row['same']:.2f} | {row['different']:.2f} |"
                for row in report[name]
            ]
        lines += ["", probing.markdown(report).rstrip("\n")]
    return "\n".join(lines) + "\n"


def counts(triplets: pd.DataFrame) -> list[dict[str, Any]]:
    """How many triplets each phenomenon has in each part, and `all`."""
    each = Counter(zip(triplets["phenomenon"], triplets["part"], strict=True))
    rows: list[dict[str, int]] = [{part: each[name, part] for part in PARTS} for name in GRADES]
    rows.append({part: sum(row[part] for row in rows) for part in PARTS})
    return [{"phenomenon": name, **row} for name, row in zip([*GRADES, "all"], rows, strict=True)]


# ---------------------------------------------------------------------------------- the command


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `python -m training contrast`."""
    parser.add_argument("--out", type=Path, default=Path("training/runs/contrast"))
    parser.add_argument("--model", type=Path, help="score the test part with this model's folder")
    parser.add_argument(
        "--data",
        type=Path,
        help="folder with the test sets that no sentence may be of; default: ../shared/data",
    )
    parser.add_argument(
        "--seed",
        type=int,
        default=SEED,
        help="of which words go together in a pattern; default: %(default)s",
    )


def run(args: argparse.Namespace) -> None:
    """Generate, check, and write the pairs and the report.

    Raises:
        TrainingError: The triplets have a fault, or a file or the model is missing or damaged.
    """
    generated = generate(seed=args.seed)
    triplets = pd.concat([read_written(), generated], ignore_index=True)
    blind = read_blind()
    check(pd.concat([triplets, blind], ignore_index=True), data.find_folder(args.data))
    args.out.mkdir(parents=True, exist_ok=True)
    # Those of another seed are not the benchmark.
    kept = FOLDER if args.seed == SEED else args.out
    write_table(generated, kept / "contrast_generated.tsv")
    pairs, validation = (triplet_pairs(part) for part in split_train())
    pairs.to_csv(args.out / "contrast_pairs.csv", index=False, lineterminator="\n")
    validation.to_csv(args.out / "contrast_validation.csv", index=False, lineterminator="\n")
    report: dict[str, Any] = {"seed": args.seed, "pairs": len(pairs), "counts": counts(triplets)}
    if args.model is not None:
        try:
            scorer = Scorer.load(args.model)
        except ModelError as error:
            raise TrainingError(str(error)) from error
        test = load_triplets("test")
        report |= {"model": scorer.name, "revision": scorer.revision}
        report["accuracy"] = accuracy_by_phenomenon(scorer, test).to_dict("records")
        report["blind"] = accuracy_by_phenomenon(scorer, blind).to_dict("records")
        report["warnings"] = probing.measure_warnings(shared_analyser(), test)
        report["invariance"] = probing.measure_invariance(scorer, test)
    (args.out / "contrast.json").write_text(
        json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    (args.out / "contrast.md").write_text(markdown(report), encoding="utf-8")
    logger.info("wrote %s:\n%s", args.out, markdown(report))
