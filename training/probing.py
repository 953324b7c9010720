"""Probing with the contrast set: are the warnings right, and does a score stay where it should?

`measure_warnings` counts what `differences.Analyser` says of the triplets, kind by kind. A warning
is one kind named for one pair, however often. On (sentence, same) it is false. On (sentence,
different) it is right if `ANSWERS` has its kind for the triplet's phenomenon, else of the wrong
kind; a triplet is missed if no right kind is named. Of a kind,

- precision is the share of its warnings that are right: right / (right + wrong kind + false);
- recall is the share of right / (right + missed), over the triplets whose phenomenon it answers. A
  triplet that another right kind was named for is neither.

Over all kinds, precision is the same of all warnings, and recall the share of the triplets for
which at least one right kind is named. Where a phenomenon is not in `ANSWERS`, `different` says
just anything else, so that only false warnings count.

`measure_invariance` scores sentences against themselves in another style (`styles.TWINS`), and
sees how far an edit that changes no meaning moves the scores of the triplets' pairs.

But: it says nothing of pairs in use, whose differences are others; and it writes no file
(`training/contrast.py` does).
"""

from collections import Counter
from typing import Any

import pandas as pd
from tqdm import tqdm

from differences import KINDS, Analyser
from models import Scorer, readable
from training.evaluate import score_frame
from training.styles import TWINS

# The kinds of difference that say what a phenomenon's `different` changes. Often several may: 모두
# and 아무도 안 differ in quantity, and by a negation. Those not among `KINDS` are never named.
ANSWERS: dict[str, frozenset[str]] = {
    phenomenon: frozenset(kinds.split())
    for phenomenon, kinds in {
        "negation": "negation antonym",
        "antonym": "antonym negation word",
        "role": "roles",
        "comparison": "roles antonym degree",
        "intent": "intent word antonym negation",
        "entity": "object place word",
        "number": "number",
        "unit": "number word",
        "time": "time number word relation",
        "date": "time number word",
        "place": "place object antonym word roles",
        "relation": "relation negation time",
        "modality": "modality negation",
        "tense": "tense time",
        "aspect": "tense word antonym negation time",
        "degree": "degree word antonym",
        "quantity": "quantity number negation word",
        "frequency": "quantity number time negation word",
    }.items()
}
MOVING = ("leading blank", "full stop")  # edits that the pairs' scores are looked at for
SIDES = ("same", "different")
MEANING = (  # of the columns, for a reader of the tables
    "Right: a kind of difference that is the phenomenon's, named for (sentence, different). Wrong: "
    "another kind, named there. False: a kind named for (sentence, same). Missed: triplets of the "
    "kind's phenomena for which no right kind is named. Precision: right of right, wrong and "
    "false. Recall: right of right and missed; for all, the share of the triplets for which at "
    "least one right kind is named. Of phenomena of style, whose third sentence says just anything "
    "else, only false ones count."
)


def measure_warnings(analyser: Analyser, triplets: pd.DataFrame) -> list[dict[str, Any]]:
    """How often a warning is right, and how often one is missing; the module says what that means.

    Args:
        analyser: As it serves.
        triplets: Columns `phenomenon`, `sentence`, `same` and `different`.

    Returns:
        A row for each kind, then `all`: `kind`; the warnings that are `right`,
        `wrong` (of the wrong kind) and `false`; `missed` triplets; `precision` and `recall` (0-1,
        None where they would divide by zero).
    """
    found: dict[str, Counter[str]] = {kind: Counter() for kind in (*KINDS, "all")}
    answered = 0
    for row in tqdm(triplets.to_dict("records"), desc="warnings", unit="triplet"):
        sentence = readable(row["sentence"])
        same, different = (
            {one.kind for one in analyser.differences(sentence, readable(row[side]))}
            for side in SIDES
        )
        for kind in same:
            found[kind]["false"] += 1
        if row["phenomenon"] not in ANSWERS:
            continue
        right = ANSWERS[row["phenomenon"]]
        for kind in different:
            found[kind]["right" if kind in right else "wrong"] += 1
        if different & right:
            answered += 1
        else:
            for kind in {*right, "all"} & found.keys():
                found[kind]["missed"] += 1
    for name in ("right", "wrong", "false"):
        found["all"][name] = sum(found[kind][name] for kind in KINDS)
    return [
        {
            "kind": kind,
            **{name: count[name] for name in ("right", "wrong", "false", "missed")},
            "precision": _share(count["right"], count["wrong"] + count["false"]),
            "recall": _share(answered if kind == "all" else count["right"], count["missed"]),
        }
        for kind, count in found.items()
    ]


def _share(part: int, rest: int) -> float | None:
    """`part` of both, 0-1; None of nothing."""
    return part / (part + rest) if part + rest else None


def measure_invariance(scorer: Scorer, triplets: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """How far scores stay where the meaning does.

    Args:
        scorer: As it serves.
        triplets: Columns `sentence`, `same` and `different`.

    Returns:
        `twins`: for each of `styles.TWINS` the `edit`, the `sentences` that it changes, each
        counted once, and the `mean` and `smallest` score (0-5, None without sentences) of
        (sentence, its twin), which should be 5. `moved`: for each edit of `MOVING` and each `pair`
        (`same` or `different`) how many `pairs` have a twin of their sentence, and by how many
        points their score moves when it takes the sentence's place, on `mean` and at the `largest`.
    """
    sentences = triplets["sentence"].drop_duplicates()
    twins = []
    for edit in TWINS:
        scores = _scored(scorer, _edited(sentences, edit), sentences, edit)
        figures = {"mean": _mean(scores), "smallest": float(scores.min()) if len(scores) else None}
        twins.append({"edit": edit, "sentences": len(scores), **figures})
    moved = []
    for side in SIDES:
        before = _scored(scorer, triplets["sentence"], triplets[side], side)
        for edit in MOVING:
            edited = _edited(triplets["sentence"], edit)
            after = _scored(scorer, edited, triplets[side], f"{edit}, {side}")
            by = (after - before[edited.index]).abs()
            figures = {"mean": _mean(by), "largest": float(by.max()) if len(by) else None}
            moved.append({"edit": edit, "pair": side, "pairs": len(by), **figures})
    return {"twins": twins, "moved": moved}


def _edited(sentences: pd.Series, edit: str) -> pd.Series:
    """The twins of the sentences that an edit changes, under the same index."""
    edited = sentences.map(TWINS[edit])
    return edited[edited != sentences]


def _scored(scorer: Scorer, first: pd.Series, second: pd.Series, name: str) -> pd.Series:
    """The score of each of `first` and what `second` has under its index."""
    frame = pd.DataFrame({"sentence1": first, "sentence2": second[first.index]})
    return pd.Series(score_frame(scorer, frame, name), first.index)


def _mean(values: pd.Series) -> float | None:
    return float(values.mean()) if len(values) else None


def markdown(report: dict[str, Any]) -> str:
    """`warnings` and `invariance` of `contrast.json` as tables for a reader."""
    lines = [
        f"What the explanation warns of. {MEANING}",
        "",
        "| kind | right | wrong | false | missed | precision | recall |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for row in report["warnings"]:
        counts = " | ".join(str(row[name]) for name in ("right", "wrong", "false", "missed"))
        shares = " | ".join(_number(row[name], 3) for name in ("precision", "recall"))
        lines.append(f"| {row['kind']} | {counts} | {shares} |")
    lines += [
        "",
        "A sentence against itself in another style, which should score 5:",
        "",
        "| edit | sentences | mean score | smallest score |",
        "|---|--:|--:|--:|",
    ]
    lines += [
        f"| {row['edit']} | {row['sentences']} | {_number(row['mean'])} "
        f"| {_number(row['smallest'])} |"
        for row in report["invariance"]["twins"]
    ]
    lines += [
        "",
        "How far an edit of the sentence moves the score of a pair, in points:",
        "",
        "| edit | pair | pairs | mean | largest |",
        "|---|---|--:|--:|--:|",
    ]
    lines += [
        f"| {row['edit']} | sentence, {row['pair']} | {row['pairs']} | {_number(row['mean'])} "
        f"| {_number(row['largest'])} |"
        for row in report["invariance"]["moved"]
    ]
    return "\n".join(lines) + "\n"


def _number(value: float | None, places: int = 2) -> str:
    return "–" if value is None else f"{value:.{places}f}"
