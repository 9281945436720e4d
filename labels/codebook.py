"""Render the codebook of a taxonomy as a page for annotators."""

from typing import TYPE_CHECKING

from rightstag.labels.taxonomy import Taxonomy

if TYPE_CHECKING:
    from markupsafe import Markup


def codebook_markdown(taxonomy: Taxonomy) -> str:
    """Render the codebook as Markdown."""
    return _render("codebook.md.jinja", taxonomy)


def codebook_html(taxonomy: Taxonomy) -> str:
    """Render the codebook as one HTML page that works offline."""
    return _render("codebook.html.jinja", taxonomy)


def _render(template: str, taxonomy: Taxonomy) -> str:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("rightstag.labels"),
        autoescape=".html" in template,  # noqa: S701 - Markdown is not HTML
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["named"] = _named
    return environment.get_template(template).render(taxonomy=taxonomy)


def _named(text: str) -> "Markup":
    """Return a text as HTML, with what stands in back-quotes as code."""
    from markupsafe import Markup, escape

    parts = (
        Markup("<code>{}</code>").format(part) if n % 2 else escape(part) for n, part in enumerate(text.split("`"))
    )
    return Markup("").join(parts)
