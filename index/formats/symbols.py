"""The characters of fonts whose letters are signs, as in Word documents."""

from __future__ import annotations

# The font Symbol, from each of these places on.
_ROWS = {
    0x20: " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼",
    0xA0: "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…|—↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑",
    0xF1: "〉∫",
}
_SYMBOL = {start + place: each for start, row in _ROWS.items() for place, each in enumerate(row)}
_WINGDINGS = {
    0x4A: "☺", 0x4C: "☹", 0x6C: "●", 0x6E: "■", 0x6F: "□", 0x9F: "•", 0xA7: "▪", 0xA8: "□", 0xDF: "←", 0xE0: "→",
    0xE8: "→", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip


def sign(font: str, code: int) -> str:
    """Return the sign that a font shows for a code; "" for an ornament."""
    table = _WINGDINGS if "dings" in font.lower() else _SYMBOL if "symbol" in font.lower() else None
    if table is not None and (code < 0x100 or 0xF000 <= code < 0xF100):
        return table.get(code & 0xFF, "")
    return chr(code) if code < 0x110000 else ""
