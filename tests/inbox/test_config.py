"""A wrong setting stops the start with one sentence; everything else has a sane default."""

from __future__ import annotations

import pytest

from inbox.config import SETTINGS, ConfigError, load

PRODUCTION = {
    "KONTOR_ENV": "production",
    "BASE_URL": "https://inbox.example.com",
    "SECRET_KEY": "s" * 32,
    "ENCRYPTION_KEY": "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=",
}


@pytest.fixture
def environment(tmp_path):
    return {"DATA_DIR": str(tmp_path / "var")}


def test_nothing_needs_to_be_set(environment):
    settings = load(environment)
    assert settings.base_url == "http://127.0.0.1:8000"
    assert settings.database_url.startswith("sqlite:///")
    assert settings.redis_url.startswith("unix://")
    assert len(settings.encryption_key) == 32


def test_keys_are_made_once_and_only_for_the_owner(environment, tmp_path):
    first, second = load(environment), load(environment)
    assert first.encryption_key == second.encryption_key
    assert first.secret_key == second.secret_key
    for name in ("secret_key", "encryption_key"):
        assert (tmp_path / "var" / name).stat().st_mode & 0o777 == 0o600
    assert sorted(p.name for p in (tmp_path / "var").iterdir()) == ["encryption_key", "secret_key"]


def test_every_setting_can_come_from_a_file(environment, tmp_path):
    (tmp_path / "secret").write_text("from the file, with 32 characters!\n")
    settings = load({**environment, "SECRET_KEY_FILE": str(tmp_path / "secret")})
    assert settings.secret_key == b"from the file, with 32 characters!"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"PORT": "eighty"}, "PORT must be a number"),
        ({"PORT": "70000"}, "PORT must be a number"),
        ({"KONTOR_ENV": "prod"}, "KONTOR_ENV must be one of"),
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL must start with"),
        ({"REDIS_URL": "localhost:6379"}, "REDIS_URL must start with"),
        ({"BASE_URL": "inbox.example.com"}, "BASE_URL must be an address"),
        ({"ENCRYPTION_KEY": "short"}, "ENCRYPTION_KEY must be 32 random bytes"),
        ({"SECRET_KEY": "x", "SECRET_KEY_FILE": "/nowhere"}, "not both"),
        ({"SECRET_KEY_FILE": "/nowhere/at/all"}, "SECRET_KEY_FILE cannot be read"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL must be one of"),
        ({"DATA_DIR": "/proc/kontor"}, "DATA_DIR /proc/kontor cannot be written"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_a_sentence(environment, wrong, sentence):
    with pytest.raises(ConfigError, match=sentence):
        load({**environment, **wrong})


@pytest.mark.parametrize("missing", ["BASE_URL", "SECRET_KEY", "ENCRYPTION_KEY"])
def test_production_refuses_what_is_fine_at_home(environment, missing):
    given = {**environment, **PRODUCTION}
    load(given)
    del given[missing]
    with pytest.raises(ConfigError, match=missing):
        load(given)


@pytest.mark.parametrize(
    "weak", [{"SECRET_KEY": "short"}, {"BASE_URL": "http://inbox.example.com"}]
)
def test_production_refuses_weak_values(environment, weak):
    with pytest.raises(ConfigError):
        load({**environment, **PRODUCTION, **weak})


def test_settings_show_no_secret(environment):
    shown = repr(load({**environment, **PRODUCTION, "DATABASE_URL": "postgresql://u:geheim@h/d"}))
    assert "geheim" not in shown
    assert PRODUCTION["SECRET_KEY"] not in shown


def test_every_setting_says_what_it_means():
    assert all(setting.meaning for setting in SETTINGS)


def test_a_deep_data_folder_gets_a_short_socket(tmp_path):
    deep = tmp_path / ("x" * 60) / ("y" * 60)
    assert len(load({"DATA_DIR": str(deep)}).redis_url) < 108
