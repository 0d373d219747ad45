"""Debian root file systems, as layers of an overlay: what a layer below holds is never written.

    pristine   debootstrap --variant=minbase, or the folder that NAMEWARD_ROOT_<RELEASE> names
    builder    + what packaging/debian/control asks for
    bootable   + systemd and dbus

Layers are kept in NAMEWARD_INSTALL_CACHE (build/install) for the next time; what runs in them goes to a layer of its
own, which is thrown away."""
import contextlib
import hashlib
import os
import pathlib
import shutil
import subprocess
import tempfile

SOURCE = pathlib.Path(__file__).resolve().parents[2]
CACHE = pathlib.Path(os.environ.get("NAMEWARD_INSTALL_CACHE") or SOURCE / "build" / "install")
MIRROR = os.environ.get("NAMEWARD_MIRROR") or "http://deb.debian.org/debian"
LONG = 3600  # seconds: downloading and building; a hang is a failure all the same
QUIET = {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
NSPAWN = ["systemd-nspawn", "--quiet", "--register=no", "--keep-unit"]
# Without this the container has no cgroups of its own where the host has the old ones.
NSPAWN_ENVIRONMENT = {**os.environ, "SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1"}


class RootError(Exception):
    pass


def run(words, log, **options):
    """Runs to its end, everything said into `log`; fails with the end of it."""
    with open(log, "ab") as out:
        done = subprocess.run(words, stdout=out, stderr=subprocess.STDOUT, timeout=LONG, check=False, **options)
    if done.returncode != 0:
        end = "\n".join(pathlib.Path(log).read_text(errors="replace").splitlines()[-30:])
        raise RootError(f"{' '.join(map(str, words))} ended with {done.returncode}; the end of {log}:\n{end}")


def run_in(root, script, log):
    """A shell script inside, with the host's network."""
    settings = [f"--setenv={name}={value}" for name, value in QUIET.items()]
    run([*NSPAWN, "--pipe", "--resolv-conf=copy-host", *settings, "--directory", str(root), "sh", "-ec", script], log,
        env=NSPAWN_ENVIRONMENT)


@contextlib.contextmanager
def mounted(lower, upper):
    """The folders `lower`, lowest first, with `upper` on top, as one file system."""
    work, merged = upper.with_name(upper.name + ".work"), upper.with_name(upper.name + ".root")
    for folder in (upper, work, merged):
        folder.mkdir(parents=True, exist_ok=True)
    layers = ":".join(str(folder) for folder in reversed(lower))
    subprocess.run(["mount", "-t", "overlay", "nameward-install", "-o",
                    f"lowerdir={layers},upperdir={upper},workdir={work}", str(merged)], check=True)
    try:
        yield merged
    finally:
        subprocess.run(["umount", str(merged)], check=True)
        merged.rmdir()
        shutil.rmtree(work)


@contextlib.contextmanager
def thrown_away(lower):
    """A root on top of `lower` that lives as long as the `with`."""
    CACHE.mkdir(parents=True, exist_ok=True)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="run-", dir=CACHE))
    try:
        with mounted(lower, folder / "upper") as root:
            yield root
    finally:
        shutil.rmtree(folder)


def pristine(release):
    given = os.environ.get(f"NAMEWARD_ROOT_{release.upper()}")
    if given:
        return pathlib.Path(given)
    root = CACHE / release / "pristine"
    if not root.exists():
        root.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(new := root.with_name("pristine.new"), ignore_errors=True)
        run(["debootstrap", "--variant=minbase", release, str(new), MIRROR], CACHE / release / "debootstrap.log")
        new.rename(root)
    return root


def layer(release, name, lower, key, script, prepare=lambda root: None):
    """The cached layer that `script` makes on top of `lower`; another `key` makes another one."""
    digest = hashlib.sha256((key + script + str(lower)).encode()).hexdigest()[:12]
    folder = CACHE / release / f"{name}-{digest}"
    if not folder.exists():
        new = folder.with_name(folder.name + ".new")
        shutil.rmtree(new, ignore_errors=True)
        print(f"{release}: making the layer '{name}'", flush=True)
        with mounted(lower, new) as root:
            prepare(root)
            run_in(root, script, CACHE / release / f"{name}.log")
        new.rename(folder)
    return [*lower, folder]


def builder(release):
    control = (SOURCE / "packaging" / "debian" / "control").read_text()

    def hand_over(root):
        target = root / "root" / "packaging" / "debian"
        target.mkdir(parents=True)
        (target / "control").write_text(control)

    return layer(release, "builder", [pristine(release)], control,
                 "apt-get update && cd /root && apt-get build-dep -y ./packaging && "
                 "apt-get install -y --no-install-recommends lintian && apt-get clean", hand_over)


def bootable(release):
    return layer(release, "bootable", [pristine(release)], "",
                 "apt-get update && apt-get install -y --no-install-recommends systemd systemd-sysv dbus && "
                 "apt-get clean")


# -- building

def source_files():
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=SOURCE,
                            capture_output=True, text=True, check=True).stdout
    return [name for name in listed.split("\0") if name and (SOURCE / name).is_file()]


def copy_source(into):
    for name in source_files():
        target = into / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(SOURCE / name, target)


def build_package(release):
    """Builds the package in the release from this tree as it stands, and returns its path and what lintian says."""
    log = CACHE / release / "package.log"
    with thrown_away(builder(release)) as root:
        print(f"{release}: building the package", flush=True)
        copy_source(root / "root" / "nameward")
        log.unlink(missing_ok=True)
        run_in(root, "cd /root/nameward && cmake --workflow --preset package && "
                     "lintian --pedantic build/release/*.deb >/root/lintian.txt 2>&1 || [ -s /root/lintian.txt ]", log)
        built = list((root / "root/nameward/build/release").glob("nameward_*.deb"))
        if len(built) != 1:
            raise RootError(f"{release}: expected one package, found {built}")
        kept = CACHE / release / built[0].name
        shutil.copy(built[0], kept)
        return kept, (root / "root" / "lintian.txt").read_text()
