"""Where a store lies: a file on a disk of this machine, or a PostgreSQL database by URL."""

from __future__ import annotations

import os
import re
import ssl
from pathlib import Path, PurePath, PurePosixPath
from typing import TypeAlias

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from pipeline.config import SETTINGS, load_config
from pipeline.errors import UsageError

# Where a workspace keeps it, unless the environment or the settings say otherwise.
STORE = Path("stocktake.db")
VARIABLE = "STOCKTAKE_STORE"

_FILE = "sqlite"
_SERVER = "postgresql+pg8000"
_SCHEMES = {"sqlite": _FILE} | dict.fromkeys(("postgres", "postgresql", _SERVER), _SERVER)
_FORM = "postgresql://USER:PASSWORD@HOST/DATABASE"
# More than one letter, for one is a drive of Windows.
_SCHEME = re.compile(r"[a-z][a-z0-9+]+:", re.IGNORECASE)
_DEFAULT_PORT = 5432
# What of PostgreSQL's own settings can stand in a URL.
_SETTINGS = ("host", "sslmode", "sslrootcert")
# Whether the driver encrypts: no, where the server can, or always.
_MODES = {"disable": False, "prefer": None, "require": True}
# On Linux, what is mounted where.
_MOUNTS = Path("/proc/mounts")
# File systems that another machine may write to as well, as Linux calls them.
_NETWORK = frozenset(
    "9p afs beegfs ceph cifs coda davfs fuse.ceph fuse.cifs fuse.davfs fuse.davfs2 "
    "fuse.glusterfs fuse.gvfsd-fuse fuse.rclone fuse.s3fs fuse.smbnetfs fuse.sshfs gfs2 "
    "glusterfs lustre ncpfs nfs nfs4 ocfs2 prl_fs smb3 smbfs vboxsf virtiofs vmhgfs "
    "fuse.vmhgfs-fuse".split()
)
_ESCAPED = re.compile(r"\\([0-7]{3})")

# Arguments for the driver.
Arguments: TypeAlias = "dict[str, str | bool | ssl.SSLContext | None]"


def locate_store(workspace: Path) -> URL:
    """Where a workspace's decisions are kept: as the environment says, else its settings.

    Raises:
        ConfigError: The settings cannot be read.
        UsageError: What they say is no place for a store.
    """
    said = os.environ.get(VARIABLE, "")
    if said:
        return parse_place(said, origin=VARIABLE)
    url = load_config(workspace / SETTINGS).store.url
    if url:
        return parse_place(url, origin=f"{workspace / SETTINGS} [store] url", folder=workspace)
    return to_url(workspace / STORE)


def has_store(workspace: Path) -> bool:
    """Whether a workspace may have decisions; a database on a server is taken to have some.

    Raises:
        StocktakeError: As ``locate_store``.
    """
    url = locate_store(workspace)
    return is_server(url) or Path(str(url.database)).exists()


def to_url(path: Path) -> URL:
    """The URL of a file."""
    return URL.create(_FILE, database=str(path))


def parse_place(text: str, *, origin: str, folder: Path = Path()) -> URL:
    """The URL that a text is, or that of the file whose path it is.

    Args:
        text: As a person wrote it. It may hold a password, so no error repeats it.
        origin: Where the person wrote it.
        folder: What a path without a root begins at.

    Raises:
        UsageError: It is no URL of a database that can be used.
    """
    if not _SCHEME.match(text):
        return to_url(folder / text)
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise UsageError(
            f"{origin}: cannot be read as a URL; write {_FORM}, and in the password each "
            "character that is no letter or digit as % and its code"
        ) from None
    name = url.drivername.lower()
    if name not in _SCHEMES or not url.database:
        raise UsageError(f"{origin}: is no database that can be used; write {_FORM}, or a path")
    return url.set(drivername=_SCHEMES[name])


def is_server(url: URL) -> bool:
    """Whether other machines can use the database too."""
    return url.drivername == _SERVER


def describe_place(url: URL) -> str:
    """The place for people: a path, or a URL without name, password and settings."""
    if not is_server(url):
        return str(url.database)
    plain = URL.create("postgresql", host=url.host, port=url.port, database=url.database)
    return plain.render_as_string()


def driver_arguments(url: URL) -> Arguments:
    """What the settings in a PostgreSQL URL say to the driver; they mean what they mean to libpq.

    Raises:
        UsageError: The URL names no user, or has a setting that cannot be used.
    """
    place = describe_place(url)
    if not url.username:
        raise UsageError(f"{place}: the URL names no user; write {_FORM}")
    said = {name: value for name, value in url.query.items() if isinstance(value, str)}
    if not said.keys() <= set(_SETTINGS) or len(said) < len(url.query):
        raise UsageError(f"{place}: a setting in the URL is not one of {', '.join(_SETTINGS)}")
    arguments: Arguments = {"ssl_context": _encryption(said, place)}
    if "host" in said:
        arguments["unix_sock"] = f"{said['host']}/.s.PGSQL.{url.port or _DEFAULT_PORT}"
    return arguments


def _encryption(said: dict[str, str], place: str) -> bool | ssl.SSLContext | None:
    """What the driver takes for sslmode: whether to encrypt, and whose certificates to trust."""
    mode = said.get("sslmode", "prefer")
    if mode == "verify-full":
        try:
            return ssl.create_default_context(cafile=said.get("sslrootcert"))
        except OSError as error:
            raise UsageError(
                f"{place}: sslrootcert cannot be read ({error}); name a file of certificates"
            ) from error
    if mode not in _MODES:
        raise UsageError(f"{place}: sslmode is not one of {', '.join(_MODES)}, verify-full")
    return _MODES[mode]


def refuse_network_share(url: URL) -> None:
    """Nothing, for a file on a disk of this machine.

    Raises:
        UsageError: The file lies where other machines can write to it too; SQLite's locks do
            not hold there, so decisions could be lost.
    """
    file = Path(str(url.database)).resolve()
    mounts = _MOUNTS.read_text(encoding="utf-8", errors="replace") if _MOUNTS.exists() else ""
    kind = find_network(mounts, file)
    if kind:
        raise UsageError(
            f"{file}: lies on a network share ({kind}), where two who write at once can lose "
            "decisions; keep the workspace on a disk of this machine, or the decisions in "
            f"PostgreSQL, by {VARIABLE} or url below [store] in {SETTINGS}"
        )


def find_network(mounts: str, path: PurePath) -> str:
    """Kind of the network file system that a path lies on; empty where it lies on none.

    Args:
        mounts: What is mounted, in the form of Linux's ``/proc/mounts``; empty elsewhere.
        path: From the root on, without links.
    """
    if path.drive.startswith("\\\\"):
        return "Windows share"
    deepest, kind = 0, ""
    for line in mounts.splitlines():
        _, point, found, *_ = [*line.split(" "), "", "", ""]
        place = PurePosixPath(_ESCAPED.sub(lambda code: chr(int(code[1], 8)), point))
        # Of two on the same place, the later covers the earlier.
        if len(place.parts) >= deepest and path.is_relative_to(place):
            deepest, kind = len(place.parts), found
    return kind if kind in _NETWORK else ""
