from pathlib import Path

import pytest

from rightstag.config import load_defaults, user_state_folder
from rightstag.errors import InputError


def test_the_users_folder_is_the_systems_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert user_state_folder() == tmp_path / "state" / "rightstag"


def test_what_0_1_kept_elsewhere_is_still_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr("platformdirs.user_state_path", lambda *_, **__: tmp_path / "Library" / "rightstag")
    assert user_state_folder() == tmp_path / "Library" / "rightstag"
    (tmp_path / "state" / "rightstag").mkdir(parents=True)
    assert user_state_folder() == tmp_path / "state" / "rightstag"
    (tmp_path / "Library" / "rightstag").mkdir(parents=True)
    assert user_state_folder() == tmp_path / "Library" / "rightstag"


@pytest.mark.parametrize("content", ["tag = 3", "tag = [1]", "[tag", "a = " + "[" * 5000])
def test_settings_that_are_none_are_refused_in_a_line(content: str, tmp_path: Path) -> None:
    (tmp_path / "rightstag.toml").write_text(content)
    with pytest.raises(InputError, match=r"rightstag\.toml.*correct the file"):
        load_defaults(tmp_path)


def test_settings_saved_by_another_editor_are_read(tmp_path: Path) -> None:
    (tmp_path / "rightstag.toml").write_bytes('registry = "ours"\n[tag]\nmodel = "ours"'.encode("utf-16"))
    assert load_defaults(tmp_path) == {"registry": "ours", "tag": {"model": "ours"}}
