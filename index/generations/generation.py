"""Index generations: built beside the live one, swapped in, verified on opening."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.errors import IndexDamagedError, IndexMissingError, IndexOutdatedError, StoreError
from index.generations.filtering import FilterColumns
from index.generations.folders import delete, put_in_place, sweep, sync
from index.generations.manifest import (
    FORMAT_VERSION,
    MANIFEST_NAME,
    MEND,
    Manifest,
    read_manifest,
    record_files,
    verify_files,
)
from index.generations.minhash import Signatures, sign
from index.generations.near_duplicates import stories_of
from index.generations.reuse import Indexed, index_passages, read_ids, read_previous
from index.paths import LibraryPaths, replace_file
from index.private import keep_private, make_folder, new_folder
from index.retrieval.cohort import shipped_cohort, typical_vectors
from index.retrieval.dense import DenseIndex, centred, language_means
from index.retrieval.lexical import LexicalIndex, load_lexical
from index.retrieval.writings import Writings
from index.storage.passages import StoredPassage
from index.text.analysis import fingerprint
from index.values import Codes, Filters, Mask, Rows, Stories, Vectors

_LANGUAGE_CODES = "language_codes.npy"
_LANGUAGE_MEANS = "language_means.npy"
_DENSE = "dense.faiss"
_LEXICAL = "lexical"
_STORIES = "stories.json"
_SIGNATURES = "signatures"
_STAGING = "staging-"
_GONE = "the index that CURRENT names is gone"
_LEAST_SPREAD = 1e-3
_COHORT_STEP = 4
_NAME = re.compile(r"[0-9]{8,}-[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Generation:
    """An opened generation: row i of every part belongs to passage `passage_ids[i]`.

    `language_codes[i]` is the place of that passage's language in `manifest.languages`, and `language_means`
    (languages, dim) what `dense` has subtracted from the vectors of each. `stories` holds the ids of articles that tell
    the same story in nearly the same words: for each of them, the others. `writings` are those of `lexical`'s terms.
    """

    name: str
    manifest: Manifest
    passage_ids: Rows
    language_codes: Codes
    language_means: Vectors
    lexical: LexicalIndex
    dense: DenseIndex
    columns: FilterColumns
    stories: Stories
    writings: Writings

    def mask(self, filters: Filters) -> Mask | None:
        """Return which rows `filters` leave: see `FilterColumns.mask`."""
        return self.columns.mask(filters, self.language_codes, self.manifest.languages)

    def spread(self, count: int) -> float:
        """Return the standard deviation of inner products between up to `count` passages."""
        rows = np.linspace(0, self.dense.size - 1, min(count, self.dense.size)).astype(np.int64)
        vectors = self.dense.vectors(rows)
        products = (vectors @ vectors.T)[np.triu_indices(len(vectors), 1)]
        return max(float(products.std()), _LEAST_SPREAD) if len(products) else 1.0


def commit(
    paths: LibraryPaths,
    passages: Iterable[StoredPassage],
    vectors: Vectors,
    texts: Mapping[str, str],
    *,
    model: str,
    revision: int,
    before: Generation | None = None,
) -> str:
    """Build a generation of `passages` and `vectors`, make it live, and return its name.

    `passages` come by ascending id, `vectors` are (passages, dim), and `texts` the articles' by id, in which copies are
    looked for. Parts of the live generation, opened as `before`, are reused, with the same result. Raises ValueError if
    passages are out of order, or not as many as vectors.

    A process killed at any moment leaves either the old generation live or the new one.
    """
    make_folder(paths.generations)
    sweep(paths, keep=current_name(paths))
    staging = paths.generations / f"{_STAGING}{os.getpid()}"
    new_folder(staging)
    folder = None if before is None else paths.generation(before.name)
    known = None if before is None or folder is None else read_previous(folder, before.lexical)
    indexed = index_passages(passages, len(vectors), known)
    _write_stories(staging, texts, None if folder is None else Signatures.load(folder / _SIGNATURES))
    manifest = _write_parts(staging, indexed, vectors, model, revision)
    keep_private(staging)
    sync(staging)
    name = f"{revision:08d}-{manifest.digest}"
    put_in_place(staging, paths.generation(name))
    replace_file(paths.current, f"{name}\n".encode())
    sweep(paths, keep=name)
    return name


def open_current(paths: LibraryPaths, model: str) -> Generation:
    """Open and verify the live generation.

    Raises IndexMissingError, IndexDamagedError or IndexOutdatedError, each with the command that repairs it.
    """
    name = current_name(paths)
    while True:
        try:
            return _open(paths, name, model)
        except IndexDamagedError:
            replaced_by = current_name(paths)  # a writer may have swapped generations while we read
            if replaced_by == name:
                raise
            name = replaced_by


def current_name(paths: LibraryPaths) -> str | None:
    """Return the live generation's name, or None; raise IndexDamagedError if it is unreadable."""
    try:
        return paths.current.read_bytes().decode("ascii", "replace").strip()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unreadable(error) from error


def current_manifest(paths: LibraryPaths, model: str) -> Manifest:
    """Return the live generation's manifest; it raises as `open_current` does."""
    manifest = read_manifest(*_folder(paths, current_name(paths)))
    _check_versions(manifest, model)
    return manifest


def discard(paths: LibraryPaths) -> None:
    """Delete all generations, so that the next commit starts anew.

    CURRENT goes last. Raises StoreError if something cannot be deleted.
    """
    try:
        folders = paths.generations.iterdir() if paths.generations.is_dir() else (paths.generations,)
        for path in (*folders, paths.current):
            delete(path)
    except OSError as error:
        raise StoreError(
            f"the damaged index cannot be deleted ({error})", "check permissions and run `qa verify --repair` again"
        ) from error


def _open(paths: LibraryPaths, name: str | None, model: str) -> Generation:
    folder, digest = _folder(paths, name)
    manifest = read_manifest(folder, digest)
    _check_versions(manifest, model)
    try:
        verify_files(folder, manifest)
        return _read_parts(folder, folder.name, manifest)
    except OSError as error:  # a writer may have swept this generation away while it was being read
        raise _unreadable(error) from error


def _folder(paths: LibraryPaths, name: str | None) -> tuple[Path, str]:
    """Return the folder of the generation called `name`, and the digest of its manifest."""
    if name is None:
        raise IndexMissingError("the library has no index yet", "run `qa add PATH` to add articles, or " + MEND)
    folder = paths.generation(name)
    if not _NAME.fullmatch(name):
        raise IndexDamagedError(_GONE, MEND)
    try:
        folder.stat()
    except OSError as error:
        raise _unreadable(error) from error
    return folder, name.rpartition("-")[2]


def _unreadable(error: OSError) -> IndexDamagedError:
    """Return the error for an index that cannot be read."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return IndexDamagedError(_GONE, MEND)
    return IndexDamagedError(f"the index cannot be read ({error})", f"check its permissions, or {MEND}")


def _check_versions(manifest: Manifest, model: str) -> None:
    if manifest.analysis != fingerprint():
        raise IndexOutdatedError(f"the index was built with {manifest.analysis}, not {fingerprint()}", MEND)
    if manifest.model != model:
        raise IndexOutdatedError(f"the index was built with {manifest.model}, not {model}", MEND)


def _read_parts(folder: Path, name: str, manifest: Manifest) -> Generation:
    lexical = load_lexical(folder / _LEXICAL)
    generation = Generation(
        name=name,
        manifest=manifest,
        passage_ids=read_ids(folder),
        language_codes=np.load(folder / _LANGUAGE_CODES, allow_pickle=False),
        language_means=np.load(folder / _LANGUAGE_MEANS, allow_pickle=False),
        lexical=lexical,
        dense=DenseIndex.load(folder / _DENSE, manifest.recall),
        columns=FilterColumns.load(folder),
        stories=_read_stories(folder / _STORIES),
        writings=Writings(lexical),
    )
    sizes = {
        len(generation.passage_ids),
        len(generation.language_codes),
        len(generation.columns.days),
        generation.lexical.size,
        generation.dense.size,
        manifest.passages,
    }
    if len(sizes) != 1:
        raise IndexDamagedError(f"the index's parts disagree about their length {sorted(sizes)}", MEND)
    return generation


def _write_parts(folder: Path, indexed: Indexed, vectors: Vectors, model: str, revision: int) -> Manifest:
    """Write the indexes, then the manifest of every file in `folder`."""
    languages = tuple(sorted({passage.language for passage in indexed.passages}))
    places = {language: code for code, language in enumerate(languages)}
    codes = np.array([places[passage.language] for passage in indexed.passages], np.int16)
    cohort = shipped_cohort(model)
    means = language_means(vectors, codes, len(languages), typical_vectors(cohort, languages))
    indexed.save_rows(folder)
    FilterColumns.of(indexed.passages).save(folder)
    np.save(folder / _LANGUAGE_CODES, codes)
    np.save(folder / _LANGUAGE_MEANS, means)
    (folder / _LEXICAL).mkdir()
    indexed.lexical.save(folder / _LEXICAL)
    questions = np.concatenate([*cohort.values()])[::_COHORT_STEP] if cohort else None
    dense = DenseIndex(centred(vectors, codes, means), questions=questions)
    dense.save(folder / _DENSE)
    manifest = Manifest(
        format_version=FORMAT_VERSION,
        analysis=fingerprint(),
        model=model,
        dim=int(vectors.shape[1]),
        revision=revision,
        passages=len(indexed.passages),
        languages=languages,
        files=record_files(folder),
        recall=dense.recall,
    )
    (folder / MANIFEST_NAME).write_bytes(manifest.to_bytes())
    return manifest


def _write_stories(folder: Path, texts: Mapping[str, str], known: Signatures | None) -> None:
    """Write the texts' signatures and the groups of article ids that tell one story."""
    signatures = sign(texts.values(), known)
    signatures.save(folder / _SIGNATURES)
    ids = tuple(texts)
    groups: dict[int, list[str]] = {}
    for article_id, story in zip(ids, stories_of(signatures, lambda row: texts[ids[row]]).tolist(), strict=True):
        groups.setdefault(story, []).append(article_id)
    stories = [group for group in groups.values() if len(group) > 1]
    (folder / _STORIES).write_text(json.dumps(stories), encoding="ascii")


def _read_stories(path: Path) -> Stories:
    groups: list[list[str]] = json.loads(path.read_text(encoding="ascii"))
    return {one: tuple(other for other in group if other != one) for group in groups for one in group}
