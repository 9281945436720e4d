import re
import stat
from pathlib import Path

import pytest

from rightstag.annotate import load_key, pseudonym
from rightstag.annotate.pseudonyms import own_key_file
from rightstag.errors import InputError, UsageError


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def test_a_pseudonym_depends_on_the_key_and_the_user_alone() -> None:
    name = pseudonym(b"one", 7)
    assert re.fullmatch(r"annotator-[0-9a-f]{8}", name)
    assert name == pseudonym(b"one", "7")
    assert len({name, pseudonym(b"two", 7), pseudonym(b"one", 8)}) == 3


def test_the_own_key_is_made_once_and_is_private() -> None:
    key = load_key()
    assert len(key) == 64
    assert load_key() == key
    assert stat.S_IMODE(own_key_file().stat().st_mode) == 0o600


def test_a_file_beats_the_environment_beats_the_own_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "key"
    path.write_text("from the file, long enough\n")
    monkeypatch.setenv("RIGHTSTAG_PSEUDONYM_KEY", "from the environment")
    assert load_key(path) == b"from the file, long enough"
    assert load_key() == b"from the environment"
    assert not own_key_file().exists()


def test_a_short_key_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RIGHTSTAG_PSEUDONYM_KEY", "short")
    with pytest.raises(InputError) as caught:
        load_key()
    assert str(caught.value) == (
        "RIGHTSTAG_PSEUDONYM_KEY: a key of 5 bytes; expected at least 16; make one: openssl rand -hex 32"
    )


def test_a_key_that_cannot_be_made_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    with pytest.raises(UsageError, match="set RIGHTSTAG_PSEUDONYM_KEY, or give a file with a key"):
        load_key()


def test_a_missing_key_file_is_a_matter_of_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        load_key(tmp_path / "nope")
