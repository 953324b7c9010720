"""A real ELECTRA regressor, but tiny and untrained: for tests, and for trying a command quickly.

But: its scores mean nothing.
"""

from pathlib import Path
from typing import Any

import torch
from transformers import ElectraConfig, ElectraForSequenceClassification, ElectraModel

from models import PairEncoder
from training.base import build_tokenizer

SEED = 20221104
SYLLABLES = (
    "가나다라마바사아자차카타파하제친구먹고있는내로떡볶이를네요문장글봅니다읽습안예약필합0123456789"
)


def config(vocabulary: int) -> ElectraConfig:
    """The shape of every tiny model: 2 layers, 2 heads, hidden size 16."""
    sizes: dict[str, Any] = {"num_labels": 1, "cross_layers": 1, "compare_size": 4}
    return ElectraConfig(
        vocab_size=vocabulary,
        embedding_size=16,
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
        pad_token_id=0,
        # Far from zero, so that different sentences get scores that differ.
        initializer_range=0.3,
        **sizes,
    )


def build_tiny(folder: Path, *, kind: str = "pair") -> Path:
    """Save a tiny model with its tokenizer; a few milliseconds.

    Args:
        folder: Where; made if missing.
        kind: `pair` for a `PairEncoder`, `classifier` for a standard
            `ElectraForSequenceClassification`, `base` for a bare `ElectraModel`.

    Returns:
        `folder`.
    """
    characters = sorted(set(SYLLABLES + "?!.,%abcdefghijklmnopqrstuvwxyz"))
    pieces = [("▁", -2.0)] + [(character, -3.0) for character in characters]
    tokenizer = build_tokenizer(pieces)
    tokenizer.model_max_length = 64
    kinds = {
        "pair": PairEncoder,
        "classifier": ElectraForSequenceClassification,
        "base": ElectraModel,
    }
    with torch.random.fork_rng():
        torch.manual_seed(SEED)
        model = kinds[kind](config(len(tokenizer)))
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
