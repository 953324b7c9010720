"""Silver pairs: new pairs of sentences that have no label, labelled by a teacher.

Augmented SBERT (Thakur et al. 2021). Within each source, neighbours of sampled sentences are
looked up

- by meaning (`semantic`): the nearest embeddings;
- by words (`bm25`): BM25 over morphemes that carry meaning, particles and endings left out;
- by intent (`intent`): ParaKQC's and StyleKQC's sentences that say the same thing. The other two
  leave such pairs to it.

One or more teachers label them, and equally many pairs of each bin of labels are kept, so that the
labels are spread evenly from 0 to 5. Written are `silver.csv`, which `finetune --train` reads
beside the gold pairs, `augment.json`, and `labels.png` (gold, all labelled, kept).

No sentence of KLUE-STS dev or of validation gets in, no pair of KorSTS dev, none that is gold in
either order, and no pair twice; two sentences that differ only in spaces, punctuation or case
count as the same.

But: it trains nothing, and does not say whether silver pairs help: fine-tune with and without.
KorQuAD's sentences are never used, as nothing made of them may be passed on.
"""

import argparse
import json
import logging
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import sentence_transformers
import torch
from kiwipiepy import Kiwi
from rank_bm25 import BM25Okapi
from sentence_transformers import CrossEncoder, SentenceTransformer
from sentence_transformers.util import semantic_search
from tqdm import tqdm

from data_preprocessing import clean
from models import MAX_SCORE, ModelError, Scorer
from training import TrainingError, data
from training.base import source_of
from training.evaluate import score_frame
from training.finetune import fast_bfloat16, read_pairs
from training.metrics import Floats

logger = logging.getLogger(__name__)

BINS = (*data.BINS[:4], "[4, 5]")
INTENTS = {"parakqc": data.load_parakqc, "stylekqc": data.load_stylekqc}
LOCKED = {"korquad"}  # CC BY-ND
# The sources of KLUE-STS itself weigh most: its own training sentences, then the corpora that
# have reviews of lodgings, news of policies, and smart-home commands too.
SOURCES = (
    "klue=6",
    "parakqc=3",
    "klue-dp=2",
    "stylekqc=2",
    "korsts=1",
    "klue-ner=1",
    "ud=1",
)
# Characters of a sentence: about as short and as long as those of KLUE-STS train.
SHORTEST, LONGEST = 6, 140
# Parts of speech that carry meaning: nouns, verbs, adjectives, adverbs, determiners, roots,
# foreign words and numbers.
CONTENT = ("N", "VV", "VA", "M", "XR", "SL", "SH", "SN")

Hits = list[tuple[int, int]]


@dataclass(frozen=True)
class Teacher:
    """What labels pairs.

    Attributes:
        name: What the model calls itself.
        revision: Of its weights.
        score: From a table with `sentence1` and `sentence2` to (pairs,) scores, 0-5.
    """

    name: str
    revision: str
    score: Callable[[pd.DataFrame], Floats]


# ---------------------------------------------------------------------------------- teachers


def load_teacher(name: str) -> Teacher:
    """A teacher by the folder of a model that could serve, else by its name on the Hub.

    Args:
        name: A folder, or the Hub name of a cross-encoder with one output from 0 to 1, as
            sentence-transformers trains them.

    Raises:
        TrainingError: The folder's model is damaged; or there is no such folder, and the Hub has
            no such model or is out of reach.
    """
    if Path(name).is_dir():
        try:
            scorer = Scorer.load(Path(name))
        except ModelError as error:
            raise TrainingError(str(error)) from error
        return Teacher(
            scorer.name, scorer.revision, lambda frame: score_frame(scorer, frame, scorer.name)
        )
    try:
        model = CrossEncoder(name)
    except Exception as error:  # what it raises offline differs from version to version
        raise TrainingError(
            f"The teacher {name!r} is neither a folder nor a cross-encoder on the Hub within "
            "reach; name the folder of a fine-tuned model with --teacher."
        ) from error
    config: Any = model.config
    kinds = config.architectures or []
    if model.num_labels != 1 or not any("SequenceClassification" in kind for kind in kinds):
        raise TrainingError(
            f"The teacher {name!r} is no cross-encoder with one output; name another with "
            "--teacher."
        )

    def score(frame: pd.DataFrame) -> Floats:
        pairs = list(zip(frame["sentence1"], frame["sentence2"], strict=True))
        turned = [(b, a) for a, b in pairs]
        outputs: Any = model.predict(pairs + turned, show_progress_bar=True)
        both = np.asarray(outputs, dtype=np.float64).reshape(2, len(pairs))
        scores: Floats = MAX_SCORE * both.mean(axis=0).clip(0.0, 1.0)
        return scores

    return Teacher(name, str(getattr(config, "_commit_hash", None) or ""), score)


def label(frame: pd.DataFrame, teachers: Sequence[Teacher]) -> pd.DataFrame:
    """A table of pairs with `score`, the mean of the teachers', and `teacher`, their names."""
    scores = np.mean([teacher.score(frame) for teacher in teachers], axis=0)
    return frame.assign(score=scores.round(4), teacher="+".join(item.name for item in teachers))


# --------------------------------------------------------------------------------- sentences


def key_of(sentence: str) -> str:
    """What two copies of a sentence have in common; never empty."""
    return data.normal_form(sentence) or sentence


def pair_keys(frame: pd.DataFrame) -> set[frozenset[str]]:
    """The keys of each pair of a table, without their order."""
    keys = {text: key_of(text) for text in data.sentences_of(frame)}
    return {
        frozenset({keys[a], keys[b]})
        for a, b in zip(frame["sentence1"], frame["sentence2"], strict=True)
    }


def parse_sources(given: Sequence[str], known: set[str]) -> dict[str, float]:
    """The weights of `--sources`.

    Args:
        given: Each `NAME` or `NAME=WEIGHT`; without a weight it is 1.
        known: The names that there are.

    Returns:
        Name to share of the candidates; they add up to 1.

    Raises:
        TrainingError: A name is unknown or locked, or a weight is no positive number.
    """
    weights = {}
    for text in given:
        name, _, weight = text.partition("=")
        if name in LOCKED:
            raise TrainingError(
                f"{name} may not be used: its licence (CC BY-ND) forbids passing on what is made "
                "of it; leave it out of --sources."
            )
        if name not in known:
            raise TrainingError(
                f"There is no source {name!r}; there are: {', '.join(sorted(known - LOCKED))}."
            )
        try:
            weights[name] = float(weight or 1)
        except ValueError:
            weights[name] = math.nan
        if not 0 < weights[name] < math.inf:
            raise TrainingError(f"{text!r} has no positive weight; write NAME or NAME=WEIGHT.")
    return {name: weight / sum(weights.values()) for name, weight in weights.items()}


def read_sentences(
    folder: Path,
    gold: pd.DataFrame,
    sources: Sequence[str],
    forbidden: frozenset[str],
    limit: int,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """The sentences that pairs are made of.

    Args:
        folder: Of the data.
        gold: The labelled pairs; their sentences are a source under the first part of `source`.
        sources: The names that are wanted.
        forbidden: From `data.forbidden_keys`; an intent with such a sentence goes as a whole.
        limit: Sentences of one source; a sample where there are more.
        rng: For that sample.

    Returns:
        Columns `source`, `sentence` (cleaned), `intent` (-1 where there is none) and `key`; no
        key twice within a source.

    Raises:
        TrainingError: A file is missing.
    """
    parts = []
    for name, pairs in gold.groupby(gold["source"].str.split("/").str[0], sort=False):
        if name in sources:
            texts = sorted({clean(text) for text in data.sentences_of(pairs)} - {""})
            kept = [text for text in texts if not data.is_forbidden(text, forbidden)]
            parts.append(pd.DataFrame({"source": name, "sentence": kept, "intent": -1}))
    for name, load in INTENTS.items():
        if name in sources:
            parts.append(load(folder, forbidden)[["sentence", "intent"]].assign(source=name))
    if set(sources) & data.UNLABELLED.keys():
        unlabelled = data.load_unlabelled(folder, forbidden)
        parts.append(unlabelled[unlabelled["source"].isin(list(sources))].assign(intent=-1))
    frame = pd.concat(parts, ignore_index=True)
    frame = frame[frame["sentence"].str.len().between(SHORTEST, LONGEST)]
    frame = frame.assign(key=[key_of(text) for text in frame["sentence"]])
    frame = frame.drop_duplicates(["source", "key"])
    order = rng.permutation(len(frame))
    return frame.iloc[order].groupby("source", sort=False).head(limit).reset_index(drop=True)


# --------------------------------------------------------------------------------- neighbours


def load_embedder(name: str) -> SentenceTransformer:
    """A sentence encoder by folder or Hub name; a plain checkpoint is pooled by its mean.

    Raises:
        TrainingError: There is none.
    """
    try:
        return SentenceTransformer(name)
    except Exception as error:  # what it raises offline differs from version to version
        raise TrainingError(
            f"Cannot load the embedder {name!r}; make it with `python -m training base`, or name "
            "another folder with --embedder."
        ) from error


def semantic_hits(
    sentences: list[str], queries: list[int], top_k: int, embedder: SentenceTransformer, prompt: str
) -> Hits:
    """For each query the sentences with the nearest embeddings.

    Args:
        sentences: Those of one source.
        queries: Positions in `sentences`.
        top_k: Neighbours of each.
        embedder: Makes embeddings.
        prompt: Put before each sentence.

    Returns:
        Positions of the query and the neighbour, never the same.
    """
    with torch.autocast(embedder.device.type, torch.bfloat16, enabled=fast_bfloat16()):
        vectors = embedder.encode(
            sentences, prompt=prompt, batch_size=64, convert_to_tensor=True, show_progress_bar=True
        ).float()
    found = semantic_search(vectors[queries], vectors, top_k=top_k + 1)
    return [
        (query, int(hit["corpus_id"]))
        for query, hits in zip(queries, found, strict=True)
        for hit in hits
        if hit["corpus_id"] != query
    ]


def content_words(sentences: list[str], kiwi: Kiwi) -> list[list[str]]:
    """The morphemes of each sentence that carry meaning."""
    return [
        [token.form for token in tokens if token.tag.startswith(CONTENT)]
        for tokens in kiwi.tokenize(sentences)
    ]


def bm25_hits(words: list[list[str]], queries: list[int], top_k: int) -> Hits:
    """For each query the sentences that BM25 ranks first.

    Args:
        words: Of each sentence of one source, from `content_words`.
        queries: Positions in `words`.
        top_k: Neighbours of each, as far as so many share a word with it.

    Returns:
        As from `semantic_hits`.
    """
    if not any(words):
        return []
    index = BM25Okapi(words)
    hits = []
    for query in tqdm(queries, desc="bm25", unit="query"):
        scores = index.get_scores(words[query])
        scores[query] = 0.0
        best = np.argsort(-scores, kind="stable")[:top_k]
        hits += [(query, int(other)) for other in best if scores[other] > 0]
    return hits


def intent_hits(intents: Sequence[int]) -> Hits:
    """All pairs within an intent, as positions in `intents`; -1 is none."""
    members: dict[int, list[int]] = {}
    for position, intent in enumerate(intents):
        if intent >= 0:
            members.setdefault(intent, []).append(position)
    return [pair for group in members.values() for pair in combinations(group, 2)]


def choose_hits(
    hits: Hits,
    keys: Sequence[str],
    wanted: int,
    seen: set[frozenset[str]],
    rng: np.random.Generator,
) -> Hits:
    """A sample of hits that are new pairs.

    Args:
        hits: Positions of two sentences each.
        keys: Of all sentences.
        wanted: How many at most.
        seen: Keys of pairs that are not wanted; those of the chosen ones are added.
        rng: For the order.

    Returns:
        Hits whose sentences differ and whose pair was not in `seen`.
    """
    chosen: Hits = []
    for row in rng.permutation(len(hits)):
        if len(chosen) == wanted:
            break
        a, b = hits[row]
        pair = frozenset({keys[a], keys[b]})
        if len(pair) == 2 and pair not in seen:
            seen.add(pair)
            chosen.append((a, b))
    return chosen


def find_candidates(
    sentences: pd.DataFrame,
    shares: dict[str, float],
    seen: set[frozenset[str]],
    embedder: SentenceTransformer,
    args: argparse.Namespace,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """New pairs of each source, equally many by each of its methods.

    Args:
        sentences: From `read_sentences`.
        shares: Of each source in `args.candidates`.
        seen: Keys of pairs that are not wanted; those of the candidates are added.
        embedder: For `semantic`.
        args: Of the command.
        rng: For queries and samples.

    Returns:
        Columns `source` (`silver/` and the source's name), `method`, `sentence1`, `sentence2`.
    """
    kiwi = Kiwi()
    parts = []
    for source, share in shares.items():
        here = sentences[sentences["source"] == source]
        texts, keys, intents = (here[name].tolist() for name in ("sentence", "key", "intent"))
        methods = ["intent", "semantic", "bm25"][0 if source in INTENTS else 1 :]
        wanted = math.ceil(share * args.candidates / len(methods))
        # A neighbour of the same intent is left to `intent`, so more neighbours are looked up.
        top_k = args.top_k + (data.INTENT_ROWS if source in INTENTS else 0)
        queries = rng.permutation(len(texts))[: min(args.queries, wanted)].tolist()
        logger.info("%s: %d sentences, %d pairs wanted by each method", source, len(texts), wanted)
        for method in methods:
            if method == "intent":
                hits = intent_hits(intents)
            else:
                if method == "semantic":
                    hits = semantic_hits(texts, queries, top_k, embedder, args.prompt)
                else:
                    hits = bm25_hits(content_words(texts, kiwi), queries, top_k)
                hits = [(a, b) for a, b in hits if intents[a] < 0 or intents[a] != intents[b]]
            chosen = choose_hits(hits, keys, wanted, seen, rng)
            if len(chosen) < wanted:
                logger.warning("%s: only %d new pairs by %s", source, len(chosen), method)
            rows = [(f"silver/{source}", method, texts[a], texts[b]) for a, b in chosen]
            parts.append(pd.DataFrame(rows, columns=["source", "method", "sentence1", "sentence2"]))
    return pd.concat(parts, ignore_index=True)


# ----------------------------------------------------------------------------------- the choice


def bins_of(scores: pd.Series) -> npt.NDArray[np.int64]:
    """The bin (0-4, see `BINS`) of each score."""
    return np.minimum(data.label_bins(scores), len(BINS) - 1)


def choose_evenly(
    frame: pd.DataFrame, pairs: int, rng: np.random.Generator
) -> tuple[pd.DataFrame, list[str]]:
    """Equally many pairs of each bin of labels.

    Args:
        frame: A table with `score` (0-5).
        pairs: How many in all, at most; five or more. Each bin gives a fifth of it, or as many
            as the smallest bin has: filling up from the other bins would make the labels uneven.
        rng: For the choice within a bin.

    Returns:
        The chosen rows, numbered anew, in their old order; and the names of the bins that had
        less than their fifth.

    Raises:
        TrainingError: A bin is empty.
    """
    bins = bins_of(frame["score"])
    counts = np.bincount(bins, minlength=len(BINS))
    share = pairs // len(BINS)
    short = [name for name, count in zip(BINS, counts, strict=True) if count < share]
    each = min(share, int(counts.min()))
    if not each:
        empty = [name for name, count in zip(BINS, counts, strict=True) if not count]
        raise TrainingError(
            f"The teacher labelled no pair in {' or '.join(empty)}; ask for more --candidates, "
            "or name other --sources or another --teacher."
        )
    rows = [rng.permutation(np.flatnonzero(bins == index))[:each] for index in range(len(BINS))]
    return frame.iloc[np.sort(np.concatenate(rows))].reset_index(drop=True), short


# --------------------------------------------------------------------------------- the command


def describe(frame: pd.DataFrame) -> dict[str, Any]:
    """How many pairs there are: in all, by each method, of each source, in each bin."""
    counts = np.bincount(bins_of(frame["score"]), minlength=len(BINS)).tolist()
    return {
        "pairs": len(frame),
        "method": frame["method"].value_counts().to_dict(),
        "source": frame["source"].value_counts().to_dict(),
        "bin": dict(zip(BINS, counts, strict=True)),
    }


def add_sentence_arguments(parser: argparse.ArgumentParser) -> None:
    """Options that `judged` has, too: where sentences are taken from."""
    runs = Path("training/runs")
    parser.add_argument("--data", type=Path, help="folder with the files; default: ../shared/data")
    parser.add_argument(
        "--train",
        type=Path,
        default=runs / "data" / "train.csv",
        help="the gold pairs, whose sentences are sources too; default: %(default)s",
    )
    parser.add_argument(
        "--validation",
        type=Path,
        default=runs / "data" / "validation.csv",
        help="pairs whose sentences stay unseen; default: %(default)s",
    )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `python -m training augment`."""
    runs = Path("training/runs")
    add_sentence_arguments(parser)
    parser.add_argument(
        "--teacher",
        nargs="+",
        default=["running_model/best_model"],
        help="folders or Hub names of models; labels are their mean; default: the running model",
    )
    parser.add_argument(
        "--embedder", default=str(runs / "base"), help="folder or Hub name; default: %(default)s"
    )
    parser.add_argument(
        "--prompt",
        default="query: ",
        help="put before each sentence that is embedded, as E5 wants it; default: '%(default)s'",
    )
    parser.add_argument(
        "--sources",
        nargs="+",
        default=list(SOURCES),
        metavar="NAME[=WEIGHT]",
        help=f"where sentences come from, and how much each counts; default: {' '.join(SOURCES)}",
    )
    for name, default, text in (
        ("--limit", 20_000, "sentences of one source at most"),
        ("--queries", 3_000, "sentences of a source that neighbours are looked up for, at most"),
        ("--top-k", 5, "neighbours of each"),
        ("--candidates", 20_000, "pairs that the teacher labels"),
        ("--pairs", 10_000, "pairs that are kept, at most"),
        ("--seed", 1, "of all samples"),
    ):
        parser.add_argument(name, type=int, default=default, help=f"{text}; default: %(default)s")
    parser.add_argument("--out", type=Path, default=runs / "augment")


def run(args: argparse.Namespace) -> None:
    """Find candidates, label them, keep an even part and write it.

    Raises:
        TrainingError: Data, teacher or embedder are missing, or a bin stays empty.
    """
    folder = data.find_folder(args.data)
    if folder is None:
        raise TrainingError("There is no folder with the data; name it with --data.")
    for name in ("limit", "queries", "top_k", "candidates", "pairs"):
        least = len(BINS) if name == "pairs" else 1
        if getattr(args, name) < least:
            raise TrainingError(f"--{name.replace('_', '-')} must be at least {least}.")
    gold, validation = read_pairs(args.train), read_pairs(args.validation)
    origins = set(gold["source"].str.split("/").str[0])
    shares = parse_sources(args.sources, origins | INTENTS.keys() | data.UNLABELLED.keys())
    teachers = [load_teacher(name) for name in args.teacher]
    embedder = load_embedder(args.embedder)
    rng = np.random.default_rng(args.seed)
    forbidden = data.load_forbidden(folder) | data.forbidden_keys(data.sentences_of(validation))
    sentences = read_sentences(folder, gold, list(shares), forbidden, args.limit, rng)
    seen = pair_keys(gold) | pair_keys(data.load_korsts_dev(folder))
    candidates = find_candidates(sentences, shares, seen, embedder, args, rng)
    if candidates.empty:
        raise TrainingError("No new pairs were found; name other --sources.")
    candidates = label(candidates, teachers)
    silver, short = choose_evenly(candidates, args.pairs, rng)
    if short:
        logger.warning(
            "Few pairs are labelled in %s: each bin gives %d instead of %d.",
            ", ".join(short),
            len(silver) // len(BINS),
            args.pairs // len(BINS),
        )
    silver.insert(0, "guid", [f"silver-{row:05d}" for row in range(len(silver))])
    args.out.mkdir(parents=True, exist_ok=True)
    columns = [*data.COLUMNS, "method", "teacher"]
    text = silver[columns].to_csv(index=False, lineterminator="\n")
    (args.out / "silver.csv").write_text(text, encoding="utf-8")
    options = {name: value for name, value in vars(args).items() if name not in UNRECORDED}
    record = {
        "options": {name: _plain(value) for name, value in options.items()},
        "teachers": [{"name": item.name, "revision": item.revision} for item in teachers],
        "embedder_source": source_of(args.embedder),
        "sentences": sentences["source"].value_counts().to_dict(),
        "candidates": describe(candidates),
        "chosen": describe(silver),
        "short_bins": short,
        "sentence_transformers": sentence_transformers.__version__,
        "torch": torch.__version__,
    }
    (args.out / "augment.json").write_text(
        json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    parts = {"gold": gold, "labelled": candidates, "silver": silver}
    data.plot_labels(parts, args.out / "labels.png")
    logger.info("wrote %s: %s", args.out, json.dumps(record["chosen"], ensure_ascii=False))


UNRECORDED = {"command", "module"}  # what the command line adds to the options


def _plain(value: Any) -> Any:
    """A value of the command line as JSON has it."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, Path) else value
