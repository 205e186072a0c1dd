"""What is filled in: fields of a form, and words typed over a page."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from index.text.cleaning import clean_line, clean_text

_PASSWORD = 1 << 13  # a flag of a text field
_MADE_NAME = re.compile(
    r"[\[\]_#]|^\W*$|^(?:text|field|check ?box|undefined|untitled|fill|radio|group|combo|list)\W*\d*$", re.I
)
_LONG = 40  # characters: a longer answer has lines of its own


def filled_in(page: Any, form: Any) -> Iterator[str]:
    """Yield what is filled in on a page, each with the label of its field.

    `page` and `form` are those of pypdfium2; there may be no form.
    """
    for place in range(pdfium.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium.FPDFPage_GetAnnot(page, place)
        if not annotation:
            continue
        try:
            subtype = pdfium.FPDFAnnot_GetSubtype(annotation)
            if pdfium.FPDFAnnot_GetFlags(annotation) & pdfium.FPDF_ANNOT_FLAG_HIDDEN:
                continue
            if subtype == pdfium.FPDF_ANNOT_FREETEXT:
                yield _text(pdfium.FPDFAnnot_GetStringValue, annotation, b"Contents")
            elif subtype == pdfium.FPDF_ANNOT_WIDGET and form is not None:
                yield _answer(form, annotation)
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)


def _answer(form: Any, annotation: Any) -> str:
    kind = pdfium.FPDFAnnot_GetFormFieldType(form, annotation)
    value = ""
    if kind == pdfium.FPDF_FORMFIELD_TEXTFIELD:
        if not pdfium.FPDFAnnot_GetFormFieldFlags(form, annotation) & _PASSWORD:
            value = _text(pdfium.FPDFAnnot_GetFormFieldValue, form, annotation)
    elif kind in (pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON):
        if pdfium.FPDFAnnot_IsChecked(form, annotation):
            value = _text(pdfium.FPDFAnnot_GetFormFieldExportValue, form, annotation) or "✓"
    elif kind in (pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX):
        chosen = (
            _text(pdfium.FPDFAnnot_GetOptionLabel, form, annotation, place)
            for place in range(pdfium.FPDFAnnot_GetOptionCount(form, annotation))
            if pdfium.FPDFAnnot_IsOptionSelected(form, annotation, place)
        )
        value = ", ".join(filter(None, chosen)) or _text(pdfium.FPDFAnnot_GetFormFieldValue, form, annotation)
    label = _label(form, annotation)
    if not value or not label:
        return value
    return f"{label}:{' ' if len(value) <= _LONG else chr(10)}{value}"


def _label(form: Any, annotation: Any) -> str:
    """Return the name a person sees, else that of the field if it means something."""
    shown = clean_line(_text(pdfium.FPDFAnnot_GetFormFieldAlternateName, form, annotation))
    if shown:
        return shown.rstrip(":")
    name = clean_line(_text(pdfium.FPDFAnnot_GetFormFieldName, form, annotation)).rpartition(".")[2]
    return "" if _MADE_NAME.search(name) else name


def _text(read: Callable[..., int], *given: Any) -> str:
    """Return a text that PDFium writes as UTF-16 to where it is told."""
    size = read(*given, None, 0)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    read(*given, ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), size)
    return clean_text(buffer.raw[: size - 2].decode("utf-16-le", "replace")).strip()
