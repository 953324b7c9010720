"""Scoring: two Korean sentences in, a similarity from 0 to 5 out.

`Scorer.load` reads a folder in the Transformers format and scores with it. Two kinds fit:

- any single-output regressor that `AutoModelForSequenceClassification` loads (KoELECTRA, BERT,
  RoBERTa ...): a cross-encoder, scored in both orders and averaged;
- `PairEncoder`, this project's own: the two sentences are encoded apart in the lower layers and
  see each other in the upper ones. It is symmetric by construction and costs one order.

Where the model has `ceilings`, what it says is lowered where rules find a difference in meaning,
and raised where they know that there is none.

But: it knows nothing of HTTP, trains nothing, and downloads nothing.
"""

import hashlib
import json
import math
import pickle
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypedDict

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from torch import Tensor, nn
from torch.nn import functional
from transformers import (
    AutoConfig,
    AutoModelForSequenceClassification,
    AutoTokenizer,
    ElectraConfig,
    ElectraModel,
    ElectraPreTrainedModel,
    PreTrainedTokenizerBase,
)
from transformers.modeling_outputs import SequenceClassifierOutput
from transformers.utils import logging as transformers_logging

from ceilings import LEFT_ALONE, Ceilings
from data_preprocessing import clean
from differences import Analyser, shared_analyser
from spacing import respace

MAX_SCORE = 5.0
CLASSIC_THRESHOLD = 3.0  # KLUE-STS calls a pair similar from this score on
WEIGHTS = ("model.safetensors", "pytorch_model.bin")  # in the order of preference
# Tokens of one sentence that `PairEncoder` reads, [CLS] and [SEP] among them. The longest
# sentence of KLUE-STS has 122.
PAIR_ENCODER_TOKENS = 256
# Of a score: the last of them may differ with the batch that a pair is computed in, and what
# comes after is noise.
DECIMALS = 6
# Pairs x padded tokens of one forward pass. Passes take turns, so that a single pair waits for one
# of them, not for a whole batch of a thousand.
TOKENS_PER_PASS = 1024
FAR = -1e4  # below any nearness, as good as minus infinity in every precision


class ModelError(Exception):
    """A model folder that cannot be used; the message is one sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Result:
    """The similarity of one pair.

    Attributes:
        sentence1: The first sentence, as `readable` leaves it.
        sentence2: The second sentence, as `readable` leaves it.
        score: 0 (nothing in common) to 5 (the same meaning), the scale of KLUE-STS.
        lowered: By how much, 0-5, differences in meaning lowered what the model said (ceilings.py).
        raised: By how much, 0-5, it was raised, as both say the same in words that are known to.
        similarity: `score` / 5, from 0 to 1.
        percent: `similarity` in percent, rounded half up.
        similar: Whether `score` reaches `threshold`.
        threshold: From 0 to 5.
        low: Where people's label of the pair lies, 0-5, nine times out of ten, is from here ...
        high: ... to here; both None where the model's `metrics.json` has no `bands`.
        truncated: For each sentence, whether the model read only its beginning.
    """

    sentence1: str
    sentence2: str
    score: float
    lowered: float
    raised: float
    low: float | None
    high: float | None
    similarity: float
    percent: int
    similar: bool
    threshold: float
    truncated: tuple[bool, bool]


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """What the model makes of the tokens of one sentence; special tokens are left out.

    Attributes:
        spans: Where each begins and ends in the sentence; a space before it may be part of it.
        states: (tokens, hidden), float32: what the last layer says of each.
    """

    spans: list[tuple[int, int]]
    states: NDArray[np.float32]


class Comparison(nn.Module):
    """What the tokens of two sentences find in each other, and what they miss.

    Each token is set against its counterpart: the mean of the other sentence's tokens, weighted by
    how near they are (soft alignment; Parikh et al. 2016). The mean over all tokens says how much
    is shared; the maximum lets the one token that has no counterpart (a number, a negation) be
    heard, which the mean of a whole sentence drowns.

    Args:
        hidden: Size of a token.
        size: Of the comparison of a token with its counterpart.
    """

    EXTREMES = 4

    def __init__(self, hidden: int, size: int) -> None:
        super().__init__()
        self.compare = nn.Linear(2 * hidden, size)
        # Logarithm of how sharply a token picks its counterpart.
        self.sharpness = nn.Parameter(torch.tensor(3.0))
        self.features = 2 * size + self.EXTREMES

    def forward(self, tokens: Tensor, mask: Tensor) -> Tensor:
        """Compare pairs.

        Args:
            tokens: (pairs, 2, tokens, hidden).
            mask: (pairs, 2, tokens), true for a token, false for padding.

        Returns:
            (pairs, features), the same when the two sentences are swapped: means and maxima of
            the comparisons; the mean and the difference of the two sentences' mean nearness, and
            the smaller and larger of their least near tokens' nearness.
        """
        sides = tokens.float().unbind(dim=1)
        masks = mask.unbind(dim=1)
        units = [functional.normalize(side, dim=-1) for side in sides]
        with torch.autocast(tokens.device.type, enabled=False):
            near = units[0] @ units[1].transpose(1, 2)
        means, maxima, shared, least = [], [], [], []
        for here, there, nearness in ((0, 1, near), (1, 0, near.transpose(1, 2))):
            nearness = nearness.masked_fill(~masks[there].unsqueeze(1), FAR)
            with torch.autocast(tokens.device.type, enabled=False):
                counterpart = (self.sharpness.exp() * nearness).softmax(dim=-1) @ sides[there]
            both = [(sides[here] - counterpart).abs(), sides[here] * counterpart]
            compared = functional.gelu(self.compare(torch.cat(both, dim=-1)))
            kept = masks[here].unsqueeze(-1)
            means.append((compared * kept).sum(dim=1) / kept.sum(dim=1))
            maxima.append(compared.masked_fill(~kept, FAR).amax(dim=1))
            best = nearness.amax(dim=-1)
            shared.append((best * masks[here]).sum(dim=1) / masks[here].sum(dim=1))
            least.append(best.masked_fill(~masks[here], -FAR).amin(dim=1))
        extremes = torch.stack(
            [
                (shared[0] + shared[1]) / 2,
                (shared[0] - shared[1]).abs(),
                torch.minimum(least[0], least[1]),
                torch.maximum(least[0], least[1]),
            ],
            dim=-1,
        )
        mean = (means[0] + means[1]) / 2
        return torch.cat([mean, torch.maximum(maxima[0], maxima[1]), extremes], dim=-1)


class PairEncoder(ElectraPreTrainedModel):
    """An ELECTRA that reads two sentences apart, then together.

    The sentences share all weights and their positions both start at 0, and the head's features
    (|u - v|, u * v, u + v, cosine, and those of `Comparison`) do not change when u and v are
    swapped, so neither does the score. In the `config.cross_layers` uppermost layers each sentence
    attends to the other too; a learned bias per layer and head says how much. Without those layers
    it is a bi-encoder.

    Args:
        config: An `ElectraConfig` with two additions: `cross_layers` (0 to num_hidden_layers) and
            `compare_size` (of `Comparison`; 0 or missing: without it).
    """

    config_class = ElectraConfig

    def __init__(self, config: ElectraConfig) -> None:
        super().__init__(config)
        self.electra = ElectraModel(config)
        self.cross_layers: int = config.cross_layers
        # A door that training opens: at -2 a token of the other sentence weighs an eighth of
        # one's own, so that training starts near the bi-encoder that the base already is.
        self.cross_bias = nn.Parameter(
            torch.full((self.cross_layers, config.num_attention_heads), -2.0)
        )
        self.dropout = nn.Dropout(config.hidden_dropout_prob)
        features = 3 * config.hidden_size + 1
        self.comparison: Comparison | None = None
        if getattr(config, "compare_size", 0):
            self.comparison = Comparison(config.hidden_size, config.compare_size)
            features += self.comparison.features
        self.dense = nn.Linear(features, config.hidden_size)
        self.out = nn.Linear(config.hidden_size, 1)
        self.post_init()  # type: ignore[no-untyped-call]

    def forward(
        self,
        input_ids: Tensor,
        attention_mask: Tensor,
    ) -> SequenceClassifierOutput:
        """Score pairs.

        Args:
            input_ids: (pairs, 2, tokens), each sentence with its own `[CLS]` and `[SEP]`.
            attention_mask: (pairs, 2, tokens), 1 for a token, 0 for padding.

        Returns:
            `logits` (pairs, 1); the similarity is their sigmoid.
        """
        mask = attention_mask.bool()
        hidden = self.encode(input_ids, attention_mask)
        kept = mask.unsqueeze(-1).to(hidden.dtype)
        u, v = ((hidden * kept).sum(dim=2) / kept.sum(dim=2)).unbind(dim=1)
        cosine = functional.cosine_similarity(u, v).unsqueeze(-1)
        parts = [(u - v).abs(), u * v, u + v, cosine]
        if self.comparison is not None:
            parts.append(self.comparison(hidden, mask).to(hidden.dtype))
        features = torch.cat(parts, dim=-1)
        features = functional.gelu(self.dense(self.dropout(features)))
        logits = self.out(self.dropout(features))
        return SequenceClassifierOutput(logits=logits)

    def encode(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Read pairs: apart in the lower layers, together in the upper ones.

        Args:
            input_ids: As of `forward`.
            attention_mask: As of `forward`.

        Returns:
            (pairs, 2, tokens, hidden): what becomes of each token; of padding, nothing of use.
        """
        pairs, _, tokens = input_ids.shape
        mask = attention_mask.bool()
        hidden = self.electra.embeddings(input_ids.view(-1, tokens))
        if hasattr(self.electra, "embeddings_project"):  # where embeddings are narrower (small)
            hidden = self.electra.embeddings_project(hidden)
        # Added to the attention's logits: nothing for a token, next to minus infinity for padding.
        weights = torch.zeros_like(mask, dtype=self._attention_dtype(hidden))
        weights.masked_fill_(~mask, torch.finfo(torch.bfloat16).min)
        layers = self.electra.encoder.layer
        apart = len(layers) - self.cross_layers
        for layer in layers[:apart]:
            hidden = layer(hidden, weights.view(-1, 1, 1, tokens))
        hidden = hidden.view(pairs, 2 * tokens, -1)
        if self.cross_layers:
            side = torch.arange(2 * tokens, device=hidden.device) // tokens
            other = (side[:, None] != side[None, :]).to(weights.dtype)
            weights = weights.view(pairs, 1, 1, 2 * tokens)
            for bias, layer in zip(self.cross_bias, layers[apart:], strict=True):
                to_other = (bias.view(1, -1, 1, 1) * other).to(weights.dtype)
                hidden = layer(hidden, weights + to_other)
        read: Tensor = hidden.view(pairs, 2, tokens, -1)
        return read

    @staticmethod
    def _attention_dtype(hidden: Tensor) -> torch.dtype:
        kind = hidden.device.type
        return torch.get_autocast_dtype(kind) if torch.is_autocast_enabled(kind) else hidden.dtype


class Turns:
    """A lock whose holders follow each other in the order in which they asked for it.

    `threading.Lock` is not fair: who releases it and asks again at once, gets it at once.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._asked = 0
        self._served = 0

    def __enter__(self) -> None:
        with self._changed:
            turn = self._asked
            self._asked += 1
            self._changed.wait_for(lambda: self._served == turn)

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._served += 1
            self._changed.notify_all()


class Scorer:
    """A loaded model that scores pairs; safe to call from several threads.

    Attributes:
        name: What the model calls itself.
        revision: First 12 hex digits of the SHA-256 of its weights.
        metrics: What `metrics.json` beside the weights says; empty without one.
        max_tokens: Tokens of one sentence that the model reads.
        parameters: How many numbers it has learned.
        threshold: Scores from here on (0 to 5) count as similar.
        ceilings: What differences in meaning do to its scores; None: nothing.
    """

    def __init__(
        self,
        model: nn.Module,
        tokenizer: PreTrainedTokenizerBase,
        *,
        name: str = "unnamed",
        revision: str = "",
        metrics: dict[str, Any] | None = None,
        threshold: float = CLASSIC_THRESHOLD,
        ceilings: Ceilings | None = None,
    ) -> None:
        """Wrap a model that is already in memory; `load` is the usual way.

        Args:
            model: A `PairEncoder`, or a sequence classifier with one output.
            tokenizer: A fast tokenizer.
            name: Shown to users.
            revision: Shown to users.
            metrics: Shown to users.
            threshold: From 0 to 5.
            ceilings: Of the model, where it has any; with them Kiwi is loaded.
        """
        self.model = model.float().eval()
        self.tokenizer = tokenizer
        self.name = name
        self.revision = revision
        self.metrics = metrics or {}
        self.threshold = threshold
        self.ceilings = ceilings
        self._analyser: Analyser | None = shared_analyser() if ceilings else None
        self.parameters = sum(parameter.numel() for parameter in model.parameters())
        self.max_tokens = self._tokens_per_sentence()
        self._turns = Turns()

    @classmethod
    def load(
        cls, folder: Path, *, threshold: float | None = None, threads: int | None = None
    ) -> Self:
        """Load a model from a folder in the Transformers format.

        Args:
            folder: Holds `config.json`, the tokenizer's files and `model.safetensors` (or a
                `pytorch_model.bin`, which is read without running what a pickle may carry).
            threshold: Overrides the one of `metrics.json`; without either it is 3.0.
            threads: CPU threads of one forward pass; PyTorch's own choice by default.

        Raises:
            ModelError: Something is missing, damaged or does not fit together.
        """
        if threads is not None:
            torch.set_num_threads(threads)
        config = _read_config(folder)
        weights = next((folder / name for name in WEIGHTS if (folder / name).is_file()), None)
        if weights is None:
            raise ModelError(
                f"{folder} holds no weights ({' or '.join(WEIGHTS)}); copy them there, "
                "or make them with `make train`."
            )
        model = _read_model(folder, config, weights)
        tokenizer = _read_tokenizer(folder, config)
        metrics = _read_metrics(folder / "metrics.json")
        chosen = metrics.get("threshold", CLASSIC_THRESHOLD) if threshold is None else threshold
        return cls(
            model,
            tokenizer,
            name=str(metrics.get("model", folder.name)),
            revision=revision_of(weights),
            metrics=metrics,
            threshold=float(chosen),
            ceilings=Ceilings.read(metrics["ceilings"]) if "ceilings" in metrics else None,
        )

    def warm_up(self) -> None:
        """Score one pair, so that the first user does not wait for lazy set-up."""
        self.score("문장을 읽습니다.", "글을 봅니다.")

    def score(self, sentence1: str, sentence2: str) -> Result:
        """Score one pair; see `score_pairs`."""
        return self.score_pairs([(sentence1, sentence2)])[0]

    def score_pairs(self, pairs: Sequence[tuple[str, str]]) -> list[Result]:
        """Score pairs of sentences.

        The order within a pair never matters: a pair is put into one order before it is read, so
        that `(a, b)` and `(b, a)` are the same computation. Sentences that clean to the same text
        score 5.0 without being read.

        Args:
            pairs: Sentences as typed; they are cleaned here, and spaces put where none were.

        Returns:
            One result for each pair, in the order of `pairs`.

        Raises:
            ValueError: Nothing is left of a sentence after cleaning.
        """
        if not pairs:
            return []
        cleaned = [(readable(a), readable(b)) for a, b in pairs]
        for index, pair in enumerate(cleaned):
            if not all(pair):
                raise ValueError(f"Nothing is left of a sentence of pair {index} after cleaning.")
        read = self._read_beginnings({sentence for pair in cleaned for sentence in pair})
        wanted = {_ordered(read[a][0], read[b][0]) for a, b in cleaned if a != b}
        scores = self._compute(sorted(wanted))
        return [
            self._result(
                a,
                b,
                MAX_SCORE if a == b else scores[_ordered(read[a][0], read[b][0])],
                (read[a][1], read[b][1]),
            )
            for a, b in cleaned
        ]

    def read(self, sentence1: str, sentence2: str) -> tuple[Tokens, Tokens]:
        """What the model makes of each token of a pair, without scoring it.

        A `PairEncoder` reads the sentences with a view of each other, as it does to score them; a
        sequence classifier reads each alone. What is too long is read from its beginning.

        Args:
            sentence1: As `readable` leaves it (`Result.sentence1`); so is `sentence2`.
            sentence2: With `sentence1` swapped, so is what comes back.
        """
        pair = _ordered(sentence1, sentence2)  # as in `score_pairs`: one computation for both
        read = self._read_beginnings(set(pair))
        encoded = self.tokenizer(
            [read[sentence][0] for sentence in pair],
            return_offsets_mapping=True,
            return_special_tokens_mask=True,
        )
        inputs = collate([encoded["input_ids"]], self.tokenizer.pad_token_id)
        with self._turns, torch.inference_mode():
            if isinstance(self.model, PairEncoder):
                hidden = self.model.encode(**inputs)[0]
            else:
                sides = {name: values[0] for name, values in inputs.items()}
                model: Any = self.model.base_model
                hidden = model(**sides).last_hidden_state
        found = {}
        for side, sentence in enumerate(pair):
            special = encoded["special_tokens_mask"][side]
            kept = [index for index, flag in enumerate(special) if not flag]
            spans = encoded["offset_mapping"][side]
            found[sentence] = Tokens([spans[index] for index in kept], hidden[side, kept].numpy())
        return found[sentence1], found[sentence2]

    def _result(self, a: str, b: str, said: float, truncated: tuple[bool, bool]) -> Result:
        score = said if a == b else self._hold(a, b, said)
        similarity = round(score / MAX_SCORE, DECIMALS + 1)
        low, high = (score, score) if a == b else self._bounds(score)
        return Result(
            sentence1=a,
            sentence2=b,
            score=score,
            lowered=max(0.0, round(said - score, DECIMALS)),
            raised=max(0.0, round(score - said, DECIMALS)),
            low=low,
            high=high,
            similarity=similarity,
            percent=math.floor(similarity * 100 + 0.5),
            similar=score >= self.threshold,
            threshold=self.threshold,
            truncated=truncated,
        )

    def _hold(self, a: str, b: str, score: float) -> float:
        """The model's score of a pair, lowered or raised as far as what is known of it asks for."""
        if self.ceilings is None or self._analyser is None or score <= LEFT_ALONE:
            return score
        return round(self.ceilings.hold(score, self._analyser.compare(a, b)), DECIMALS)

    def _bounds(self, score: float) -> tuple[float | None, float | None]:
        """Between which labels the label of a pair with this score lies, as calibrated."""
        bands = self.metrics.get("bands")
        if not bands:
            return None, None
        low, high = bounds(bands, np.array(score))
        return round(float(low), DECIMALS), round(float(high), DECIMALS)

    def _tokens_per_sentence(self) -> int:
        if isinstance(self.model, PairEncoder):
            return min(PAIR_ENCODER_TOKENS, self.model.config.max_position_embeddings)
        config: Any = self.model.config
        # RoBERTa counts positions from its padding id on, so two of them are never used.
        positions = config.max_position_embeddings - (2 if "roberta" in config.model_type else 0)
        positions = min(positions, self.tokenizer.model_max_length)
        return int(positions - self.tokenizer.num_special_tokens_to_add(pair=True)) // 2

    def _read_beginnings(self, sentences: set[str]) -> dict[str, tuple[str, bool]]:
        """Map each sentence to the part that the model reads, and whether that is a cut."""
        ordered = sorted(sentences)
        special = 2 if isinstance(self.model, PairEncoder) else 0
        room = self.max_tokens - special
        # A token is at least one character, so the tokenizer need not see more of a novel than
        # this to know that it is too long; a long word may hide in one token, hence the factor.
        heads = [sentence[: 64 * self.max_tokens] for sentence in ordered]
        encoded = self.tokenizer(
            heads, add_special_tokens=False, return_offsets_mapping=True, verbose=False
        )
        read = {}
        for sentence, head, offsets in zip(ordered, heads, encoded["offset_mapping"], strict=True):
            fits = len(offsets) <= room and len(head) == len(sentence)
            read[sentence] = (sentence, False) if fits else (head[: offsets[:room][-1][1]], True)
        return read

    def _compute(self, pairs: list[tuple[str, str]]) -> dict[tuple[str, str], float]:
        """Scores of pairs that are already cleaned, cut and put in order."""
        if isinstance(self.model, PairEncoder):
            encode, forward = self._encode_apart, self._forward_apart
        else:
            encode, forward = self._encode_joined, self._forward_joined
        scores: dict[tuple[str, str], float] = {}
        encoded = [encode(a, b) for a, b in pairs]
        lengths = [max(len(ids) for ids in item["input_ids"]) for item in encoded]
        for batch in _batches(lengths):
            with self._turns, torch.inference_mode():
                values = forward([encoded[index] for index in batch])
            for index, value in zip(batch, values.tolist(), strict=True):
                scores[pairs[index]] = round(min(max(value, 0.0), MAX_SCORE), DECIMALS)
        return scores

    def _encode_apart(self, a: str, b: str) -> dict[str, list[list[int]]]:
        encoded = self.tokenizer([a, b], truncation=True, max_length=self.max_tokens)
        return {"input_ids": encoded["input_ids"]}

    def _forward_apart(self, batch: list[dict[str, list[list[int]]]]) -> Tensor:
        inputs = collate([item["input_ids"] for item in batch], self.tokenizer.pad_token_id)
        logits: Tensor = self.model(**inputs).logits
        return logits.squeeze(-1).sigmoid() * MAX_SCORE

    def _encode_joined(self, a: str, b: str) -> dict[str, list[list[int]]]:
        # Both orders, next to each other.
        encoded = self.tokenizer([a, b], [b, a])
        return {name: encoded[name] for name in self.tokenizer.model_input_names if name in encoded}

    def _forward_joined(self, batch: list[dict[str, list[list[int]]]]) -> Tensor:
        rows = [
            {name: values[order] for name, values in item.items()}
            for item in batch
            for order in (0, 1)
        ]
        logits = self.model(**self.tokenizer.pad(rows, return_tensors="pt")).logits
        outputs = logits.view(-1, 2)
        if _gives_logits(self.model.config):
            outputs = outputs.sigmoid() * MAX_SCORE
        scores: Tensor = outputs.mean(dim=1)
        return scores


def readable(text: str) -> str:
    """A sentence as it is scored: clean, and with its spaces where they belong."""
    return respace(clean(text))


def revision_of(weights: Path) -> str:
    """First 12 hex digits of the SHA-256 of a file of weights."""
    with weights.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:12]


def collate(sentences: Sequence[Sequence[Sequence[int]]], pad: int) -> dict[str, Tensor]:
    """Pad the token ids of pairs for `PairEncoder`.

    Args:
        sentences: For each pair the token ids of its two sentences.
        pad: Id of the padding token.

    Returns:
        `input_ids` and `attention_mask`, both (pairs, 2, tokens of the longest sentence).
    """
    longest = max(len(ids) for pair in sentences for ids in pair)
    shape = (len(sentences), 2, longest)
    input_ids = torch.full(shape, pad)
    attention_mask = torch.zeros(shape, dtype=torch.long)
    for row, pair in enumerate(sentences):
        for side, ids in enumerate(pair):
            input_ids[row, side, : len(ids)] = torch.tensor(ids)
            attention_mask[row, side, : len(ids)] = 1
    return {"input_ids": input_ids, "attention_mask": attention_mask}


class Band(TypedDict):
    """How far the labels of pairs that score about `score` lie from it.

    Attributes:
        score: Their mean score, 0-5.
        below: How far below the score the lower bound lies.
        above: How far above the score the upper bound lies.
    """

    score: float
    below: float
    above: float


def bounds(
    bands: Sequence[Band], scores: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Between which labels the labels of pairs lie.

    Args:
        bands: In the order of their scores; between two of them is interpolated.
        scores: Of any shape, 0-5.

    Returns:
        The lower and the upper bound of each score, 0-5.
    """
    at = [band["score"] for band in bands]
    below = np.interp(scores, at, [band["below"] for band in bands])
    above = np.interp(scores, at, [band["above"] for band in bands])
    return (scores - below).clip(0, MAX_SCORE), (scores + above).clip(0, MAX_SCORE)


def _ordered(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a <= b else (b, a)


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Indices of `lengths`, like with like, so that little of a batch is padding."""
    batch: list[int] = []
    for index in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) + 1) * lengths[index] > TOKENS_PER_PASS:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def _gives_logits(config: Any) -> bool:
    """Whether a regressor's output wants a sigmoid (sentence-transformers' CrossEncoder).

    Every other single-output regressor is read as it was trained: on the 0-5 score itself.
    """
    settings = getattr(config, "sentence_transformers", None) or {}
    return "Sigmoid" in str(settings.get("activation_fn", ""))


def _read_config(folder: Path) -> Any:
    if not (folder / "config.json").is_file():
        raise ModelError(
            f"{folder} holds no config.json; set MODEL_FOLDER to the folder of a fine-tuned model, "
            "or make one with `make train`."
        )
    try:
        config = AutoConfig.from_pretrained(folder, local_files_only=True)
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(
            f"{folder / 'config.json'} is damaged or of an unknown kind ({_first_line(error)}); "
            "copy it again from where the model was made."
        ) from error
    if config.num_labels != 1 and not is_pair_encoder(config):
        raise ModelError(
            f"The model in {folder} has {config.num_labels} outputs; similarity needs a regressor "
            "with one (num_labels = 1)."
        )
    return config


def is_pair_encoder(config: Any) -> bool:
    """Whether a folder's config is that of a trained `PairEncoder`."""
    return list(config.architectures or []) == [PairEncoder.__name__]


def _read_model(folder: Path, config: Any, weights: Path) -> nn.Module:
    kind: Any = PairEncoder if is_pair_encoder(config) else AutoModelForSequenceClassification
    verbosity = transformers_logging.get_verbosity()
    bars = transformers_logging.is_progress_bar_enabled()
    transformers_logging.set_verbosity_error()  # its report of odd keys becomes our one sentence
    transformers_logging.disable_progress_bar()
    try:
        model, info = kind.from_pretrained(
            folder,
            config=config,
            dtype=torch.float32,
            local_files_only=True,
            use_safetensors=weights.suffix == ".safetensors",
            output_loading_info=True,
            ignore_mismatched_sizes=True,
        )
    except (OSError, ValueError, RuntimeError, KeyError, EOFError) as error:
        raise _damaged(weights, error) from error
    except (SafetensorError, pickle.UnpicklingError) as error:
        raise _damaged(weights, error) from error
    finally:
        transformers_logging.set_verbosity(verbosity)
        if bars:
            transformers_logging.enable_progress_bar()
    wrong = sorted(info["missing_keys"]) + sorted(str(key) for key in info["mismatched_keys"])
    if wrong:
        raise ModelError(
            f"{weights} does not fit its config.json ({len(wrong)} tensors missing or of another "
            f"shape, first {wrong[0]}); copy both from the same fine-tuned model."
        )
    return model  # type: ignore[no-any-return]


def _damaged(weights: Path, error: Exception) -> ModelError:
    return ModelError(
        f"{weights} cannot be read ({_first_line(error)}); it is damaged, cut short or not a "
        "weights file: copy it again."
    )


def _read_tokenizer(folder: Path, config: Any) -> PreTrainedTokenizerBase:
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        size = len(tokenizer)
    except Exception as error:  # the tokenizers library raises plain Exception
        raise ModelError(
            f"The tokenizer's files in {folder} are missing or damaged ({_first_line(error)}); "
            "copy tokenizer.json and tokenizer_config.json from where the model was made."
        ) from error
    if not tokenizer.is_fast or size > config.vocab_size:
        raise ModelError(
            f"The tokenizer in {folder} does not belong to its model ({size} pieces for "
            f"{config.vocab_size} rows); copy both from the same fine-tuned model."
        )
    return tokenizer


def _read_metrics(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        metrics = json.loads(path.read_text(encoding="utf-8"))
        threshold = metrics.get("threshold", CLASSIC_THRESHOLD)
        bands = metrics.get("bands", [])
    except (ValueError, AttributeError) as error:
        raise ModelError(f"{path} is not a JSON object; restore or delete it.") from error
    if not _are_bands(bands):
        raise ModelError(
            f"{path} has `bands` that are not what `python -m training evaluate` writes; "
            "restore or delete them."
        )
    try:
        if "ceilings" in metrics:
            Ceilings.read(metrics["ceilings"])
    except ValueError as error:
        raise ModelError(
            f"{path} has `ceilings` that are not what `python -m training ceilings` writes "
            f"({error}); restore or delete them."
        ) from error
    if not isinstance(threshold, int | float) or not 0 <= threshold <= MAX_SCORE:
        raise ModelError(f"{path} has a threshold that is not a number from 0 to 5; correct it.")
    return metrics  # type: ignore[no-any-return]


def _are_bands(bands: Any) -> bool:
    """Whether `bands` is a list of scores, rising, with distances that are not negative."""
    try:
        rows = [(band["score"], band["below"], band["above"]) for band in bands]
        scores = [row[0] for row in rows]
        return scores == sorted(scores) and all(value >= 0 for row in rows for value in row)
    except (TypeError, KeyError):
        return False


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0][:200]}" if lines else type(error).__name__
