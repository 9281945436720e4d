from pathlib import Path

import pytest

from rightstag.config import user_state_folder


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
