import html
import re

import msgspec

from rightstag.labels import codebook_html, codebook_markdown, load_taxonomy


def test_the_pages_hold_everything_that_the_taxonomy_says() -> None:
    taxonomy = load_taxonomy()
    page = html.unescape(re.sub(r"<[^>]+>", "", codebook_html(taxonomy)))
    markdown = codebook_markdown(taxonomy)
    said = [taxonomy.unit, taxonomy.question, taxonomy.instruction, *taxonomy.counts, *taxonomy.does_not_count]
    for category in taxonomy.categories:
        said += [category.title, category.legal_basis, category.definition, *category.include, *category.exclude]
        said += [example.text for example in (*category.positive, *category.negative)]
    said += [words for rule in taxonomy.rules for words in (rule.case, rule.text)]
    for words in said:
        assert words in markdown
        assert words.replace("`", "") in page


def test_the_page_needs_no_network_and_escapes_what_it_shows() -> None:
    hostile = "<img src=x onerror=alert(1)>"
    taxonomy = msgspec.structs.replace(load_taxonomy(), title=hostile, question=hostile, counts=(f"`{hostile}`",))
    page = codebook_html(taxonomy)
    assert "<img" not in page
    assert page.count(html.escape(hostile)) == 4
    assert not re.search(r'(src|href)="(?!#)', page)
    assert "@import" not in page
