"""What annotators read in Label Studio before they begin: what fits on one screen, then the whole codebook."""

from collections.abc import Iterator

from labels import NONE, Category, Taxonomy
from labels.codebook import codebook_markdown

_AFTERWARDS = "`Esc` closes this window; the button *Instructions* opens it again. The whole codebook stands below."


def instructions(taxonomy: Taxonomy, *, versions: bool = False) -> str:
    """Return the instructions of a project as HTML.

    Parameters
    ----------
    versions
        Whether they are for adjudicators, who see what annotators said.

    Examples
    --------
    >>> from labels import load_taxonomy
    >>> instructions(load_taxonomy())[:22]
    '<h1>How to answer</h1>'
    """
    from markdown_it import MarkdownIt

    parts = ("# How to answer", *_answering(taxonomy, versions=versions), codebook_markdown(taxonomy))
    return str(MarkdownIt("commonmark", {"html": False}).render("\n\n".join(parts)))


def _answering(taxonomy: Taxonomy, *, versions: bool) -> Iterator[str]:
    yield f"Read the paragraph in the frame. **{taxonomy.question}** Tick every category that fits, or **{NONE}**."
    yield "\n".join(map(_line, taxonomy.categories)) + f"\n- `0` **{NONE}**: read, and none of these applies"
    yield (
        f"`Ctrl` + `Enter` submits. `Ctrl` + `Space` skips what you cannot decide: {NONE} is an answer, a skip is not. "
        f"Never tick {NONE} together with a category. `Shift` + `Enter` keeps a comment."
    )
    if versions:
        yield (
            "You settle what annotators disagree on: read the paragraph, then what they said in the grey box, and "
            "answer by the rules, not by majority. Skip what you cannot settle: it stays open."
        )
    yield _AFTERWARDS


def _line(category: Category) -> str:
    key = f"`{category.hotkey}` " if category.hotkey else ""
    return f"- {key}**{category.id}**: {category.hint or category.title}"
