"""The store in trouble: a full disk, a lock, damage, a newer version, no permission, a kill while it is made. Each is
said in a sentence, harms nothing, and is over when its cause is."""
import contextlib
import os
import pathlib
import re
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

from harness import CHANGED, FAILED, FINE, FULL, Daemon, LabTestCase, main_in_parallel, wait_told, wait_until

OFTEN = {"delegation": "1s", "records": ""}
FULL_DISK = ("database or disk is full; nothing of it was kept; free some space on that disk, the next attempt comes "
             "by itself")
LOCKED = "database is locked; another program holds the file; end it, the next attempt comes by itself"
KEEP_IT = "the file is damaged; stop nameward, keep the file for examination and put a backup in its place"
PERMISSIONS = ("nothing of it was kept; check that the file and its folder can be written by this user, or run the command "
               "as root")
NOBODY = 65534
APPLICATION = 0x4E4D5744  # as in the first migration
NEWEST = len(list((pathlib.Path(__file__).parents[2] / "migrations").glob("*.sql")))


class Test(LabTestCase):
    def monitor(self, *domains, **overrides):
        return super().monitor(*domains, **{"schedule": OFTEN, **overrides})

    def swept(self, *domains, **overrides):
        """A monitor with its baseline."""
        monitor = self.monitor(*domains, **overrides)
        monitor.sweep(expect=(FINE,))
        monitor.later(minutes=5)
        return monitor

    def refuses(self, monitor, sentence, commands=("sweep", "run", "status", "history")):
        """Each command fails with this sentence and leaves every byte as it was."""
        before = bytes_of(monitor.store)
        for command in commands:
            done = subprocess.run(monitor.words(command), capture_output=True, text=True, timeout=30, check=False)
            said = re.sub(r"SQLite: Tree \d+ page", "SQLite: Page", done.stderr.splitlines()[-1])  # as newer ones say it
            self.assertEqual((done.returncode, said),
                             (FAILED, f"nameward: store {monitor.store}: {sentence}"), command)
        self.assertEqual(bytes_of(monitor.store), before)

    def is_whole(self, monitor):
        with monitor.open_store() as store:
            self.assertEqual(store.execute("PRAGMA integrity_check").fetchall(), [("ok",)])

    def finds_and_tells(self, monitor):
        """What every trouble ends with: a change is seen, recorded and told."""
        self.hijack()
        monitor.later(minutes=5)
        monitor.sweep(expect=(CHANGED,))
        self.assertEqual(len(wait_told(monitor)), 1)
        self.is_whole(monitor)


def bytes_of(file):
    """Its content, or as much as can be said of what has none or hides it."""
    if not file.is_file():
        return sorted(file.parent.iterdir())
    try:
        return file.read_bytes()
    except PermissionError:
        return file.stat().st_size, file.stat().st_mtime_ns


def no_lock_file(monitor, reason):
    return (f"nameward: store: could not open the lock file {monitor.store}.lock: {reason}; check that this user may "
            "write there\n")


# ---- a disk of its own

PRIVATE = "NAMEWARD_PRIVATE_MOUNTS"  # in the environment of who has mounts of his own
WAYS = (["unshare", "--mount"], ["unshare", "--user", "--map-current-user", "--keep-caps", "--mount"])


def go_on_with_private_mounts():
    """Starts this program anew where it may mount, unseen by anybody else; "" in PRIVATE and why where it may not."""
    reasons = []
    for way in WAYS:
        with tempfile.TemporaryDirectory() as folder:
            tried = subprocess.run([*way, "mount", "-t", "tmpfs", "-o", "size=1m", "none", folder],
                                   capture_output=True, text=True, check=False)
        if tried.returncode == 0:
            os.environ[PRIVATE] = "yes"
            os.execvp(way[0], [*way, sys.executable, "-B", *sys.argv])
        reasons.append(f"{' '.join(way)}: {tried.stderr.strip()}")
    os.environ[PRIVATE] = "; ".join(reasons)


class Disk:
    """A small file system."""

    def __init__(self, folder, size="2m"):
        self.folder = folder
        folder.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(folder)], check=True)

    def fill(self, but=0):
        """Until no byte is left, except for so many."""
        (self.folder / "reserve").write_bytes(b"r" * but)
        with open(self.folder / "filler", "wb", buffering=0) as file, contextlib.suppress(OSError):
            while file.write(b"x" * 65536):
                pass
        (self.folder / "reserve").unlink()

    def free(self):
        (self.folder / "filler").unlink()

    def remount(self, *options):
        subprocess.run(["mount", "-o", ",".join(["remount", *options]), str(self.folder)], check=True)

    def close(self):
        subprocess.run(["umount", "--lazy", str(self.folder)], check=True)


class FullDisk(Test):
    def setUp(self):
        super().setUp()
        if os.environ.get(PRIVATE) != "yes":
            # A chroot or container that grants no mounts cannot be mended by a test; anything else is a failure.
            reason = f"NO FILE SYSTEM CAN BE MOUNTED HERE, {self.id()} IS NOT RUN: {os.environ.get(PRIVATE)}"
            print(reason, file=sys.stderr, flush=True)
            self.assertIn("Operation not permitted", reason)
            self.skipTest(reason)
        self.disk = Disk(self.lab.folder / f"disk-{self._testMethodName}")
        self.addCleanup(self.disk.close)
        self.store = {"path": str(self.disk.folder / "nameward.db")}

    def test_a_sweep_says_so_and_harms_nothing(self):
        monitor = self.swept(store=self.store)
        self.hijack()
        self.disk.fill()
        self.refuses(monitor, "could not open it: " + FULL_DISK, ("sweep", "run"))
        self.assertIn(" fresh ", monitor.run("status").stdout, "reading works")
        self.assertEqual(monitor.run("history").returncode, FINE)
        self.disk.free()
        for room in range(0, 400_000, 4096 if FULL else 40_960):  # the trouble comes at one write after the other
            self.disk.fill(but=room)
            swept = monitor.next_sweep()
            self.disk.free()
            self.is_whole(monitor)
            if swept.returncode != FAILED:
                break
            self.assertEqual(swept.stderr.splitlines()[-1][-len(FULL_DISK):], FULL_DISK)
        self.assertGreater(room, 0)
        monitor.next_sweep()
        self.assertEqual(len({change["id"] for change in wait_told(monitor)}), 1)
        self.assertEqual([row for row in monitor.status()[1] if row["kind"] == "delivery"], [], "all of it is told")

    def test_the_daemon_tells_it_once_loses_nothing_and_goes_on_by_itself(self):
        domains = ["example.com", "example.org", "example.net"]
        monitor = self.monitor(*domains, store=self.store)
        with Daemon(monitor) as daemon:
            wait_until(lambda: all(monitor.seen(domain) for domain in domains), "the baseline")
            self.lab.webhook.behave("503\n200")
            self.hijack()
            wait_until(lambda: self.deliveries(monitor, "last_error <> ''"), "an alert that has to be sent again")
            self.bring_forward(monitor, seconds=27)
            self.disk.fill()
            self.hijack("example.org")
            wait_until(lambda: storage(monitor), lambda: "a word about the disk\n" + daemon.log())
            for words in (["sweep"], ["sweep", "example.org"], ["test-alert"]):
                done = monitor.run(*words)
                self.assertEqual((done.returncode, done.stderr[-len(FULL_DISK) - 1:]), (FAILED, FULL_DISK + "\n"),
                                 words)
            self.assertIn("delivery", [row["kind"] for row in monitor.status()[1]], "an alert is pending")
            wait_until(lambda: "delivery.sent sink=webhook" in daemon.log(), "the receiver takes the alert")
            self.assertEqual(monitor.told("example.org"), [])
            self.disk.free()
            wait_told(monitor, "example.org")
            wait_until(lambda: len(storage(monitor)) == 2, lambda: "a word about its end\n" + daemon.log())
            wait_until(lambda: not self.deliveries(monitor, "TRUE"), "all is marked as sent")
            self.assertEqual(daemon.terminate()[0], FINE)
        self.told_once(monitor)
        self.is_whole(monitor)

    def told_once(self, monitor):
        begin, end = storage(monitor)
        self.assertEqual((begin["severity"], end["severity"]), ("warning", "notice"))
        self.assertEqual(begin["findings"][0]["id"], end["findings"][0]["id"])
        self.assertIn(FULL_DISK, begin["findings"][0]["summary"])
        self.assertIsNone(begin["findings"][0]["closed"])
        self.assertIsNotNone(end["findings"][0]["closed"])
        subjects = [" ".join(mail["subject"].split()) for mail in monitor.mails() if " monitor: " in mail["subject"]]
        self.assertEqual(subjects, ["[nameward] WARNING monitor: cannot write its database: looks are not recorded",
                                    "[nameward] NOTICE monitor: can write its database again: looks are recorded"])
        arrived = [message["id"] for message in self.lab.webhook.messages()[monitor.webhooks_before:]
                   if message["behaviour"] == "200" and "delegation.ns" in message["body"]]
        self.assertEqual(len(arrived), len(set(arrived)), "what a receiver took is not sent again")

    def deliveries(self, monitor, condition):
        with monitor.open_store() as store:
            return store.execute(f"SELECT id FROM delivery WHERE state <> 'sent' AND {condition}").fetchall()

    def bring_forward(self, monitor, seconds):
        """The next attempt at the webhook."""
        with monitor.open_store() as store:
            store.execute("DELETE FROM note WHERE key = 'receiver/webhook'")
            store.execute("UPDATE delivery SET next_attempt = next_attempt - ? WHERE state <> 'sent'", (seconds,))

    def test_a_file_system_that_is_read_only_is_read(self):
        monitor = self.swept(store=self.store)
        self.disk.remount("ro")
        done = monitor.run("sweep")
        self.assertEqual((done.returncode, done.stderr), (FAILED, no_lock_file(monitor, "Read-only file system")))
        self.assertEqual(monitor.values("example.com")["delegation.ns"], ["ns1.good.net", "ns2.good.net"])
        self.disk.remount("rw")
        self.finds_and_tells(monitor)


def storage(monitor):
    """What the webhook was told about the store."""
    return [data for data in monitor.health() if "database" in data["summary"]]


class Locked(Test):
    def test_a_sweep_says_who_has_to_end(self):
        monitor = self.swept()
        with monitor.open_store() as other:
            other.execute("BEGIN IMMEDIATE")
            done = monitor.run("sweep")
            self.assertEqual((done.returncode, done.stderr[-len(LOCKED) - 1:]), (FAILED, LOCKED + "\n"))
            self.assertEqual(monitor.run("history").returncode, FINE, "reading works")
        self.finds_and_tells(monitor)

    def test_the_daemon_waits_tells_it_once_and_takes_a_new_configuration_when_it_is_over(self):
        domains = ["example.com", "example.org", {"name": "example.net", "expect": {"name_servers": ["ns1.x.example"]}}]
        monitor = self.monitor(*domains)
        with Daemon(monitor, {"WATCHDOG_USEC": "4000000"}) as daemon:
            wait_until(lambda: monitor.seen("example.org") and monitor.findings("example.net"), "the baseline")
            with monitor.open_store() as other:
                other.execute("BEGIN IMMEDIATE")
                self.hijack()
                wait_until(lambda: storage(monitor), lambda: "a word about the lock\n" + daemon.log())
                self.lab.write_config(["example.com", "example.org"], pathlib.Path(monitor.config).parent,
                                      schedule=OFTEN, sink={"min_severity": "info"})
                done = monitor.run("reload")
                self.assertEqual((done.returncode, done.stdout), (FAILED, ""))
                self.assertIn(LOCKED, done.stderr)
                self.assertTrue(monitor.findings("example.net"), "the old configuration is at work")
            wait_told(monitor)
            self.assertEqual(monitor.run("reload").stdout, "reloaded; watching 2 domains, telling 2 sinks\n")
            wait_until(lambda: not monitor.findings("example.net"), "what the reload left to do is done")
            wait_until(lambda: len(storage(monitor)) == 2, lambda: "a word about its end\n" + daemon.log())
            fed = daemon.manager.times("WATCHDOG=1")
            self.assertLess(max(later - at for at, later in zip(fed, fed[1:])), 2, "nobody kept the watchdog waiting")
            self.assertEqual(daemon.terminate()[0], FINE)
        self.assertEqual([data["severity"] for data in storage(monitor)], ["warning", "notice"])
        self.is_whole(monitor)


class Refused(Test):
    """What a store cannot be, or is not for this program: refused, and not touched."""

    def spoil(self, monitor, spoil, sentence, commands=("sweep", "run", "status", "history")):
        """The whole story of one trouble, up to the good copy that is put back."""
        copy = monitor.store.with_name("copy")
        shutil.copy2(monitor.store, copy)
        spoil(monitor.store)
        self.refuses(monitor, sentence, commands)
        self.assertEqual([path.name for path in monitor.store.parent.iterdir() if ".bak" in path.name], [])
        monitor.store.rmdir() if monitor.store.is_dir() else monitor.store.unlink()
        copy.rename(monitor.store)
        self.finds_and_tells(monitor)

    def test_a_newer_schema(self):
        def newer(store):
            with contextlib.closing(sqlite3.connect(store)) as db:
                db.execute(f"PRAGMA user_version = {NEWEST + 1}")
        self.spoil(self.swept(), newer, f"it was written by a newer nameward (schema {NEWEST + 1}, this one knows "
                   f"{NEWEST}); it was not touched, install that version again or name another file in store.path")

    def test_another_programs_database(self):
        def foreign(store):
            store.unlink()
            with contextlib.closing(sqlite3.connect(store)) as db:
                db.execute("CREATE TABLE letters (text)")
        self.spoil(self.swept(), foreign, "this is a database of another program; it was not touched, name another "
                   "file in store.path")

    def test_a_damaged_page(self):
        def damage(store):
            with open(store, "r+b") as file:
                file.seek(3 * 4096)
                file.write(b"\x7f" * 4096)
        self.spoil(self.swept(), damage, "it is damaged (SQLite: Page 4: btreeInitPage() returns error code 11); it "
                   "was not touched, keep it for examination and put a backup in its place", ("sweep", "run"))

    def test_a_file_that_was_cut(self):
        self.spoil(self.swept(), lambda store: os.truncate(store, 2 * 4096 + 100),
                   f"could not open it: database disk image is malformed; {KEEP_IT}")

    def test_a_text(self):
        self.spoil(self.swept(), lambda store: store.write_text("Dear store,\n" * 1000),
                   f"could not open it: file is not a database; {KEEP_IT}")

    def test_a_folder(self):
        def folder(store):
            store.unlink()
            store.mkdir()
        self.spoil(self.swept(), folder, "could not open it: it is a folder; it was not touched, name a file in "
                   "store.path")

    def test_a_pipe(self):
        def pipe(store):
            store.unlink()
            os.mkfifo(store)
        self.spoil(self.swept(), pipe, "could not open it: it is no ordinary file; it was not touched, name a file in "
                   "store.path")

    def test_damage_at_any_place_is_said_or_does_no_harm(self):
        source, said = random.Random(1590), 0
        for number in range(300 if FULL else 15):
            monitor = self.swept(name=str(number)) if number == 0 else monitor
            whole = whole if number else monitor.store.read_bytes()
            spoiled = bytearray(whole)
            for _ in range(source.choice([1, 10, 1000])):
                spoiled[source.randrange(len(spoiled))] = source.randrange(256)
            monitor.store.write_bytes(spoiled)
            for leftover in ("-wal", "-shm"):
                pathlib.Path(f"{monitor.store}{leftover}").unlink(missing_ok=True)
            done = monitor.run("sweep")  # a crash is a failure
            said += done.returncode == FAILED and "damaged" in done.stderr and str(monitor.store) in done.stderr
        self.assertGreater(said, 3)


class NoPermission(Test):
    """For a user who may only read: run as root, the program becomes the owner of its store."""

    def protected(self, folder_mode, file_mode, with_lock=True):
        place = pathlib.Path(tempfile.mkdtemp(prefix="nameward-storage-"))
        self.addCleanup(shutil.rmtree, place)
        store = place / "store" / "nameward.db"
        monitor = self.swept(name=f"-{folder_mode}-{file_mode}-{with_lock}", store={"path": str(store)})
        self.addCleanup(store.parent.chmod, 0o700)
        if not with_lock:
            store.with_name("nameward.db.lock").unlink()
        store.chmod(file_mode)
        store.parent.chmod(folder_mode)
        if os.geteuid() == 0:
            place.chmod(0o755)
            for path in (*store.parent.iterdir(), store.parent):
                os.chown(path, NOBODY, NOBODY)
        return monitor

    def test_a_folder_or_a_file_that_may_only_be_read_is_read(self):
        cases = (((0o500, 0o600), f"attempt to write a readonly database; {PERMISSIONS}"),
                 ((0o700, 0o400), f"attempt to write a readonly database; {PERMISSIONS}"))
        for modes, sentence in cases:
            with self.subTest(modes=modes):
                monitor = self.protected(*modes)
                self.refuses(monitor, f"could not open it: {sentence}", ("sweep", "run"))
                self.assertEqual(monitor.values("example.com")["delegation.ns"], ["ns1.good.net", "ns2.good.net"])
                self.assertIn(" fresh ", monitor.run("status").stdout)

    def test_without_a_lock_file_the_folder_is_named(self):
        monitor = self.protected(0o500, 0o600, with_lock=False)
        done = monitor.run("sweep")
        self.assertEqual((done.returncode, done.stderr), (FAILED, no_lock_file(monitor, "Permission denied")))

    def test_a_file_that_may_not_even_be_read_is_named(self):
        self.refuses(self.protected(0o700, 0o000), f"could not open it: unable to open database file; {PERMISSIONS}",
                     ("sweep", "run", "status", "history"))


class KilledMigration(Test):
    """Killed at any moment of its making or migration, a store opens the next time, whole and at the newest version."""

    def kill_when(self, monitor, condition):
        """Whether the sweep lived when the condition became true; it is dead now."""
        with monitor.started("sweep") as process:
            while process.poll() is None:
                if condition():
                    process.send_signal(signal.SIGKILL)
                    return process.wait() == -signal.SIGKILL
        return False

    def opens(self, monitor):
        monitor.later(minutes=5)
        done = monitor.run("sweep")
        self.assertEqual(done.returncode, FINE, done.stderr)
        self.is_whole(monitor)
        with monitor.open_store() as store:
            self.assertEqual(store.execute("PRAGMA user_version").fetchone(), (NEWEST,))

    def moments(self, store, *names):
        """Conditions, from the first trace of a store to a time after its making."""
        for name in names:
            yield lambda path=store.with_name(name): path.exists()
        yield lambda: size_of(store) > 0
        wal = store.with_name("nameward.db-wal")
        for size in range(1, 200_000, 4_000 if FULL else 80_000):
            yield lambda size=size: size_of(wal) >= size
        for milliseconds in range(0, 60, 2 if FULL else 20):
            began = time.monotonic()
            yield lambda until=began + milliseconds / 1000: time.monotonic() > until
        yield lambda: version_of(store) == NEWEST

    def test_while_it_is_made(self):
        monitor, killed, versions = self.monitor(), 0, set()
        for moment in self.moments(monitor.store, "nameward.db.lock", "nameward.db"):
            for path in monitor.store.parent.glob("nameward.db*"):
                path.unlink()
            killed += self.kill_when(monitor, moment)
            versions.add(version_of(monitor.store))
            self.opens(monitor)
        self.assertGreater(killed, 4)
        self.assertGreaterEqual(versions, {None, NEWEST}, "before it was made and after")
        self.finds_and_tells(monitor)

    def test_while_it_is_brought_up_to_date(self):
        monitor, killed, versions = self.monitor(), 0, set()
        old = self.old_store(monitor.store.with_name("old"))
        for moment in self.moments(monitor.store, "nameward.db.v0.bak.tmp", "nameward.db.v0.bak"):
            for path in monitor.store.parent.glob("nameward.db*"):
                path.unlink()
            shutil.copy2(old, monitor.store)
            killed += self.kill_when(monitor, moment)
            versions.add(version_of(monitor.store))
            self.opens(monitor)
            for file in (monitor.store, monitor.store.with_name("nameward.db.v0.bak")):
                with contextlib.closing(sqlite3.connect(file)) as db:
                    self.assertEqual(db.execute("SELECT count(*), sum(length(text)) FROM kept").fetchone(),
                                     (300, 1_200_000), file)
        self.assertGreater(killed, 4)
        self.assertGreaterEqual(versions, {0, NEWEST}, "before it was brought up to date and after")

    def old_store(self, path):
        """Of version 0, with content of some size that has to stay."""
        with contextlib.closing(sqlite3.connect(path)) as db:
            db.execute(f"PRAGMA application_id = {APPLICATION}")
            db.execute("CREATE TABLE kept (text)")
            db.executemany("INSERT INTO kept VALUES (?)", [("x" * 4000,)] * 300)
            db.commit()
        return path


def size_of(path):
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def version_of(store):
    """What the next process will find, read from a copy; None where no store was made yet."""
    with tempfile.TemporaryDirectory() as folder:
        for name in (store.name, store.name + "-wal"):
            with contextlib.suppress(FileNotFoundError):
                shutil.copyfile(store.with_name(name), pathlib.Path(folder) / name)
        copy = pathlib.Path(folder) / store.name
        if not size_of(copy):
            return None
        with contextlib.closing(sqlite3.connect(copy)) as db, contextlib.suppress(sqlite3.DatabaseError):
            return db.execute("PRAGMA user_version").fetchone()[0]


if __name__ == "__main__":
    # Only there: who may mount may also write what is forbidden to him.
    if PRIVATE not in os.environ and sys.argv[1:] and sys.argv[1].startswith(FullDisk.__name__):
        go_on_with_private_mounts()
    main_in_parallel()
