# Fleetbeat's resident reader, Python variant. Protocol: docs/spec/sampler.md.
# Must stay true: no timer, no file written, no signal sent but signal 0, gone at the end of input or output;
# Python 3.6 is enough; nothing imported that is not built in (start-up time and memory count on a Pi Zero).
import errno
import gc
import os
import select
import sys
import time

MARKER = sys.argv[-1].encode("ascii", "replace")
PAGE = 16384
ENV_NAMES = frozenset((
    b"CELERY_BROKER_URL", b"BROKER_URL", b"CELERY_BROKER", b"REDIS_URL", b"CELERY_BROKER_READ_URL",
    b"CELERY_BROKER_WRITE_URL", b"CELERY_REDIS_URL", b"REDIS_HOST", b"REDIS_PORT", b"CELERY_APP",
    b"SUPERVISOR_PROCESS_NAME", b"SUPERVISOR_GROUP_NAME", b"SUPERVISOR_ENABLED", b"FLEETBEAT_PROGRAM", b"INVOCATION_ID",
    b"PYTHONUNBUFFERED", b"PYTHONFAULTHANDLER", b"MALLOC_ARENA_MAX", b"REMAP_SIGTERM"))
VCGENCMD = next((p for p in ("/usr/bin/vcgencmd", "/opt/vc/bin/vcgencmd") if os.access(p, os.X_OK)), None)

out = []
died = []
kept = {}
watch = {}
by_pidfd = {}
env_seen = {}
sockets_seen = {}
poll = select.poll()
logs = {}
logs_spent = [0.0]
logs_turn = [0]
CALM = ((b"psi cpu", "/proc/pressure/cpu"), (b"load", "/proc/loadavg"), (b"psi memory", "/proc/pressure/memory"), (b"psi io", "/proc/pressure/io"))
BOOT_CLOCK = getattr(time, "CLOCK_BOOTTIME", None)
calm_texts = {}
calm_turn = [0]
settled = {}
scans = [0]


class Watched:
    __slots__ = ("pid", "start", "role", "stat", "pidfd", "wchan", "kids", "has_pipe", "is_new", "head", "ran", "place", "place_age", "grown", "family", "raw", "piece", "threads")


# ---- reading

def kept_read(path):
    """The first 4 kB of a file whose descriptor stays open; None if it cannot be read."""
    fd = kept.get(path)
    try:
        if fd is None:
            fd = kept[path] = -1
            fd = kept[path] = os.open(path, os.O_RDONLY)
        return os.pread(fd, 4096, 0) if fd >= 0 else None
    except OSError:
        return None


def slurp(path, limit=65536):
    fd = os.open(path, os.O_RDONLY)
    try:
        parts = []
        while limit > 0:
            part = os.read(fd, min(limit, PAGE))
            if not part:
                break
            parts.append(part)
            limit -= len(part)
        return b"".join(parts)
    finally:
        os.close(fd)


def try_slurp(path, limit=65536):
    try:
        return slurp(path, limit)
    except OSError:
        return None


def link(path):
    try:
        return os.readlink(os.fsencode(path))
    except OSError:
        return None


def piece(name, text=b""):
    out.append(b"=" + name + b"\n")
    text = text.strip(b"\n")
    if text:
        out.append(b"|" + text.replace(b"\n", b"\n|") + b"\n")


def one_line(value):
    return value.replace(b"\n", b"\x01")


def flush():
    for pid, start in died:
        out.append(b"! died %d %d\n" % (pid, start))
    died.clear()
    data = b"".join(out)
    out.clear()
    while data:
        data = data[os.write(1, data):]


# ---- processes

def stat_fields(raw):
    """Fields from the third on (the name may hold blanks and brackets), and the line cut after field 24."""
    rest = raw[raw.rindex(b")") + 2:].split(None, 22)
    if len(rest) > 22:
        raw = raw[:len(raw) - len(rest[22])]
    return rest, one_line(raw.rstrip(b" \n"))


def read_stat(pid):
    return stat_fields(slurp("/proc/%d/stat" % pid, 4096))


def is_gone(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except OSError:
        pass
    return False


def forget(w):
    watch.pop((w.pid, w.start), None)
    for other in watch.values():
        other.family = None
    if w.pidfd >= 0:
        by_pidfd.pop(w.pidfd, None)
        poll.unregister(w.pidfd)
    for fd in (w.stat, w.pidfd, w.wchan, w.kids):
        if fd >= 0:
            os.close(fd)


def report_death(w):
    died.append((w.pid, w.start))
    forget(w)


def open_or_none(path):
    try:
        return os.open(path, os.O_RDONLY)
    except OSError:
        return -1


def begin(pid, start, role):
    # The pidfd comes first: if the start time read after it is right, both mean the same process.
    pidfd = -1
    try:
        if hasattr(os, "pidfd_open"):
            pidfd = os.pidfd_open(pid)
    except OSError:
        pass
    w = Watched()
    w.pid, w.start, w.role, w.pidfd = pid, start, role, pidfd
    w.head = b"=p %d\n|" % pid
    w.ran = w.grown = w.family = w.raw = w.piece = w.threads = None
    w.place, w.place_age = b"", 0
    w.wchan = w.kids = w.stat = -1
    w.is_new = True
    w.has_pipe = False
    if pidfd >= 0:
        by_pidfd[pidfd] = w
        poll.register(pidfd, select.POLLIN)
    try:
        w.stat = os.open("/proc/%d/stat" % pid, os.O_RDONLY)
        same = int(stat_fields(os.pread(w.stat, 4096, 0))[0][19]) == start
    except (OSError, ValueError, IndexError):
        same = None
    if same is False or (same is None and is_gone(pid)):
        report_death(w)
    elif same is None:
        forget(w)
    else:
        watch[(pid, start)] = w
        if role == b"m":
            w.has_pipe = any((link("/proc/%d/fd/%d" % (pid, n)) or b"").startswith(b"pipe:") for n in (1, 2))
            w.kids = open_or_none("/proc/%d/task/%d/children" % (pid, pid))


def set_watch(words):
    for w in watch.values():
        w.family = None
    wanted = {}
    for word in words:
        pid, start, role = word.split(b":")
        wanted[(int(pid), int(start))] = role
    for key in list(watch):
        if key not in wanted:
            forget(watch[key])
    for (pid, start), role in wanted.items():
        if (pid, start) in watch:
            watch[(pid, start)].role = role
        elif pid > 0:
            begin(pid, start, role)
    flush()


def process_piece(w):
    try:
        raw = os.pread(w.stat, 1024, 0)
    except OSError as e:
        if e.errno == errno.ESRCH:
            report_death(w)
        return None
    # Asleep, and nothing of it has changed: told as the last time.
    if raw == w.raw:
        w.place_age += 1
        if w.place_age < 3 or w.ran is None:
            out.append(w.piece)
            return w.threads
    fields, line = stat_fields(raw)
    if fields[0] in b"ZX" and int(fields[17]) <= 1:
        report_death(w)
        return None
    if fields[0] == b"D" or (w.has_pipe and fields[0] == b"S"):
        place = place_of(w, fields)
        w.piece = w.head + line + (b"\n|wchan " + place + b"\n" if place else b"\n")
    else:
        w.ran = None
        w.piece = w.head + line + b"\n"
    out.append(w.piece)
    w.raw, w.threads = raw, int(fields[17])
    # What a fork or a reaping cannot leave as it was: page faults of its own and of children that ended, threads.
    grown = (fields[7], fields[8], fields[17])
    if grown != w.grown:
        w.grown, w.family = grown, None
    return w.threads


def place_of(w, fields):
    """Where it waits in the kernel; a process that has not run since waits where it waited, looked at again at times."""
    ran = (fields[0], fields[11], fields[12])
    w.place_age += 1
    if ran != w.ran or w.place_age >= 3:
        if w.wchan < 0:
            w.wchan = open_or_none("/proc/%d/wchan" % w.pid)
        try:
            name = os.pread(w.wchan, 128, 0) if w.wchan >= 0 else b""
        except OSError:
            name = b""
        w.ran, w.place_age, w.place = ran, 0, (one_line(name) if name != b"0" else b"")
    return w.place


def looks_like_child(pid, main):
    mine = try_slurp("/proc/%d/cmdline" % pid)
    return bool(mine) and (mine.startswith(b"[celeryd") or mine == try_slurp("/proc/%d/cmdline" % main.pid))


def children_piece(w, threads, watched_pids):
    if w.kids < 0:
        return
    if w.family is not None:
        out.append(w.family)
        return
    try:
        pids = os.pread(w.kids, PAGE, 0).split()
        if threads > 1:
            for tid in os.listdir("/proc/%d/task" % w.pid):
                if tid != str(w.pid):
                    pids += (try_slurp("/proc/%d/task/%s/children" % (w.pid, tid)) or b"").split()
    except OSError:
        return
    lines = []
    mark = len(out)
    is_settled = True
    for pid in pids[:256]:
        kid = watched_pids.get(int(pid))
        if kid is not None and not kid.is_new:
            lines.append(pid)
            continue
        is_settled = False
        if looks_like_child(int(pid), w):
            # Asked a second time: a process just forked still has the command line of its parent.
            if kid is not None:
                kid.is_new = False
                lines.append(pid)
            else:
                try:
                    lines.append(read_stat(int(pid))[1])
                except (OSError, ValueError):
                    pass
    piece(b"children %d" % w.pid, b"\n".join(lines))
    # As long as the main forks and reaps nothing, and everyone is watched, the list is the same.
    w.family = b"".join(out[mark:]) if is_settled else None


# ---- parts of a frame

def part_of(text, first, last):
    """From the line that begins with `first` to the end of the one that begins with `last`."""
    at = text.find(first)
    end = text.find(b"\n", text.find(last, at)) if at >= 0 else -1
    return text[at:end] if end >= 0 else b""


def calm():
    """The kernel renews these every two to five seconds itself: one of them is read at each tick, all are told."""
    turn = calm_turn[0]
    calm_turn[0] = (turn + 1) % len(CALM)
    for n, (name, path) in enumerate(CALM):
        if n == turn or path not in calm_texts:
            text = kept_read(path)
            calm_texts[path] = b"=" + name + b"\n|" + text.strip(b"\n").replace(b"\n", b"\n|") + b"\n" if text else b""
    out.extend(calm_texts.values())


def memory():
    """Read at every second tick, told at each: making it up costs the kernel as much as two processes."""
    if calm_turn[0] & 1 or "mem" not in calm_texts:
        text = kept_read("/proc/meminfo")
        lines = part_of(text, b"MemTotal:", b"MemAvailable:") + b"\n" + part_of(text, b"SwapTotal:", b"SwapFree:") if text else b""
        calm_texts["mem"] = b"=mem\n|" + lines.strip(b"\n").replace(b"\n", b"\n|") + b"\n" if text else b""
    return calm_texts["mem"]


def fast():
    calm()
    text = kept_read("/proc/stat")
    if text:
        out.append(b"=cpu\n|" + text[:text.index(b"\n") + 1])
    out.append(memory())
    heat = []
    for kind, path in ZONES:
        text = kept_read(path)
        if text:
            heat.append(kind + b" " + text.strip())
    if heat:
        piece(b"temp", b"\n".join(heat))
    text = kept_read(VOLT) if VOLT else None
    if text:
        piece(b"volt", text)
    mains = []
    is_settled = True
    for w in list(watch.values()):
        threads = process_piece(w)
        if threads is not None and w.role == b"m":
            mains.append((w, threads))
            is_settled = is_settled and w.family is not None
    pids = None if is_settled else {w.pid: w for w in watch.values()}
    for w, threads in mains:
        children_piece(w, threads, pids)


def slow():
    device = os.stat("/").st_dev
    piece(b"root %d:%d" % (os.major(device), os.minor(device)))
    rows = []
    for row in (try_slurp("/proc/diskstats", 262144) or b"").split(b"\n"):
        f = row.split(None, 8)
        if len(f) > 8 and not f[2].startswith((b"loop", b"ram")) and (f[3] != b"0" or f[7] != b"0"):
            rows.append(row.strip())
    if rows:
        piece(b"disks", b"\n".join(rows))
    text = try_slurp("/proc/vmstat") or b""
    at = text.find(b"\noom_kill ")
    if at >= 0:
        piece(b"oom", text[at + 10:text.index(b"\n", at + 1)])
    text = try_slurp("/proc/net/dev", 262144)
    if text:
        piece(b"net", b"\n".join([x.strip() for x in text.split(b"\n")[2:] if not x.strip().startswith(b"lo:")]))
    if VCGENCMD:
        text = ask_program([VCGENCMD, "get_throttled"])
        if text:
            piece(b"throttled", text[:200])


def ask_program(argv):
    """The output of a short program, at most a second of it."""
    near, far = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            null = os.open("/dev/null", os.O_RDWR)
            os.dup2(null, 0)
            os.dup2(far, 1)
            os.dup2(null, 2)
            os.execve(argv[0], argv, {"LC_ALL": "C"})
        finally:
            os._exit(127)
    os.close(far)
    text = b""
    try:
        until = time.monotonic() + 1
        while time.monotonic() < until and select.select([near], [], [], 1)[0]:
            part = os.read(near, 4096)
            if not part:
                break
            text += part
    finally:
        os.close(near)
    if os.waitpid(pid, os.WNOHANG)[0] == 0:
        time.sleep(0.02)
        if os.waitpid(pid, os.WNOHANG)[0] == 0:
            os.kill(pid, 9)
            os.waitpid(pid, 0)
    return text


def disk_space():
    fs = os.statvfs("/")
    piece(b"df /", b"%d %d" % (fs.f_blocks * fs.f_frsize, fs.f_bavail * fs.f_frsize))


def proportional():
    for w in list(watch.values()):
        text = try_slurp("/proc/%d/smaps_rollup" % w.pid) or b""
        at = text.find(b"\nPss:")
        if at >= 0:
            piece(b"pss %d" % w.pid, text[at + 1:text.index(b"\n", at + 1)])


def clock():
    piece(b"clock", b"%.3f" % time.time())


def own_cost():
    lines = [b"ns %d" % (time.process_time() * 1e9), b"stat " + read_stat(os.getpid())[1]]
    for pid in logs["running"]() if logs else ():
        try:
            lines.append(b"stat " + read_stat(pid)[1])
        except (OSError, ValueError):
            pass
    piece(b"own", b"\n".join(lines))


def identity():
    name = os.uname()
    stat = try_slurp("/proc/stat", 262144) or b""
    memory = kept_read("/proc/meminfo") or b""
    facts = [
        (b"hostname", os.fsencode(name.nodename)), (b"kernel", os.fsencode(name.release)), (b"arch", os.fsencode(name.machine)),
        (b"model", (try_slurp("/proc/device-tree/model", 256) or b"").strip(b"\0\n")),
        (b"boot", (try_slurp("/proc/sys/kernel/random/boot_id", 64) or b"").strip()),
        (b"cores", b"%d" % sum(1 for x in stat.split(b"\n") if x[:3] == b"cpu" and x[3:4].isdigit())),
        (b"page", b"%d" % os.sysconf("SC_PAGE_SIZE")), (b"hz", b"%d" % os.sysconf("SC_CLK_TCK")),
        (b"memkb", memory.split(None, 2)[1] if memory.startswith(b"MemTotal:") else b""),
        (b"python", b"%d.%d.%d" % sys.version_info[:3])]
    for x in stat.split(b"\n"):
        if x.startswith(b"btime "):
            facts.append((b"btime", x[6:]))
    for x in (try_slurp("/etc/os-release", 8192) or b"").split(b"\n"):
        if x.startswith(b"PRETTY_NAME="):
            facts.append((b"os", x[12:].strip(b"\"'")))
    piece(b"id", b"\n".join([k + b" " + one_line(v) for k, v in facts if v]))


# ---- discovery

def base(path):
    return path[path.rfind(b"/") + 1:]


def celery_at(args):
    """Index of the argument that is Celery itself, anchored on argv; -1 for an editor, a grep, a shell around it."""
    if base(args[0]) == b"celery":
        return 0
    if not base(args[0]).startswith((b"python", b"pypy")):
        return -1
    i = 1
    while i < len(args):
        a = args[i]
        if a == b"-m":
            return i + 1 if args[i + 1:i + 2] and args[i + 1].split(b".")[0] == b"celery" else -1
        if a in (b"-W", b"-X", b"-Q"):
            i += 2
        elif a.startswith(b"-"):
            i += 1
        elif base(a) == b"celery":
            return i
        else:
            return i + 1 if base(a) == b"manage.py" and args[i + 1:i + 2] == [b"celery"] else -1
    return -1


def is_celery(raw):
    if raw.startswith((b"[celeryd: ", b"[celery beat]")):
        return True
    args = raw.rstrip(b"\0").split(b"\0")
    at = celery_at(args)
    return at >= 0 and (b"worker" in args[at + 1:] or b"beat" in args[at + 1:])


def may_become(raw):
    """A shell, an interpreter and what starts others in its own place: their command line may be another one next time."""
    return base(raw.split(b"\0", 1)[0]).startswith((b"sh", b"bash", b"dash", b"ash", b"zsh", b"busybox", b"python", b"pypy", b"env", b"su", b"setsid", b"nohup", b"nice", b"timeout", b"tini", b"dumb-init", b"docker", b"gosu", b"run", b"(", b"celery"))


def scan():
    total = unreadable = 0
    found = {}
    # Who was something else at the two scans before is not read again, until every fifth scan: a shell may become a worker.
    before = {} if scans[0] % 5 == 0 else dict(settled)
    scans[0] += 1
    settled.clear()
    for entry in os.scandir("/proc"):
        name = entry.name
        if name[0] not in "123456789":
            continue
        total += 1
        inode, looks = entry.inode(), 0
        known = before.get(name)
        if known is not None and known[0] == inode:
            looks = known[1]
            if looks >= 2:
                settled[name] = known
                continue
        try:
            raw = slurp("/proc/%s/cmdline" % name, 16384)
            if b"celery" in raw and is_celery(raw):
                found[int(name)] = (raw, read_stat(int(name)))
            elif not may_become(raw):
                settled[name] = (inode, looks + 1)
        except (FileNotFoundError, ProcessLookupError):
            total -= 1
        except (OSError, ValueError, IndexError):
            unreadable += 1
    hidden = 0 if os.access("/proc/1/stat", os.R_OK) else 1
    piece(b"scan", b"total %d\nunreadable %d\nhidden %d" % (total, unreadable, hidden))
    seen = set()
    tables = {}
    for pid, (raw, (fields, line)) in found.items():
        lines = [b"stat " + line]
        lines += [b"arg " + one_line(x) for x in raw.rstrip(b"\0").split(b"\0")[:256]]
        seen.add((pid, fields[19]))
        if int(fields[1]) not in found:
            about(pid, fields, lines, tables)
        # May be set by the application in a child only, some time after it began: looked at again at each scan.
        for x in (try_slurp("/proc/%d/limits" % pid, 4096) or b"").split(b"\n"):
            if x.startswith(b"Max address space") and not x[17:].lstrip().startswith(b"unlimited"):
                lines.append(b"addresses " + x[17:].split()[0])
        piece(b"proc %d" % pid, b"\n".join(lines))
    for cache in (env_seen, sockets_seen):
        for key in list(cache):
            if key not in seen:
                del cache[key]


def about(pid, fields, lines, tables):
    """What only a main is asked: environment, place, owner, group, outputs, connections."""
    root = "/proc/%d/" % pid
    key = (pid, fields[19])
    if key not in env_seen:
        env_seen[key] = environment(root)
    lines += env_seen[key]
    cwd = link(root + "cwd")
    if cwd:
        lines.append(b"cwd " + one_line(cwd))
    for x in (try_slurp(root + "status") or b"").split(b"\n"):
        if x.startswith(b"Uid:"):
            uid = x.split()[1]
            lines.append(b"uid " + uid)
            lines += [b"user " + row[0] for row in passwd() if row[2:3] == [uid]][:1]
        elif x.startswith(b"NSpid:"):
            lines.append(b"nspid " + b" ".join(x.split()[1:]))
    lines += [b"cgroup " + x for x in (try_slurp(root + "cgroup") or b"").split(b"\n") if x]
    parent = try_slurp("/proc/%d/cmdline" % int(fields[1]), 200) if int(fields[1]) else None
    if parent:
        lines.append(b"parent " + one_line(parent.rstrip(b"\0").replace(b"\0", b" ")))
    for n in (1, 2):
        target = link(root + "fd/%d" % n)
        if target:
            lines.append(b"fd %d %s" % (n, one_line(target)))
    lines += connections(root, key, tables)


def passwd():
    return [x.split(b":") for x in (try_slurp("/etc/passwd", 262144) or b"").split(b"\n")]


def environment(root):
    """Listed names only, read in pieces: an environment may be megabytes and is full of secrets."""
    lines = []
    try:
        fd = os.open(root + "environ", os.O_RDONLY)
    except OSError:
        return [b"env-unreadable"]
    try:
        rest, read = b"", 0
        while read < 16777216:
            part = os.read(fd, PAGE)
            read += len(part)
            values = (rest + part).split(b"\0")
            rest = values.pop()[:16384] if part else b""
            for x in values:
                name, _, value = x.partition(b"=")
                if name in ENV_NAMES or (name.endswith(b"_THREADS") and value.isdigit()):
                    lines.append(b"env " + one_line(x[:4096]))
            if not part:
                break
    except OSError:
        return [b"env-unreadable"]
    finally:
        os.close(fd)
    return lines[:40]


def connections(root, key, tables):
    """Established ones. The kernel walks its whole hash for net/tcp (milliseconds), so the tables are read once for
    all mains of one network, and only when a main's sockets are not those of the last time."""
    try:
        targets = [link(root + "fd/" + n) or b"" for n in os.listdir(root + "fd")]
    except OSError:
        return [b"sockets-unreadable"]
    mine = frozenset(x[8:-1] for x in targets if x.startswith(b"socket:["))
    if key not in sockets_seen or sockets_seen[key][0] != mine:
        place = link(root + "ns/net")
        if mine and place not in tables:
            tables[place] = established(root)
        ends = [(inode, tables[place][inode]) for inode in sorted(mine) if inode in tables[place]] if mine else []
        sockets_seen[key] = (mine, [b"tcp " + end for _, end in ends][:64])
    return sockets_seen[key][1]


def established(root):
    ends = {}
    for table in ("net/tcp", "net/tcp6"):
        for row in (try_slurp(root + table, 1048576) or b"").split(b"\n")[1:]:
            f = row.split(None, 10)
            if len(f) > 9 and f[3] == b"01":
                ends[f[9]] = f[1] + b" " + f[2]
    return ends


# ---- the loop

def thermal_zones():
    zones = []
    for n in range(4):
        kind = try_slurp("/sys/class/thermal/thermal_zone%d/type" % n, 64)
        if kind:
            zones.append((kind.strip().replace(b" ", b"_"), "/sys/class/thermal/thermal_zone%d/temp" % n))
    return zones


def volt_alarm():
    for n in range(16):
        if (try_slurp("/sys/class/hwmon/hwmon%d/name" % n, 64) or b"").strip() == b"rpi_volt":
            return "/sys/class/hwmon/hwmon%d/in0_lcrit_alarm" % n
    return None


PARTS = {b"f": fast, b"s": slow, b"d": disk_space, b"p": proportional, b"k": clock, b"c": own_cost, b"i": identity, b"n": scan}


def uptime():
    """What /proc/uptime tells, without asking the kernel to add up its processors."""
    if BOOT_CLOCK is not None:
        return b"%.2f" % time.clock_gettime(BOOT_CLOCK)
    return (kept_read("/proc/uptime") or b"0").split()[0]


def answer(words):
    out.append(b"@ %d %s\n" % (int(words[1]), uptime()))
    for letter in words[2] if len(words) > 2 else b"":
        part = PARTS.get(bytes((letter,)))
        if part is None:
            continue
        mark = len(out)
        try:
            part()
        except Exception:
            # A part that fails is a part left out; the rest of the frame still counts.
            del out[mark:]
    out.append(b".\n")
    flush()
    logs_turn[0] += 1
    if logs_turn[0] & 1:
        with_logs("tick")


# ---- the log follower, taken in when it is wanted (docs/spec/follower.md)

def carry(data):
    out.append(b"F %d\n" % len(data))
    out.append(data)
    flush()


def with_logs(name, *values):
    """Whatever fails there ends the follower, never the reader."""
    if not logs:
        return None
    begun = time.process_time()
    try:
        return logs[name](*values)
    except OSError as e:
        if e.errno in (errno.EPIPE, errno.ECONNRESET):
            raise
    except Exception:
        pass
    finally:
        logs_spent[0] += time.process_time() - begun
    end_logs()
    return None


def end_logs():
    if logs:
        try:
            logs["stop"]()
        except Exception:
            pass
        logs.clear()
        out.append(b"! logs-ended\n")
        flush()


def take_in(marker, program):
    """Unpacked and compiled in a child that ends at once, because compiling leaves 2 MB behind."""
    import marshal
    end_logs()
    near, far = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            import binascii
            import zlib
            data = marshal.dumps(compile(zlib.decompress(binascii.a2b_base64(program)), "follower", "exec", 0, True, 2))
            while data:
                data = data[os.write(far, data):]
        finally:
            os._exit(0)
    os.close(far)
    parts = []
    while True:
        part = os.read(near, 65536)
        if not part:
            break
        parts.append(part)
    os.close(near)
    os.waitpid(pid, 0)
    space = {"poll": poll, "MARKER": marker, "carry": carry, "spent": lambda: logs_spent[0]}
    exec(marshal.loads(b"".join(parts)), space)
    logs.update((name, space[name]) for name in ("obey", "tick", "go_on", "ready", "wait", "running", "stop", "by_fd", "busy"))


def obey(line):
    words = line.split(None, 3)
    if not words or words[0].startswith(b"#"):
        return
    try:
        if words[0] == b"t" and len(words) > 1:
            answer(words)
        elif words[0] == b"l":
            with_logs("obey", line[2:])
        elif words[0] == b"x":
            try:
                take_in(words[1], words[2])
            except Exception:
                out.append(b"! logs-ended\n")
                flush()
        elif words[0] == b"y":
            end_logs()
        elif words[0] == b"w":
            set_watch(line.split()[1:])
        elif words[0] == b"q":
            raise SystemExit
    except ValueError:
        out.clear()


def run():
    extras = b" pidfd logs" if hasattr(os, "pidfd_open") and can_pidfd() else b" logs"
    out.append(b"fleetbeat-sampler 1 %s python %d%s py=%d.%d.%d uid=%d\n" % (
        (MARKER, os.getpid(), extras) + tuple(sys.version_info[:3]) + (os.getuid(),)))
    flush()
    poll.register(0, select.POLLIN)
    rest = b""
    while True:
        for fd, _ in poll.poll(with_logs("wait") if logs and logs["busy"] else None):
            if fd == 0:
                part = os.read(0, PAGE)
                if not part or len(rest) > 1048576:
                    return
                lines = (rest + part).split(b"\n")
                rest = lines.pop()
                for line in lines:
                    obey(line)
            elif fd in by_pidfd:
                report_death(by_pidfd[fd])
                flush()
            elif logs and fd in logs["by_fd"]:
                with_logs("ready", fd)
        if logs and logs["busy"]:
            with_logs("go_on")


def can_pidfd():
    try:
        os.close(os.pidfd_open(os.getpid()))
        return True
    except OSError:
        return False


# What is made at each tick dies at once by itself: nothing here goes in circles, and a collector would only walk cold memory.
gc.freeze() if hasattr(gc, "freeze") else None
gc.set_threshold(20000)
ZONES = thermal_zones()
VOLT = volt_alarm()
try:
    run()
except (BrokenPipeError, ConnectionError, KeyboardInterrupt):
    pass
finally:
    if logs:
        logs["stop"]()
