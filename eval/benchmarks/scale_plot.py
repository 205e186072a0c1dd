"""The growth that `eval.benchmarks.bench_scale` measured, as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from eval.benchmarks.bench_scale import Scale
from index.errors import BadInputError, KutipError

_FORMATS = (".png", ".svg")


def check_picture(path: Path) -> None:
    """See that a plot can be drawn into `path`, before what is drawn is measured for hours.

    Raises BadInputError for another ending than .png or .svg and for a folder that is not there, KutipError where
    matplotlib is missing.
    """
    if path.suffix not in _FORMATS:
        raise BadInputError(f"{path.name} is no picture", f"end it in {' or '.join(_FORMATS)}")
    if not path.absolute().parent.is_dir():
        raise BadInputError(f"there is no folder {path.parent}", "make it, or name another")
    if find_spec("matplotlib") is None:
        raise KutipError("the plot needs matplotlib", "install it with: pip install 'kutip[eval]'")


def draw_scale(rows: Sequence[Scale], path: Path) -> None:
    """Draw milliseconds, memory, bytes and seconds over the number of passages into `path`; see `check_picture`."""
    check_picture(path)
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 6), layout="constrained")
    passages = [row.passages for row in rows]
    lines = (
        (
            "one retrieval, ms",
            {
                "median": [row.asked.retrieval[0] for row in rows],
                "95th percentile": [row.asked.retrieval[1] for row in rows],
                "median with embedding": [row.asked.search[0] for row in rows],
            },
        ),
        (
            "memory of a process that asks, MB",
            {
                "resident": [row.asked.resident_mb for row in rows],
                "peak": [row.asked.peak_mb for row in rows],
            },
        ),
        ("index on disk, bytes a passage", {"all": [row.bytes_a_passage for row in rows], **_parts(rows)}),
        (
            "seconds",
            {
                "commit since the size before": [row.commit_s for row in rows],
                "opening": [row.asked.open_s for row in rows],
            },
        ),
    )
    for axes, (title, drawn) in zip(figure.subplots(2, 2).flat, lines, strict=True):
        for name, values in drawn.items():
            axes.plot(passages, values, marker="o", markersize=3, label=name)
        axes.set_xscale("log")
        axes.set_ylim(bottom=0)
        axes.set_title(title, fontsize=10)
        axes.grid(alpha=0.3)
        axes.legend(fontsize=8)
    figure.supxlabel("passages")
    figure.savefig(path)


def _parts(rows: Sequence[Scale]) -> dict[str, list[float]]:
    return {name: [dict(row.part_bytes)[name] for row in rows] for name, _ in rows[0].part_bytes}
