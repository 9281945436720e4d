from pathlib import Path

import msgspec
import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rightstag.errors import InputError, UsageError
from rightstag.labels import NONE, load_taxonomy, parse_taxonomy

IDS = ("assembly", "expression", "association", "refugees", "statelessness")

GOOD = {
    "version": "2",
    "title": "Water",
    "unit": "One sentence.",
    "question": "Is it wet?",
    "categories": [
        {
            "id": "wet",
            "title": "Wet",
            "definition": "Water is there.",
            "hotkey": "w",
            "colour": "#0072b2",
            "positive": [{"text": "It rained in Quillon."}],
            "negative": [{"text": "Dust lay on Tarsia."}],
        }
    ],
}


def changed(**fields: object) -> bytes:
    """The good taxonomy with fields of its only category changed; None takes one out."""
    category = {name: value for name, value in (GOOD["categories"][0] | fields).items() if value is not None}
    return yaml.safe_dump({**GOOD, "categories": [category]}).encode()


def fault(data: bytes) -> str:
    with pytest.raises(InputError) as caught:
        parse_taxonomy(data, "own.yaml")
    assert caught.value.exit_code == 4
    return str(caught.value)


def test_the_shipped_taxonomy_has_the_five_categories_in_order() -> None:
    taxonomy = load_taxonomy()
    assert taxonomy.ids == IDS
    assert taxonomy.version == "1"
    assert NONE not in taxonomy.ids
    for category in taxonomy.categories:
        assert category.legal_basis
        assert category.hint
        assert category.include
        assert category.exclude


def test_rules_put_back_quotes_around_known_categories_only() -> None:
    taxonomy = load_taxonomy()
    for text in [*(rule.text for rule in taxonomy.rules), *(i for c in taxonomy.categories for i in c.include)]:
        assert set(text.split("`")[1::2]) <= set(taxonomy.ids)


def test_colours_and_hotkeys_tell_the_categories_apart() -> None:
    categories = load_taxonomy().categories
    assert len({category.colour for category in categories}) == len(categories)
    assert len({category.hotkey for category in categories}) == len(categories)


def test_other_categories_can_be_brought(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_bytes(changed(hotkey=None))
    taxonomy = load_taxonomy(path)
    assert taxonomy.ids == ("wet",)
    assert taxonomy.version == "2"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"id": NONE}, "categories[0].id: 'none' is reserved for none of these (none)"),
        (
            {"id": "Wet"},
            "categories[0].id: 'Wet' is not lower-case letters, digits, '-' and '_', a letter first (Wet)",
        ),
        ({"definition": None}, "categories[0].definition: is missing (wet)"),
        ({"definition": ""}, "categories[0].definition: is missing (wet)"),
        ({"positive": None}, "categories[0].positive: is missing (wet)"),
        ({"negative": []}, "categories[0].negative: is missing (wet)"),
        ({"colour": "blue"}, "categories[0].colour: 'blue' is not a colour such as #0072b2 (wet)"),
        ({"hotkey": "0"}, "categories[0].hotkey: '0' is not one of 1-9 or a-z; 0 is for none of these (wet)"),
        ({"hotkey": 1}, "categories[0].hotkey: Expected `str | null`, got `int`"),
        ({"title": 5}, "categories[0].title: Expected `str`, got `int`"),
        ({"hotky": "w"}, "categories[0]: Object contains unknown field `hotky`"),
    ],
)
def test_a_faulty_category_is_named(fields: dict[str, object], expected: str) -> None:
    assert fault(changed(**fields)) == f"own.yaml: {expected}; correct the taxonomy"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "own.yaml: no mapping of fields; expected version, title, unit, question and categories"),
        (b"- 1", "own.yaml: no mapping of fields; expected version, title, unit, question and categories"),
        (
            yaml.safe_dump({**GOOD, "version": 2}).encode(),
            "own.yaml: version: Expected `str`, got `int`; correct the taxonomy",
        ),
        (yaml.safe_dump({**GOOD, "version": " "}).encode(), "own.yaml: version: is empty; correct the taxonomy"),
        (
            yaml.safe_dump({**GOOD, "categories": []}).encode(),
            "own.yaml: categories: there are none; correct the taxonomy",
        ),
        (
            yaml.safe_dump({**GOOD, "categories": GOOD["categories"] * 2}).encode(),
            "own.yaml: 2 faults: id: 'wet' belongs to 2 categories; hotkey: 'w' belongs to 2 categories; "
            "correct the taxonomy",
        ),
    ],
)
def test_a_faulty_taxonomy_is_named(data: bytes, expected: str) -> None:
    assert fault(data) == expected


@pytest.mark.parametrize(
    "data", [b"a: [", b"\xff\xfe\xfa", b"a: 1\na: 2", b"? [x]\n: 1", b"!!python/object:os.system {}"]
)
def test_what_is_not_plain_yaml_is_one_line(data: bytes) -> None:
    assert fault(data).endswith("; expected a taxonomy as YAML in UTF-8; correct it")


def test_a_key_said_twice_is_not_lost_silently() -> None:
    assert "'unit' is said 2 times" in fault(yaml.safe_dump(GOOD).encode() + b"unit: again\n")


def test_all_faults_are_named_at_once() -> None:
    message = fault(yaml.safe_dump({**GOOD, "version": 1, "categories": [{"id": "a"}, 3, {"idd": "b"}]}).encode())
    for expected in ("categories[1]: ", "categories[2]: ", "categories[0].title: is missing (a)", "version: Expected"):
        assert expected in message


def test_a_missing_file_is_a_matter_of_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        load_taxonomy(tmp_path / "nope.yaml")


@given(st.lists(st.sets(st.sampled_from(IDS))))
def test_label_sets_survive_the_matrix(label_sets: list[set[str]]) -> None:
    taxonomy = load_taxonomy()
    matrix = taxonomy.to_indicator(label_sets)
    assert matrix.shape == (len(label_sets), 5)
    assert matrix.dtype == np.int8
    assert [set(labels) for labels in taxonomy.from_indicator(matrix)] == label_sets


def test_columns_are_in_the_order_of_the_taxonomy() -> None:
    taxonomy = load_taxonomy()
    assert taxonomy.to_indicator([["statelessness", "assembly"]]).tolist() == [[1, 0, 0, 0, 1]]
    assert taxonomy.from_indicator([[1, 0, 0, 0, 1]]) == [("assembly", "statelessness")]


@pytest.mark.parametrize("label", ["torture", NONE])
def test_an_unknown_label_is_named_with_the_known_ones(label: str) -> None:
    with pytest.raises(InputError) as caught:
        load_taxonomy().to_indicator([["assembly"], [label]])
    assert str(caught.value) == f"labels, row 2: unknown label '{label}'; expected one of {', '.join(IDS)}"


def test_a_matrix_of_another_width_is_refused() -> None:
    with pytest.raises(ValueError, match="5 columns"):
        load_taxonomy().from_indicator([[1, 0]])


def test_a_taxonomy_survives_being_written_and_read() -> None:
    taxonomy = load_taxonomy()
    assert parse_taxonomy(yaml.safe_dump(msgspec.to_builtins(taxonomy)).encode(), "again") == taxonomy
