"""The training of the reader: a seeded order of questions, with checkpoints to resume from.

A step reads some questions, each answerable one with its own passage and hard negatives, each unanswerable one with the
passage it was written for. Three losses are added: where the answer starts and ends (position 0 for no answer; an
answer that stands in several places is as likely as all of them together), whether the passage answers, and, among the
passages of an answerable question, which one does (the softmax of listwise ranking; Cao et al. 2007).
"""

from __future__ import annotations

import hashlib
import json
import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from eval.training.reader.encoding import PAD, Window
from eval.training.reader.model import ReaderNetwork

CHECKPOINT = "checkpoint-{}.pt"
"""A checkpoint for each phase."""

STRIDE = 32
"""The multiple that lengths are padded to: torch prepares kernels for every new shape."""


BATCH = 1_400
"""Tokens that are read at once, padding included."""


@dataclass(frozen=True, slots=True)
class Phase:
    """One stretch of the training: `epochs` of the mix, with a new optimiser.

    Rates are AdamW's, at most; they rise for `warm_up` steps and fall to nothing over `falls_over` times the epochs.
    `frozen` counts the layers, from the first, that stay as they are.
    """

    epochs: float
    rate: float
    head_rate: float
    frozen: int
    warm_up: int = 300
    falls_over: float = 1.0


@dataclass(frozen=True, slots=True)
class Settings:
    """All that a training depends on beside the data; `tokens` are those of a step."""

    seed: int = 20220625
    phases: tuple[Phase, ...] = (
        Phase(0.24, 1.5e-4, 5e-4, frozen=3, falls_over=3.1),
        Phase(0.39, 1e-4, 3.3e-4, frozen=2, warm_up=100),
    )
    tokens: int = 4096
    layer_decay: float = 0.9
    weight_decay: float = 0.01
    listwise: float = 1.0
    bf16: bool = True


@dataclass(frozen=True, slots=True)
class Item:
    """One question: its passage's window, and negatives of which one is read each time.

    `share` says how often it is read in an epoch, on average.
    """

    window: Window
    answerable: bool
    spanned: bool
    negatives: tuple[Window, ...] = ()
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class _Row:
    window: Window
    group: int
    target: float
    spanned: bool


def train(
    network: ReaderNetwork,
    words: Tensor,
    items: Sequence[Item],
    settings: Settings,
    folder: Path,
    say: Callable[[str], None],
    *,
    saved_every: int = 500,
) -> ReaderNetwork:
    """Train `network` in place, resuming from checkpoints in `folder` of the same settings.

    `words` (vocabulary, hidden) are the word embeddings; a checkpoint is written after every `saved_every` steps.
    """
    for phase in range(len(settings.phases)):
        _train_phase(network, words, items, settings, phase, folder, say, saved_every)
    return network


def _train_phase(
    network: ReaderNetwork,
    words: Tensor,
    items: Sequence[Item],
    settings: Settings,
    phase: int,
    folder: Path,
    say: Callable[[str], None],
    saved_every: int,
) -> None:
    own, seed = settings.phases[phase], settings.seed + phase
    torch.manual_seed(seed)
    network.freeze(own.frozen)
    steps = list(_steps(order_of_items(items, own.epochs, seed), items, settings.tokens))
    optimiser = torch.optim.AdamW(_groups(network, settings, own), betas=(0.9, 0.98), eps=1e-6, fused=True)
    rates = [group["lr"] for group in optimiser.param_groups]
    done = _resume(network, optimiser, settings, phase, folder)
    started, tokens, losses = time.perf_counter(), 0, [0.0, 0.0, 0.0]
    for number in range(done, len(steps)):
        for group, rate in zip(optimiser.param_groups, rates, strict=True):
            group["lr"] = rate * share_of_rate(number, own.warm_up, own.falls_over * len(steps))
        rows = _rows(steps[number], items, seed, number)
        network.train()
        parts = _losses(network, words, rows, settings)
        torch.autograd.backward(parts[0] + parts[1] + settings.listwise * parts[2])
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        tokens += sum(len(row.window.tokens) for row in rows)
        losses = [0.98 * old + 0.02 * float(new.detach()) for old, new in zip(losses, parts, strict=True)]
        if (number + 1) % 50 == 0:
            speed = tokens / (time.perf_counter() - started)
            said = " ".join(f"{loss:.3f}" for loss in losses)
            say(f"phase {phase + 1}, step {number + 1}/{len(steps)}  losses {said}  {speed:.0f} tokens/s")
        if (number + 1) % saved_every == 0 or number + 1 == len(steps):
            _save(network, optimiser, settings, phase, folder, number + 1)
            say(f"phase {phase + 1}, step {number + 1}: checkpoint written")


def order_of_items(items: Sequence[Item], epochs: float, seed: int) -> list[int]:
    """Return item numbers for all epochs of a phase, by the items' shares."""
    drawn = random.Random(seed)
    order: list[int] = []
    for epoch in range(math.ceil(epochs)):
        now = [i for i, item in enumerate(items) for _ in range(_times(item.share, drawn))]
        drawn.shuffle(now)
        left = epochs - epoch
        order += now if left >= 1 else now[: int(left * len(now))]
    return order


def _times(share: float, drawn: random.Random) -> int:
    """A whole number with the mean `share`."""
    return int(share) + (drawn.random() < share % 1)


def _steps(order: Sequence[int], items: Sequence[Item], tokens: int) -> Iterator[list[int]]:
    step: list[int] = []
    size = 0
    for i in order:
        step.append(i)
        length = len(items[i].window.tokens)
        size += length * (1 + bool(items[i].negatives))
        if size >= tokens:
            yield step
            step, size = [], 0
    if step:
        yield step


def _rows(step: Sequence[int], items: Sequence[Item], seed: int, number: int) -> list[_Row]:
    drawn = random.Random(f"{seed} {number}")
    rows = []
    for group, i in enumerate(step):
        item = items[i]
        rows.append(_Row(item.window, group, float(item.answerable), item.spanned))
        if item.negatives:
            rows.append(_Row(drawn.choice(item.negatives), group, 0.0, True))
    return rows


def _losses(network: ReaderNetwork, words: Tensor, rows: Sequence[_Row], settings: Settings) -> tuple[Tensor, ...]:
    order = sorted(range(len(rows)), key=lambda i: len(rows[i].window.tokens))
    spans, logits = [], torch.zeros(len(rows))
    # One cast of the weights for all batches of a step.
    with torch.autocast("cpu", torch.bfloat16, enabled=settings.bf16):
        for batch in batches([rows[i].window for i in order], BATCH):
            chosen = [rows[order[i]] for i in batch]
            start, end, answerable = network(*inputs(words, [row.window for row in chosen]))
            logits = logits.index_put((torch.tensor([order[i] for i in batch]),), answerable.float())
            for place, row in enumerate(chosen):
                if row.spanned:
                    spans.append(_unlikely(start[place], row.window.starts) + _unlikely(end[place], row.window.ends))
    targets = torch.tensor([row.target for row in rows])
    span = torch.stack(spans).mean() / 2 if spans else torch.zeros(())
    pointwise = functional.binary_cross_entropy_with_logits(logits, targets)
    return span, pointwise, _listwise(logits, rows)


def _unlikely(logits: Tensor, places: Sequence[int]) -> Tensor:
    """Return minus the log probability on `places`, or on position 0 without any."""
    logits = logits.float()
    return logits.logsumexp(0) - logits[list(places) or [0]].logsumexp(0)


def _listwise(logits: Tensor, rows: Sequence[_Row]) -> Tensor:
    groups: dict[int, list[int]] = {}
    for i, row in enumerate(rows):
        groups.setdefault(row.group, []).append(i)
    losses = [
        logits[own].logsumexp(0) - logits[own[0]] for own in groups.values() if len(own) > 1 and rows[own[0]].target
    ]
    return torch.stack(losses).mean() if losses else torch.zeros(())


def batches(windows: Sequence[Window], tokens: int) -> Iterator[list[int]]:
    """Yield numbers of neighbouring windows, up to so many tokens a batch with padding.

    Sort windows by length before.
    """
    batch: list[int] = []
    longest = 0
    for i, window in enumerate(windows):
        longest = max(longest, len(window.tokens))
        if batch and longest * (len(batch) + 1) > tokens:
            yield batch
            batch, longest = [], len(window.tokens)
        batch.append(i)
    if batch:
        yield batch


def inputs(words: Tensor, windows: Sequence[Window]) -> tuple[Tensor, Tensor]:
    """Return word embeddings (b, n, hidden) and mask (b, n), padded to `STRIDE`."""
    longest = -(-max(len(window.tokens) for window in windows) // STRIDE) * STRIDE
    tokens = np.full((len(windows), longest), PAD, np.int64)
    for row, window in enumerate(windows):
        tokens[row, : len(window.tokens)] = window.tokens
    numbers = torch.from_numpy(tokens)
    return words[numbers].float(), (numbers != PAD).long()


def _groups(network: ReaderNetwork, settings: Settings, phase: Phase) -> list[dict[str, object]]:
    """Group parameters by rate, lower in lower layers; norms and biases do not decay."""
    groups: dict[tuple[float, float], list[torch.nn.Parameter]] = {}
    depth = len(network.layers)
    for name, parameter in network.named_parameters():
        if not parameter.requires_grad:
            continue
        layer = int(name.split(".")[1]) if name.startswith("layers.") else None
        rate = phase.head_rate if layer is None else phase.rate * settings.layer_decay ** (depth - 1 - layer)
        decay = settings.weight_decay if parameter.ndim > 1 else 0.0
        groups.setdefault((rate, decay), []).append(parameter)
    return [{"params": own, "lr": rate, "weight_decay": decay} for (rate, decay), own in groups.items()]


def share_of_rate(done: int, warm_up: int, steps: float) -> float:
    """Return the share of the full rate: rising over `warm_up` steps, then falling to 0."""
    return done / warm_up if done < warm_up else (steps - done) / max(1, steps - warm_up)


def _key(settings: Settings) -> str:
    return hashlib.sha256(json.dumps(asdict(settings), sort_keys=True).encode()).hexdigest()


def _save(
    network: ReaderNetwork, optimiser: torch.optim.Optimizer, settings: Settings, phase: int, folder: Path, done: int
) -> None:
    path = folder / CHECKPOINT.format(phase)
    aside = path.with_name(f".{path.name}")
    state = {"key": _key(settings), "done": done, "network": network.state_dict(), "optimiser": optimiser.state_dict()}
    torch.save(state, aside)
    aside.replace(path)


def _resume(
    network: ReaderNetwork, optimiser: torch.optim.Optimizer, settings: Settings, phase: int, folder: Path
) -> int:
    path = folder / CHECKPOINT.format(phase)
    if not path.is_file():
        return 0
    state = torch.load(path, weights_only=True)
    if state["key"] != _key(settings):
        return 0
    network.load_state_dict(state["network"])
    optimiser.load_state_dict(state["optimiser"])
    return int(state["done"])
