# Fleetbeat's resident log follower. Protocol: docs/spec/follower.md.
# Must stay true: no file written, nothing left after the end of input; only new bytes travel, each with its place;
# never more on the way than the engine allowed; Python 3.6 is enough; modules beyond the built-in ones only when needed.
import binascii
import errno
import os
import select
import stat
import sys
import time

MARKER = sys.argv[-1].encode("ascii", "replace")
CHUNK = 65536
HEAD = 1024
RATE = 4194304
KEEP_S = 30.0
GZ_LIMIT = 67108864

poll = select.poll()
sources = {}
streams = {}
by_fd = {}
state = {"credit": 524288, "every": 1.0, "spent": 0, "window": 0.0, "tick": True}


def say(header, payload=None):
    data = header + b"\n" if payload is None else header + b" %d\n" % len(payload) + payload + b"\n"
    while data:
        data = data[os.write(1, data):]


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
        self.quiet = 0
        self.is_new = True
        self.moved_at = None
        self.told = None

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
        self.quiet = 0
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
        if self.is_new:
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
            self.quiet = 0
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
        # Renamed or deleted. The writer may hold the old one for a while: read it until it has been quiet twice.
        now = time.monotonic()
        if self.moved_at is None:
            self.moved_at = now
        if state["tick"]:
            self.quiet += 1
        if st is None and now - self.moved_at < KEEP_S:
            return False
        if st is not None and (self.quiet < 3 or (st.st_size == 0 and now - self.moved_at < KEEP_S)):
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

    def check(self):
        """Before reading, once a tick: was the file emptied or written anew under the same name?"""
        self.pump_late()
        r = self.reader
        if r is None or r.unpack is not None:
            return
        try:
            r.stat = st = os.fstat(r.fd)
        except OSError:
            return
        if st.st_size == r.offset:
            return
        head = self.head
        if st.st_size > r.offset:
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

class Stream:
    def __init__(self, sid, argv):
        self.sid, self.left = sid, 4000
        out, self.err = os.pipe(), os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                null = os.open("/dev/null", os.O_RDWR)
                os.dup2(null, 0)
                os.dup2(out[1], 1)
                os.dup2(self.err[1], 2)
                os.closerange(3, 256)
                os.environ["LC_ALL"] = "C"
                os.environ["SYSTEMD_PAGER"] = ""
                os.nice(5)
                os.execvp(argv[0], argv)
            except BaseException:
                pass
            os._exit(127)
        os.close(out[1])
        os.close(self.err[1])
        self.out, self.err = out[0], self.err[0]
        self.held = False
        for fd in (self.out, self.err):
            os.set_blocking(fd, False)
            poll.register(fd, select.POLLIN)
            by_fd[fd] = self

    def hold(self, held):
        if held != self.held and self.out >= 0:
            self.held = held
            poll.modify(self.out, 0 if held else select.POLLIN)

    def ready(self, fd):
        if fd == self.err:
            part = self.take(fd, 2000)
            if part and self.left > 0:
                self.left -= len(part)
                say(b"N %d" % self.sid, part)
            if part == b"":
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

    def end(self):
        if self.err >= 0:
            part = self.take(self.err, 2000)
            if part:
                say(b"N %d" % self.sid, part)
        code = self.stop()
        say(b"X %d %d" % (self.sid, code))

    def stop(self):
        streams.pop(self.sid, None)
        for fd in (self.out, self.err):
            if fd >= 0:
                self.forget(fd)
        self.out = self.err = -1
        try:
            os.kill(self.pid, 15)
        except OSError:
            pass
        for _ in range(50):
            done, status = os.waitpid(self.pid, os.WNOHANG)
            if done:
                return os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status)
            time.sleep(0.02)
        os.kill(self.pid, 9)
        os.waitpid(self.pid, 0)
        return 137


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


KEPT = (b"[", b"logfile", b"stdout_logfile", b"stderr_logfile", b"redirect_stderr", b"files", b"file", b"childlogdir", b"process_name", b"numprocs", b"directory")


def supervisor_settings():
    """Sections and places of logs in supervisord's configuration; values that may hold secrets stay here."""
    import glob
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
        body = supervisor_settings()
    elif what == b"bytes":
        body = byte_range(binascii.unhexlify(words[0]), int(words[1]), min(CHUNK, int(words[2])))
    else:
        body = b""
    say(b"R %d" % qid, body)


# ---- the loop

def obey(line):
    words = line.split()
    if not words or words[0].startswith(b"#"):
        return
    verb, words = words[0], words[1:]
    try:
        if verb == b"a":
            state["credit"] = min(state["credit"] + int(words[0]), 4194304)
            for s in list(streams.values()):
                s.hold(False)
        elif verb == b"f":
            follow(words)
        elif verb == b"u":
            old = sources.pop(int(words[0]), None)
            if old:
                old.close()
        elif verb == b"j":
            run_stream(int(words[0]), [os.fsdecode(binascii.unhexlify(x)) for x in words[1:]])
        elif verb == b"k":
            old = streams.get(int(words[0]))
            if old:
                old.stop()
        elif verb == b"i":
            state["every"] = min(60.0, max(0.1, int(words[0]) / 1000.0))
        elif verb == b"r":
            answer(int(words[0]), words[1], words[2:])
        elif verb == b"c":
            say(b"C %d %d" % (sum(os.times()[:4]) * 1000, peak_kb()))
        elif verb == b"q":
            raise SystemExit
    except (ValueError, IndexError, binascii.Error):
        pass


def peak_kb():
    for x in slurp("/proc/self/status", 4096).split(b"\n"):
        if x.startswith(b"VmRSS:"):
            return int(x.split()[1])
    return 0


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


def run_stream(sid, argv):
    if sid in streams:
        streams[sid].stop()
    if argv[:1] != ["journalctl"]:
        return
    streams[sid] = Stream(sid, argv)


def turn(is_tick):
    """True when some source has more to send at once."""
    more = False
    state["tick"] = is_tick
    for s in list(sources.values()):
        try:
            s.check()
            more = s.pump() or more
        except OSError as e:
            s.drop()
            s.tell(b"not-readable" if e.errno in (errno.EACCES, errno.EPERM) else b"failed")
    return more


def run():
    say(b"fleetbeat-follower 1 %s python %d py=%d.%d.%d uid=%d" % ((MARKER, os.getpid()) + tuple(sys.version_info[:3]) + (os.getuid(),)))
    poll.register(0, select.POLLIN)
    rest, next_at, more = b"", 0.0, False
    while True:
        now = time.monotonic()
        # A spent second is waited out, a spent allowance until the engine gives more.
        wait = next_at - now
        if more:
            wait = 0 if allowance() else min(wait, 0.2)
        if not sources and not streams:
            wait = 3600
        for fd, _ in poll.poll(max(0, int(wait * 1000 + 0.999))):
            if fd == 0:
                part = os.read(0, 65536)
                if not part or len(rest) > 1048576:
                    return
                lines = (rest + part).split(b"\n")
                rest = lines.pop()
                for line in lines:
                    obey(line)
            elif fd in by_fd:
                by_fd[fd].ready(fd)
        for s in streams.values():
            s.hold(allowance() == 0)
        now = time.monotonic()
        is_tick = now >= next_at
        if is_tick:
            next_at = now + state["every"]
        if is_tick or more:
            more = turn(is_tick)


try:
    run()
except (BrokenPipeError, ConnectionError, KeyboardInterrupt):
    pass
finally:
    for each in list(streams.values()):
        each.stop()
