"""Labelling instructions of a project: a summary on one screen, then the codebook."""

from collections.abc import Iterator

from rightstag.labels import NONE, Category, Taxonomy
from rightstag.labels.codebook import codebook_markdown

#: Label Studio's window takes bullets, numbers and space away; its server keeps a style element, but no attribute.
_STYLE = """
.codebook h1, .codebook h2, .codebook h3 { font-weight: 600; line-height: 1.3; margin: 1em 0 0.4em }
.codebook h1 { font-size: 1.4em }
.codebook h2 { font-size: 1.2em }
.codebook h3 { font-size: 1.1em }
.codebook p { margin: 0 0 0.6em }
.codebook ul { list-style: disc; margin: 0 0 0.8em; padding-left: 1.4em }
.codebook ol { list-style: decimal; margin: 0 0 0.8em; padding-left: 1.6em }
.codebook code { padding: 0 0.3em; border: 1px solid #bbb; border-radius: 3px }
"""
_AFTERWARDS = "`Esc` closes this window; the button *Instructions* opens it again. The whole codebook stands below."


def instructions(taxonomy: Taxonomy, *, versions: bool = False) -> str:
    """Render the labelling instructions as HTML.

    Parameters
    ----------
    versions
        Whether to write for adjudicators, who see the annotators' answers.

    Examples
    --------
    >>> from rightstag.labels import load_taxonomy
    >>> "How to answer</h1>" in instructions(load_taxonomy())
    True
    """
    from markdown_it import MarkdownIt

    parts = ("# How to answer", *_answering(taxonomy, versions=versions), codebook_markdown(taxonomy))
    page = MarkdownIt("commonmark", {"html": False}).render("\n\n".join(parts))
    return f'<style>{_STYLE}</style><div class="codebook">{page}</div>'


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
            "answer by the rules, not by majority. Skip what you cannot add_gold: it stays open."
        )
    yield _AFTERWARDS


def _line(category: Category) -> str:
    key = f"`{category.hotkey}` " if category.hotkey else ""
    return f"- {key}**{category.id}**: {category.hint or category.title}"
