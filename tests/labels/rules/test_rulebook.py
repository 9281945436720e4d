"""Rules: what is refused and where, what is found, and what they say together."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rightstag.errors import InputError
from rightstag.labels import load_taxonomy
from rightstag.labels.rules import matching, patterns
from rightstag.labels.rules.label_model import combine_votes, conflicting_votes, log_odds
from rightstag.labels.rules.matching import compile_rules, find_matches, match_rules
from rightstag.labels.rules.patterns import keyword_pattern
from rightstag.labels.rules.rulebook import (
    LabellingRule,
    RuleBook,
    load_rules,
    parse_rules,
)

LABELS = ("assembly", "expression")
SHIPPED = Path(__file__).resolve().parents[3] / "data" / "rules.yaml"


def book(*rules: LabellingRule, **lists: tuple[str, ...]) -> RuleBook:
    return RuleBook(version="1", rules=rules, lists=lists)


def rule(**options) -> LabellingRule:
    return LabellingRule(**{"id": "r", "label": "assembly", **options})


def found(given: LabellingRule, text: str) -> list[str]:
    ((hits),) = find_matches(compile_rules(book(given)), text, "p")
    return [text[start:end] for start, end in hits]


@pytest.mark.parametrize(
    ("yaml", "message"),
    [
        ("version: '1'\nrules: []", "rules.yaml: line 2: rules: there are none; correct the rules"),
        ("rules: []", "rules.yaml: line 1: Object missing required field `version`; correct the rules"),
        ("- a", "rules.yaml: no mapping of fields; expected version and rules; correct it"),
        ("", "rules.yaml: no mapping of fields; expected version and rules; correct it"),
        (
            "version: '1'\nrules:\n  - id: a\n   label: b",
            "rules.yaml, line 4: expected <block end>, but found '<block mapping start>'; "
            "expected version and rules; correct it",
        ),
        (
            "version: '1'\nrules:\n- id: a\n  label: assembly\n  keywords: [x]\n  id: b",
            "rules.yaml, line 6: 'id' is said twice; leave one out",
        ),
        (
            "version: '1'\nrules:\n- id: a\n  label: assembly\n  keyword: [x]",
            "rules.yaml: line 3: rules[0]: Object contains unknown field `keyword`; correct the rules",
        ),
        (
            "version: '1'\nrules:\n- {id: a, label: assembly, keywords: [x]}\n"
            "- id: b\n  label: assembly\n  keywords:\n  - never\n  - no",
            "rules.yaml: line 8: rules[1].keywords[1]: Expected `str`, got `bool`, put it in quotes; correct the rules",
        ),
        (
            "version: '1'\nrules:\n- id: a\n  label: torture\n  keywords: ['@deeds']\n  within: -1",
            "rules.yaml: 3 faults: line 4: rule 'a', label: unknown label 'torture', expected one of assembly, "
            "expression; line 5: rule 'a', keywords: no list 'deeds', expected a word; "
            "line 6: rule 'a', within: -1 is below 0; correct the rules",
        ),
        (
            "version: '1'\nrules:\n- id: a\n  label: assembly\n- id: a\n  label: assembly\n  regex: '(x'",
            "rules.yaml: 4 faults: line 3: rule 'a', id: 'a' belongs to 2 rules; "
            "line 3: rule 'a', keywords: either keywords or a regex is needed; "
            "line 5: rule 'a', id: 'a' belongs to 2 rules; "
            "line 7: rule 'a', regex: is no pattern (missing ) at position 2); correct the rules",
        ),
        (
            "version: '1'\nrules:\n- id: a\n  label: assembly\n  regex: 'x*'",
            "rules.yaml: line 5: rule 'a', regex: finds the empty text, which is everywhere; correct the rules",
        ),
        (
            "version: '1'\nlists:\n  all: ['*']\nrules:\n- id: a\n  label: assembly\n  keywords: ['@all']",
            "rules.yaml: line 3: list 'all': '*' is no word; correct the rules",
        ),
    ],
)
def test_a_fault_is_one_line_that_names_the_line(yaml: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_rules(yaml.encode(), "rules.yaml", LABELS)
    assert str(caught.value) == message


@given(st.binary(max_size=80) | st.text(max_size=80).map(str.encode))
def test_whatever_is_no_rules_is_refused(data: bytes) -> None:
    with pytest.raises(InputError):
        parse_rules(data, "rules.yaml", LABELS)


def test_yaml_cannot_run_anything() -> None:
    with pytest.raises(InputError):
        parse_rules(b"version: !!python/object/apply:os.getcwd []\nrules: []", "rules.yaml", LABELS)


def test_the_shipped_rules_are_in_order_and_cover_every_category() -> None:
    taxonomy = load_taxonomy()
    shipped = load_rules(SHIPPED, taxonomy.ids)
    assert {given.label for given in shipped.rules if not given.against} == set(taxonomy.ids)


def test_the_shipped_rules_find_the_codebooks_examples_and_pass_its_counter_examples() -> None:
    taxonomy = load_taxonomy()
    shipped = load_rules(SHIPPED, taxonomy.ids)
    for category in taxonomy.categories:
        column = taxonomy.ids.index(category.id)
        texts = [example.text for example in (*category.positive, *category.negative)]
        shares = combine_votes(match_rules(shipped, texts, texts), shipped.rules, taxonomy.ids)[:, column]
        yes = len(category.positive)
        assert (shares[:yes] > 0.5).all(), category.id
        assert not (shares[yes:] > 0.5).any(), category.id


@pytest.mark.parametrize(
    ("options", "text", "expected"),
    [
        ({"keywords": ("protest*",)}, "PROTESTS, a protester, counterprotest", ["PROTESTS", "protester"]),
        ({"keywords": ("sit-in", "workers' union")}, "A sit‑in of the workers’  union", ["sit‑in", "workers’  union"]),
        ({"keywords": ("a.b",)}, "axb a.b", ["a.b"]),
        ({"keywords": ("rally",), "near": ("banned",), "within": 2}, "The rally was later banned.", ["rally"]),
        ({"keywords": ("rally",), "near": ("banned",), "within": 1}, "The rally was later banned.", []),
        ({"keywords": ("rally",), "near": ("banned",), "within": 0}, "A banned rally; another rally.", ["rally"]),
        ({"keywords": ("rally",), "unless": ("no",), "window": 0}, "no rally, no big rally", ["rally"]),
        ({"keywords": ("rally",), "unless": ("no",), "window": 1}, "no rally, no big rally", []),
        ({"regex": r"\bban\w*"}, "Banned? A turban.", ["Banned"]),
    ],
)
def test_what_a_rule_finds(options: dict, text: str, expected: list[str]) -> None:
    assert found(rule(**options), text) == expected


@given(st.text(max_size=60), st.text(alphabet="abc*'-. ", min_size=1, max_size=8))
def test_every_place_lies_in_the_text_and_is_a_whole_word(text: str, word: str) -> None:
    if any(character.isalnum() for character in word):
        for match in keyword_pattern([word]).finditer(text):
            assert 0 <= match.start() < match.end() <= len(text)
            # A raised figure is a note mark after a word, not a part of it.
            beside = (text[: match.start()][-1:], text[match.end() :][:1])
            assert not any(character.isalpha() or character.isdecimal() for character in beside)


def test_a_pattern_that_never_ends_is_stopped_and_the_rule_and_paragraph_named(monkeypatch) -> None:
    for module in (patterns, matching):
        monkeypatch.setattr(module, "SECONDS", 0.1)
    endless = rule(id="endless", regex=r"(?:(?:a|aa)+b?)+\d(?<!1)")
    with pytest.raises(InputError) as caught:
        find_matches(compile_rules(book(endless)), "a" * 60 + "1", "p-7")
    assert str(caught.value) == (
        "rule 'endless', paragraph 'p-7': looks for more than 0.1 s; "
        "write its regex without repetitions inside repetitions"
    )


RULES = [
    rule(id="a"),
    rule(id="b"),
    rule(id="c", against=True),
    rule(id="d", label="expression"),
    rule(id="e", label="expression", against=True),
]
FIRED = st.lists(st.lists(st.booleans(), min_size=5, max_size=5), min_size=1, max_size=8).map(np.array)


@given(FIRED, st.permutations(range(5)))
def test_the_order_of_rules_and_of_labels_changes_nothing(fired: np.ndarray, order: list[int]) -> None:
    weights = log_odds(np.array([0.9, 0.6, 0.7, 0.8, 0.55]))
    for given_weights in (None, weights):
        shares = combine_votes(fired, RULES, LABELS, given_weights)
        other = combine_votes(
            fired[:, order],
            [RULES[place] for place in order],
            LABELS[::-1],
            None if given_weights is None else given_weights[order],
        )
        assert np.allclose(shares, other[:, ::-1], equal_nan=True)


@given(FIRED)
def test_a_label_depends_on_its_own_rules_only_and_silence_is_no_no(fired: np.ndarray) -> None:
    shares = combine_votes(fired, RULES, LABELS)
    alone = combine_votes(fired[:, :3], RULES[:3], ["assembly"])
    assert np.array_equal(shares[:, :1], alone, equal_nan=True)
    assert np.array_equal(np.isnan(alone[:, 0]), ~fired[:, :3].any(axis=1))
    contradicted = conflicting_votes(fired, RULES, LABELS)
    assert np.array_equal(contradicted[:, 0], (alone[:, 0] > 0) & (alone[:, 0] < 1))


def test_two_rules_that_err_independently_are_surer_than_one() -> None:
    weights = log_odds(np.array([0.8, 0.8]))
    two = combine_votes(np.array([[True, True], [True, False]]), [rule(id="a"), rule(id="b")], ["assembly"], weights)
    assert two[:, 0].tolist() == pytest.approx([16 / 17, 0.8])


def test_lists_are_written_out_wherever_they_stand() -> None:
    given = book(rule(keywords=("@events",), near=("@deeds", "shut")), events=("rally", "march"), deeds=("ban*",))
    assert match_rules(
        given, ["A march was shut.", "The rally is banned.", "A picket was banned."], "abc"
    ).ravel().tolist() == [
        True,
        True,
        False,
    ]
