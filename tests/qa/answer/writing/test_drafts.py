"""What a model says is read as sentences with numbers, whole or in pieces, in whatever form it comes."""

from __future__ import annotations

import time

import pytest

from qa.answer.writing.drafts import Draft, Drafts

ONE, TWO = Draft("It opened in 1951.", (1,)), Draft("It is red.", (2, 3))
JSON = '{"sentences": [{"text": "It opened in 1951.", "quotes": [1]}, {"text": "It is red.", "quotes": [2, 3]}]}'


def read(said: str, size: int) -> list[Draft]:
    drafts = Drafts()
    found = [draft for start in range(0, len(said), size) for draft in drafts.feed(said[start : start + size])]
    return [*found, *drafts.end()]


@pytest.mark.parametrize("size", [1, 7, 10_000])
@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (JSON, [ONE, TWO]),
        (f"```json\n{JSON}\n```", [ONE, TWO]),
        (f'Sure! Here "is it: {{see below}}\n{JSON}', [ONE, TWO]),
        (f'<think>Perhaps {{"text": "No.", "quotes": [1]}}?</think>\n{JSON}', [ONE, TWO]),
        ('<think>{"text": "No.", "quotes": [1]}', []),
        ('{"sentences": ["It opened in 1951 [1].", "It is red. [2][3]"]}', [ONE, TWO]),
        ('[{"text": "It is red. [2]", "citations": ["3", true, null, -1, 2.5, "x"]}]', [Draft("It is red.", (3, 2))]),
        ("- It opened in 1951. [1]\n- It is red [2, 3].", [ONE, TWO]),
        ("It opened in 1951 [1]. It is red. [2] [3] So?", [ONE, TWO, Draft("So?", ())]),
        ('{"text": "A \\"brace} [1]", "quotes": [1]}', [Draft('A "brace}', (1,))]),
        ('{"sentences": [{"text": "It opened in 19', []),
        ('{"text": "", "quotes": [1]}{"text": "[1]", "quotes": [1]}{"text": 3, "quotes": [1]}{"quotes": [1]}', []),
        ('{"text": "It is\\u001b[31m red.", "quotes": [2, 3]}', [TWO]),
        ("", []),
        ("[1]", []),
        ("}}}]]]", [Draft("}}}]]]", ())]),
    ],
)
def test_sentences_are_read_in_every_form(said: str, expected: list[Draft], size: int) -> None:
    assert read(said, size) == expected


@pytest.mark.parametrize(
    "said", ["{" * 300_000, '{"a":' * 60_000 + "}" * 60_000, '{"' * 100_000, "[1]" * 100_000, "\\" * 200_000]
)
def test_nonsense_is_read_in_linear_time(said: str) -> None:
    started = time.perf_counter()
    read(said, 100)
    assert time.perf_counter() - started < 10
