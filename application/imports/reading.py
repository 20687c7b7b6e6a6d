"""The bytes of a file, read as rows of cells: UTF-8, commas or semicolons, a header.

Nothing is guessed: what is not UTF-8, or not a table, is refused with the place where it begins to go wrong.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from io import BytesIO, TextIOWrapper
from typing import NamedTuple

from application.imports.report import Problem, Unreadable

MOST_ROWS = 500_000
MOST_CHARACTERS = 131_072
"""In one cell: the limit of Python's reader."""
DELIMITERS = (",", ";")
SAVE_AS_UTF8 = "enregistrez le fichier en « CSV UTF-8 » et recommencez."


class Row(NamedTuple):
    """One row; the header is number 1, and blank rows are counted too."""

    number: int
    cells: tuple[str, ...]


class Sheet(NamedTuple):
    """The names of the columns, in small letters, and the rows, read as they are asked for."""

    columns: tuple[str, ...]
    rows: Iterator[Row]


def read(data: bytes) -> Sheet:
    """The table; the header is judged at once, a row when it is reached. Raises `Unreadable`."""
    checked(data)
    header, delimiter = max(
        ((_header(data, delimiter), delimiter) for delimiter in DELIMITERS), key=lambda found: len(found[0])
    )
    if not header:
        raise _no_table(1)
    return Sheet(tuple(name.strip().casefold() for name in header), _rows(data, delimiter))


def checked(data: bytes) -> None:
    """Raises `Unreadable` unless it is text, in UTF-8, and there is some."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Unreadable(Problem(0, "", f"Le fichier est en UTF-16 : {SAVE_AS_UTF8}"))
    try:
        blank = not data.removeprefix(codecs.BOM_UTF8).decode().strip()
    except UnicodeDecodeError as wrong:
        start = wrong.start + len(data) - len(data.removeprefix(codecs.BOM_UTF8))
        line, place = _line(data, start), start - data.rfind(b"\n", 0, start)
        what = f"L'octet {place} de cette ligne (0x{data[start]:02X}) n'est pas de l'UTF-8 : {SAVE_AS_UTF8}"
        raise Unreadable(Problem(line, "", what)) from None
    if blank:
        raise Unreadable(Problem(0, "", "Le fichier est vide."))
    if (nul := data.find(b"\0")) >= 0:
        what = "Un caractère nul s'y trouve : ce fichier n'est pas du texte, exportez-le à nouveau en CSV."
        raise Unreadable(Problem(_line(data, nul), "", what))


def _line(data: bytes, place: int) -> int:
    return data.count(b"\n", 0, place) + 1


def _records(data: bytes, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(TextIOWrapper(BytesIO(data), "utf-8-sig", newline=""), delimiter=delimiter, strict=True)


def _header(data: bytes, delimiter: str) -> list[str]:
    try:
        return next(_records(data, delimiter))
    except csv.Error:  # perhaps not with the other delimiter
        return []


def _rows(data: bytes, delimiter: str) -> Iterator[Row]:
    records, number = _records(data, delimiter), 1
    next(records)
    try:
        for number, record in enumerate(records, start=2):
            if number > MOST_ROWS + 1:
                what = f"Au plus {MOST_ROWS} lignes par fichier : découpez-le."
                raise Unreadable(Problem(number, "", what))
            if any(cells := tuple(cell.strip() for cell in record)):
                yield Row(number, cells)
    except csv.Error:
        raise _no_table(number + 1) from None


def _no_table(number: int) -> Unreadable:
    what = (
        "La lecture s'arrête ici : fermez les guillemets (un guillemet dans un texte se double), "
        f"et gardez chaque cellule sous {MOST_CHARACTERS} caractères."
    )
    return Unreadable(Problem(number, "", what))
