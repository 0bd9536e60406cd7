"""The one typed, frozen settings object: from the environment, or a sentence that says why not.

Every setting NAME can also be given as NAME_FILE, the path of a file that holds the value. What a
setting means stands in `SETTINGS`; the README's table is tested against it.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit


class ConfigError(Exception):
    """A setting is missing or wrong; the text is one sentence that says what to fix."""


@dataclass(frozen=True, slots=True)
class Setting:
    name: str
    default: str
    meaning: str


SETTINGS: Final = (
    Setting("KONTOR_ENV", "development", "`production` refuses to start with insecure defaults"),
    Setting("PORT", "8000", "port of the web process on loopback"),
    Setting(
        "PHONES_PORT", "8010", "port of the simulated phones; simulated mail takes the next two"
    ),
    Setting("DATA_DIR", "./var", "everything that an installation writes"),
    Setting("DATABASE_URL", "", "PostgreSQL; empty: the embedded SQLite file in DATA_DIR"),
    Setting("REDIS_URL", "", "Redis or Valkey; empty: the embedded server"),
    Setting(
        "S3_URL",
        "",
        "bucket for files, https://key:secret@host/bucket?region=...; empty: a folder in DATA_DIR",
    ),
    Setting(
        "BASE_URL", "", "how customers' providers and agents reach us; empty: loopback and PORT"
    ),
    Setting("SECRET_KEY", "", "signs cookies and links; empty: a file in DATA_DIR, made once"),
    Setting(
        "ENCRYPTION_KEY",
        "",
        "wraps all keys of stored content, 32 bytes in base64; empty: a file in DATA_DIR, made "
        "once. Losing it loses everything that is stored",
    ),
    Setting("PREVIOUS_ENCRYPTION_KEY", "", "the old key while `keys rotate` wraps everything anew"),
    Setting(
        "PRIVATE_ENDPOINTS",
        "",
        "hosts in a private network that may receive events, separated by commas",
    ),
    Setting("TRUSTED_PROXIES", "0", "how many reverse proxies stand in front of the web process"),
    Setting("WEB_THREADS", "32", "requests served at once by one web process"),
    Setting(
        "METRICS_TOKEN",
        "",
        "lets a collector read /metrics from elsewhere; empty: this machine only",
    ),
    Setting("ALERT_WEBHOOK", "", "address that is told (JSON) when something needs a person"),
    Setting("ALERT_MAIL", "", "mail address that is told, through ALERT_SMTP"),
    Setting(
        "ALERT_SMTP", "", "smtps://user:password@host or smtp://..., which is encrypted as well"
    ),
    Setting("LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR"),
)
# Of a unix socket's address, which ends after 107 bytes on Linux and 103 on macOS.
_LONGEST_SOCKET: Final = 100
_DEFAULTS: Final = {setting.name: setting.default for setting in SETTINGS}


@dataclass(frozen=True, slots=True)
class Settings:
    production: bool
    port: int
    phones_port: int
    data_dir: Path
    database_url: str
    redis_url: str
    s3_url: str
    base_url: str
    secret_key: bytes
    encryption_key: bytes
    previous_encryption_key: bytes | None
    private_endpoints: frozenset[str]
    trusted_proxies: int
    web_threads: int
    metrics_token: str
    alert_webhook: str
    alert_mail: str
    alert_smtp: str
    log_level: str

    def callback(self, account_id: str) -> str:
        """The address at which an account's provider calls."""
        return f"{self.base_url}/hooks/{account_id}"

    def __repr__(self) -> str:  # keys and passwords in URLs must not reach a log
        return f"Settings(data_dir={self.data_dir!s}, production={self.production})"


def load(environ: Mapping[str, str]) -> Settings:
    """Raises `ConfigError`. Creates DATA_DIR and, outside production, the keys that are missing."""
    given = {name: _given(environ, name) for name in _DEFAULTS}
    production = _choice(given["KONTOR_ENV"], "KONTOR_ENV", ("development", "production")) == (
        "production"
    )
    data_dir = _directory(given["DATA_DIR"])
    port = _port(given["PORT"], "PORT")
    base_url = given["BASE_URL"].rstrip("/") or f"http://127.0.0.1:{port}"
    if production:
        _refuse_insecure(given, base_url)
    return Settings(
        production=production,
        port=port,
        phones_port=_port(given["PHONES_PORT"], "PHONES_PORT"),
        data_dir=data_dir,
        database_url=_database(given["DATABASE_URL"], data_dir),
        redis_url=_redis(given["REDIS_URL"]) or _embedded_redis(data_dir),
        s3_url=_bucket(given["S3_URL"]),
        base_url=_web_address(base_url),
        secret_key=_secret(given["SECRET_KEY"], data_dir / "secret_key").encode(),
        encryption_key=_key(
            _secret(given["ENCRYPTION_KEY"], data_dir / "encryption_key"), "ENCRYPTION_KEY"
        ),
        previous_encryption_key=_key(given["PREVIOUS_ENCRYPTION_KEY"], "PREVIOUS_ENCRYPTION_KEY")
        if given["PREVIOUS_ENCRYPTION_KEY"]
        else None,
        private_endpoints=frozenset(
            host.strip().casefold()
            for host in given["PRIVATE_ENDPOINTS"].split(",")
            if host.strip()
        ),
        trusted_proxies=_number(given["TRUSTED_PROXIES"], "TRUSTED_PROXIES", 0, 10),
        web_threads=_number(given["WEB_THREADS"], "WEB_THREADS", 4, 1000),
        metrics_token=_long(given["METRICS_TOKEN"], "METRICS_TOKEN"),
        alert_webhook=_address(given["ALERT_WEBHOOK"], "ALERT_WEBHOOK", ("https", "http")),
        alert_mail=_mail(given["ALERT_MAIL"], given["ALERT_SMTP"]),
        alert_smtp=_address(given["ALERT_SMTP"], "ALERT_SMTP", ("smtp", "smtps")),
        log_level=_choice(
            given["LOG_LEVEL"].upper(), "LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR")
        ),
    )


def _given(environ: Mapping[str, str], name: str) -> str:
    value, file = environ.get(name, "").strip(), environ.get(f"{name}_FILE", "").strip()
    if value and file:
        raise ConfigError(f"Set either {name} or {name}_FILE, not both.")
    if file:
        try:
            value = Path(file).read_text().strip()
        except OSError as error:
            raise ConfigError(f"{name}_FILE cannot be read: {error.strerror}.") from None
        if not value:
            raise ConfigError(f"The file named by {name}_FILE is empty.")
    return value or _DEFAULTS[name]


def _refuse_insecure(given: Mapping[str, str], base_url: str) -> None:
    for name in ("SECRET_KEY", "ENCRYPTION_KEY", "BASE_URL"):
        if not given[name]:
            raise ConfigError(f"In production {name} must be set (or {name}_FILE).")
    if len(given["SECRET_KEY"]) < 32:
        raise ConfigError("In production SECRET_KEY must have at least 32 characters.")
    if not base_url.startswith("https://"):
        raise ConfigError("In production BASE_URL must start with https://.")


def _directory(given: str) -> Path:
    path = Path(given).expanduser().resolve()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        (path / ".writable").touch()
        (path / ".writable").unlink(missing_ok=True)  # another process may try the same
    except OSError as error:
        raise ConfigError(f"DATA_DIR {given} cannot be written: {error.strerror}.") from None
    return path


def _database(given: str, data_dir: Path) -> str:
    if not given:
        return f"sqlite:///{data_dir / 'kontor.sqlite3'}"
    scheme = given.split(":", 1)[0]
    if scheme in {"postgresql", "postgres", "postgresql+psycopg"}:
        return "postgresql+psycopg" + given[len(scheme) :]
    if given.startswith("sqlite:///"):
        return given
    raise ConfigError("DATABASE_URL must start with postgresql:// or sqlite:///.")


def _redis(given: str) -> str:
    if given and given.split("://", 1)[0] not in {"redis", "rediss", "unix"}:
        raise ConfigError("REDIS_URL must start with redis://, rediss:// or unix://.")
    return given


def _embedded_redis(data_dir: Path) -> str:
    """In DATA_DIR, or, where that path is too long for a socket, in a private temporary folder."""
    path = data_dir / "run" / "valkey.sock"
    if len(str(path)) > _LONGEST_SOCKET:
        name = hashlib.sha256(str(data_dir).encode()).hexdigest()[:16]
        path = Path(tempfile.gettempdir()) / f"kontor-{os.getuid()}-{name}" / "valkey.sock"
    return f"unix://{path}"


def _web_address(given: str) -> str:
    parts = urlsplit(given)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ConfigError("BASE_URL must be an address like https://inbox.example.com.")
    return given


def _bucket(given: str) -> str:
    parts = urlsplit(given)
    if given and not (
        parts.scheme in {"http", "https"}
        and parts.username
        and parts.password
        and parts.path.strip("/")
    ):
        raise ConfigError("S3_URL must be like https://key:secret@host/bucket?region=eu-central-1.")
    return given


def _address(given: str, name: str, schemes: tuple[str, ...]) -> str:
    if given and (urlsplit(given).scheme not in schemes or not urlsplit(given).hostname):
        raise ConfigError(f"{name} must be an address like {schemes[0]}://host.example.com.")
    return given


def _mail(given: str, smtp: str) -> str:
    if bool(given) != bool(smtp):
        raise ConfigError("ALERT_MAIL and ALERT_SMTP belong together: set both or none.")
    if given and "@" not in given:
        raise ConfigError("ALERT_MAIL must be a mail address.")
    return given


def _long(given: str, name: str) -> str:
    if given and len(given) < 16:
        raise ConfigError(f"{name} must have at least 16 characters.")
    return given


def _secret(given: str, file: Path) -> str:
    """The value that was given, or the one in this installation's own file (0600, made once)."""
    if given:
        return given
    if not file.exists():
        fresh = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_text(base64.b64encode(secrets.token_bytes(32)).decode())
        with contextlib.suppress(FileExistsError):
            file.hardlink_to(fresh)  # atomic, and never over a key that somebody else just made
        fresh.unlink()
    return file.read_text().strip()


def _key(given: str, name: str) -> bytes:
    try:
        key = base64.b64decode(given, validate=True)
    except (ValueError, binascii.Error):
        key = b""
    if len(key) != 32:
        raise ConfigError(f"{name} must be 32 random bytes in base64 (openssl rand -base64 32).")
    return key


def _port(given: str, name: str) -> int:
    return _number(given, name, 1, 65533)


def _number(given: str, name: str, least: int, most: int) -> int:
    if not given.isdecimal() or not least <= int(given) <= most:
        raise ConfigError(f"{name} must be a number from {least} to {most}, not {given!r}.")
    return int(given)


def _choice(given: str, name: str, allowed: tuple[str, ...]) -> str:
    if given not in allowed:
        raise ConfigError(f"{name} must be one of {', '.join(allowed)}, not {given!r}.")
    return given
