"""HXL: the hashtags under a table's header that say what a column holds, whatever the header calls it.

Source: the Humanitarian Exchange Language standard, version 1.1 (hxlstandard.org).
"""

from __future__ import annotations

# our column → tags that name it, best first; a column fits if it has the hashtag and every attribute given here
TAGS: dict[str, tuple[str, ...]] = {
    "incident_id": ("#event+id", "#event+code", "#incident+id", "#meta+id"),
    "happened_from": ("#date+start", "#date+from", "#date+occurred", "#date+event", "#date"),
    "happened_to": ("#date+end", "#date+to"),
    "time": ("#date+time", "#time"),
    "known_at": ("#date+reported", "#date+known"),
    "lat": ("#geo+lat",),
    "lon": ("#geo+lon",),
    "radius_m": ("#geo+radius", "#geo+precision"),
    "place": ("#loc+name", "#loc", "#adm4+name", "#adm3+name"),
    "division": ("#adm1+name", "#adm1"),
    "country": ("#country+name", "#country"),
    "act": ("#event+type", "#event+act", "#cause+type", "#event"),
    "weapon": ("#event+weapon", "#cause+weapon"),
    "target_kind": ("#target+kind", "#targeted+type", "#targeted"),
    "side_a": ("#group+initiator", "#group+side_a", "#group+a", "#actor+initiator", "#org+initiator", "#group"),
    "side_b": ("#group+target", "#group+side_b", "#group+b", "#actor+target", "#org+target"),
    "directed": ("#event+directed",),
    "self_defence": ("#event+self_defence",),
    "claimant": ("#org+claimant", "#meta+claimant"),
    "source": ("#meta+source", "#source", "#org+source"),
    "source_ref": ("#meta+url", "#meta+ref", "#meta+source+url"),
    "source_grade": ("#meta+source+grade", "#meta+reliability"),
    "info_grade": ("#meta+info+grade", "#meta+credibility"),
    "occurrences": ("#event+num", "#event+count", "#indicator+occurrences+num"),
    "killed_best": ("#affected+killed", "#affected+f+killed", "#affected+deaths"),
    "killed_low": ("#affected+killed+min", "#affected+killed+low"),
    "killed_high": ("#affected+killed+max", "#affected+killed+high"),
    "note": ("#description", "#event+description", "#meta+remarks"),
}


def columns_by_tag(columns: tuple[str, ...], tags: tuple[str, ...]) -> dict[str, str]:
    """Which column of the table holds which of ours, by its tags; the tag with the fewest extra attributes wins.

    >>> columns_by_tag(("When", "N", "S"), ("#date+start", "#geo+lat", "#geo+lon"))
    {'happened_from': 'When', 'lat': 'N', 'lon': 'S'}
    """
    split = [_split(tag) for tag in tags]
    pairs = sorted(
        (rank, len(have - want), at, ours)
        for ours, wanted in TAGS.items()
        for rank, (name, want) in enumerate(map(_split, wanted))
        for at, (tag, have) in enumerate(split)
        if tag == name and want <= have
    )
    # the most telling pairs first: more attributes asked for, then fewer left over
    pairs.sort(key=lambda p: (-len(_split(TAGS[p[3]][p[0]])[1]), p[1], p[0], p[2]))
    out: dict[str, str] = {}
    for _, _, at, ours in pairs:
        if ours not in out and columns[at] not in out.values():
            out[ours] = columns[at]
    return {ours: out[ours] for ours in TAGS if ours in out}


def _split(tag: str) -> tuple[str, frozenset[str]]:
    name, *attributes = tag.lower().replace(" ", "").split("+")
    return name, frozenset(attributes)
