"""The cross-encoder in torch: a BERT that reads question and passage together, and two heads."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pincite_index.models.onnx_cross_encoder import MAX_QUESTION_TOKENS, MAX_TOKENS
from pincite_ingest.errors import UsageError

if TYPE_CHECKING:
    import torch
    from tokenizers import Tokenizer

WEIGHTS = "model.safetensors"
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_HEAD_SEED = 20240
"""Every run begins with the same head, so that weights of several runs can be averaged."""


def cross_encoder(base: Path) -> torch.nn.Module:
    """The encoder of a folder, with a head on its first state and the mean over the passage, and
    one on the state of every token.

    A score is the log-odds that the passage answers, against a null answer fixed at 0; a token's,
    that it stands in a sentence that answers. Raises UsageError where a file is missing.
    """
    import torch
    from transformers import BertConfig, BertModel

    need(base, "config.json")
    bert = BertModel(BertConfig.from_pretrained(base), add_pooling_layer=False)
    width = int(bert.config.hidden_size)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(_HEAD_SEED)
        head = torch.nn.Sequential(
            torch.nn.Linear(2 * width, width),
            torch.nn.GELU(),
            torch.nn.Dropout(0.1),
            torch.nn.Linear(width, 1),
        )
        tokens = torch.nn.Linear(width, 1)

    class CrossEncoder(torch.nn.Module):  # type: ignore[misc,unused-ignore]
        def __init__(self) -> None:
            super().__init__()
            self.bert = bert
            self.head = head
            self.tokens = tokens

        def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> Any:
            states = self.bert(
                input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
            ).last_hidden_state
            inside = (token_type_ids * attention_mask).unsqueeze(-1).to(states.dtype)
            mean = (states * inside).sum(1) / inside.sum(1).clamp(min=1)
            return self.head(torch.cat([states[:, 0], mean], 1))[:, 0], self.tokens(states)[..., 0]

    return CrossEncoder()


def from_base(base: Path) -> torch.nn.Module:
    """A cross-encoder to train: a BERT's weights and heads that know nothing, or those of a run."""
    from safetensors.torch import load_file

    model = cross_encoder(base)
    weights = {
        name: value.float()
        for name, value in load_file(need(base, WEIGHTS)).items()
        if "pooler" not in name and "position_ids" not in name
    }
    if any(name.startswith("head.") for name in weights):
        _fill(model, model.state_dict() | weights, base)
    else:
        plain = {name.removeprefix("bert."): value for name, value in weights.items()}
        _fill(model.bert, plain, base)
    return model


def from_run(run: Path) -> torch.nn.Module:
    """A trained cross-encoder, set to score."""
    from safetensors.torch import load_file

    model = cross_encoder(run)
    weights = load_file(need(run, WEIGHTS))
    _fill(model, {name: value.float() for name, value in weights.items()}, run)
    return model.eval()


def save(model: torch.nn.Module, base: Path, run: Path, record: dict[str, Any]) -> None:
    """Write weights in half precision, with the base's other files and what is to be remembered."""
    from safetensors.torch import save_file

    run.mkdir(parents=True, exist_ok=True)
    weights = {
        name: value.detach().half().cpu().contiguous() for name, value in model.state_dict().items()
    }
    save_file(weights, run / WEIGHTS)
    for name in ("config.json", "tokenizer.json"):
        shutil.copyfile(need(base, name), run / name)
    (run / "training.json").write_text(json.dumps(record, indent=1) + "\n", "utf-8")


def need(folder: Path, name: str) -> Path:
    """A file's path. Raises UsageError where it is missing."""
    path = folder / name
    if not path.is_file():
        raise UsageError(f"{path} is missing; name the folder of a BERT or of a run.")
    return path


class Pairs:
    """Questions and passages as the tokens that the model reads, cut as the library cuts them."""

    def __init__(self, folder: Path) -> None:
        from tokenizers import Tokenizer

        self._tokenizer: Tokenizer = Tokenizer.from_file(str(need(folder, "tokenizer.json")))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._begin, self._end = self._token("[CLS]"), self._token("[SEP]")

    def tensors(self, pairs: Sequence[tuple[str, str]]) -> dict[str, torch.Tensor]:
        """Padded ids, mask and segments, int64 [n, tokens]."""
        import torch

        ids = [self._ids(question, passage) for question, passage in pairs]
        width = max(len(head) + len(rest) for head, rest in ids)
        found = {name: torch.zeros((len(ids), width), dtype=torch.int64) for name in INPUTS}
        for row, (head, rest) in enumerate(ids):
            length = len(head) + len(rest)
            found["input_ids"][row, :length] = torch.tensor(head + rest)
            found["attention_mask"][row, :length] = 1
            found["token_type_ids"][row, len(head) : length] = 1
        return found

    def marked(
        self, pairs: Sequence[tuple[str, str]], places: Sequence[Sequence[tuple[int, int]]]
    ) -> torch.Tensor:
        """For each token, 1 where it begins in one of its passage's places, 0 where it stands
        elsewhere in the passage, and -1 outside of it; float32 [n, tokens]."""
        import torch

        rows = []
        for (question, passage), stretches in zip(pairs, places, strict=True):
            head, _ = self._ids(question, passage)
            read = self._tokenizer.encode(passage, add_special_tokens=False)
            begins = [begin for begin, _ in read.offsets[: MAX_TOKENS - len(head) - 1]]
            inside = [float(any(a <= begin < b for a, b in stretches)) for begin in begins]
            rows.append(torch.tensor([*[-1.0] * len(head), *inside, -1.0]))
        return torch.nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=-1.0)

    def _token(self, mark: str) -> int:
        identity: int | None = self._tokenizer.token_to_id(mark)
        if identity is None:
            raise UsageError(f"The tokenizer has no {mark}; train from a BERT.")
        return identity

    def _ids(self, question: str, passage: str) -> tuple[list[int], list[int]]:
        asked, read = self._tokenizer.encode_batch_fast(
            [question, passage], add_special_tokens=False
        )
        head = [self._begin, *asked.ids[-MAX_QUESTION_TOKENS:], self._end]
        return head, [*read.ids[: MAX_TOKENS - len(head) - 1], self._end]


def _fill(module: Any, weights: dict[str, Any], folder: Path) -> None:
    try:
        module.load_state_dict(weights)
    except RuntimeError as error:
        raise UsageError(f"The weights in {folder} do not fit its config.json.") from error
