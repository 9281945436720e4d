"""Outline of a report: the trail of headings above each block."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from rightstag.reports.structure.headings import Heading

_REFRAIN = "refrain"
_DEEPEST = 20  # headings above a paragraph; lines that each seem to head the next are no outline


def trails_above(headings: Sequence[Heading | None], *, titles: Sequence[int] = ()) -> list[tuple[str, ...]]:
    """Return the headings above each block, outermost first.

    A level that the format states counts first. Headings whose level it does not state, or that it gives one level
    though their numbering differs, are placed by style: those of one style of numbering stand side by side, and a style
    met for the first time stands under the heading that it follows directly. Of plain headings that follow each other
    directly the first is the outer one; one that stands alone is a sibling of the last plain heading. One that closes a
    report closes a section where it comes back word for word, as "Recommendations" may.

    Parameters
    ----------
    headings
        One a block in reading order, ``None`` for what is no heading.
    titles
        Places of the headings that title the report, which are above everything that follows them.

    Examples
    --------
    >>> from rightstag.reports.structure.headings import heading_of
    >>> rows = [heading_of("1. Media"), heading_of("Blocking"), None, heading_of("2. Rallies"), None]
    >>> trails_above(rows)
    [(), ('1. Media',), ('1. Media', 'Blocking'), (), ('2. Rallies',)]
    """
    mixed = _mixed_levels(headings)
    headings = _refrains(headings)
    stack: list[Heading] = []
    above: list[tuple[str, ...]] = []
    title: tuple[str, ...] = ()
    for place, heading in enumerate(headings):
        if heading is None or place in titles:
            above.append(title + tuple(entry.text for entry in stack))
            title += (heading.text,) if heading else ()
            continue
        before = headings[place - 1] if place and place - 1 not in titles else None
        after = headings[place + 1] if place + 1 < len(headings) else None
        del stack[min(_kept(stack, heading, before, after, mixed), _DEEPEST - 1) :]
        above.append(title + tuple(entry.text for entry in stack))
        stack.append(heading)
    return above


def _refrains(headings: Sequence[Heading | None]) -> list[Heading | None]:
    """Give the unnumbered headings that close section after section, word for word, a style of their own.

    They are the headings of a report's frame, and those set like numbered ones; the level of the latter says nothing.
    """
    times = Counter(heading.text for heading in headings if heading)
    numbered = {heading.level for heading in headings if heading and heading.ordinal}
    refrains: list[Heading | None] = []
    for heading in headings:
        if heading is None or heading.ordinal or times[heading.text] == 1:
            refrains.append(heading)
        elif heading.level is not None and heading.level in numbered:
            refrains.append(replace(heading, style=_REFRAIN, level=None))
        else:
            refrains.append(replace(heading, style=_REFRAIN) if heading.frames else heading)
    return refrains


def _mixed_levels(headings: Sequence[Heading | None]) -> frozenset[int]:
    """Return the stated levels that say nothing, because headings numbered in different ways share them."""
    styles: dict[int, set[str]] = defaultdict(set)
    for heading in headings:
        if heading is not None and heading.level is not None and heading.ordinal:
            styles[heading.level].add(heading.style)
    return frozenset(level for level, used in styles.items() if len(used) > 1)


def _kept(
    stack: Sequence[Heading], new: Heading, before: Heading | None, after: Heading | None, mixed: frozenset[int]
) -> int:
    """Count the open headings that stay above the new one."""
    floor, top = _peers(stack, new)
    if new.ordinal and floor and stack[floor - 1].fronts:
        return floor - 1  # whatever the format says
    if new.level is not None and new.level not in mixed:
        return floor
    if new.frames and not new.ordinal and new.style != _REFRAIN:
        return floor
    peers = stack[floor:top]
    same = [place for place, entry in enumerate(peers) if entry.style == new.style]
    if new.ordinal:
        return floor + _kept_numbered(peers, before, same)
    return floor + _kept_plain(peers, new, before, after, same)


def _peers(stack: Sequence[Heading], new: Heading) -> tuple[int, int]:
    """Return the range of open headings that the stated levels leave to compare with the new one."""
    if new.level is None:
        stated = [place for place, entry in enumerate(stack) if entry.level is not None]
        return (stated[-1] + 1 if stated else 0), len(stack)
    floor = next((p for p, e in enumerate(stack) if e.level is None or e.level >= new.level), len(stack))
    return floor, next((p for p in range(floor, len(stack)) if stack[p].level != new.level), len(stack))


def _kept_numbered(peers: Sequence[Heading], before: Heading | None, same: Sequence[int]) -> int:
    if same:
        return same[-1]
    kept = len(peers)
    if before is None:  # plain headings that had paragraphs of their own are closed
        while kept and not peers[kept - 1].ordinal:
            kept -= 1
    return kept


def _kept_plain(
    peers: Sequence[Heading], new: Heading, before: Heading | None, after: Heading | None, same: Sequence[int]
) -> int:
    if before is not None or not same:
        return len(peers)
    if after is not None and after.style == new.style:
        return same[0]
    parents = [
        place
        for place in same
        if after is not None and peers[place + 1 : place + 2] and peers[place + 1].style == after.style
    ]
    if parents:
        return parents[-1]
    numbered_between = any(entry.ordinal for entry in peers[same[0] :])
    return len(peers) if numbered_between and same[-1] < len(peers) - 1 else same[-1]
