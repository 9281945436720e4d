"""What stands in the instructions of a project."""

import re

from rightstag.annotate.labelstudio.instructions import instructions
from rightstag.labels import Taxonomy


def test_the_first_screen_has_every_key_and_the_codebook_follows(taxonomy: Taxonomy) -> None:
    page = instructions(taxonomy)
    first, _, rest = page.partition("</style>")[2].partition("<h1>Rights-violation categories")
    for category in taxonomy.categories:
        assert f"<code>{category.hotkey}</code> <strong>{category.id}</strong>: {category.hint}" in first
        assert category.definition in rest
    assert "<code>0</code> <strong>none</strong>" in first
    assert taxonomy.question in first
    assert len(re.sub("<[^>]+>", " ", first).split()) < 200  # fits on a screen
    assert "settle" not in first


def test_adjudicators_are_told_what_is_theirs(taxonomy: Taxonomy) -> None:
    assert "You settle what annotators disagree on" in instructions(taxonomy, versions=True)
