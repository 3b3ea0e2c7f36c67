"""Files: every kind gives the same words; what cannot be read is refused with a reason, never with a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from servanda.words import NoDateError, NothingToReadError, load, read
from servanda.words.formats import UnreadableFileError

SENTENCE = "The Parties shall withdraw their forces within 30 days."


def test_plain_text_is_its_own_characters(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes("\ufeffOne\r\ntwo".encode())
    got = load(file)
    assert (got.text, got.extracted) == ("\ufeffOne\r\ntwo", False)


def test_utf_16_and_windows_letters_are_read_and_told(tmp_path: Path) -> None:
    wide, old = tmp_path / "wide.txt", tmp_path / "old.txt"
    wide.write_bytes(SENTENCE.encode("utf-16"))
    old.write_bytes("Communiqué: the Parties agreed".encode("cp1252"))
    assert load(wide).text == SENTENCE
    assert load(wide).extracted
    got = load(old)
    assert got.text.startswith("Communiqué")
    assert [p.code for p in got.problems] == ["words.encoding"]


def test_html_and_markdown_give_their_visible_words(tmp_path: Path) -> None:
    page, notes = tmp_path / "a.html", tmp_path / "a.md"
    page.write_text(
        f"<html><head><title>x</title><script>no()</script></head><body><p>{SENTENCE}</p><ol><li>First</li></ol></body></html>"
    )
    notes.write_text(f"# Title\n\n**{SENTENCE}** [link](http://x)\n")
    assert SENTENCE in load(page).text
    assert "no()" not in load(page).text
    assert "1. First" in load(page).text
    assert load(notes).text == f"Title\n\n{SENTENCE} link\n"


def test_docx_paragraphs_and_tables(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx", reason="the extra `documents` is not installed")
    document = docx.Document()
    document.add_paragraph(SENTENCE)
    table = document.add_table(1, 2)
    table.rows[0].cells[0].text = "North"
    file = tmp_path / "a.docx"
    document.save(str(file))
    assert SENTENCE in load(file).text
    assert "North" in load(file).text


def made_pdf(words: str) -> bytes:
    """The smallest PDF with one line of text."""
    stream = f"BT /F1 12 Tf 40 700 Td ({words}) Tj ET".encode()
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length " + str(len(stream)).encode() + b" >>\nstream\n" + stream + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for n, part in enumerate(parts, 1):
        places.append(len(out))
        out += str(n).encode() + b" 0 obj\n" + part + b"\nendobj\n"
    table = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % p for p in places)
    return out + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n" + str(table).encode() + b"\n%%EOF\n"


def test_pdf_text_and_its_failures(tmp_path: Path) -> None:
    pypdf = pytest.importorskip("pypdf", reason="the extra `documents` is not installed")
    good, scanned, locked, broken = (tmp_path / f"{n}.pdf" for n in ("good", "scanned", "locked", "broken"))
    good.write_bytes(made_pdf(SENTENCE))
    assert SENTENCE in load(good).text
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(str(scanned))
    writer.encrypt("secret")
    writer.write(str(locked))
    broken.write_bytes(b"%PDF-1.4 nothing more")
    for file, why in ((scanned, "scanned"), (locked, "encrypted"), (broken, "cannot be opened")):
        with pytest.raises(UnreadableFileError, match=why):
            load(file)


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("empty.txt", b"", "empty"),
        ("binary.txt", b"\x00\x01\x02abc", "binary"),
        ("reading.json", b'{"schema": "servanda-gold/1", "act": "The Parties shall meet."}', "JSON"),
        ("zip.docx", b"PK\x03\x04 not a zip", "not a readable DOCX"),
        ("noise.txt", bytes(range(1, 32)) * 50 + b"\xff\xfe\xfd" * 80, "binary"),
    ],
)
def test_files_that_hold_no_text(tmp_path: Path, name: str, data: bytes, why: str) -> None:
    if name.endswith("docx"):
        pytest.importorskip("docx", reason="the extra `documents` is not installed")
    file = tmp_path / name
    file.write_bytes(data)
    with pytest.raises(UnreadableFileError, match=why):
        load(file)


def test_texts_from_which_nothing_may_be_taken() -> None:
    for text in (
        "   \n\n",
        "الطرفان يتفقان على وقف إطلاق النار فورا " * 20,
        "Die Parteien ziehen ihre Truppen ohne Verzug zurück. " * 40,
    ):
        with pytest.raises(NothingToReadError):
            read(text)
    with pytest.raises(NothingToReadError, match="not one document"):
        read("The Parties shall meet and agree to that. " * 150_000)


def test_a_text_without_a_date_asks_for_one() -> None:
    with pytest.raises(NoDateError):
        read(SENTENCE)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["nothing.txt"], 2, "no such file"),
        (["a.txt", "--date", "2020-02-30"], 2, "day is out of range"),
        (["a.txt", "--date", "soon"], 2, "YYYY-MM-DD"),
        (["a.txt"], 2, "--date"),
        (["a.txt", "--date", "2020-02-29"], 0, "1 commitments (1 dated)"),
    ],
)
def test_the_command_tells_what_is_wrong(tmp_path: Path, arguments: list[str], code: int, words: str) -> None:
    import subprocess
    import sys

    (tmp_path / "a.txt").write_text(SENTENCE)
    src = str(Path(__file__).parents[2] / "src")
    done = subprocess.run(
        [sys.executable, "-m", "servanda", "read", *arguments],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": src, "PATH": ""},
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert words in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_outputs_are_written_beside_and_the_extracted_text_with_them(tmp_path: Path) -> None:
    import json

    from servanda.cli.read import command

    page = tmp_path / "a.html"
    page.write_text(f"<p>{SENTENCE}</p>")
    out, review = tmp_path / "out.json", tmp_path / "out.html"
    done = CliRunner().invoke(command, [str(page), "--date", "2020-01-01", "-o", str(out), "--html", str(review)])
    assert done.exit_code == 0, done.output
    data = json.loads(out.read_text("utf-8"))
    text = (tmp_path / "out.txt").read_text("utf-8")
    assert data["document"]["text_file"] == "out.txt"
    assert [text[c["start"] : c["end"]] for c in data["commitments"]] == [c["quote"] for c in data["commitments"]]
    assert "2020-01-31" in review.read_text("utf-8")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.html", "out.html", "out.json", "out.txt"]
