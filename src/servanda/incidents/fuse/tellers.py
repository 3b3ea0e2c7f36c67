"""Who of several reports tells independently: copies and updates of one source are one voice."""

from __future__ import annotations

from collections.abc import Sequence

from servanda.incidents.report import FINE_PLACES, FINE_TIMES, Reports

COPY_LETTERS = 40  # texts of at least so many letters that are equal are one text, handed on


def independent(
    reports: Reports,
    members: Sequence[int],
    sources: Sequence[str | None],
    copied_from: Sequence[str | None],
    texts: Sequence[str | None],
    spots: Sequence[tuple[float, float, float]],
) -> list[list[int]]:
    """Split the rows of one incident into independent voices, each a list of rows.

    One voice are: reports of one source; reports without a source; a report and what it says it was copied from (a
    source or a report id); equal texts; and tellings that give the same exact point and exact minute, which two
    witnesses do not do. ``spots`` are the longitude, latitude and hours told in each row; a full or half hour, and a
    point rounded to two decimals, are not exact.
    """
    if len(members) == 1:
        return [list(members)]
    voice: dict[object, object] = {}

    def root(key: object) -> object:
        while voice.setdefault(key, key) != key:
            key = voice[key]
        return key

    def join(a: object, b: object) -> None:
        one, other = sorted((root(a), root(b)), key=repr)
        voice[other] = one

    source_of = {reports.ids[m]: sources[m] for m in members}
    for m in members:
        own = ("source", sources[m])
        root(own)
        if origin := copied_from[m]:
            join(own, ("source", source_of.get(origin, origin)))
        if (text := texts[m]) and len(text) >= COPY_LETTERS:
            join(own, ("text", " ".join(text.casefold().split())))
        if reports.time_words[m] in FINE_TIMES and reports.place_words[m] in FINE_PLACES:
            lon, lat, hour = spots[m]
            if round(hour * 60) % 30 and round(lon, 2) != lon and round(lat, 2) != lat:
                join(own, ("spot", lon, lat, hour))
    groups: dict[object, list[int]] = {}
    for m in members:
        groups.setdefault(root(("source", sources[m])), []).append(m)
    return list(groups.values())
