import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from rightstag.errors import InputError
from rightstag.labels import (
    NONE,
    Category,
    Example,
    Taxonomy,
    config_labels,
    labelling_config,
    load_taxonomy,
)
from rightstag.labels.labelling_config import CONTROLS, SHOWN, VERSIONS

# What XML can hold; the reader of YAML lets nothing else through but by an escape.
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), max_size=40)
slugs = st.from_regex(r"[a-z][a-z0-9]{0,6}(_[a-z0-9]{1,3})?", fullmatch=True).filter(lambda slug: slug != NONE)


def taxonomy_of(ids: list[str], words: str = "x") -> Taxonomy:
    examples = (Example(text=words),)
    return Taxonomy(
        version="1",
        title=words,
        unit=words,
        question=words,
        categories=tuple(
            Category(
                id=i, title=words, definition=words, hint=words, colour="#000000", positive=examples, negative=examples
            )
            for i in ids
        ),
    )


@given(st.lists(slugs, min_size=1, max_size=12, unique=True), texts)
def test_the_labels_of_any_taxonomy_are_read_back_from_its_screen(ids: list[str], words: str) -> None:
    assert config_labels(labelling_config(taxonomy_of(ids, words))) == tuple(ids)


def test_what_looks_like_markup_stays_text() -> None:
    screen = labelling_config(taxonomy_of(["a"], "<script>\"&'</script>"))
    view = etree.fromstring(screen)
    assert view.findall(".//script") == []
    assert view.find(".//Choice").get("hint") == "<script>\"&'</script>"


def test_every_category_has_its_key_hint_and_colour_and_none_is_explicit() -> None:
    taxonomy = load_taxonomy()
    view = etree.fromstring(labelling_config(taxonomy))
    choices = {choice.get("value"): choice for choice in view.iter("Choice")}
    spans = {span.get("value"): span for span in view.iter("Label")}
    assert list(choices) == [*taxonomy.ids, NONE]
    assert choices[NONE].get("hotkey") == "0"
    for category in taxonomy.categories:
        assert choices[category.id].get("hotkey") == category.hotkey
        assert choices[category.id].get("hint") == category.hint
        assert spans[category.id].get("background") == category.colour
        assert spans[category.id].get("hotkey") == f"shift+{category.hotkey}"


@pytest.mark.parametrize(("versions", "fields"), [(False, {*SHOWN}), (True, {*SHOWN, VERSIONS})])
def test_label_studio_accepts_the_screen(versions: bool, fields: set[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the SDK's own imports warn
        from label_studio_sdk.label_interface import LabelInterface

    screen = labelling_config(load_taxonomy(), versions=versions)
    interface = LabelInterface(screen)
    interface.validate()
    assert {control.name: control.tag.lower() for control in interface.controls} == CONTROLS
    shown = etree.fromstring(screen).xpath("//Header/@value | //Text/@value")
    assert {value.removeprefix("$") for value in shown if value.startswith("$")} == fields


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        ("<View>", "labelling config: "),
        ("", "labelling config: "),
        ("<View/>", "labelling config: no Choices named 'topics'; make one with `rightstag labels config`"),
        ('<View><Choices name="mood"/></View>', "labelling config: no Choices named 'topics'; make one with"),
    ],
)
def test_what_is_no_such_screen_is_refused(xml: str, expected: str) -> None:
    with pytest.raises(InputError) as caught:
        config_labels(xml)
    assert str(caught.value).startswith(expected)


def test_an_entity_reads_no_file() -> None:
    entity = '<!DOCTYPE v [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    xml = f'{entity}<View><Choices name="topics"><Choice value="a"/><Choice value="&e;"/></Choices></View>'
    with pytest.raises(InputError):
        config_labels(xml)
