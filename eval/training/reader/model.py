"""The reader's network in torch: twelve layers, and heads for start, end and answerability.

The layers are BERT's (Devlin et al. 2019) and start from the embedded model's weights. The word embeddings stay
outside: they are the embedded model's, never trained, and read from its file wherever the reader runs.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from index.encoders.weights import Shape, Weights
from index.values import Vectors

_PARTS = {"q": "query", "k": "key", "v": "value", "ao": "mixed", "aln": "mixed_norm"}
_PARTS |= {"fi": "wide", "fo": "narrow", "oln": "narrow_norm"}


class Layer(nn.Module):
    """One layer: self-attention, then two dense ones, each added to its input and normalised."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        hidden = shape.hidden
        self.heads = shape.heads
        self.query, self.key, self.value = (nn.Linear(hidden, hidden) for _ in range(3))
        self.mixed, self.mixed_norm = nn.Linear(hidden, hidden), nn.LayerNorm(hidden, shape.epsilon)
        self.wide, self.narrow = nn.Linear(hidden, shape.feed_forward), nn.Linear(shape.feed_forward, hidden)
        self.narrow_norm = nn.LayerNorm(hidden, shape.epsilon)

    def forward(self, states: Tensor, bias: Tensor) -> Tensor:
        """Return the states (b, n, hidden); `bias` (b, 1, 1, n) masks absent tokens."""
        batch, length, hidden = states.shape
        split = (batch, length, self.heads, hidden // self.heads)
        query, key, value = (part(states).view(split).transpose(1, 2) for part in (self.query, self.key, self.value))
        # Spelled out: for heads as small as these it trains faster on a CPU than torch's fused attention.
        likeness = query @ key.transpose(2, 3) * (hidden // self.heads) ** -0.5
        seen = (likeness + bias.to(likeness.dtype)).softmax(-1).to(value.dtype) @ value
        states = self.mixed_norm(states + self.mixed(seen.transpose(1, 2).reshape(batch, length, hidden)))
        added: Tensor = self.narrow_norm(states + self.narrow(functional.gelu(self.wide(states))))
        return added


class ReaderNetwork(nn.Module):
    """Word embeddings in, logits out."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.positions = nn.Embedding(shape.positions, shape.hidden)
        self.token_type = nn.Parameter(torch.zeros(shape.hidden))
        self.norm = nn.LayerNorm(shape.hidden, shape.epsilon)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.span = nn.Linear(shape.hidden, 2)
        self.answerable = nn.Sequential(nn.Linear(shape.hidden, shape.hidden), nn.Tanh(), nn.Linear(shape.hidden, 1))

    @classmethod
    def of(cls, weights: Weights) -> ReaderNetwork:
        """Return the network with the embedded model's weights and untrained heads."""
        network = cls(weights.shape)
        hidden = weights.shape.hidden
        state: dict[str, Vectors] = {
            "positions.weight": weights.tensors["emb.pos"].reshape(-1, hidden),
            "token_type": weights.tensors["emb.type"].reshape(-1, hidden)[0],
            "norm.weight": weights.tensors["emb.ln.w"],
            "norm.bias": weights.tensors["emb.ln.b"],
        }
        for layer in range(weights.shape.layers):
            for part, name in _PARTS.items():
                weight, bias = weights.tensors[f"l{layer}.{part}.w"], weights.tensors[f"l{layer}.{part}.b"]
                state[f"layers.{layer}.{name}.weight"] = weight.reshape(bias.size, -1).squeeze()
                state[f"layers.{layer}.{name}.bias"] = bias
                if name.endswith("norm"):
                    state[f"layers.{layer}.{name}.weight"] = weight
        network.load_state_dict({k: torch.from_numpy(np.array(v)) for k, v in state.items()}, strict=False)
        return network

    def freeze(self, layers: int) -> None:
        """Freeze positions, the first norm and the first `layers` layers; train the others."""
        self.requires_grad_(True)
        for module in (self.positions, self.norm, *self.layers[:layers]):
            module.requires_grad_(False)
        self.token_type.requires_grad_(False)

    def forward(self, embeddings: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return start and end logits (b, n) and answerable logits (b,).

        `mask` (b, n) is 1 where there is a token. Position 0 stands for no answer; where there is no token the logits
        are far below zero.
        """
        absent = (1.0 - mask.to(embeddings.dtype)) * -1e4
        states = self.norm(embeddings + self.positions.weight[: mask.shape[1]] + self.token_type)
        for layer in self.layers:
            states = layer(states, absent[:, None, None, :])
        spans = self.span(states).to(embeddings.dtype) + absent[:, :, None]
        return spans[..., 0], spans[..., 1], self.answerable(states[:, 0]).squeeze(-1).to(embeddings.dtype)
