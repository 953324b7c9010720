"""Examples: draws the human-labelled pairs that explanations show from KLUE-STS train.

Equally many for each half point from 0 to 5, so that every score has some, and within each as
evenly as there are pairs over the three domains of KLUE-STS: reviews of lodgings, news of the
government, and requests and questions to a machine. The table does not name the domains; they are
told by words that stand in both sentences. Left out is what no stranger should be shown: long
sentences, proper nouns (they may be somebody's name), numbers and addresses of people, rude, sad
and political words.

But: it changes nothing in the sentences beyond cleaning; it rounds labels to one decimal, as KLUE
does in its own `label`; and it trains nothing: only serving reads the table. No sentence of
KLUE-STS dev is in it, as in nothing that `training.data.load_sts` leaves for training.
"""

import argparse
import logging
import re
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd

import examples
from spacing import shared_kiwi
from training import TrainingError, data

logger = logging.getLogger(__name__)

COLUMNS = ["label", "sentence1", "sentence2"]
STEPS = tuple(step / 2 for step in range(11))
PER_STEP = 14
LENGTHS = range(8, 51)  # letters of a sentence, spaces included
DOMAINS = {
    "lodging": re.compile(
        "숙소|호스트|체크인|체크아웃|침대|침구|화장실|샤워|묵[었을기]|머[물무]|여행|위치|추천|관광"
        "|주인|게스트|역에서|집이|집을|방이|방은|방을|객실|주방"
    ),
    "news": re.compile(
        "정부|장관|위원회|코로나|지원|사업|추진|정책|산업|국민|경제|기업|방역|예산|법률|제도|시행"
        "|감염|환자|의료|농업|농가|투자|개발|국가|기관|센터|지자체|고용|일자리|대책"
    ),
    "request": re.compile(
        "메일|일정|약속|날씨|비가 |비 [오온올]|기온|온도|먼지|에어컨|보일러|우산|전화|불을|주말"
        "|오늘|내일|모레|가스|청소|세탁|창문|습도|회의|태풍|장마|회식|수업|알람|조명|제습|가습|난방"
    ),
}
UNFIT = re.compile(
    "삐끼|미친|미쳤|짜증|거지|새끼|병신|바보|멍청|엿|꺼져|닥쳐|죽|사망|숨진|숨졌|자살|살해|살인|폭행|폭력"
    "|범죄|성매매|성범죄|섹스|야동|마약|도박|시체|유족|유가족|북한|대통령|바퀴벌레|벌레|토했|변기|욕해|욕을|공격적"
    r"|[가-힣]씨[가는이를의와도 ]|\d{4,}|[A-Za-z@*]"
)
# Kiwi's tags of what may name somebody: proper nouns, addresses, numbers such as a telephone's.
NAMES = frozenset({"NNP", "W_EMAIL", "W_URL", "W_MENTION", "W_HASHTAG", "W_SERIAL"})


def domain(sentence1: str, sentence2: str) -> str | None:
    """The one of `DOMAINS` of which both sentences have a word; None for none or several."""
    found = [
        name
        for name, words in DOMAINS.items()
        if words.search(sentence1) and words.search(sentence2)
    ]
    return found[0] if len(found) == 1 else None


def is_fit(sentence: str) -> bool:
    """Whether a stranger may be shown it: neither long nor rude, and nobody is named."""
    if len(sentence) not in LENGTHS or UNFIT.search(sentence):
        return False
    tokens: Any = shared_kiwi().tokenize(sentence)
    return not any(token.tag in NAMES for token in tokens)


def choose(pairs: pd.DataFrame, per_step: int = PER_STEP, seed: int = 1) -> pd.DataFrame:
    """Draw the examples.

    Args:
        pairs: With the columns `sentence1`, `sentence2` and `score`; of KLUE-STS train, without
            what may not be trained on.
        per_step: Pairs for each half point.
        seed: Of the order in which pairs are looked at.

    Returns:
        The columns `COLUMNS`, by label, no sentence twice. A label belongs to the half point
        that is nearest.

    Raises:
        TrainingError: A half point has too few fit pairs.
    """
    rows = [
        (round(score, 1), first, second)
        for score, first, second in zip(
            pairs["score"], pairs["sentence1"], pairs["sentence2"], strict=True
        )
        if first != second
    ]
    Random(seed).shuffle(rows)
    chosen: list[tuple[float, str, str]] = []
    seen: set[str] = set()
    for step in STEPS:
        waiting: dict[str, list[tuple[float, str, str]]] = {name: [] for name in DOMAINS}
        for row in rows:
            name = domain(*row[1:])
            if name and round(2 * row[0]) / 2 == step:
                waiting[name].append(row)
        taken: Counter[str] = Counter()
        while taken.total() < per_step and any(waiting.values()):
            # From the domain that has the fewest so far, of those that have any left.
            name = min((name for name in DOMAINS if waiting[name]), key=taken.__getitem__)
            row = waiting[name].pop()
            if seen.isdisjoint(row[1:]) and all(map(is_fit, row[1:])):
                chosen.append(row)
                seen.update(row[1:])
                taken[name] += 1
        if taken.total() < per_step:
            raise TrainingError(
                f"Only {taken.total()} of {per_step} pairs with labels near {step} can be shown."
            )
        logger.info("%s: %s", step, ", ".join(f"{taken[name]} {name}" for name in DOMAINS))
    return pd.DataFrame(sorted(chosen), columns=COLUMNS)


def table(chosen: pd.DataFrame) -> str:
    """What `examples.load` reads: the columns with tabs between them, nothing quoted."""
    rows = zip(chosen["label"], chosen["sentence1"], chosen["sentence2"], strict=True)
    lines = [COLUMNS, *([f"{label:.1f}", first, second] for label, first, second in rows)]
    return "".join("\t".join(line) + "\n" for line in lines)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `python -m training examples`."""
    parser.add_argument(
        "--data", type=Path, help="folder with the files; default: ../shared/data, else the Hub"
    )
    parser.add_argument("--out", type=Path, default=examples.PATH, help="default: examples.tsv")
    parser.add_argument("--seed", type=int, default=1, help="of the draw; default: %(default)s")


def run(args: argparse.Namespace) -> None:
    """Write the table.

    Raises:
        TrainingError: A file is missing or damaged, or too few pairs are fit.
    """
    sts = data.load_sts(data.find_folder(args.data))
    chosen = choose(sts.klue_train, seed=args.seed)
    args.out.write_text(table(chosen), encoding="utf-8")
    logger.info("wrote %d pairs to %s", len(chosen), args.out)
