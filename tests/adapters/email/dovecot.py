"""A private Dovecot 2.3 on loopback, as an ordinary user, without touching the system's own.

Its login processes refuse to run as root, so root starts it as nobody. Unix sockets limit the
length of its directory, which rules pytest's own temporary directories out.
"""

from __future__ import annotations

import grp
import itertools
import os
import pwd
import shutil
import signal
import smtplib
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from imapclient import IMAPClient

USER, PASSWORD = "service@laden.example", "geheim-imap-7c1f"
BINARY = shutil.which("dovecot") or "/usr/sbin/dovecot"
MISSING = (
    "needs Dovecot 2.3: apt-get install -y --no-install-recommends "
    "dovecot-core dovecot-imapd dovecot-lmtpd"
)
_validities = itertools.count(1_000)
_DEADLINE = 15.0  # seconds to start or stop

CONFIG = """
base_dir = {dir}/run
state_dir = {dir}/state
log_path = {dir}/dovecot.log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 0
last_valid_uid = 0
first_valid_gid = 0
mail_uid = {uid}
mail_gid = {gid}
protocols = imap lmtp
listen = 127.0.0.1
ssl = yes
ssl_cert = <{dir}/cert.pem
ssl_key = <{dir}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2
auth_failure_delay = 0
mail_home = {dir}/mail/%Lu
mail_location = maildir:~/Maildir
mail_fsync = never
passdb {{
  driver = passwd-file
  mechanisms = plain login
  args = scheme=PLAIN {dir}/passwd
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {dir}/oauth2.ext
}}
userdb {{
  driver = passwd-file
  args = username_format=%Lu {dir}/passwd
  override_fields = uid={uid} gid={gid} home={dir}/mail/%Lu
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {imap}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {imaps}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
protocol imap {{
  mail_max_userip_connections = 50
}}
protocol lmtp {{
  postmaster_address = postmaster@laden.example
}}
"""


def installed() -> bool:
    if not Path(BINARY).exists():
        return False
    version = subprocess.run([BINARY, "--version"], capture_output=True, text=True, check=False)
    return version.stdout.startswith("2.3")


@dataclass(frozen=True)
class Dovecot:
    """Running. One mailbox, emptied by `empty`."""

    dir: Path
    imap: int
    imaps: int
    lmtp: int
    token_url: str

    @property
    def certificate(self) -> Path:
        return self.dir / "cert.pem"

    @contextmanager
    def session(self) -> Iterator[IMAPClient]:
        """Another mail program looking at the same mailbox."""
        with IMAPClient("127.0.0.1", self.imap, ssl=False, timeout=10) as client:
            client.login(USER, PASSWORD)
            client.select_folder("INBOX")
            yield client

    def deliver(self, *mails: bytes, sender: str = "anna@kunden.example") -> None:
        with smtplib.LMTP("127.0.0.1", self.lmtp) as lmtp:
            for mail in mails:
                lmtp.sendmail(sender, [USER], mail)

    def empty(self) -> None:
        """All folders gone and INBOX made anew, under a UIDVALIDITY that it never had: Dovecot
        takes the second of its making, and tests are faster than that."""
        self.cut(signal.SIGKILL)
        home = self.dir / "mail" / USER
        shutil.rmtree(home, ignore_errors=True)
        for name in ("", "Maildir", "Maildir/cur", "Maildir/new", "Maildir/tmp"):
            (home / name).mkdir()
        (home / "Maildir" / "dovecot-uidlist").write_text(f"3 V{next(_validities)} N1\n")
        _give_away(home)

    def cut(self, kind: signal.Signals) -> None:
        """SIGKILL makes every open connection a dead one, SIGSTOP a silent one, until SIGCONT."""
        sessions = self.sessions()
        for process in sessions:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(kind)
        if kind is signal.SIGKILL:
            psutil.wait_procs(sessions, timeout=_DEADLINE)

    def sessions(self) -> list[psutil.Process]:
        """The processes that serve one connection each."""
        master = psutil.Process(int((self.dir / "run" / "master.pid").read_text()))
        return [child for child in master.children() if _is_session(child)]


def _is_session(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return process.name() == "imap"
    return False


@contextmanager
def running(token_url: str) -> Iterator[Dovecot]:
    """`token_url` is asked whether a bearer token is good (RFC 7662 in Google's older manner)."""
    place = Path(tempfile.mkdtemp(prefix="kd-"))
    place.chmod(0o711)
    ports = _free_ports(3)
    dovecot = Dovecot(place, *ports, token_url)
    try:
        _write(dovecot)
        _start(dovecot)
        yield dovecot
    finally:
        _stop(dovecot)
        shutil.rmtree(place, ignore_errors=True)


def _write(dovecot: Dovecot) -> None:
    user, group = _who()
    place = dovecot.dir
    for name in ("run", "state", "mail"):
        (place / name).mkdir()
    (place / "passwd").write_text(f"{USER}:{{PLAIN}}{PASSWORD}::::::\n")
    (place / "oauth2.ext").write_text(
        f"tokeninfo_url = {dovecot.token_url}\nusername_attribute = email\n"
    )
    _certify(place)
    config = CONFIG.format(
        dir=place,
        user=user.pw_name,
        group=group.gr_name,
        uid=user.pw_uid,
        gid=group.gr_gid,
        imap=dovecot.imap,
        imaps=dovecot.imaps,
        lmtp=dovecot.lmtp,
    )
    (place / "dovecot.conf").write_text(config)
    _give_away(place)


def _give_away(place: Path) -> None:
    if os.getuid() == 0:
        user, group = _who()
        for path in (place, *place.rglob("*")):
            os.chown(path, user.pw_uid, group.gr_gid)


def _who() -> tuple[pwd.struct_passwd, grp.struct_group]:
    if os.getuid() == 0:
        return pwd.getpwnam("nobody"), grp.getgrnam("nogroup")
    return pwd.getpwuid(os.getuid()), grp.getgrgid(os.getgid())


def _certify(place: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (place / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (place / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


def _start(dovecot: Dovecot) -> None:
    drop = {}
    if os.getuid() == 0:
        user, group = _who()
        drop = {"user": user.pw_uid, "group": group.gr_gid, "extra_groups": []}
    with (dovecot.dir / "start.log").open("wb") as log:
        # The daemon keeps what it inherits open: a pipe here would hang whoever reads it.
        subprocess.run(
            [BINARY, "-c", str(dovecot.dir / "dovecot.conf")],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            check=True,
            **drop,
        )
    _until(lambda: _greets(dovecot), "Dovecot did not come up")


def _greets(dovecot: Dovecot) -> bool:
    """The port answers before the server is ready: only its greeting says that it is."""
    if not (dovecot.dir / "run" / "master.pid").exists():
        return False
    try:
        with socket.create_connection(("127.0.0.1", dovecot.imap), timeout=2) as line:
            return line.recv(4) == b"* OK"
    except OSError:
        return False


def _stop(dovecot: Dovecot) -> None:
    pid_file = dovecot.dir / "run" / "master.pid"
    if not pid_file.exists():
        return
    master = psutil.Process(int(pid_file.read_text()))
    ours = [master, *master.children(recursive=True)]
    for process in ours:  # nothing in it is worth a farewell of three seconds
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(ours, timeout=_DEADLINE)


def _until(good: object, sentence: str) -> None:
    deadline = time.monotonic() + _DEADLINE
    while not good():  # type: ignore[operator]
        if time.monotonic() > deadline:
            raise RuntimeError(sentence)
        time.sleep(0.05)


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports
