"""The figures as tables for other programs: CSV with a row of HXL tags, and one XLSX workbook."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence

from .model import KINDS, Cell, Column, Figures, Table

_FIXED = (1980, 1, 1, 0, 0, 0)  # the time of every member of a workbook: the same figures give the same bytes
MOST_ROWS = 20_000  # of a sheet, so that any office program opens it; a longer table is whole in its CSV
_MOST_CHARACTERS = 32_767  # of a cell
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a cell that begins so could be run by a spreadsheet


def csv_bytes(table: Table) -> bytes:
    """A table as UTF-8 CSV: names, HXL tags, rows. Text that a spreadsheet could take for a formula is quoted by ``'``."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.names)
    writer.writerow([c.hxl for c in table.columns])
    writer.writerows([[_safe(v) for v in row] for row in table.rows])
    return out.getvalue().encode()


def xlsx_bytes(tables: Iterable[Table]) -> bytes:
    """One sheet per table, the header frozen, HXL tags in the second row; no time of writing inside."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    bold, grey = Font(bold=True), Font(color="00666666")
    for table in tables:
        sheet = book.create_sheet(table.id[:31])
        sheet.freeze_panes = "A3"
        for n, column in enumerate(table.columns):
            widest = max([len(column.name), *(len(str(row[n])) for row in table.rows[:200])])
            sheet.column_dimensions[_letter(n)].width = min(60, widest + 2)
        for row, font in (([c.name for c in table.columns], bold), ([c.hxl for c in table.columns], grey)):
            cells = [WriteOnlyCell(sheet, value=v) for v in row]
            for cell in cells:
                cell.font = font
            sheet.append(cells)
        for values in table.rows[:MOST_ROWS]:
            sheet.append([_cell(v) if isinstance(v, str) else v for v in values])
    out = io.BytesIO()
    book.save(out)
    return _timeless(out.getvalue())


def sighting_table(figures: Figures) -> Table:
    """Every incident of the window with its strongest verdict under each reading."""
    columns = [
        Column("incident_id", "#event+id"),
        Column("day", "#date+occurred"),
        Column("place", "#loc+name"),
        Column("division", "#adm1+name"),
        Column("lat", "#geo+lat"),
        Column("lon", "#geo+lon"),
        Column("radius_m", "#geo+precision+m+num"),
        Column("act", "#event+type"),
        Column("weapon", "#event+weapon"),
        Column("target_kind", "#event+target"),
        Column("side_a", "#group+side_a+name"),
        Column("side_b", "#group+side_b+name"),
        Column("claimant", "#meta+claimant"),
        Column("killed_low", "#affected+killed+min+num"),
        Column("killed_high", "#affected+killed+max+num"),
        Column("grade", "#meta+grade"),
        Column("source", "#meta+source"),
        Column("source_ref", "#meta+source+ref"),
        *(Column(f"verdict_{r}", f"#status+verdict+{_tag(r)}") for r in figures.readings),
        *(Column(f"untold_{r}", f"#status+untold+{_tag(r)}") for r in figures.readings),
    ]
    rows: list[tuple[Cell, ...]] = [
        (
            s.id, s.day, s.place, s.division, s.lat, s.lon, s.radius_m, s.act, s.weapon, s.target_kind, s.side_a, s.side_b,
            s.claimant, s.killed_low, s.killed_high, s.grade, s.source, s.source_ref,
            *(KINDS[k] for k in s.kinds), *(int(u) for u in s.untold),
        )
        for s in figures.sightings
    ]  # fmt: skip
    return Table("incidents", "Incidents of the window", tuple(columns), tuple(rows))


def meta_table(pairs: Sequence[tuple[str, str]]) -> Table:
    """What a brief rests on: accord, hashes, window, inputs."""
    return Table("about", "About", (Column("what", "#meta+key"), Column("value", "#meta+value")), tuple(pairs))


def _safe(value: Cell) -> Cell:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _cell(text: str) -> str | None:
    """Text as a workbook takes it: nothing for nothing, no formulas, no characters that XML forbids, not too long."""
    if not text:
        return None
    return _FORBIDDEN.sub("\ufffd", f"'{text}" if text.startswith(_FORMULA) else text)[:_MOST_CHARACTERS]


def _tag(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.lower())


def _letter(n: int) -> str:
    return (chr(64 + n // 26) if n >= 26 else "") + chr(65 + n % 26)


def _timeless(workbook: bytes) -> bytes:
    """The same workbook without the time at which it was written."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            data = old.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:\w+[^>]*>)[^<]*(?=</)", rb"\g<1>1980-01-01T00:00:00Z", data)
            info = zipfile.ZipInfo(name, _FIXED)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            new.writestr(info, data)
    return out.getvalue()
