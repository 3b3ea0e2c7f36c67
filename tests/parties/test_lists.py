"""Lists in and out: the real files round trip with every record, versions differ by name, bad files are told."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from servanda.errors import ServandaError
from servanda.parties.ftm_lines import read_ftm, write_ftm
from servanda.parties.listed import Listed, Name, UnreadableListError, as_of, changes, merge_versions
from servanda.parties.lists import read_list
from servanda.parties.ofac_csv import read_ofac, write_ofac
from servanda.parties.plain_csv import read_csv, write_csv
from servanda.parties.safe_xml import Node, UnsafeXmlError, parse
from servanda.parties.screen import Index
from servanda.parties.un_xml import read_un_xml, write_un_xml

UN = ["un-alqaida-list-2014-11-19", "un-alqaida-list-2014-12-12", "un-alqaida-list-2015-02-01",
      "un-consolidated-list-2015-03-27"]  # fmt: skip
SMALL = b"""<?xml version="1.0"?><CONSOLIDATED_LIST dateGenerated="2015-02-01T00:00:00"><INDIVIDUALS><INDIVIDUAL x="1">
<DATAID>7</DATAID><FIRST_NAME>ALI</FIRST_NAME><SECOND_NAME>HASSAN</SECOND_NAME><REFERENCE_NUMBER>QI.1</REFERENCE_NUMBER>
<LISTED_ON>2001-10-06T00:00:00</LISTED_ON><NAME_ORIGINAL_SCRIPT>\xd8\xb9\xd9\x84\xd9\x8a</NAME_ORIGINAL_SCRIPT>
<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Abu A &amp; B</ALIAS_NAME></INDIVIDUAL_ALIAS>
<ODD><DEEP>kept</DEEP></ODD>
</INDIVIDUAL></INDIVIDUALS><ENTITIES/></CONSOLIDATED_LIST>"""


def _shape(node: Node) -> tuple[object, ...]:
    return (node.tag, node.attributes, node.text if not node.children else "", tuple(map(_shape, node.children)))


@pytest.mark.parametrize("name", UN)
def test_the_un_list_comes_back_element_for_element(shared, name):
    data = gzip.decompress((shared / "data/lists" / f"{name}.xml.gz").read_bytes())
    found = read_un_xml(data, name)
    assert _shape(parse(write_un_xml(found.entries, found))) == _shape(parse(data))
    assert len(found.entries) == data.count(b"<DATAID>")
    assert all(e.names and e.listed_from for e in found.entries)
    assert found.problems == ()


def test_the_ofac_list_comes_back_row_for_row(shared):
    folder = shared / "data/lists"
    main = gzip.decompress((folder / "ofac-sdn.csv.gz").read_bytes())
    alias = gzip.decompress((folder / "ofac-alt.csv.gz").read_bytes())
    found = read_ofac(main, alias, "ofac")
    again = read_ofac(*write_ofac(found.entries), "ofac")
    assert again.entries == found.entries
    listed = [e for e in found.entries if e.raw and e.raw[0]]
    assert len(listed) == main.decode().replace("\x1a", "").strip().count("\n") + 1
    aliases = sum(len(e.raw) - 1 for e in found.entries if e.raw)
    assert aliases == alias.decode().replace("\x1a", "").strip().count("\n") + 1
    assert [p.code for p in found.problems] == ["list.alias-of-nobody"]

    def lines(data: bytes) -> list[str]:
        return sorted(line.rstrip(" \r") for line in data.decode().replace("\x1a", "").split("\n") if line.strip())

    def squeezed(rows: list[str]) -> list[str]:
        return [r.replace("-0- ", "-0-") for r in rows]

    out_main, out_alias = write_ofac(found.entries)
    assert squeezed(lines(out_main)) == squeezed(lines(main))
    assert squeezed(lines(out_alias)) == squeezed(lines(alias))


@pytest.mark.parametrize("name", [*UN, pytest.param("ofac-sdn", marks=pytest.mark.slow)])
def test_every_record_survives_the_way_through_every_other_form(shared, name):
    path = next((shared / "data/lists").glob(f"{name}.*"))
    entries = list(read_list(path).entries)

    def said(es: list[Listed]) -> list[object]:
        return [(e.id, e.schema, e.listed_from, e.reference, e.programme, e.note) for e in es]

    def texts(es: list[Listed]) -> list[object]:
        return [sorted({n.text for n in e.names}) for e in es]

    through_csv = list(read_csv(write_csv(entries), name).entries)
    assert said(through_csv) == said(entries)
    assert texts(through_csv) == texts(entries)
    through_ftm = list(read_ftm(write_ftm(entries), name).entries)
    assert said(through_ftm) == said(entries)
    assert texts(through_ftm) == texts(entries)
    bare = [Listed(**{**{f: getattr(e, f) for f in e.__dataclass_fields__}, "raw": None}) for e in entries]
    through_xml = {e.id: e for e in read_un_xml(write_un_xml(bare), name).entries}
    assert set(through_xml) == {e.id for e in entries}
    assert all(through_xml[e.id].listed_from == e.listed_from for e in entries)


def test_who_came_onto_the_list_and_who_left_it_is_named_though_references_changed_form(shared):
    versions = [read_list(shared / "data/lists" / f"{n}.xml.gz", "alqaida") for n in UN[:3]]
    told = [[str(c) for c in changes(a.entries, b.entries) if c.kind != "amended"] for a, b in pairwise(versions)]
    assert told[0] == []
    assert told[1] == [
        "removed: AQEEL ABDULAZIZ AQEEL AL-AQEEL (QDi.171)",
        "removed: ISMAIL MOHAMED ISMAIL ABU SHAWEESH (QDi.224)",
        "added: IBRAHIM 'ISA HAJJI MUHAMMAD AL-BAKR (QI.A.344.15.)",
        "added: TARKHAN TAYUMURAZOVICH BATIRASHVILI (QI.B.345.15.)",
        "added: 'ABD AL-MALIK MUHAMMAD YUSUF 'UTHMAN 'ABD AL-SALAM (QI.U.346.15.)",
        "added: ASHRAF MUHAMMAD YUSUF 'UTHMAN 'ABD AL-SALAM (QI.U.343.15.)",
    ]
    whole = merge_versions(versions)
    assert len(as_of(whole, datetime(2014, 12, 20, tzinfo=UTC))) == 301
    assert len(as_of(whole, datetime(2015, 3, 1, tzinfo=UTC))) == 303
    assert len(as_of(whole, datetime(2014, 1, 1, tzinfo=UTC))) == 0


def test_a_small_list_keeps_elements_that_nobody_knows():
    found = read_un_xml(SMALL, "small")
    assert [n.text for n in found.entries[0].names] == ["ALI HASSAN", "علي", "Abu A & B"]
    assert _shape(parse(write_un_xml(found.entries, found))) == _shape(parse(SMALL))


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE a [<!ENTITY x "xxxx"><!ENTITY y "&x;&x;">]><CONSOLIDATED_LIST>&y;</CONSOLIDATED_LIST>',
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><CONSOLIDATED_LIST>&x;</CONSOLIDATED_LIST>',
        b'<!DOCTYPE a SYSTEM "http://example.org/a.dtd"><CONSOLIDATED_LIST/>',
        b"<CONSOLIDATED_LIST><INDIVIDUALS>",
        b"<a>" * 200 + b"</a>" * 200,
        b"<CONSOLIDATED_LIST>&unknown;</CONSOLIDATED_LIST>",
    ],
)
def test_xml_that_expands_or_points_outside_or_breaks_is_refused(data):
    with pytest.raises(UnsafeXmlError):
        read_un_xml(data, "bad")


def test_duplicate_ids_are_kept_apart_and_told():
    found = read_un_xml(
        SMALL.replace(
            b"<ENTITIES/>", b"<ENTITIES><ENTITY><DATAID>7</DATAID><FIRST_NAME>X</FIRST_NAME></ENTITY></ENTITIES>"
        ),
        "d",
    )
    assert [e.id for e in found.entries] == ["7", "7#2"]
    assert [p.code for p in found.problems] == ["list.duplicate-id"]


def test_plain_csv_needs_only_names_and_tells_each_bad_row():
    found = read_csv("name,aliases,listed_from\nDaesh,ISIL;داعش,2015-01-01\n,x,\nNusra,,soon\n".encode(), "m")
    assert [[n.text for n in e.names] for e in found.entries] == [["Daesh", "ISIL", "داعش"], ["Nusra"]]
    assert [(p.code, p.source.row) for p in found.problems] == [("list.no-name", 3), ("list.bad-date", 4)]


def test_a_file_that_is_no_list_is_told(tmp_path):
    for content in ("", "a,b\n1,2\n", "<html/>"):
        path = tmp_path / "x.csv"
        path.write_text(content, "utf-8")
        with pytest.raises(UnreadableListError):
            read_list(path)
    with pytest.raises(UnreadableListError):
        read_list(tmp_path / "absent.xml")


def test_versions_of_an_entry_never_share_an_id():
    old = Listed("1", "Person", (Name("Ali"),))
    new = Listed("1", "Person", (Name("Omar"),))
    assert old.version_id != new.version_id
    assert old.version_id == Listed("1", "Person", (Name("Ali"),)).version_id


CELLS = ["id", "name", "1", '"', ",", "\n", "-0- ", "schema", "aliases", "listed_from", "2015-13-01", ";"]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=300)
    | st.text('<>/&;!"=DOCTYPECNSLIDAT_ \n', max_size=200).map(str.encode)
    | st.text('{}[]":,idschemaprotinmPe01 \n', max_size=200).map(str.encode)
    | st.lists(st.sampled_from(CELLS), max_size=60).map(lambda cells: ",".join(cells).encode())
)
def test_no_file_brings_a_traceback(tmp_path, data):
    path = tmp_path / "any"
    path.write_bytes(data)
    try:
        found = read_list(path)
    except ServandaError:
        return
    assert all(isinstance(n.text, str) for e in found.entries for n in e.names)
    Index(found.entries).search("Ali")


def test_entities_with_values_that_stand_alone_or_are_missing_are_read():
    lines = (
        b'{"id": "a", "schema": "Person", "properties": {"name": "Ali", "alias": null}}\n'
        b'{"id": "b", "schema": "Person", "properties": {"name": null}, "caption": 7}\n'
        b'{"id": 3, "schema": "Person", "properties": {}}\n'
    )
    found = read_ftm(lines, "x")
    assert [[n.text for n in e.names] for e in found.entries] == [["Ali"], ["7"]]
    assert [p.code for p in found.problems] == ["list.bad-line"]
