"""Reports become incidents: the right ones together, bounds instead of averages, the same whatever the order."""

from __future__ import annotations

import csv
import gzip
from datetime import timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.accord import load
from servanda.incidents.fuse import FUSED, Judgement, fuse, reports_of
from servanda.incidents.fuse.blocking import candidate_pairs, reach_km
from servanda.incidents.fuse.cluster import average_link
from servanda.incidents.fuse.explain import likely_aliases, pairs_table, unsure, why
from servanda.incidents.fuse.incremental import Running, extend
from servanda.incidents.model import AND, CLAIMS
from servanda.incidents.report_reader import intake, read_reports

from .made_reports import b_cubed, made, pair_f1, reports


def _members(fused) -> dict[str, str]:
    return dict(zip(*(fused.members.column(c).to_pylist() for c in ("report_id", "incident_id")), strict=True))


def _one(fused) -> dict[str, object]:
    assert fused.incidents.num_rows == 1
    return fused.incidents.to_pylist()[0]


def test_two_tellings_of_one_strike_are_one_incident():
    fused = fuse(reports({"killed_low": 3}, {"happened_at": "2020-01-01T10:40Z", "lon": 21.004, "killed_low": 3}))
    assert fused.incidents.num_rows == 1
    assert reports_of(fused.members, "r0") == ["r0", "r1"]


def test_the_same_place_three_days_later_is_another_incident():
    assert fuse(reports({}, {"happened_at": "2020-01-04T10:00Z"})).incidents.num_rows == 2


def test_far_places_are_never_one_incident():
    assert fuse(reports({}, {"lon": 22.0})).incidents.num_rows == 2


def test_a_vague_report_meets_an_exact_one_where_two_exact_ones_would_not_meet():
    exact = fuse(reports({}, {"lon": 21.2}))
    vague = fuse(reports({}, {"lon": 21.2, "place_precision": "district"}))
    assert (exact.incidents.num_rows, vague.incidents.num_rows) == (2, 1)


def test_a_report_without_time_or_place_is_kept_and_fused_with_nothing():
    taken = intake(
        pa.table(
            {
                "report_id": ["a", "b", "c"],
                "happened_at": [None, "2020-01-01", "2020-01-01"],
                "lon": ["1", None, "1"],
                "lat": ["1", None, "1"],
            }
        )
    )
    fused = fuse(taken.reports)
    assert fused.incidents.num_rows == 3
    assert "fuse.unplaced" in [p.code for p in taken.notices]


def test_time_is_the_span_that_all_tellings_allow():
    row = _one(fuse(reports({}, {"happened_at": "2020-01-01", "time_precision": "day"})))
    assert (row["happened_from"].isoformat(), row["happened_to"].isoformat()) == (
        "2020-01-01T09:00:00+00:00",
        "2020-01-01T11:00:00+00:00",
    )


def test_tellings_that_do_not_overlap_in_time_keep_the_whole_span_and_say_so():
    fused = fuse(
        reports({"time_precision": "minute"}, {"happened_at": "2020-01-01T10:45Z", "time_precision": "minute"})
    )
    row = _one(fused)
    assert (row["happened_from"].hour, row["happened_to"].hour) == (9, 11)
    assert "times told do not overlap" in row["note"]


def test_a_toll_is_a_range_and_its_best_is_a_figure_that_someone_told():
    row = _one(fuse(reports({"killed_low": 3, "killed_high": 5}, {"killed_low": 4}, {"killed_low": 9})))
    assert (row["killed_low"], row["killed_best"], row["killed_high"]) == (3, 4, 9)


def test_who_did_it_stays_open_where_sources_differ_and_every_telling_is_a_claim():
    fused = fuse(reports({"actor": "North"}, {"actor": "South"}))
    row = _one(fused)
    assert row["side_a"] is None
    claims = {(c["claimant"], c["side_a"]) for c in fused.claims.to_pylist()}
    assert claims == {("s0", "North"), ("s1", "South")}


def test_who_did_it_stands_where_all_who_name_someone_agree_and_needs_no_claim():
    fused = fuse(reports({"actor": "North"}, {"actor": "NORTH"}, {}))
    assert _one(fused)["side_a"] in ("North", "NORTH")
    assert fused.claims.num_rows == 0
    assert _one(fused)["claimant"] is None


def test_one_naming_source_among_several_is_named_as_the_claimant():
    assert _one(fuse(reports({"actor": "North"}, {}, {})))["claimant"] == "s0"


def test_acts_that_differ_become_the_node_above_both():
    assert _one(fuse(reports({"act": "ied"}, {"act": "car-bomb"})))["act"] == "bombing"


def test_the_chain_from_an_incident_to_its_reports_is_whole():
    table, _ = made(80, seed=3)
    fused = fuse(intake(table).reports)
    told = [r for refs in fused.incidents.column("source_ref").to_pylist() for r in refs.split(AND)]
    assert (
        sorted(told) == sorted(table.column("report_id").to_pylist()) == fused.members.column("report_id").to_pylist()
    )
    some = fused.incidents.to_pylist()[7]
    assert AND.join(reports_of(fused.members, some["incident_id"])) == some["source_ref"]
    assert some["reports"] == len(some["source_ref"].split(AND))


def test_the_tables_have_the_columns_of_the_station():
    fused = fuse(reports({"actor": "a"}, {"actor": "b"}))
    assert fused.incidents.schema == FUSED
    assert fused.claims.schema == CLAIMS


def test_a_file_and_a_table_are_taken_as_they_are(tmp_path: Path):
    import servanda as sv

    table, _ = made(40, seed=2)
    pa.csv.write_csv(table, tmp_path / "r.csv")
    assert sv.fuse(tmp_path / "r.csv").incidents == sv.fuse(table).incidents


def test_no_reports_make_no_incidents():
    fused = fuse(intake(pa.table({"report_id": pa.array([], pa.string())})).reports)
    assert (fused.incidents.num_rows, fused.members.num_rows, len(fused.evidence)) == (0, 0, 0)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000))
def test_the_order_of_the_rows_changes_nothing(seed):
    table, _ = made(60, seed=5)
    shuffled = table.take(pa.array(np.random.default_rng(seed).permutation(table.num_rows)))
    one, other = fuse(intake(table).reports), fuse(intake(shuffled).reports)
    assert one.incidents == other.incidents
    assert one.members == other.members


def test_pairs_far_apart_in_another_town_change_no_group_of_this_one():
    table, _ = made(60, seed=5)
    base = _members(fuse(intake(table).reports))
    far = table.set_column(4, "lon", pa.array([x + 60 for x in table.column("lon").to_pylist()]))
    far = far.set_column(0, "report_id", pa.array([f"x{r}" for r in far.column("report_id").to_pylist()]))
    both = _members(fuse(intake(pa.concat_tables([table, far])).reports))
    mine = {r: i for r, i in both.items() if not r.startswith("x")}
    assert pair_f1(mine, base)[2] > 0.97  # the weights learn from twice as much; the groups hardly move


def test_blocking_finds_every_pair_within_reach_and_no_other():
    """The oracle compares all pairs, one by one."""
    taken = intake(made(70, seed=9)[0]).reports
    mid, window, sd, xyz = taken.mid_h, taken.window_h, taken.place_sd_km, taken.xyz_km
    expected = {
        (i, j)
        for i in range(len(taken))
        for j in range(i + 1, len(taken))
        if abs(mid[i] - mid[j]) <= window[i] + window[j] and np.linalg.norm(xyz[i] - xyz[j]) <= reach_km(sd[i], sd[j])
    }
    assert {tuple(p) for p in candidate_pairs(taken).tolist()} == expected


def test_blocking_works_across_the_date_line_and_near_the_pole():
    taken = reports(
        {"lon": 179.999, "lat": 10}, {"lon": -179.999, "lat": 10}, {"lon": 0, "lat": 89.99}, {"lon": 180, "lat": 89.99}
    )
    assert candidate_pairs(taken).tolist() == [[0, 1], [2, 3]]


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 12), st.data())
def test_average_link_joins_as_a_slow_oracle_does(count, data):
    """The oracle recomputes every mean from the pairs, each time."""
    pairs = [(i, j) for i in range(count) for j in range(i + 1, count)]
    shares = np.array(
        data.draw(
            st.lists(
                st.sampled_from([0.0, 0.1, 0.31, 0.45, 0.62, 0.77, 0.93]), min_size=len(pairs), max_size=len(pairs)
            )
        )
    )
    shares = shares + np.random.default_rng(count).uniform(0, 0.01, len(pairs))  # no ties
    of = dict(zip(pairs, shares.tolist(), strict=True))
    groups = [{k} for k in range(count)]
    while True:
        means = {
            (a, b): sum(
                of[min(x, y), max(x, y)] for x in groups[a] for y in groups[b] if of[min(x, y), max(x, y)] >= 0.03
            )
            / (len(groups[a]) * len(groups[b]))
            for a in range(len(groups))
            for b in range(a + 1, len(groups))
        }
        best = max(means, key=means.__getitem__, default=None)
        if best is None or means[best] <= 0.35:
            break
        groups[best[0]] |= groups.pop(best[1])
    found = average_link(count, np.array(pairs), shares)
    assert sorted(map(sorted, groups)) == sorted(
        sorted(np.flatnonzero(found == g).tolist()) for g in set(found.tolist())
    )


def test_a_chain_of_likenesses_does_not_make_one_incident():
    chain = np.array([(k, k + 1) for k in range(9)])
    groups = average_link(10, chain, np.full(9, 0.6))
    assert np.bincount(groups).max() == 2


def test_without_labels_our_own_made_reports_are_fused_well():
    table, truth = made(600, seed=11)
    found = _members(fuse(intake(table).reports))
    assert pair_f1(found, truth)[2] >= 0.85
    assert b_cubed(found, truth) >= 0.9


def test_labels_are_learned_from_and_do_no_harm_in_an_easy_world():
    table, truth = made(900, seed=12)
    train, train_truth = made(900, seed=13)
    rules = pair_f1(_members(fuse(intake(table).reports)), truth)[2]
    fused = fuse(intake(table).reports, labelled=intake(train).reports, labels=train_truth)
    assert fused.model.trained is not None
    assert pair_f1(_members(fused), truth)[2] >= rules - 0.005


def test_labels_teach_what_the_rules_cannot_know():
    """In this world the exact tellings of two sources come four hours late; nothing but labels can show it."""
    parts = []
    for seed in (31, 32):
        table, truth = made(700, seed=seed)
        hours = [t.replace(tzinfo=None) for t in table.column("happened_at").to_pylist()]
        late = [
            s in ("s0", "s1") and w == "hour"
            for s, w in zip(*(table.column(c).to_pylist() for c in ("source", "time_precision")), strict=True)
        ]
        told = pa.array(
            [h + timedelta(hours=4) if slow else h for h, slow in zip(hours, late, strict=True)], pa.timestamp("us")
        )
        at = table.column_names.index("happened_at")
        parts.append(
            (intake(table.set_column(at, "happened_at", told.cast(pa.timestamp("us", tz="UTC")))).reports, truth)
        )
    (train, train_truth), (test, truth) = parts
    rules = pair_f1(_members(fuse(test)), truth)[2]
    taught = pair_f1(_members(fuse(test, labelled=train, labels=train_truth)), truth)[2]
    assert taught > rules + 0.005


def test_few_labels_are_told_and_teach_nothing():
    table, truth = made(30, seed=1)
    fused = fuse(intake(table).reports, labels=dict(list(truth.items())[:10]))
    assert fused.model.trained is None
    assert [p.code for p in fused.problems] == ["fuse.few-labels"]


def test_every_score_is_the_sum_of_its_told_terms():
    table, truth = made(200, seed=2)
    fused = fuse(intake(table).reports, labels=truth)
    pairs = pairs_table(fused)
    total = sum(np.asarray(pairs.column(c)).astype(float) for c in pairs.column_names if c.startswith("odds: "))
    assert np.allclose(1 / (1 + np.exp(-total)), np.asarray(pairs.column("share")), atol=1e-4)
    assert pairs.num_rows == len(fused.evidence)
    sentence = why(fused, unsure(fused, 1)[0])
    assert "h and" in sentence
    assert "share" in sentence


def test_two_spellings_that_always_meet_are_proposed_as_aliases_and_not_merged():
    table, _ = made(900, seed=21)
    fused = fuse(intake(table).reports)
    proposed = {frozenset(pair[:2]) for pair in likely_aliases(fused)}
    assert {"River Guard", "حرس النهر"} in proposed
    assert not any({"River Guard", "Northern Front"} <= pair for pair in proposed)


def test_joined_and_parted_reports_stay_so():
    told = reports({}, {"happened_at": "2020-03-01T10:00Z"}, {"happened_at": "2020-01-01T10:20Z"})
    judged = [Judgement("r0", "r1", "must"), Judgement("r0", "r2", "cannot")]
    found = _members(fuse(told, judgements=judged))
    assert found["r0"] == found["r1"] != found["r2"]


def test_a_joining_that_contradicts_a_parting_is_named_and_left_out():
    judged = [Judgement("r0", "r1", "must"), Judgement("r1", "r2", "must"), Judgement("r0", "r2", "cannot")]
    far = reports({}, {"lon": 25}, {"lon": 29})
    fused = fuse(far, judgements=judged)
    found = _members(fused)
    assert [p.code for p in fused.problems] == ["fuse.contradiction"]
    assert found["r0"] == found["r1"] != found["r2"]


def test_parted_reports_are_not_brought_together_by_a_third():
    told = reports({}, {}, {})
    found = _members(fuse(told, judgements=[Judgement("r0", "r1", "cannot")]))
    assert found["r0"] != found["r1"]
    assert found["r2"] in (found["r0"], found["r1"])


def test_a_new_report_joins_its_incident_or_opens_one_and_the_others_stay():
    table, truth = made(300, seed=4)
    everything = intake(table).reports
    fused = fuse(everything.rows(np.arange(0, len(everything) - 40)))
    before = _members(fused)
    running = Running(fused)
    placed = running.add(everything.rows(np.arange(len(everything) - 40, len(everything))))
    after = dict(zip(running.ids, running.incident, strict=True))
    assert {r: after[r] for r in before} == before
    assert len(placed) == 40
    assert {p.opened for p in placed} == {True, False}
    assert pair_f1(after, truth)[2] >= pair_f1(_members(fuse(everything)), truth)[2] - 0.05
    assert running.add(everything.rows(np.arange(5))) == []  # known already


def test_extending_keeps_every_earlier_incident():
    table, _ = made(200, seed=6)
    everything = intake(table).reports
    before = _members(fuse(everything.rows(np.arange(0, len(everything) - 30))))
    _, made_now, placed = extend(everything, before)
    now = dict(zip(*(made_now.members.column(c).to_pylist() for c in ("report_id", "incident_id")), strict=True))
    assert {r: now[r] for r in before} == before
    assert len(placed) == 30
    assert set(made_now.incidents.column("incident_id").to_pylist()) == set(now.values())


@pytest.mark.slow
def test_the_given_reports_reach_the_figures_asked_for(shared: Path):
    folder = shared / "data" / "events"

    def truth(name: str) -> dict[str, str]:
        with gzip.open(folder / f"reports-made-{name}-truth.csv.gz", "rt") as file:
            return {row["report_id"]: row["incident_id"] for row in csv.DictReader(file)}

    dev = read_reports(folder / "reports-made-dev.csv.gz").reports
    found = _members(fuse(dev))
    assert pair_f1(found, truth("dev"))[2] >= 0.80
    assert b_cubed(found, truth("dev")) >= 0.87
    train = read_reports(folder / "reports-made-train.csv.gz").reports
    taught = _members(fuse(dev, labelled=train, labels=truth("train")))
    assert pair_f1(taught, truth("dev"))[2] >= 0.84
    assert b_cubed(taught, truth("dev")) >= 0.89


def test_an_accord_settles_which_names_are_one_actor_and_how_it_is_written(tmp_path: Path):
    (tmp_path / "accord.md").write_text(
        "---\nid: x\ntitle: X\ntime-zone: UTC\ndocuments: []\n---\n\n"
        "```party\nid: north\nname: {en: Northern Front, ar: الجبهة الشمالية}\nkind: armed-group\naliases: [NF]\n```\n",
        "utf-8",
    )
    accord = load(tmp_path)
    told = reports({"actor": "NF"}, {"actor": "الجبهة الشمالية"})
    fused = fuse(told, accord=accord)
    assert _one(fused)["side_a"] in ("NF", "الجبهة الشمالية")
    assert fused.claims.num_rows == 0
    assert fuse(told).claims.num_rows == 2


def test_company_leaves_the_other_report_of_the_pair_out():
    """Two reports alone have no company: the gap in company is the gap between the two."""
    from servanda.incidents.fuse.company import BLUR_H, company_of

    fused = fuse(reports({}, {"happened_at": "2020-01-01T10:45Z", "lon": 21.003}))
    found = company_of(fused.columns, fused.evidence, np.ones(len(fused.evidence)))
    sd_h = fused.columns.sd_h
    expected = abs(fused.evidence.hours[0]) / np.sqrt(sd_h[0] ** 2 + sd_h[1] ** 2 + 2 * BLUR_H**2 + BLUR_H)
    assert found.hours[0] == pytest.approx(expected)
    assert (found.common[0], found.fewer[0], found.more[0]) == (0, 0, 0)


def test_common_companions_are_counted_as_a_slow_oracle_does():
    from servanda.incidents.fuse.company import LIKELY, company_of

    fused = fuse(intake(made(60, seed=3)[0]).reports)
    e, shares = fused.evidence, fused.shares
    share = {}
    for i, j, s in zip(e.i.tolist(), e.j.tolist(), shares.tolist(), strict=True):
        share[i, j] = share[j, i] = s if s > LIKELY else 0.0
    found = company_of(fused.columns, e, shares).common
    for k in range(0, len(e), 7):
        i, j = int(e.i[k]), int(e.j[k])
        slow = sum(
            share.get((i, m), 0.0) * share.get((j, m), 0.0) for m in range(len(fused.reports)) if m not in (i, j)
        )
        assert found[k] == pytest.approx(slow)


def test_a_new_report_that_is_like_one_of_many_does_not_join_them_all():
    told = [{"lon": 21.0 + k, "happened_at": f"2020-0{k + 1}-01T10:00Z"} for k in range(6)]
    judged = [Judgement("r0", f"r{k}", "must") for k in range(1, 6)]
    running = Running(fuse(reports(*told), judgements=judged))
    [placed] = running.add(reports({"report_id": "new", "source": "other"}))
    assert placed.opened
    assert set(running.incident) == {"r0", "new"}


def test_more_pairs_than_fit_at_once_give_nearly_the_same_incidents(monkeypatch):
    from servanda.incidents.fuse import engine

    table, truth = made(300, seed=14)
    whole = fuse(intake(table).reports)
    monkeypatch.setattr(engine, "AT_ONCE", len(whole.evidence) // 3)
    parts = fuse(intake(table).reports)
    assert len(parts.evidence) < len(whole.evidence)
    assert pair_f1(_members(parts), _members(whole))[2] > 0.97
    assert pair_f1(_members(parts), truth)[2] > 0.85


def test_a_crowd_of_reports_that_nothing_tells_apart_is_not_taken_for_one_incident():
    """Fifty tellings a day from one village, by the day and the village alone: each could be any other."""
    rng = np.random.default_rng(3)
    count = 3_000
    village, day = rng.integers(0, 3, count), rng.integers(0, 20, count)
    told = pa.table(
        {
            "report_id": [f"o{k:04d}" for k in range(count)],
            "source": [f"s{k}" for k in rng.integers(0, 3, count)],
            "happened_at": [f"2020-01-{d + 1:02d}" for d in day],
            "lon": 37 + 0.1 * village,
            "lat": 48 + 0.05 * village,
            "place": [f"village {v}" for v in village],
            "act": rng.choice(["shelling", "exchange-of-fire"], count),
        }
    )
    fused = fuse(intake(told).reports)
    assert fused.incidents.num_rows > count / 2
