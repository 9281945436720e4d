import base64
import json
import sys

import pytest

from rightstag.annotate.labelstudio import credentials
from rightstag.annotate.labelstudio.client import Client
from rightstag.annotate.labelstudio.credentials import Credentials, SettingsAddress, find_credentials, token_kind
from rightstag.annotate.labelstudio.errors import (
    NotFoundError,
    OutcomeUnknownError,
    connection_error,
    error_from_response,
)
from rightstag.annotate.local_server.state import Server
from rightstag.errors import StudioError, UsageError

LEGACY = "0123456789abcdef0123456789abcdef01234567"


def personal(**claims: object) -> str:
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"eyJhbGciOiJIUzI1NiJ9.{payload}.c2ln"


@pytest.fixture(autouse=True)
def _nothing_here(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", LEGACY)


@pytest.mark.parametrize(
    "given", ["https://a.example/studio", "https://a.example/studio/", "https://a.example/studio//"]
)
def test_an_address_keeps_its_path_and_ends_with_a_slash(given: str) -> None:
    assert find_credentials(given).url == "https://a.example/studio/"


@pytest.fixture
def local(monkeypatch: pytest.MonkeyPatch) -> Server:
    server = Server(url="http://127.0.0.1:8080/", port=8080, user="u", password="p", token="local" * 8, pid=1)
    monkeypatch.setattr(credentials, "_local", lambda: server)
    return server


OURS, THEIRS = "https://ours.example/", "https://theirs.example/"


@pytest.mark.parametrize(
    ("given", "environment", "key", "expected"),
    [
        (OURS, THEIRS, LEGACY, (OURS, LEGACY)),  # an option beats the environment
        (SettingsAddress(OURS), THEIRS, LEGACY, (THEIRS, LEGACY)),  # which beats rightstag.toml
        (SettingsAddress("http://127.0.0.1:8080"), None, LEGACY, ("http://127.0.0.1:8080/", "local" * 8)),
        (SettingsAddress("http://127.0.0.1:8080"), None, None, ("http://127.0.0.1:8080/", "local" * 8)),
        (None, None, LEGACY, ("http://127.0.0.1:8080/", "local" * 8)),  # a token without an address is for no local one
        (None, THEIRS, LEGACY, (THEIRS, LEGACY)),  # which all beat the local server
        (None, "http://127.0.0.1:8080", LEGACY, ("http://127.0.0.1:8080/", LEGACY)),
        ("http://127.0.0.1:8080", THEIRS, LEGACY, ("http://127.0.0.1:8080/", "local" * 8)),  # the token is for theirs
        ("http://127.0.0.1:8080", None, LEGACY, ("http://127.0.0.1:8080/", LEGACY)),
    ],
)
def test_which_server_and_which_token(
    given: str | None, environment: str | None, key: str | None, expected: tuple[str, str], local, monkeypatch
) -> None:
    for name, value in (("LABEL_STUDIO_URL", environment), ("LABEL_STUDIO_API_KEY", key)):
        monkeypatch.delenv(name, raising=False)
        if value:
            monkeypatch.setenv(name, value)
    found = find_credentials(given)
    assert (found.url, found.token) == expected


def test_an_address_of_a_settings_file_gets_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StudioError) as caught:
        find_credentials(SettingsAddress(THEIRS))
    found = "only rightstag.toml names it, so it does not get the token of LABEL_STUDIO_API_KEY"
    assert str(caught.value) == f"{THEIRS}: {found}; set LABEL_STUDIO_URL to it, if it is yours"


def test_an_option_beats_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LABEL_STUDIO_URL", "https://b.example")
    assert find_credentials().url == "https://b.example/"
    assert find_credentials("https://a.example").url == "https://a.example/"


@pytest.mark.parametrize("given", ["a.example", "ftp://a.example", "https://", "https://a.example/?x=1", "file:///etc"])
def test_what_is_no_address_is_refused(given: str) -> None:
    with pytest.raises(UsageError) as caught:
        find_credentials(given)
    assert (
        str(caught.value)
        == f"{given.partition('?')[0]}: not the address of a server; expected one like https://studio.example.org/"
    )


def test_a_password_in_an_address_is_not_repeated() -> None:
    with pytest.raises(UsageError) as caught:
        find_credentials("https://me:hunter2@a.example")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("token", "said"),
    [
        ("", "https://a.example/: no token to get in with; set LABEL_STUDIO_API_KEY: in Label Studio under "),
        ("abc\ndef", "LABEL_STUDIO_API_KEY: holds something that is no token; copy it again, without line breaks"),
        ("Token abc", "LABEL_STUDIO_API_KEY: holds something that is no token"),
        (personal(exp=1), "https://a.example/: the personal access token has expired; make a new one"),
    ],
)
def test_a_token_that_lets_nobody_in(token: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", token)
    with pytest.raises(StudioError) as caught:
        find_credentials("https://a.example")
    assert str(caught.value).startswith(said)


def test_no_server_at_all() -> None:
    with pytest.raises(
        StudioError, match=r"no server is named, and none runs on this machine; run `rightstag studio up`"
    ):
        find_credentials()


def test_the_two_kinds_of_token() -> None:
    assert token_kind(LEGACY) == "legacy token"
    assert token_kind(personal(exp=9e12)) == "personal access token"
    assert token_kind("a.b.c") == "legacy token"


@pytest.mark.parametrize("header", ["X-Login", ":x", "  : x"])
def test_what_is_no_header_is_not_repeated(header: str) -> None:
    with pytest.raises(UsageError) as caught:
        find_credentials("https://a.example", headers=[header])
    assert str(caught.value) == "header: not a header; expected NAME:VALUE"


def test_no_message_shows_a_secret() -> None:
    address = Credentials("https://a.example/", LEGACY, (("X-Login", "hunter2"),))
    body = json.dumps({"detail": f"bad Token {LEGACY} and hunter2"}).encode()
    said = [
        repr(address),
        *(str(error_from_response(address, status, body, place="GET api")) for status in (401, 403, 500)),
        str(connection_error(address, ValueError(f"Token {LEGACY} hunter2"), place="GET api", sent=True)),
    ]
    assert not any(secret in line for line in said for secret in (LEGACY, "hunter2"))


@pytest.mark.parametrize(
    ("status", "kind", "said"),
    [
        (429, OutcomeUnknownError, "https://a.example/, POST api: failed with 429; run it again"),
        (502, OutcomeUnknownError, "https://a.example/, POST api: failed with 502; run it again"),
        (302, StudioError, "https://a.example/, POST api: points elsewhere; set LABEL_STUDIO_URL to where: https://b/"),
        (404, NotFoundError, "https://a.example/, POST api: refused with 404; check LABEL_STUDIO_URL, a path included"),
        (413, StudioError, "https://a.example/, POST api: refused with 413; a proxy limits the size of requests"),
        (400, StudioError, "https://a.example/, POST api: refused with 400"),
    ],
)
def test_each_refusal_says_what_to_do(status: int, kind: type, said: str) -> None:
    address = Credentials("https://a.example/", LEGACY)
    error = error_from_response(address, status, b"<html>", place="POST api", location="https://b/")
    assert type(error) is kind
    assert str(error).startswith(said)


def test_without_the_extra_one_line_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "label_studio_sdk", None)
    with pytest.raises(StudioError) as caught:
        Client(Credentials("https://a.example/", LEGACY))
    assert str(caught.value) == "Label Studio: its SDK is not installed; install it: pip install 'rightstag[studio]'"
