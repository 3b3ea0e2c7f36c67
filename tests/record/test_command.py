"""`servanda record` as people use it, and as they misuse it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from servanda.cli import app
from servanda.cli.record import COMMANDS

from .conftest import ORIGIN


class Shell:
    """Runs commands on one record."""

    def __init__(self, place, vault):
        self.runner = CliRunner()
        self.env = {"SERVANDA_RECORD": place, "SERVANDA_VAULT": str(vault)}

    def __call__(self, *args, code=0, text=None):
        from servanda.errors import ServandaError

        result = self.runner.invoke(app, ["record", *map(str, args)], env=self.env, input=text)
        if isinstance(result.exception, ServandaError):  # what `main` turns into one message and exit code 2
            assert code == 2, result.exception
            return str(result.exception)
        assert code is None or result.exit_code == code, (args, result.output, result.exception)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        self.stdout = result.stdout
        return result.output

    def json(self, *args, code=0):
        self(*args, "--json", code=code)
        return json.loads(self.stdout)


@pytest.fixture
def sh(home, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shell = Shell(home.place, home.vault.folder)
    shell("init", ORIGIN)
    return shell


def keys(sh, name):
    lines = sh("keys", "--name", name, "-o", f"{name}.key".replace("/", "-")).splitlines()
    return [line.split()[-1] for line in lines]


def test_a_whole_day_with_the_record(sh, tmp_path):
    """Reports go in, two rivals cosign, an export is checked by the file that a rival runs, a witness is forgotten."""
    said = sh.json(
        "append",
        "report/1",
        '{"act": "shelling", "lon": 36.7, "lat": 34.7}',
        "--author",
        "monitor:m2",
        "--subject",
        "r1",
    )
    assert said["seq"] == 0
    secret = tmp_path / "interview.json"
    secret.write_text('{"act": "shelling", "witness": "Umm Ahmad"}')
    sh("append", "report/1", f"@{secret}", "--author", "monitor:m2", "--subject", "r2", "--sealed")
    sh(
        "append",
        "claim/1",
        "-",
        "--author",
        "party@south:p",
        "--subject",
        "r1",
        text='{"claimant": "south", "side_a": "North"}',
    )
    log_key, _ = keys(sh, ORIGIN)
    witnesses = {side: keys(sh, f"{side}.example")[1] for side in ("north", "south")}
    sh("checkpoint", "--key", "example.org-north.key", "-o", "cp.txt")
    sh("prove", "--since", "0", "-o", "growth.json")
    for side in witnesses:
        sh(
            "witness",
            "growth.json",
            "--log-key",
            log_key,
            "--key",
            f"{side}.example.key",
            "--state",
            f"{side}.json",
            "-o",
            f"{side}.txt",
        )
    note = sh("checkpoint", "--add", "north.txt", "--add", "south.txt")
    assert note.count("— ") == 4
    trust = {
        "key": log_key,
        "quorum": 2,
        "witnesses": [{"name": f"{s}.example", "side": s, "key": k} for s, k in witnesses.items()],
    }
    (tmp_path / "trust.json").write_text(json.dumps(trust))
    sh("export", "-o", "full.jsonl", "--public", "public.db", "--tiles", "site")
    sh("export", "-o", "north.jsonl", "--as", "party@north:desk")
    for name in ("full.jsonl", "north.jsonl"):
        assert sh.json("verify", name, "--trust", "trust.json")["problems"] == []
        from servanda.record import verifier

        done = subprocess.run(
            [sys.executable, "-I", verifier.__file__, name, "--trust", "trust.json"], capture_output=True, text=True, check=False
        )  # fmt: skip
        assert done.returncode == 0, done.stdout
    assert sh("verify", "full.jsonl", "--trust", "trust.json", "--against", "north.jsonl")
    assert "Umm Ahmad" in sh("show", "1")
    said = sh("erase", "1", "--author", "keeper:k", "--reason", "safety of the source")
    assert "every proof hold" in said
    assert "Umm Ahmad" not in sh("show", "1")
    assert sh.json("verify", "--trust", "trust.json")["problems"] == []
    sh("prove", "0", "-o", "proof.json")
    assert "4 entries" in sh("rebuild")
    summary = sh.json("show")
    assert (summary["entries"], summary["tables"]["reports"], summary["tables"]["claims"]) == (4, 1, 1)
    assert sh.json("show", "--at", "2")["tables"]["reports"] == 2


def test_an_export_goes_into_the_other_database(sh, other_home, tmp_path):
    sh("append", "report/1", '{"act": "x"}', "--author", "monitor:m2")
    log_key, _ = keys(sh, ORIGIN)
    sh("checkpoint", "--key", "example.org-north.key")
    sh("export", "-o", "e.jsonl")
    other = Shell(other_home.place, tmp_path / "v2")
    other("init", ORIGIN)
    changed = (tmp_path / "e.jsonl").read_text().replace('"act":"x"', '"act":"y"')
    (tmp_path / "forged.jsonl").write_text(changed)
    assert "NOT SOUND" in other("import", "forged.jsonl", "--author", "keeper:k", "--log-key", log_key, code=1)
    assert other.json("show")["entries"] == 0
    assert "1 added" in other("import", "e.jsonl", "--author", "keeper:k", "--log-key", log_key)
    assert other.json("show")["root"] == sh.json("show")["root"]


def test_files_are_imported_with_their_bad_rows_set_aside(sh, tmp_path):
    (tmp_path / "r.csv").write_text(
        "id,date,lat,lon,type,killed\n#event+id,#date,#geo+lat,#geo+lon,#event+type,#affected+killed\n"
        "a,2016-03-01,34.7,36.7,shelling,2\nb,not a day,34.7,36.7,shelling,1\nc,2016-03-02,34.1,36.1,air-strike,\n"
    )
    said = sh("import", "r.csv", "--author", "monitor:m2", "--aside", "aside.csv", code=1)
    assert "2 added, 0 there already, 1 set aside" in said
    assert "not a day" in (tmp_path / "aside.csv").read_text()
    assert "0 added, 2 there already" in sh("import", "r.csv", "--author", "monitor:m2", code=1)
    (tmp_path / "k.json").write_text('[{"_uuid": "u", "act": "detain", "witness": "W"}]')
    told = sh.json("import", "k.json", "--author", "monitor:m2", code=1)
    assert told[0]["aside"] == 1
    assert sh.json("import", "k.json", "--author", "monitor:m2", "--sealed")[0]["added"] == 1
    (tmp_path / "l.jsonl").write_text('{"act": "x"}\n{"lon": 999}\nnonsense\n')
    told = sh.json("import", "l.jsonl", "--author", "monitor:m2", code=1)
    assert (told[0]["added"], told[0]["aside"]) == (1, 2)


def test_questions_and_ways_are_shown(sh):
    body = {"question": "Is it so?", "rule": "mutual-consent", "of": ["north", "south"], "about": "r1"}
    sh("append", "report/1", '{"act": "x"}', "--author", "monitor:m2", "--subject", "r1")
    sh("append", "proposal/1", json.dumps(body), "--author", "mediator:m", "--subject", "q")
    sh("append", "position/1", '{"member": "north", "stance": "no"}', "--author", "party@north:p", "--subject", "q")
    said = sh("show", "questions")
    assert "q: blocked; blocked by north; needs the consent of north, south" in said
    assert sh.json("show", "questions")[0]["state"] == "blocked"
    assert "put" in {r["step"] for r in sh.json("show", "way", "--accord", "vienna")["steps"] if r["state"] == "done"}


def test_readers_see_what_they_may(sh):
    sh("append", "report/1", '{"act": "x"}', "--author", "monitor:m2", "--subject", "r1")
    assert "may not read" in sh("show", "0", "--as", "public:x", code=1)
    assert sh.json("show", "reports", "--as", "public:x") == []
    assert len(sh.json("show", "reports", "--as", "verifier:v")) == 1


MISUSE = [
    (["init", ORIGIN], 2, "already"),
    (["init", "two words", "--db", "new.db"], 2, "no spaces"),
    (["append", "report/1", "{", "--author", "monitor:m"], 1, "Not JSON"),
    (["append", "report/1", '{"a":1,"a":1}', "--author", "monitor:m"], 1, "stands twice"),
    (["append", "report/1", "[]", "--author", "monitor:m"], 1, "not an object"),
    (["append", "report/1", "@none.json", "--author", "monitor:m"], 2, "cannot be read"),
    (["append", "rapport/1", "{}", "--author", "monitor:m"], 1, "no form"),
    (["append", "report/1", "{}", "--author", "boss"], 1, "names no author"),
    (["append", "report/1", "{}"], 2, "--author"),
    (["show", "7"], 2, "no entry 7"),
    (["show", "reprots"], 2, "no table"),
    (["show", "--at", "yesterday"], 2, "is not an instant"),
    (["show", "--as", "x"], 2, "names no reader"),
    (["show", "reports", "--db", "none.db"], 2, "no record"),
    (["prove"], 2, "Name an entry"),
    (["prove", "0"], 2, "No checkpoint"),
    (["prove", "-1"], 2, ""),
    (["checkpoint"], 2, "No checkpoint"),
    (["checkpoint", "--key", "none.key"], 2, "cannot be read as a key"),
    (["checkpoint", "--add", "bad.txt"], 2, "not a signed note"),
    (["keys"], 2, "Give --name"),
    (["keys", "--name", "a b", "-o", "k"], 2, "cannot name a key"),
    (["witness", "bad.txt", "--log-key", "x", "--key", "good.key", "--state", "s"], 1, "Not cosigned"),
    (["witness", "bad.json", "--log-key", "x", "--key", "good.key", "--state", "s"], 1, "Not cosigned"),
    (["verify", "none.jsonl"], 2, "no file"),
    (["verify", "bad.txt", "--log-key", "x"], 1, "damaged"),
    (["verify", "--trust", "bad.txt"], 2, "Not JSON"),
    (["verify", "--trust", "list.json"], 2, "not a trust file"),
    (["verify"], 1, "signatures were not"),
    (["export"], 2, "Name -o"),
    (["export", "-o", "x.jsonl", "--as", "x"], 2, "names no reader"),
    (["export", "-o", "no/such/x.jsonl"], 2, "cannot be written"),
    (["export", "--tiles", "t"], 2, "No checkpoint"),
    (["erase", "0"], 2, "Name the entry"),
    (["erase", "0", "--author", "keeper:k", "--reason", "x"], 2, "no entry 0"),
    (["import", "none.csv", "--author", "monitor:m"], 2, "does not exist"),
    (["import", "bad.txt", "--author", "keeper:k", "--as", "export"], 2, "not a line of an export"),
    (["import", "bad.txt", "--author", "keeper:k", "--as", "kobo"], 2, "bad.txt"),
    (["dance"], 2, "No such command"),
]


@pytest.mark.parametrize(
    ("args", "code", "said"), MISUSE, ids=lambda a: " ".join(a)[:40] if isinstance(a, list) else ""
)
def test_misuse_is_told_in_one_message(sh, tmp_path, args, code, said, home):
    if home.kind == "postgres" and args[0] not in {"init", "show", "verify"}:
        pytest.skip("the message does not depend on the database")
    (tmp_path / "bad.txt").write_text("nonsense\n")
    (tmp_path / "bad.json").write_text("{}")
    (tmp_path / "list.json").write_text("[]")
    keys(sh, "good")
    assert said in sh(*args, code=code)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_with_an_example(name, sh):
    said = sh(name, "--help")
    assert name == "rebuild" or f"servanda record {name}" in said


def test_the_installed_command_gives_no_traceback(tmp_path, home):
    if home.kind == "postgres":
        place = "postgresql:///none?host=/nonexistent"
    else:
        place = str(tmp_path / "text.db")
        (tmp_path / "text.db").write_text("no database" * 99)
    run = [sys.executable, "-m", "servanda", "record", "show", "--db", place, "--vault", str(tmp_path)]
    done = subprocess.run(run, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("servanda: ")


def test_the_judge_gives_the_same_verdicts_from_the_record_as_from_the_file(sh, home):
    """As people do it: the shipped incidents through the record, against the shipped file itself."""
    if home.kind == "postgres":
        pytest.skip("the tables of both databases are compared elsewhere")
    import pyarrow.parquet as pq

    from servanda.accord import find_folder

    file = find_folder("vienna") / "incidents-2016.csv"
    if not file.exists():
        pytest.skip("no incidents are shipped with the accord")
    sh("import", file, "--author", "monitor:demo", code=None)
    sh("export", "--incidents", "then.parquet")
    for source, out in ((file, "a.parquet"), ("then.parquet", "b.parquet")):
        done = CliRunner().invoke(app, ["judge", "vienna", str(source), "-o", out])
        assert done.exit_code in {0, 1}, done.output
    order = [(n, "ascending") for n in ("incident_id", "norm_id", "reading")]
    one, two = (pq.read_table(p).replace_schema_metadata().sort_by(order) for p in ("a.parquet", "b.parquet"))
    assert one.num_rows > 1000
    assert two.equals(one)
