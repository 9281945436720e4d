"""Versions, aliases and their history: what is promised to people who share a registry."""

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rightstag.errors import InputError, UsageError
from rightstag.models import Bundle, load_bundle, save_bundle
from rightstag.models.linear.model import Linear
from rightstag.models.storage.registry import (
    SHIPPED,
    add,
    known_model,
    promote,
    registry_folder,
    resolve,
    rollback,
)
from rightstag.models.storage.registry_log import list_models, read_model


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a registry in which the model `small` has three versions."""
    monkeypatch.setenv("RIGHTSTAG_REGISTRY", str(tmp_path / "registry"))
    return tmp_path / "registry"


@pytest.fixture
def three(registry: Path, bundle: Bundle, tmp_path: Path) -> Path:
    for number in (1, 2, 3):
        other = Bundle(
            bundle.manifest, Linear(bundle.model.blocks, bundle.model.weights * number, bundle.model.intercepts)
        )
        save_bundle(other, tmp_path / f"b{number}")
        assert add(tmp_path / f"b{number}")[1] == number
    return registry


def test_a_version_is_the_bundle_byte_for_byte(three: Path, tmp_path: Path) -> None:
    for number in (1, 2, 3):
        ours, theirs = tmp_path / f"b{number}", three / "small" / str(number)
        names = sorted(path.name for path in ours.iterdir())
        assert names == sorted(path.name for path in theirs.iterdir())
        assert all((ours / name).read_bytes() == (theirs / name).read_bytes() for name in names)
    assert sorted(path.name for path in (three / "small").iterdir()) == ["1", "2", "3", "log"]


def test_the_same_bundle_again_is_no_new_version(three: Path, tmp_path: Path) -> None:
    assert add(tmp_path / "b3")[1] == 3
    assert add(tmp_path / "b1")[1] == 4  # an old one on top of a newer one is
    assert len(known_model("small").changes) == 4


def test_aliases_move_and_go_back(three: Path) -> None:
    promote("small@1")
    promote("small@latest", "staging")
    promote("small@staging")
    assert [resolve(f"small{at}").name for at in ("", "@production", "@staging", "@latest", "@2")] == list("33332")
    promote("small@2")
    assert rollback("small")[1] == 3
    assert rollback("small@production")[1] == 1
    assert resolve("small") == three / "small" / "1"
    with pytest.raises(UsageError, match="small@production: named nothing before"):
        rollback("small")
    done = [(change.change, change.alias, change.version) for change in known_model("small").changes[3:]]
    assert done[-1] == ("rollback", "production", 1)
    assert len(done) == 6


def test_promoting_what_is_promoted_changes_nothing(three: Path) -> None:
    promote("small@1")
    promote("small@2")
    promote("small@2")
    assert rollback("small")[1] == 1


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["promote", "rollback"]), st.sampled_from("ab"), st.integers(1, 3))))
def test_an_alias_is_a_pile_of_versions(three: Path, steps: list[tuple[str, str, int]]) -> None:
    for path in sorted((three / "small" / "log").iterdir())[3:]:
        path.unlink()
    piles: dict[str, list[int]] = {"a": [], "b": []}
    for step, alias, version in steps:
        pile = piles[alias]
        if step == "promote":
            promote(f"small@{version}", alias)
            pile += [version] if pile[-1:] != [version] else []
        elif len(pile) > 1:
            rollback(f"small@{alias}")
            pile.pop()
        else:
            with pytest.raises(UsageError):
                rollback(f"small@{alias}")
    aliases = known_model("small").aliases
    assert {alias: list(versions) for alias, versions in aliases.items()} == {a: p for a, p in piles.items() if p}


def test_a_model_is_named_in_all_ways_wherever_one_is_asked_for(three: Path, tmp_path: Path) -> None:
    promote("small@2")
    assert load_bundle("small").name == load_bundle(tmp_path / "b2").name == load_bundle(Path("small@2")).name
    assert resolve("default") == SHIPPED["default"]
    assert load_bundle("b1").name == load_bundle("small@1").name  # a folder
    (tmp_path / "small").mkdir()
    assert resolve("small") == Path("small")  # a folder wins over a model of that name ...
    assert resolve("small@production") == three / "small" / "2"  # ... which this is not
    assert resolve("far/away") == Path("far/away")


def test_a_shipped_model_that_was_not_built_says_how_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SHIPPED, "accurate", tmp_path / "accurate")
    with pytest.raises(UsageError) as error:
        resolve("accurate")
    place = tmp_path / "accurate"
    assert str(error.value) == (
        f"model 'accurate': is not built here, in {place}; expected a bundle; to build it: make encoder"
    )
    place.mkdir()
    assert resolve("accurate") == place


def test_flag_beats_environment_beats_project_file_beats_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert registry_folder() == tmp_path / "rightstag" / "models"
    Path("rightstag.toml").write_text('registry = "ours"')
    assert registry_folder() == Path("ours")
    monkeypatch.setenv("RIGHTSTAG_REGISTRY", "theirs")
    assert registry_folder() == Path("theirs")
    assert registry_folder(Path("given")) == Path("given")
    monkeypatch.delenv("RIGHTSTAG_REGISTRY")
    Path("rightstag.toml").write_text("registry = 3")
    with pytest.raises(InputError, match=r"rightstag.toml: registry is 3; expected the path of a folder, in quotes"):
        registry_folder()


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        (
            "smal",
            "smal: no bundle there, and no model of that name in the registry {}; "
            "expected one of a bundle's folder, default, accurate, small; check the name",
        ),
        (
            "small",
            "model 'small': has no version or alias 'production'; expected one of 1, 2, 3, latest; "
            "to set it: rightstag models promote small@latest production",
        ),
        ("small@7", "model 'small': has no version or alias '7'; expected one of 1, 2, 3, latest"),
    ],
)
def test_what_is_not_there_is_said_in_one_line(three: Path, reference: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        load_bundle(reference)
    assert str(caught.value) == message.format(three)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: promote("small"), "small: names no version; expected such as small@3 or small@latest"),
        (lambda: promote("small@1", "7"), "alias '7': cannot be used"),
        (lambda: promote("small@1", "latest"), "alias 'latest': cannot be used"),
        (lambda: promote("a b@1"), "a b@1: is no model of a registry"),
        (lambda: rollback("other"), "other: no model of that name in the registry"),
        (lambda: rollback("small@staging"), "small@staging: is not set"),
        (lambda: add("b1", name="default"), "name 'default': cannot be a registered model's"),
        (lambda: add("b1", name="../up"), "name '../up': cannot be a registered model's"),
    ],
)
def test_what_cannot_be_done_changes_nothing(three: Path, call, message: str) -> None:
    before = known_model("small")
    with pytest.raises(UsageError) as caught:
        call()
    assert str(caught.value).startswith(message)
    assert [model.name for model in list_models(three)] == ["small"]
    assert known_model("small") == before


def test_a_bundle_that_is_not_whole_is_not_added(three: Path, tmp_path: Path) -> None:
    (tmp_path / "b1" / "words.json").write_text("[]")
    with pytest.raises(InputError, match="was changed"):
        add("b1")
    assert sorted(path.name for path in (three / "small").iterdir()) == ["1", "2", "3", "log"]


def test_every_byte_of_the_log_counts(three: Path) -> None:
    promote("small@1")
    log = sorted((three / "small" / "log").iterdir())
    for path in log:
        data = path.read_bytes()
        for place in range(0, len(data), 7):
            path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
            with pytest.raises(InputError):
                read_model(three, "small")
        path.write_bytes(data)
    log[1].unlink()
    with pytest.raises(InputError, match=r"00000002\.json: is missing; expected every change"):
        resolve("small")


def test_a_log_put_together_from_others_is_noticed(three: Path) -> None:
    first, second, _ = sorted((three / "small" / "log").iterdir())
    first.write_bytes(second.read_bytes())
    with pytest.raises(InputError, match="does not follow from the change before it"):
        resolve("small@1")


def test_another_bundle_in_a_version_s_place_is_noticed(three: Path, tmp_path: Path) -> None:
    promote("small@1")
    (three / "small" / "1").rename(tmp_path / "away")
    with pytest.raises(InputError, match="the version is gone"):
        load_bundle("small")
    (tmp_path / "b2").rename(three / "small" / "1")
    with pytest.raises(InputError, match=r"holds the bundle .*, as added"):
        load_bundle("small")


def test_a_registry_that_cannot_be_written_is_one_line(three: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match=r"file/small: cannot be written|file: cannot be written"):
        add("b1", registry=tmp_path / "file")


_PROMOTE = """
import sys
from rightstag.models.storage.registry import promote, resolve
for turn in range(25):
    promote(f"small@{1 + (turn + int(sys.argv[1])) % 3}", sys.argv[2])
    resolve("small@shared")
"""


def test_many_who_promote_at_once_lose_nothing_and_nobody_sees_half_a_change(three: Path) -> None:
    promote("small@1", "shared")
    root = Path(__file__).resolve().parents[3]
    writers = [
        subprocess.Popen([sys.executable, "-c", _PROMOTE, str(n), "shared" if n < 3 else f"own{n}"], cwd=root)
        for n in range(4)
    ]
    seen = 0
    while any(writer.poll() is None for writer in writers):
        model = read_model(three, "small")  # raises on half a change, a gap, or one that does not follow
        assert len(model.changes) >= seen
        seen = len(model.changes)
        assert resolve("small@shared").name in {"1", "2", "3"}
    assert [writer.returncode for writer in writers] == [0] * 4
    model = read_model(three, "small")
    assert sum(change.alias == "own3" for change in model.changes) == 25
    # Of those who share an alias, nobody's change is lost but where it changed nothing.
    shared = [change.version for change in model.changes if change.alias == "shared"]
    assert 25 <= len(shared) <= 76
    assert all(before != after for before, after in pairwise(shared))
    assert not list((three / "small" / "log").glob(".*"))


def test_who_is_killed_in_between_leaves_the_registry_as_it_was(three: Path) -> None:
    before = known_model("small")
    (three / "small" / "log" / ".half.tmp").write_text('{"change": "prom')
    (three / "small" / ".copy.tmp").mkdir()
    (three / "small" / "4").mkdir()  # a copy was put in place, and the log not written
    (three / "small" / "4" / "manifest.json").write_text("{}")
    assert known_model("small") == before
    assert promote("small@latest")[1] == 3
    assert add("b1")[1] == 5
