"""File systems of machines where nothing of this project is: Debian of two releases, and one with next to nothing.

Each is made once by mmdebstrap, from the mirrors that the machine's own apt uses, and kept in .build/roots. Tests get
copies. A program in one sees that file system alone, processes of its own, and the socket of the private server.
"""

import contextlib
import fcntl
import os
import subprocess
import tempfile
from pathlib import Path

from .programs import AS_ROOT, REPOSITORY, run, until

KEPT = REPOSITORY / ".build/roots"
OLDER = "bullseye"
# What an administrator's machine has beside the least that Debian is: for README's sudo, the pages and completions.
EXTRA = ["sudo", "man-db", "bash-completion", "zsh", "fish", "systemd", "openssl"]
# What the package asks for is fetched but not installed, so that the test installs without a network.
FETCHED = ["libmariadb3", "tzdata", "adduser", "ca-certificates"]

# Mounts vanish with the processes. The server's socket becomes the one that clients look for by themselves.
ENTER = """
root=$1 socket=$2
shift 2
mkdir -p "$root/proc" "$root/dev"
mount -t proc proc "$root/proc"
mount --bind /dev "$root/dev"
if [[ -n $socket ]]; then
  mkdir -p "$root/run/mysqld"
  : >"$root/run/mysqld/mysqld.sock"
  mount --bind "$socket" "$root/run/mysqld/mysqld.sock"
fi
exec chroot "$root" "$@"
"""
ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/tmp", "LANG": "C.UTF-8",
    "TERM": "dumb", "DEBIAN_FRONTEND": "noninteractive",
}


class Root:
    """A file system, and running programs in it."""

    def __init__(self, folder):
        self.folder = Path(folder)

    def run(self, *command, environment=None, proc=True, **options):
        """Runs a program in it as root; see programs.run. Without `proc`, it has neither /proc nor the server."""
        variables = {**ENVIRONMENT, **(environment or {})}
        words = [*AS_ROOT, "env", "--ignore-environment", *(f"{name}={value}" for name, value in variables.items())]
        if proc:
            socket = os.environ["TOKENLEDGER_TEST_SOCKET"]
            words += ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--propagation", "private",
                      "/bin/bash", "-ec", ENTER, "enter", self.folder, socket]
        else:
            words += ["chroot", self.folder]
        return run(*words, *command, **options)

    def shell(self, script, *arguments, folder="/root", **options):
        """Runs lines of bash in a folder of it, until one fails; the arguments are $1 and so on."""
        return self.run("/bin/bash", "-euc", f"cd {folder}\n{script}", "bash", *arguments, **options)

    def write(self, path, text, mode="644"):
        """Writes a file in it, with the folders above."""
        place = self.place(path)
        run(*AS_ROOT, "mkdir", "-p", place.parent)
        run(*AS_ROOT, "tee", place, input=text)
        run(*AS_ROOT, "chmod", mode, place)

    def copy(self, source, path):
        """Copies a file or folder of the machine into it."""
        place = self.place(path)
        run(*AS_ROOT, "mkdir", "-p", place.parent)
        run(*AS_ROOT, "cp", "-R", source, place)

    def place(self, path):
        """Where a path in it lies on the machine."""
        return self.folder / path.lstrip("/")

    def paths(self, *folders):
        """What is in some of its folders, without what apt and man keep of their own doing."""
        found = run(*AS_ROOT, "find", *(self.place(folder) for folder in folders), "-xdev", "-printf", "%p %l\\n").output
        return {line.removeprefix(str(self.folder)) for line in found.splitlines()}


@contextlib.contextmanager
def copy_of(archive):
    """A root with what is in an archive, for as long as the context lasts."""
    # Below /tmp whatever TMPDIR says: others than root must get there, too. In memory, where it is gone at once.
    folder = Path(tempfile.mkdtemp(prefix="tokenledger-root.", dir="/tmp"))
    try:
        run(*AS_ROOT, "mount", "-t", "tmpfs", "-o", "mode=755,size=2G", "tokenledger-root", folder)
        run(*AS_ROOT, "tar", "--extract", "--numeric-owner", "--file", archive, "--directory", folder)
        yield Root(folder)
    finally:
        run(*AS_ROOT, "umount", "--lazy", folder, check=False)
        folder.rmdir()


# The same for a machine that is started whole: devices, and control groups, of its own.
BOOT = """
root=$1 socket=$2
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount -t sysfs sysfs "$root/sys"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
for folder in run tmp dev; do mount -t tmpfs -o mode=755 tmpfs "$root/$folder"; done
cp -a /dev/null /dev/zero /dev/full /dev/random /dev/urandom /dev/tty "$root/dev/"
mkdir "$root/dev/pts" "$root/dev/shm" "$root/run/mysqld"
mount -t devpts -o newinstance,ptmxmode=666 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
: >"$root/run/mysqld/mysqld.sock"
mount --bind "$socket" "$root/run/mysqld/mysqld.sock"
cd "$root"
pivot_root . mnt
umount -l mnt
exec env -i container=other PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --unit=multi-user.target
"""


class Machine:
    """A root that was started, with systemd as its first process."""

    def __init__(self, first):
        self.first = first

    def run(self, *command, **options):
        """Runs a program on it as root; see programs.run."""
        words = [*AS_ROOT, "nsenter", f"--target={self.first}", "--mount", "--pid", "--uts", "--ipc", "--cgroup"]
        variables = [f"{name}={value}" for name, value in ENVIRONMENT.items()]
        return run(*words, "env", "--ignore-environment", *variables, *command, **options)


@contextlib.contextmanager
def started(root):
    """Starts the machine whose file system a root is; yields it when it is up, and ends all of it."""
    words = [*AS_ROOT, "unshare", "--mount", "--pid", "--fork", "--kill-child", "--ipc", "--uts", "--cgroup", "--propagation", "private"]
    with subprocess.Popen([*words, "/bin/bash", "-ec", BOOT, "boot", root.folder, os.environ["TOKENLEDGER_TEST_SOCKET"]],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            until(lambda: first_process(process), seconds=60, what="systemd")
            machine = Machine(first_process(process))
            until(lambda: machine.run("systemctl", "is-system-running", check=False).output.strip() in ("running", "degraded"),
                  seconds=120, what="the machine's start")
            yield machine
        finally:
            first = first_process(process)
            run(*AS_ROOT, "kill", "-KILL", first if first else process.pid, check=False)


def first_process(process):
    """The first process of a machine that is being started, as this machine numbers it; none until it is systemd."""
    assert process.poll() is None, process.stdout.read()
    pid = str(process.pid)
    while pid:
        if run("ps", "-o", "comm=", "-p", pid, check=False).output.strip() == "systemd":
            return pid
        pid = run("pgrep", "--oldest", "--parent", pid, check=False).output.strip()
    return None


def own_release():
    """The machine's own release of Debian: what is built here is for it and later ones."""
    lines = Path("/etc/os-release").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)["VERSION_CODENAME"]


def sources(release):
    """Where a release comes from, as apt wants to have it: where the machine's own comes from."""
    targets = run("apt-get", "indextargets", "--format", "$(ORIGIN) $(REPO_URI) $(RELEASE) $(COMPONENT)", "Created-By: Packages")
    own = own_release()
    found = {line.split(" ", 1)[1].replace(f" {own}", f" {release}") for line in targets.output.splitlines() if line.startswith("Debian ")}
    assert found, "apt knows no mirror of Debian; run apt-get update"
    return "".join(f"deb {line}\n" for line in sorted(found) if line.split()[2] == "main")


def made(release, packages=(), fetched=(), variant="apt"):
    """The archive of a release with some packages; made when it is not there yet. A variant is one of mmdebstrap's."""
    archive = KEPT / f"{'-'.join([release, variant, *packages, '+', *fetched])}.tar"
    KEPT.mkdir(parents=True, exist_ok=True)
    # Several want the same one.
    with open(KEPT / "lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not archive.exists():
            make(archive, release, packages, fetched, variant)
    return archive


def make(archive, release, packages, fetched, variant):
    """Makes an archive; see made."""
    # Small, for it is unpacked for each of those who want one.
    options = ["--dpkgopt=path-exclude=/usr/share/locale/*", "--dpkgopt=force-unsafe-io", '--aptopt=Acquire::GzipIndexes "true"']
    options += [f"--include={package}" for package in packages]
    if fetched:
        fetch = f'chroot "$1" apt-get install --yes --download-only {" ".join(fetched)} && rm "$1"/var/cache/apt/*.bin'
        options += ["--skip=cleanup/apt", f"--customize-hook={fetch}"]
    with tempfile.TemporaryDirectory(dir=KEPT) as work:
        whole = Path(work) / "root.tar"
        run(*AS_ROOT, "mmdebstrap", "--quiet", f"--variant={variant}", *options, release, whole, "-", input=sources(release))
        whole.rename(archive)


def clean():
    """A copy of the machine's own release, without any library that TokenLedger needs beyond Debian's own."""
    return copy_of(made(own_release(), EXTRA, FETCHED))


def older():
    """A copy of a release whose C library is older than the one that the program was built for."""
    return copy_of(made(OLDER))


@contextlib.contextmanager
def bare():
    """A file system with a shell and nothing else: no C library, no time zones, no authorities, no list of hosts."""
    with copy_of(made(own_release(), ["busybox-static"], variant="extract")) as root:
        links = "for name in sh env uname readlink; do /bin/busybox ln -s busybox /bin/$name; done"
        root.run("/bin/busybox", "sh", "-ec", links, proc=False)
        yield root
