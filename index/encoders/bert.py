"""Writes weights as a sentence-transformers model: a BERT, mean pooling, unit vectors, E5's prompts."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from index.encoders.unigram import build_tokenizer
from index.encoders.weights import Unigram, Weights
from index.values import Vectors

_LAYER_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
}
_MODULES = "sentence_transformers.models"


def write_bert(weights: Weights, folder: Path) -> None:
    """Write every file of the model into the empty `folder`; OSError where that fails."""
    from safetensors.numpy import save_file

    model = folder / "model.safetensors"
    save_file(bert_tensors(weights), model, metadata={"format": "pt"})
    # safetensors makes the file readable to its owner alone, but a cache may be shared.
    model.chmod(folder.stat().st_mode & 0o666)
    build_tokenizer(weights).save(str(folder / "tokenizer.json"), pretty=False)
    for name, content in _settings(weights).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def bert_tensors(weights: Weights) -> dict[str, Vectors]:
    """The tensors under the names and in the shapes (out, in) of a transformers `BertModel`."""
    hidden = weights.shape.hidden
    tensors: dict[str, Vectors] = {
        name: weights.tensors[part].reshape(-1, hidden) for part, name in _EMBEDDINGS.items()
    }
    tensors |= _module(weights, "emb.ln", "embeddings.LayerNorm")
    for layer in range(weights.shape.layers):
        for part, module in _LAYER_PARTS.items():
            tensors |= _module(weights, f"l{layer}.{part}", f"encoder.layer.{layer}.{module}")
    # The vectors are means over tokens: BERT's pooler goes unused, and would else be made up at random.
    pooler: dict[str, Vectors] = {
        "pooler.dense.weight": np.zeros((hidden, hidden), dtype=np.float32),
        "pooler.dense.bias": np.zeros(hidden, dtype=np.float32),
    }
    return tensors | pooler


def _module(weights: Weights, part: str, name: str) -> dict[str, Vectors]:
    """Weight and bias of a linear layer, or of a layer norm (whose weight is as long as its bias)."""
    weight, bias = weights.tensors[f"{part}.w"], weights.tensors[f"{part}.b"]
    if weight.size != bias.size:
        weight = weight.reshape(bias.size, -1)
    return {f"{name}.weight": weight, f"{name}.bias": bias}


def _settings(weights: Weights) -> dict[str, object]:
    """The JSON files by name."""
    shape, unigram = weights.shape, weights.unigram
    return {
        "config.json": _bert_settings(weights),
        "tokenizer_config.json": _tokenizer_settings(unigram, shape.positions),
        "sentence_bert_config.json": {"max_seq_length": shape.positions, "do_lower_case": False},
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": f"{_MODULES}.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{_MODULES}.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": f"{_MODULES}.Normalize"},
        ],
        "1_Pooling/config.json": {"embedding_dimension": shape.hidden, "pooling_mode": "mean"},
        # sentence-transformers asks for "document" first, and takes it as empty where it is not given.
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "document": "passage: ", "passage": "passage: "},
            "similarity_fn_name": "cosine",
        },
    }


def _bert_settings(weights: Weights) -> dict[str, object]:
    shape, unigram = weights.shape, weights.unigram
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "dtype": "float32",
        "vocab_size": shape.vocabulary,
        "hidden_size": shape.hidden,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "intermediate_size": shape.feed_forward,
        "max_position_embeddings": shape.positions,
        "type_vocab_size": shape.token_types,
        "layer_norm_eps": shape.epsilon,
        "hidden_act": "gelu",
        "bos_token_id": unigram.bos,
        "eos_token_id": unigram.eos,
        "pad_token_id": unigram.pad,
    }


def _tokenizer_settings(unigram: Unigram, positions: int) -> dict[str, object]:
    bos, eos, pad, unknown = (unigram.pieces[i] for i in (unigram.bos, unigram.eos, unigram.pad, unigram.unknown))
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": positions,
        "model_input_names": ["input_ids", "attention_mask"],
        "bos_token": bos,
        "cls_token": bos,
        "eos_token": eos,
        "sep_token": eos,
        "pad_token": pad,
        "unk_token": unknown,
        "mask_token": "<mask>",
    }
