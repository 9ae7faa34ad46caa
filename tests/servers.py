"""Real servers for the tests, each with a folder and a loopback port of its own: PostgreSQL and Dovecot.

Started as root they run under the account their Debian package made. They die with the process that started
them, however that ends.
"""

import os
import random
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from tests.certificates import write_certificates

PATIENCE_S = 60
"""What is waited for ends the wait; on a busy machine it may come late, and that is no fault."""
PORTS = range(10_000, 32_000)
"""Below those that a system gives to whoever connects (Linux from 32768): a port that is free now, or while its server
is stopped, is not taken by somebody's connection meanwhile."""


class ServerMissingError(Exception):
    """The server program is not installed; the sentence names the Debian package."""


class ServerFailedError(Exception):
    """The server did not come up; the sentence ends with its own log."""


def free_port() -> int:
    """A loopback TCP port nobody listens on just now."""
    while True:
        port = random.SystemRandom().choice(PORTS)  # else the tests that run beside would choose the same
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port


class Server:
    """What both servers share: an account, a folder, and a process that ends with ours."""

    name = ""
    account = ""
    stop_signal = signal.SIGTERM

    def __init__(self) -> None:
        # Not in pytest's own folder: that is closed to other accounts and too long for a Unix socket.
        self.folder = Path(tempfile.mkdtemp(prefix=f"mottagning-{self.name}-"))
        self._process: subprocess.Popen[bytes] | None = None
        self.log.touch()
        self._own(self.folder)
        self._own(self.log)

    @property
    def log(self) -> Path:
        """Where the server writes what it has to say."""
        return self.folder / "server.log"

    def stop(self) -> None:
        """End the server and wait for it; its data and port stay for the next `start`."""
        if self._process is None:
            return
        self._process.send_signal(self.stop_signal)
        try:
            self._process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def remove(self) -> None:
        """End the server and delete all it kept."""
        self.stop()
        shutil.rmtree(self.folder)

    def _own(self, path: Path) -> None:
        if os.geteuid() == 0:
            shutil.chown(path, self.account, self.account)

    def _as_account(self, *command: str | Path) -> list[str]:
        """`command` run by the server's account, told to stop if this process dies."""
        prefix = ["setpriv", f"--pdeathsig={self.stop_signal.name.removeprefix('SIG')}"]
        if os.geteuid() == 0:
            prefix += [f"--reuid={self.account}", f"--regid={self.account}", "--clear-groups"]
        return [*prefix, *(str(part) for part in command)]

    def _launch(self, answers: Callable[[], bool], *command: str | Path) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._as_account(*command),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + PATIENCE_S
        while not answers():
            try:
                self._process.wait(0.02)
            except subprocess.TimeoutExpired:
                if time.monotonic() < deadline:
                    continue
            self.stop()
            said = self.log.read_text(encoding="utf-8", errors="replace")
            raise ServerFailedError(f"{self.name} did not come up:\n{said[-2000:]}")


class Postgres(Server):
    """A PostgreSQL cluster without passwords, reachable on 127.0.0.1 and by a Unix socket in `folder`.

    Its time zone is Stockholm's, as on a Swedish server, so that whoever forgets a zone is found out.
    """

    name = "postgres"
    account = "postgres"
    stop_signal = signal.SIGINT  # PostgreSQL's "fast" shutdown: it does not wait for clients to leave
    user = "mottagning"

    def __init__(self) -> None:
        self._programs = self._find_programs()
        self._connection: psycopg.Connection | None = None
        super().__init__()
        self.port = free_port()
        choices = [
            f"--username={self.user}",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ]
        subprocess.run(
            self._as_account(self._programs / "initdb", "-D", self.folder / "data", *choices),
            cwd=self.folder,
            check=True,
            capture_output=True,
        )

    @staticmethod
    def _find_programs() -> Path:
        """The folder of the newest PostgreSQL: Debian keeps one a version, outside PATH."""
        found = list(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
        if found:
            return max(found, key=lambda program: int(program.parts[-3])).parent
        on_path = shutil.which("postgres")
        if on_path is None:
            raise ServerMissingError("PostgreSQL is not installed (Debian package postgresql)")
        return Path(on_path).resolve().parent

    @property
    def url(self) -> str:
        """The address of the cluster's first database; `new_database` gives empty ones of one's own."""
        return self._url("postgres")

    def start(self) -> None:
        """Start the server and return when it answers; safety against power cuts is off, for speed."""
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": str(self.folder),
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "shared_buffers": "32MB",
            "timezone": "Europe/Stockholm",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        data = self.folder / "data"
        self._launch(self._answers, self._programs / "postgres", "-D", data, "-p", str(self.port), *options)

    def new_database(self, template: str = "template1") -> str:
        """The URL of a new database: empty, or a copy of the one at the URL `template`, if nobody uses it."""
        name = f"test_{uuid.uuid4().hex}"
        source = urlsplit(template).path.removeprefix("/") or template
        # Copying files takes a fifth of the time that the default takes, with a template this small.
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
        self._execute(statement.format(sql.Identifier(name), sql.Identifier(source)))
        return self._url(name)

    def drop_database(self, url: str) -> None:
        """Delete the database at `url`, throwing out whoever is still connected."""
        name = urlsplit(url).path.removeprefix("/")
        self._execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _url(self, database: str) -> str:
        return f"postgresql://{self.user}@127.0.0.1:{self.port}/{database}"

    def stop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        super().stop()

    def _execute(self, statement: sql.Composed) -> None:
        if self._connection is None:
            self._connection = psycopg.connect(self.url, autocommit=True)
        self._connection.execute(statement)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


@dataclass(frozen=True, slots=True)
class MailAccount:
    """One mailbox of `Dovecot`: what a person types when she adds it."""

    user: str
    password: str


class Dovecot(Server):
    """An IMAP server on 127.0.0.1: in the clear and STARTTLS at `port`, TLS from the start at `tls_port`.

    Its certificate is for localhost and 127.0.0.1, issued by the authority in the file `authority`.
    Mail lies as Maildir under ``folder/mail/USER``.
    """

    name = "dovecot"
    account = "dovecot"

    def __init__(self) -> None:
        program = shutil.which("dovecot", path=os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin")))
        if program is None or not Path("/usr/lib/dovecot/imap").exists():
            raise ServerMissingError("Dovecot is not installed (Debian package dovecot-imapd)")
        super().__init__()
        self._program = program
        self.host = "127.0.0.1"
        self.port = free_port()
        self.tls_port = free_port()
        self.authority = self.folder / "authority.pem"
        self._configuration = self.folder / "dovecot.conf"
        self._users = self.folder / "users"
        self._users.mkdir()
        (self.folder / "mail").mkdir()
        self._keys = self.folder / "keys" / "default" / "RS256"
        self._keys.mkdir(parents=True)
        write_certificates(self.folder)
        self._configuration.write_text(self._settings(), encoding="utf-8")
        for path in self.folder.iterdir():
            self._own(path)

    def start(self) -> None:
        """Start the server and return when both ports answer."""
        self._launch(self._answers, self._program, "-F", "-c", self._configuration)

    def add_account(self, user: str | None = None, password: str = "hemligt ord") -> MailAccount:
        """A new, empty mailbox; without a name it gets one nobody else has, so that tests do not meet."""
        account = MailAccount(user or f"mottagning-{uuid.uuid4().hex[:12]}@example.se", password)
        # A file for each, since Dovecot looks at a file again only after a second.
        (self._users / account.user).write_text(f"{account.user}:{{PLAIN}}{password}\n", encoding="utf-8")
        return account

    def trust(self, public_key: bytes) -> None:
        """From now on tokens signed with this key (PEM) let in whom their `upn` names, by XOAUTH2 and OAUTHBEARER."""
        (self._keys / "default").write_bytes(public_key)

    def _answers(self) -> bool:
        try:
            for port in (self.port, self.tls_port):
                socket.create_connection((self.host, port), timeout=2).close()
        except OSError:
            return False
        return True

    def _settings(self) -> str:
        said = subprocess.run([self._program, "--version"], check=True, capture_output=True, text=True)
        major, minor = (int(part) for part in re.findall(r"\d+", said.stdout)[:2])
        account = self.account if os.geteuid() == 0 else _account_name(os.geteuid())
        dialect = _DOVECOT_2_3 if (major, minor) == (2, 3) else _DOVECOT_2_4
        oauth = _DOVECOT_OAUTH.format(keys=self.folder / "keys")
        (self.folder / "oauth.conf").write_text(oauth, encoding="utf-8")
        return (dialect + _DOVECOT).format(folder=self.folder, account=account, port=self.port, tls_port=self.tls_port)


def _account_name(uid: int) -> str:
    import pwd  # not on Windows, where these servers are not either

    return pwd.getpwuid(uid).pw_name


# Run by one plain account, which can neither change to another one nor chroot.
_DOVECOT = """\
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/server.log
ssl = yes
default_internal_user = {account}
default_internal_group = {account}
default_login_user = {account}
mail_max_userip_connections = 100
auth_failure_delay = 0
first_valid_uid = 1
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
"""
_DOVECOT_2_3 = """\
mail_location = maildir:{folder}/mail/%u
disable_plaintext_auth = no
ssl_cert = <{folder}/server.pem
ssl_key = <{folder}/server.key
auth_mechanisms = plain login xoauth2 oauthbearer
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {folder}/oauth.conf
}}
passdb {{
  driver = passwd-file
  mechanisms = plain login
  args = {folder}/users/%u
}}
userdb {{
  driver = static
  args = uid={account} gid={account} home={folder}/mail/%u
}}
"""
_DOVECOT_OAUTH = """\
introspection_mode = local
local_validation_key_dict = fs:posix:prefix={keys}/
username_attribute = upn
issuers = https://login.example.org/kommunen/v2.0
"""
_DOVECOT_2_4 = """\
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
mail_driver = maildir
mail_path = {folder}/mail/%{{user}}
auth_allow_cleartext = yes
ssl_server_cert_file = {folder}/server.pem
ssl_server_key_file = {folder}/server.key
auth_mechanisms = plain login xoauth2 oauthbearer
oauth2_introspection_mode = local
oauth2_username_attribute = upn
oauth2_issuers = https://login.example.org/kommunen/v2.0
oauth2_local_validation {{
  dict fs {{
    fs posix {{
      prefix = {folder}/keys/
    }}
  }}
}}
passdb oauth2 {{
  mechanisms_filter = xoauth2 oauthbearer
}}
passdb passwd-file {{
  mechanisms_filter = plain login
  passwd_file_path = {folder}/users/%{{user}}
}}
userdb static {{
  fields {{
    uid = {account}
    gid = {account}
    home = {folder}/mail/%{{user}}
  }}
}}
"""
