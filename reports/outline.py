"""Where headings stand in a report: from a row of headings to the trail above each block."""

from collections.abc import Sequence

from reports.headings import Heading


def trails(headings: Sequence[Heading | None], *, root: int | None = None) -> list[tuple[str, ...]]:
    """Return the headings above each block, outermost first.

    A level that the format states is kept. Otherwise headings of one style of numbering stand side by side, and a style
    met for the first time stands under the heading that it follows directly. Of plain headings that follow each other
    directly the first is the outer one; one that stands alone is a sibling of the last plain heading.

    Parameters
    ----------
    headings
        One a block in reading order, ``None`` for what is no heading.
    root
        Place of the report's title, which is above everything that follows it.

    Examples
    --------
    >>> from reports.headings import heading_of
    >>> rows = [heading_of("1. Media"), heading_of("Blocking"), None, heading_of("2. Rallies"), None]
    >>> trails(rows)
    [(), ('1. Media',), ('1. Media', 'Blocking'), (), ('2. Rallies',)]
    """
    stack: list[Heading] = []
    above: list[tuple[str, ...]] = []
    title: tuple[str, ...] = ()
    for place, heading in enumerate(headings):
        if heading is not None and place != root:
            before = headings[place - 1] if place else None
            after = headings[place + 1] if place + 1 < len(headings) else None
            kept = _kept(stack, heading, before if place - 1 != root else None, after)
            del stack[kept:]
        above.append(title + tuple(entry.text for entry in stack))
        if place == root and heading is not None:
            title = (heading.text,)
        elif heading is not None:
            stack.append(heading)
    return above


def _kept(stack: Sequence[Heading], new: Heading, before: Heading | None, after: Heading | None) -> int:
    """Return how many of the open headings stay above the new one."""
    stated = [place for place, entry in enumerate(stack) if entry.level is not None]
    if new.level is not None:
        return next((p for p in stated if (stack[p].level or 0) >= new.level), stated[-1] + 1 if stated else 0)
    floor = stated[-1] + 1 if stated else 0
    if new.frames and not new.ordinal:
        return floor
    same = [place for place in range(floor, len(stack)) if stack[place].style == new.style]
    if new.style in ("plain", "caps"):
        return _kept_plain(stack, new, before, after, same)
    if same:
        return same[-1]
    return len(stack) if before is not None or not stack or stack[-1].ordinal else _without_plain(stack, floor)


def _kept_plain(
    stack: Sequence[Heading], new: Heading, before: Heading | None, after: Heading | None, same: Sequence[int]
) -> int:
    if before is not None:
        return len(stack)  # directly under the heading just opened
    if not same:
        return len(stack)
    opens_run = after is not None and (after.style == new.style or after.style == _child_style(stack, same[0]))
    numbered_between = any(entry.ordinal for entry in stack[same[0] :])
    if opens_run:
        return same[0]
    return len(stack) if numbered_between and same[-1] < len(stack) - 1 else same[-1]


def _child_style(stack: Sequence[Heading], place: int) -> str | None:
    return stack[place + 1].style if place + 1 < len(stack) else None


def _without_plain(stack: Sequence[Heading], floor: int) -> int:
    """Return how many headings are left when the plain ones that had paragraphs of their own are closed."""
    kept = len(stack)
    while kept > floor and not stack[kept - 1].ordinal:
        kept -= 1
    return kept
