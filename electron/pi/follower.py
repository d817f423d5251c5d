# Fleetbeat's log follower: a part that the resident reader (sampler.py) takes in when logs are wanted. Protocol: docs/spec/follower.md.
# Must stay true: no file written, nothing left after the end; only new bytes travel, each with its place; never more on
# the way than the engine allowed; no timer but for a backlog; Python 3.6 is enough; modules beyond the built-in ones only when needed.
# The reader gives `poll`, `MARKER`, `carry` (sends bytes to the engine) and `spent` (CPU seconds in here), and calls obey, tick, go_on, ready, wait and stop.
import binascii
import errno
import os
import select
import stat
import sys
import time

CHUNK = 16384
HEAD = 1024
RATE = 4194304
KEEP_S = 30.0
QUIET_S = 0.8
GZ_LIMIT = 67108864
# A file that says nothing is looked at by its descriptor alone; whether its name still means it, at every fourth look.
NAME_LOOKS = 4

sources = {}
streams = {}
by_fd = {}
# Not empty while something waits to be sent.
busy = set()
state = {"credit": 262144, "spent": 0, "window": 0.0, "looks": 0, "more": False, "kin": 0.0}


def say(header, payload=None):
    carry(header + b"\n" if payload is None else header + b" %d\n" % len(payload) + payload + b"\n")


def allowance():
    now = time.monotonic()
    if now - state["window"] >= 1.0:
        state["window"], state["spent"] = now, 0
    return max(0, min(CHUNK, state["credit"], RATE - state["spent"]))


def spend(count):
    state["credit"] -= count
    state["spent"] += count


# ---- one file, read whole or followed

class Reader:
    """Bytes of one generation of a log. A compressed one has the places of its contents."""

    def __init__(self, name, offset):
        self.name, self.offset = name, offset
        self.fd = os.open(name, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        self.stat = os.fstat(self.fd)
        if not stat.S_ISREG(self.stat.st_mode):
            os.close(self.fd)
            raise OSError(errno.EINVAL, "not a file")
        self.ino = self.stat.st_ino
        self.unpack = None
        self.raw_at = self.out_at = 0
        self.done = False
        if name.endswith(b".gz"):
            import zlib
            self.unpack = zlib.decompressobj(31)

    def unpacked(self, limit):
        while not self.done:
            raw = self.unpack.unconsumed_tail
            if not raw:
                raw = os.pread(self.fd, 16384, self.raw_at)
                self.raw_at += len(raw)
            try:
                part = self.unpack.decompress(raw, limit)
            except Exception:
                self.done = True
                return b""
            if not raw or self.unpack.eof or self.out_at > GZ_LIMIT:
                self.done = True
            if part:
                start, self.out_at = self.out_at, self.out_at + len(part)
                if self.out_at <= self.offset:
                    continue
                return part[max(0, self.offset - start):]
        return b""

    def read(self, limit):
        part = self.unpacked(limit) if self.unpack else os.pread(self.fd, limit, self.offset)
        self.offset += len(part)
        return part

    def head(self, count):
        return os.pread(self.fd, count, 0) if self.unpack is None else gz_head(self.fd, count)

    def close(self):
        os.close(self.fd)


def gz_head(fd, count):
    import zlib
    try:
        return zlib.decompressobj(31).decompress(os.pread(fd, 16384, 0), count)
    except zlib.error:
        return b""


def crc(data):
    return binascii.crc32(data) & 0xffffffff


def siblings(path):
    """The log and what was rotated away from it, oldest first. A half-made .gz beside its original is not there yet."""
    folder, base = os.path.split(path)
    found = []
    try:
        names = os.listdir(folder or b".")
    except OSError:
        return []
    mine = set(n for n in names if n == base or n.startswith((base + b".", base + b"-")))
    for n in mine:
        if n.endswith(b".gz") and n[:-3] in mine:
            continue
        if n.endswith((b".xz", b".bz2", b".zst", b".tmp", b".swp", b".lock")):
            continue
        try:
            st = os.stat(os.path.join(folder, n))
        except OSError:
            continue
        if stat.S_ISREG(st.st_mode):
            found.append((n == base, st.st_mtime_ns, os.path.join(folder, n), st.st_ino, st.st_size))
    found.sort()
    return found[-64:]


class Source:
    def __init__(self, sid, path, tail):
        self.sid, self.path, self.tail = sid, path, tail
        self.reader = None
        self.late = None
        self.queue = []
        self.seen = set()
        self.gen = 0
        self.head = (0, 0)
        self.state = b""
        self.quiet_since = None
        self.is_new = True
        self.has_listed = False
        self.moved_at = None
        self.told = None
        self.written = None

    # -- telling

    def tell(self, word):
        if word != self.state:
            self.state = word
            say(b"E %d %s" % (self.sid, word))

    def tell_head(self):
        r = self.reader
        n = self.head[0]
        if r is not None and r.unpack is None and n < HEAD and r.offset > n:
            data = r.head(min(HEAD, r.offset))
            self.head = (len(data), crc(data))
            say(b"H %d %d %d %d %d" % (self.sid, self.gen, self.head[0], self.head[1], r.stat.st_mtime))

    def tell_size(self, st):
        figures = (st.st_size, self.reader.offset)
        if figures != self.told:
            self.told = figures
            say(b"S %d %d %d %d %d" % (self.sid, self.gen, st.st_size, self.reader.offset, st.st_mtime))

    # -- opening

    def begin(self, name, offset, head=None):
        """Makes this file the one being read. False when it cannot be."""
        try:
            r = Reader(name, offset)
        except OSError as e:
            if name == self.path:
                word = b"missing" if e.errno == errno.ENOENT else b"not-readable" if e.errno in (errno.EACCES, errno.EPERM) else b"failed"
                self.tell(word)
            return False
        if self.reader is not None:
            self.reader.close()
        self.reader = r
        self.gen += 1
        self.written = None
        self.quiet_since = None
        self.moved_at = None
        self.told = None
        self.seen.add(r.ino)
        self.head = head or (0, 0)
        say(b"O %d %d %d %d %d %d %s" % (self.sid, self.gen, r.ino, offset, r.stat.st_size, r.stat.st_mtime, binascii.hexlify(name)))
        self.tell(b"following")
        return True

    def start_fresh(self):
        try:
            st = os.stat(self.path)
        except OSError:
            st = None
        # What was rotated away before we came is history nobody asked for.
        if self.is_new and not self.has_listed:
            self.has_listed = True
            for is_current, _, _, ino, _ in siblings(self.path):
                if not is_current:
                    self.seen.add(ino)
        offset = max(0, st.st_size - self.tail) if st is not None and self.is_new else 0
        if self.begin(self.path, offset):
            self.is_new = False

    def resume(self, ino, offset, head, mtime):
        """Goes on where an earlier follower was, in the same file under whatever name it has now."""
        self.is_new = False
        found = siblings(self.path)
        at = self.locate(found, ino, offset, head)
        if at is None:
            say(b"G %d lost" % self.sid)
            later = [x for x in found if x[1] // 1000000000 >= mtime]
        else:
            later = found[found.index(at) + 1:]
        for x in found:
            if x not in later:
                self.seen.add(x[3])
        self.queue = [x[2] for x in later]
        if at is not None:
            self.begin(at[2], offset, head)

    def locate(self, found, ino, offset, head):
        if head[0] == 0:
            return next((x for x in found if x[3] == ino), None)
        for x in sorted(found, key=lambda x: x[3] != ino):
            if not x[2].endswith(b".gz") and x[4] < offset:
                continue
            if self.has_head(x[2], head):
                return x
        return None

    @staticmethod
    def has_head(name, head):
        try:
            r = Reader(name, 0)
        except OSError:
            return False
        try:
            data = r.head(head[0])
            return len(data) == head[0] and crc(data) == head[1]
        finally:
            r.close()

    # -- reading

    def pump(self):
        """One chunk at most. True when there may be more at once."""
        if self.reader is None:
            if not self.next_file():
                return False
        room = allowance()
        if room == 0:
            return False
        part = self.reader.read(room)
        if part:
            self.quiet_since = None
            spend(len(part))
            say(b"D %d %d %d" % (self.sid, self.gen, self.reader.offset - len(part)), part)
            self.tell_head()
            return True
        return self.at_end()

    def next_file(self):
        while self.queue:
            if self.begin(self.queue.pop(0), 0):
                return True
        self.start_fresh()
        return self.reader is not None

    def at_end(self):
        r = self.reader
        if r.unpack is not None:
            self.drop()
            return True
        if self.queue:
            return self.next_file()
        try:
            st = os.stat(self.path)
        except OSError:
            st = None
        if st is not None and st.st_ino == r.ino and r.name == self.path:
            self.moved_at = None
            self.tell_size(st)
            return False
        # Renamed or deleted. The writer may hold the old one for a while: read it until it has been quiet for a moment.
        now = time.monotonic()
        if self.moved_at is None:
            self.moved_at = now
        if self.quiet_since is None:
            self.quiet_since = now
        if st is None and now - self.moved_at < KEEP_S:
            return False
        if st is not None and (now - self.quiet_since < QUIET_S or (st.st_size == 0 and now - self.moved_at < KEEP_S)):
            return False
        self.move_on(st)
        return st is not None

    def drop(self):
        if self.reader is not None:
            self.reader.close()
            self.reader = None

    def move_on(self, st):
        found = siblings(self.path)
        fresh = [x for x in found if x[3] not in self.seen and not (x[2].endswith(b".gz") and self.head[0] and self.has_head(x[2], self.head))]
        self.seen = set(x[3] for x in found if x not in fresh)
        self.queue = [x[2] for x in fresh]
        if self.late is not None:
            self.late[0].close()
        self.late = (self.reader, self.gen, time.monotonic() + KEEP_S)
        self.reader = None
        if st is None:
            self.tell(b"missing")

    def is_quiet(self):
        """Nothing to do at this look, as far as one system call tells; whether the name moved is asked at some looks only."""
        r = self.reader
        if r is None:
            return not self.queue and self.state != b""
        if self.moved_at is not None or self.late is not None or r.unpack is not None or self.queue:
            return False
        try:
            st = os.fstat(r.fd)
            return st.st_size == r.offset and st.st_mtime_ns == self.written
        except OSError:
            return False

    def check(self):
        """Before reading, once a look: was the file emptied or written anew under the same name?"""
        self.pump_late()
        r = self.reader
        if r is None or r.unpack is not None:
            return
        try:
            r.stat = st = os.fstat(r.fd)
        except OSError:
            return
        written, self.written = self.written, st.st_mtime_ns
        if st.st_size == r.offset and written == self.written:
            return
        head = self.head
        # Also when it has just the length it had: it may have been emptied and written again between two looks.
        if st.st_size >= r.offset:
            if head[0] == 0:
                return
            data = r.head(head[0])
            if crc(data) == head[1]:
                return
        # Emptied, maybe after a copy was made: the copy still has what we did not read.
        copy = next((x for x in siblings(self.path) if x[3] != r.ino and head[0] and (x[2].endswith(b".gz") or x[4] >= r.offset) and self.has_head(x[2], head)), None)
        offset, name = r.offset, r.name
        self.drop()
        if copy is None:
            say(b"G %d truncated" % self.sid)
            self.seen.update(x[3] for x in siblings(self.path))
            self.begin(name, 0)
        else:
            self.begin(copy[2], offset, head)
            self.queue = [name]

    def pump_late(self):
        if self.late is None:
            return
        reader, gen, until = self.late
        room = allowance()
        part = reader.read(room) if room and reader.unpack is None else b""
        if part:
            spend(len(part))
            say(b"D %d %d %d" % (self.sid, gen, reader.offset - len(part)), part)
        elif time.monotonic() > until:
            reader.close()
            self.late = None

    def close(self):
        self.drop()
        if self.late is not None:
            self.late[0].close()


# ---- programs whose output is followed (journalctl)

class Program:
    """What it writes, relayed as it comes; never more than is allowed."""

    def __init__(self, sid, argv):
        self.sid, self.left, self.held = sid, 4000, False
        out, err = os.pipe(), os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                null = os.open("/dev/null", os.O_RDWR)
                os.dup2(null, 0)
                os.dup2(out[1], 1)
                os.dup2(err[1], 2)
                os.closerange(3, 1024)
                os.environ["LC_ALL"] = "C"
                os.environ["SYSTEMD_PAGER"] = ""
                os.nice(5)
                os.execvp(argv[0], argv)
            except BaseException:
                pass
            os._exit(127)
        os.close(out[1])
        os.close(err[1])
        self.out, self.err = out[0], err[0]
        self.listen(self.out)
        self.listen(self.err)

    def listen(self, fd):
        os.set_blocking(fd, False)
        poll.register(fd, select.POLLIN)
        by_fd[fd] = self

    def hold(self, held):
        if held != self.held and self.out >= 0:
            self.held = held
            (busy.add if held else busy.discard)(self.sid)
            poll.modify(self.out, 0 if held else select.POLLIN)

    def ready(self, fd):
        if fd == self.err:
            part = self.take(fd, 2000)
            if part:
                self.complain(part)
            elif part == b"":
                self.forget(fd)
                self.err = -1
            return
        room = allowance()
        self.hold(room == 0)
        if room == 0:
            return
        part = self.take(fd, room)
        if part:
            spend(len(part))
            say(b"J %d" % self.sid, part)
        elif part == b"":
            self.end()

    @staticmethod
    def take(fd, limit):
        try:
            return os.read(fd, limit)
        except BlockingIOError:
            return None
        except OSError:
            return b""

    def forget(self, fd):
        if fd in by_fd:
            poll.unregister(fd)
            del by_fd[fd]
            os.close(fd)

    def complain(self, part):
        if self.left > 0:
            self.left -= len(part)
            say(b"N %d" % self.sid, part)

    def end(self):
        part = self.take(self.err, 2000) if self.err >= 0 else b""
        if part:
            self.complain(part)
        say(b"X %d %d" % (self.sid, self.stop()))

    def stop(self):
        streams.pop(self.sid, None)
        busy.discard(self.sid)
        for fd in (self.out, self.err):
            if fd >= 0:
                self.forget(fd)
        self.out = self.err = -1
        # Its output is closed: it ends by itself at once, or by the signal.
        try:
            os.kill(self.pid, 15)
        except OSError:
            pass
        for _ in range(50):
            done, status, used = os.wait4(self.pid, os.WNOHANG)
            if done:
                state["kin"] += used.ru_utime + used.ru_stime
                return os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status)
            time.sleep(0.002)
        os.kill(self.pid, 9)
        os.waitpid(self.pid, 0)
        return 137


def run_program(sid, argv):
    if sid in streams:
        streams[sid].stop()
    if argv[:1] == ["journalctl"]:
        streams[sid] = Program(sid, argv)



# ---- questions answered at once

def slurp(path, limit):
    fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        return os.read(fd, limit)
    finally:
        os.close(fd)


def outputs_of(pids):
    """Where descriptors 1 and 2 of these processes lead, and files given by --logfile are resolved against."""
    lines = []
    for pid in pids[:64]:
        for n in (1, 2):
            try:
                lines.append(b"%d %d %s" % (int(pid), n, binascii.hexlify(os.readlink(b"/proc/%d/fd/%d" % (int(pid), n)))))
            except (OSError, ValueError):
                pass
    return b"\n".join(lines)


KEPT = (b"[", b"file", b"logfile", b"stdout_logfile", b"stderr_logfile", b"redirect_stderr", b"files", b"childlogdir", b"process_name", b"numprocs", b"directory")


def apart(work):
    """What a function says, made in a child that ends at once: what it had to load does not stay in memory."""
    near, far = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            data = work()
            while data:
                data = data[os.write(far, data):]
        finally:
            os._exit(0)
    os.close(far)
    parts = []
    try:
        while True:
            part = os.read(near, 65536)
            if not part:
                break
            parts.append(part)
    finally:
        os.close(near)
        os.waitpid(pid, 0)
    return b"".join(parts)


def supervisor_settings():
    """Sections and places of logs in supervisord's configuration; values that may hold secrets stay here."""
    import glob  # 1.4 MB with what it loads: only ever called apart
    blocks = []
    for main in (b"/etc/supervisor/supervisord.conf", b"/etc/supervisord.conf", b"/etc/supervisor.conf", b"/usr/local/etc/supervisord.conf"):
        try:
            text = slurp(main, 131072)
        except OSError as e:
            if e.errno == errno.EACCES:
                blocks.append(b"! " + main)
            continue
        names = [main]
        for line in text.split(b"\n"):
            key, _, value = line.partition(b"=")
            if key.strip() == b"files":
                for pattern in value.split(b";")[0].split()[:8]:
                    names += sorted(glob.glob(os.path.join(os.path.dirname(main), pattern)))[:64]
        for name in names:
            try:
                text = slurp(name, 131072)
            except OSError:
                blocks.append(b"! " + name)
                continue
            blocks.append(b"# " + name)
            blocks += [x.strip() for x in text.split(b"\n") if x.strip().startswith(KEPT)]
        break
    return b"\n".join(blocks)


def byte_range(path, offset, limit):
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError as e:
        return b"! %d" % e.errno
    try:
        st = os.fstat(fd)
        if not stat.S_ISREG(st.st_mode):
            return b"! 22"
        return b"%d %d\n" % (st.st_ino, st.st_size) + os.pread(fd, limit, offset)
    except OSError as e:
        return b"! %d" % e.errno
    finally:
        os.close(fd)


def can_connect(path):
    """0, or why a daemon's socket cannot be talked to by this account."""
    try:
        if not stat.S_ISSOCK(os.stat(path).st_mode):
            return b"2"
    except OSError as e:
        return b"%d" % (e.errno or 1)
    return b"0" if os.access(path, os.W_OK) else b"13"


def cost():
    """CPU milliseconds of the following, with the programs that ran or run for it; and the memory of those that run."""
    ticks = pages = 0
    for pid in running():
        try:
            fields = slurp("/proc/%d/stat" % pid, 4096).rsplit(b")", 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
            pages += int(fields[21])
        except (OSError, ValueError, IndexError):
            pass
    seconds = spent() + state["kin"] + ticks / os.sysconf("SC_CLK_TCK")
    say(b"C %d %d" % (seconds * 1000, pages * os.sysconf("SC_PAGE_SIZE") // 1024))


def clock():
    """The host's clock and zone, its offset at each change within a year around, and when it booted."""
    now = time.time()
    lines = [b"now %.3f" % now]
    last = None
    for day in range(-366, 31):
        offset = time.localtime(now + day * 86400).tm_gmtoff
        if offset != last:
            at = now + day * 86400
            if last is not None:
                low, high = at - 86400, at
                while high - low > 1:
                    middle = (low + high) / 2
                    if time.localtime(middle).tm_gmtoff == last:
                        low = middle
                    else:
                        high = middle
                at = high
            lines.append(b"zone %d %d" % (at, offset))
            last = offset
    try:
        lines += [x for x in slurp("/proc/stat", 262144).split(b"\n") if x.startswith(b"btime ")]
    except OSError:
        pass
    return b"\n".join(lines)


def answer(qid, what, words):
    if what == b"clock":
        body = clock()
    elif what == b"outputs":
        body = outputs_of(words)
    elif what == b"supervisor":
        body = apart(supervisor_settings)
    elif what == b"socket":
        body = can_connect(binascii.unhexlify(words[0]))
    elif what == b"bytes":
        body = byte_range(binascii.unhexlify(words[0]), int(words[1]), min(65536, int(words[2])))
    else:
        body = b""
    say(b"R %d" % qid, body)


# ---- what the reader calls

def obey(line):
    words = line.split()
    if not words:
        return
    verb, words = words[0], words[1:]
    try:
        if verb == b"a":
            state["credit"] = min(state["credit"] + int(words[0]), 4194304)
            for s in list(streams.values()):
                s.hold(False)
        elif verb == b"t":
            tick()
        elif verb == b"f":
            follow(words)
        elif verb == b"u":
            old = sources.pop(int(words[0]), None)
            if old:
                old.close()
        elif verb == b"j":
            run_program(int(words[0]), [os.fsdecode(binascii.unhexlify(x)) for x in words[1:]])
        elif verb == b"k":
            old = streams.get(int(words[0]))
            if old:
                old.stop()
        elif verb == b"c":
            cost()
        elif verb == b"r":
            answer(int(words[0]), words[1], words[2:])
    except (ValueError, IndexError, binascii.Error):
        pass


def follow(words):
    """f <id> <path> <tail> [<ino> <offset> <head length> <head crc> <mtime>]"""
    sid, path, tail = int(words[0]), binascii.unhexlify(words[1]), int(words[2])
    old = sources.pop(sid, None)
    if old:
        old.close()
    s = sources[sid] = Source(sid, path, tail)
    if len(words) >= 8:
        ino, offset, n, check, mtime = (int(x) for x in words[3:8])
        s.resume(ino, offset, (n, check), mtime)
    has_more(guarded(s) or state["more"])


def guarded(s):
    """One look at one file. True when it has more to send at once."""
    try:
        s.check()
        return s.pump()
    except OSError as e:
        s.drop()
        s.tell(b"not-readable" if e.errno in (errno.EACCES, errno.EPERM) else b"failed")
        return False


def tick():
    """A look at every file; called at every second sample, so that looking wakes nobody up by itself."""
    state["looks"] += 1
    asks_names = state["looks"] % NAME_LOOKS == 0
    more = False
    for s in list(sources.values()):
        if not asks_names and s.is_quiet():
            continue
        more = guarded(s) or more
    has_more(more)


def has_more(more):
    state["more"] = more
    (busy.add if more else busy.discard)("files")


def go_on():
    """What could not be sent at the last look."""
    for s in list(streams.values()):
        s.hold(allowance() == 0)
    if state["more"] and allowance():
        more = False
        for s in list(sources.values()):
            more = guarded(s) or more
        has_more(more)


def wait():
    """Milliseconds until there is something to do without being asked; None: nothing."""
    if not busy or state["credit"] <= 0:
        return None
    return 0 if allowance() else 200


def ready(fd):
    by_fd[fd].ready(fd)


def running():
    """Pids of the programs that run for us: what they cost is ours."""
    return [s.pid for s in streams.values()]


def stop():
    for s in list(streams.values()):
        s.stop()
    for s in sources.values():
        s.close()
    sources.clear()


say(b"fleetbeat-follower 1 %s python %d py=%d.%d.%d uid=%d" % ((MARKER, os.getpid()) + tuple(sys.version_info[:3]) + (os.getuid(),)))
