"""What stands in the instructions of a project."""

import re

from annotate.instructions import instructions as styled
from labels import Taxonomy


def instructions(taxonomy: Taxonomy, **options: bool) -> str:
    return re.sub(r' style="[^"]+"', "", styled(taxonomy, **options))


def test_lists_keep_their_bullets_and_numbers(taxonomy: Taxonomy) -> None:
    page = styled(taxonomy)
    assert page.count("list-style: disc") == page.count("<ul") > 10
    assert page.count("list-style: decimal") == page.count("<ol") == 1
    assert "<h2>" not in page


def test_the_first_screen_has_every_key_and_the_codebook_follows(taxonomy: Taxonomy) -> None:
    page = instructions(taxonomy)
    first, _, rest = page.partition("<h1>Rights-violation categories")
    for category in taxonomy.categories:
        assert f"<code>{category.hotkey}</code> <strong>{category.id}</strong>: {category.hint}" in first
        assert category.definition in rest
    assert "<code>0</code> <strong>none</strong>" in first
    assert taxonomy.question in first
    assert len(re.sub("<[^>]+>", " ", first).split()) < 200  # fits on a screen
    assert "settle" not in first


def test_adjudicators_are_told_what_is_theirs(taxonomy: Taxonomy) -> None:
    assert "You settle what annotators disagree on" in instructions(taxonomy, versions=True)
