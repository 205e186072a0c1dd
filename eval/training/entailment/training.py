"""The training of the entailment network over states that the reader gives once."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from eval.training.entailment.examples import Example
from eval.training.entailment.model import EntailmentNetwork
from eval.training.reader.training import share_of_rate
from qa.answer.reader.readings import Text
from qa.answer.writing.entailment import States

CHECKPOINT = "entailment.pt"

_SORTED = 50
"""Batches that are sorted by length together."""

_LONGEST = 120
"""Tokens of the longest example."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All that a training depends on beside the data.

    `pairs` are the sentence pairs used, `batch` the examples in a step; the rates are AdamW's.
    """

    seed: int = 20221129
    pairs: int = 3_000
    epochs: float = 2.0
    batch: int = 32
    rate: float = 1.2e-4
    head_rate: float = 3.6e-4
    warm_up: int = 60
    weight_decay: float = 0.01


class StatesOnDisk:
    """The reader's states of examples, in a file of 16-bit numbers made once.

    Long examples are left out: `kept` are the places of the others.
    """

    def __init__(self, examples: Sequence[Example], states: States, path: Path, say: Callable[[str], None]) -> None:
        lengths = path.with_suffix(".lengths.npy")
        if not lengths.is_file():
            np.save(lengths, np.array(list(_write(examples, states, path, say)), np.int64))
        self.lengths = np.load(lengths)
        self._starts = np.concatenate([[0], np.cumsum(self.lengths)])
        self._states = np.memmap(path, np.float16, "r").reshape(int(self._starts[-1]), -1)
        self.kept = [int(place) for place in np.flatnonzero(self.lengths)]

    def batch(self, places: Sequence[int]) -> tuple[Tensor, Tensor]:
        """Return states (b, n, hidden) and mask (b, n) of some examples."""
        longest = int(self.lengths[list(places)].max())
        states = np.zeros((len(places), longest, self._states.shape[1]), np.float32)
        mask = np.zeros((len(places), longest), np.float32)
        for row, place in enumerate(places):
            length = int(self.lengths[place])
            states[row, :length] = self._states[self._starts[place] : self._starts[place] + length]
            mask[row, :length] = 1.0
        return torch.from_numpy(states), torch.from_numpy(mask)


def train(
    network: EntailmentNetwork,
    states: StatesOnDisk,
    examples: Sequence[Example],
    settings: Settings,
    folder: Path,
    say: Callable[[str], None],
) -> None:
    """Train `network` in place; a checkpoint in `folder` of the same settings is taken up."""
    torch.manual_seed(settings.seed)
    steps = list(_steps(states, settings))
    optimiser = torch.optim.AdamW(
        [
            {"params": network.layers.parameters(), "lr": settings.rate},
            {"params": network.entailed.parameters(), "lr": settings.head_rate},
        ],
        betas=(0.9, 0.98),
        weight_decay=settings.weight_decay,
    )
    rates = [group["lr"] for group in optimiser.param_groups]
    network.train()
    for number in range(_resume(folder / CHECKPOINT, settings, network, optimiser), len(steps)):
        for group, rate in zip(optimiser.param_groups, rates, strict=True):
            group["lr"] = rate * share_of_rate(number, settings.warm_up, len(steps))
        logits = network(*states.batch(steps[number]))
        targets = torch.tensor([float(examples[place].entailed) for place in steps[number]])
        loss = functional.binary_cross_entropy_with_logits(logits, targets)
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        if (number + 1) % 100 == 0 or number + 1 == len(steps):
            state = {"key": _key(settings), "done": number + 1, "network": network.state_dict()}
            torch.save({**state, "optimiser": optimiser.state_dict()}, folder / CHECKPOINT)
            say(f"step {number + 1}/{len(steps)}  loss {float(loss.detach()):.3f}")


def _key(settings: Settings) -> str:
    return hashlib.sha256(json.dumps(asdict(settings), sort_keys=True).encode()).hexdigest()


def _resume(path: Path, settings: Settings, network: EntailmentNetwork, optimiser: torch.optim.Optimizer) -> int:
    state = torch.load(path, weights_only=True) if path.is_file() else {}
    if state.get("key") != _key(settings):
        return 0
    network.load_state_dict(state["network"])
    optimiser.load_state_dict(state["optimiser"])
    return int(state["done"])


def _steps(states: StatesOnDisk, settings: Settings) -> Iterator[list[int]]:
    """Yield batches of examples of about one length, in a seeded order."""
    drawn = random.Random(settings.seed)
    left = settings.epochs
    while left > 0:
        order = list(states.kept)
        drawn.shuffle(order)
        order = order[: int(len(order) * left)] if left < 1 else order
        for first in range(0, len(order), _SORTED * settings.batch):
            near = sorted(order[first : first + _SORTED * settings.batch], key=states.lengths.__getitem__)
            batches = [near[at : at + settings.batch] for at in range(0, len(near), settings.batch)]
            drawn.shuffle(batches)
            yield from batches
        left -= 1


def _write(examples: Sequence[Example], states: States, path: Path, say: Callable[[str], None]) -> Iterator[int]:
    """Write the states of examples; yield the tokens of each, 0 if left out."""
    with path.open("wb") as file:
        for number, example in enumerate(examples, 1):
            read = states.of(example.sentence, Text("", example.quote))
            length = len(read[0]) if len(read) == 1 and len(read[0]) <= _LONGEST else 0
            if length:
                file.write(read[0].astype(np.float16).tobytes())
            yield length
            if number % 1_000 == 0:
                say(f"{number}/{len(examples)} examples read")
