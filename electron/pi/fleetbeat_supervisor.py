#!/usr/bin/env python3
# Fleetbeat's supervisor for Celery workers. Config, log form, socket protocol and start line: docs/spec/supervisor.md.
# Must stay true: one file, no dependency, Python 3.9 to 3.13; one thread; a worker never depends on this process being
# alive (it writes to a file of its own and is adopted by pid and start time); nothing is signalled by name or by pid alone.
import sys

VERSION = "1.0.0"
OLDEST_PYTHON = (3, 9)


def refuse_python(version):
    """A sentence when this Python is too old, else None. Parsed by every Python 3, so that it can be said at all."""
    if tuple(version[:2]) >= OLDEST_PYTHON:
        return None
    return "fleetbeat-supervisor needs Python 3.9 or newer; this is Python %d.%d. Nothing was started." % tuple(version[:2])


if refuse_python(sys.version_info):
    sys.stderr.write(refuse_python(sys.version_info) + "\n")
    sys.exit(78)

import errno
import fcntl
import json
import os
import re
import select
import signal
import socket
import stat
import struct
import time

HERE = os.path.dirname(os.path.abspath(__file__))
CLK_TCK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")
EX_RECYCLE = 155
THREAD_CAPS = {
    "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "NUMEXPR_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2", "MALLOC_TRIM_THRESHOLD_": "131072",
}
FAULTS = {"SIGSEGV", "SIGABRT", "SIGBUS", "SIGILL", "SIGFPE", "SIGSYS", "SIGTRAP"}


class Clock:
    """Time that goes on while the Pi sleeps and that no one can set back; tests compress it."""

    def boot(self):
        return time.clock_gettime(time.CLOCK_BOOTTIME)

    def wall(self):
        return time.time()

    def real(self, seconds):
        """How long to really wait for that many of our seconds."""
        return seconds


# ---- configuration

class ConfigError(Exception):
    def __init__(self, problems):
        Exception.__init__(self, "; ".join("%s: %s" % each for each in problems))
        self.problems = problems


def number(low, high, whole=False):
    def check(value):
        good = isinstance(value, int if whole else (int, float)) and not isinstance(value, bool) and low <= value <= high
        return None if good else "must be a %snumber from %s to %s" % ("whole " if whole else "", low, high)
    return check


def text(value):
    return None if isinstance(value, str) and 0 < len(value) <= 4000 and "\0" not in value else "must be a text"


def path(value):
    return text(value) or (None if value.startswith("/") else "must be a full path")


def flag(value):
    return None if isinstance(value, bool) else "must be true or false"


def texts(value):
    good = isinstance(value, list) and len(value) <= 200 and all(isinstance(x, str) and len(x) <= 4000 and "\0" not in x for x in value)
    return None if good else "must be a list of texts"


def environment(value):
    good = isinstance(value, dict) and len(value) <= 500 and all(
        re.match(r"^[A-Za-z_][A-Za-z0-9_]*$", k) and isinstance(v, str) and "\0" not in v for k, v in value.items())
    return None if good else "must be names with texts"


def seconds_by_name(value):
    good = isinstance(value, dict) and len(value) <= 500 and all(number(1, 1e7)(v) is None for v in value.values())
    return None if good else "must be task names with seconds"


def one_of(*words):
    return lambda value: None if value in words else "must be one of " + ", ".join(words)


def delays(value):
    good = isinstance(value, list) and 0 < len(value) <= 20 and all(number(0, 86400)(x) is None for x in value)
    return None if good else "must be a list of seconds"


def process_reference(value):
    good = isinstance(value, dict) and isinstance(value.get("pid"), int) and isinstance(value.get("start_ticks"), int) and isinstance(value.get("boot_id"), str)
    return None if good else "must name a pid, its start_ticks and a boot_id"


def or_none(check):
    return lambda value: None if value is None else check(value)


def anything(_value):
    return None


# name: (check, default)
PROGRAM_KEYS = {
    "name": (lambda v: None if isinstance(v, str) and NAME.match(v) else "must be a plain name (letters, digits, . _ -)", None),
    "role": (one_of("worker", "beat", "other"), "worker"),
    "command": (lambda v: texts(v) or (None if v and v[0] else "must not be empty"), None),
    "flags": (texts, []),
    "directory": (or_none(path), None),
    "environment": (environment, {}),
    "autostart": (flag, True),
    "autorestart": (one_of("always", "on-crash", "never"), "always"),
    "caps_threads": (flag, True),
    "worker_module": (flag, True),
    "task_limit_s": (or_none(number(1, 1e7)), None),
    "stop_timeout_s": (or_none(number(1, 1e7)), None),
    "cold_timeout_s": (number(1, 1e6), 30),
    "memory_limit_mb": (or_none(number(16, 1e7)), None),
    "memory_hard_factor": (number(1, 10), 1.5),
    "address_space_mb": (or_none(number(64, 1e8)), None),
    "recycle_after_tasks": (or_none(number(1, 1e9, True)), None),
    "recycle_above_kib": (or_none(number(1024, 1e10, True)), None),
    "stuck_after_s": (or_none(number(1, 1e7)), None),
    "stuck_limits_s": (seconds_by_name, {}),
    "hang_after_s": (or_none(number(10, 1e7)), None),
    "node": (or_none(text), None),
    "broker": (or_none(text), None),
    "broker_prefix": (lambda v: None if isinstance(v, str) and len(v) <= 200 else "must be a text", ""),
    "queues": (texts, []),
    # a process of this boot that is taken over as it runs, instead of starting a second one beside it
    "adopt": (or_none(process_reference), None),
}
TOP_KEYS = {
    "log": (path, "/tmp/supervisor.log"),
    "json_log": (or_none(path), None),
    "log_max_bytes": (number(65536, 1e10, True), 5242880),
    "log_backups": (number(0, 50, True), 3),
    "state_dir": (or_none(path), None),
    "output_dir": (or_none(path), None),
    "output_max_bytes": (number(4096, 1e10, True), 10485760),
    "output_backups": (number(0, 50, True), 2),
    "check_every_s": (number(0.1, 3600), 2),
    "stats_every_s": (number(1, 86400), 120),
    "stuck_every_s": (number(1, 86400), 180),
    "restart_limit": (number(0, 1000, True), 10),
    "restart_window_s": (number(1, 1e6), 3600),
    "restart_delays_s": (delays, [5, 15, 45]),
    "steady_after_s": (number(1, 1e6), 60),
    "defaults": (anything, {}),
    "programs": (anything, []),
    "mode": (one_of("worker", "worker+beat", "workers"), None),
    "celery": (anything, None),
}
CELERY_KEYS = {
    "executable": (lambda v: text(v) if isinstance(v, str) else texts(v), "celery"),
    "app": (or_none(text), None),
    "directory": (or_none(path), None),
    "environment": (environment, {}),
    "pool": (one_of("solo", "prefork", "threads", "gevent", "eventlet"), "solo"),
    "concurrency": (or_none(number(1, 1000, True)), None),
    "queues": (texts, []),
    "flags": (texts, []),
    "beat_flags": (texts, []),
    "workers": (anything, []),
}


def take(value, keys, where, problems):
    """The known keys with their defaults; anything else is a problem, so that a typing mistake is never silent."""
    if not isinstance(value, dict):
        problems.append((where or "config", "must be a table of names and values"))
        value = {}
    for key in value:
        if key not in keys:
            problems.append((where + key, "is not a known name"))
    taken = {}
    for key, (check, default) in keys.items():
        taken[key] = value.get(key, default)
        if key in value:
            problem = check(value[key])
            if problem:
                problems.append((where + key, problem))
                taken[key] = default
    return taken


def expand_mode(mode, table, problems):
    """The reports' three ways to run Celery, as programs."""
    celery = take(table, CELERY_KEYS, "celery.", problems)
    launch = [celery["executable"]] if isinstance(celery["executable"], str) else list(celery["executable"])
    launch += ["-A", celery["app"]] if celery["app"] else []
    same = {"directory": celery["directory"], "environment": celery["environment"]}
    workers = celery["workers"] if mode == "workers" else [{"name": "worker"}]
    if not isinstance(workers, list) or not workers:
        problems.append(("celery.workers", "must list at least one worker"))
        workers = []
    programs = []
    for index, one in enumerate(workers):
        one = take(one, {"name": PROGRAM_KEYS["name"], "queues": (texts, celery["queues"]), "flags": (texts, [])}, "celery.workers[%d]." % index, problems)
        name = one["name"] or "worker%d" % (index + 1)
        command = launch + ["worker", "--pool=" + celery["pool"], "-n", name + "@%h", "--loglevel=INFO"]
        command += ["--concurrency=%d" % celery["concurrency"]] if celery["concurrency"] else []
        command += ["-Q", ",".join(one["queues"])] if one["queues"] else []
        programs.append(dict(same, name=name, role="worker", command=command + celery["flags"] + one["flags"]))
    if mode == "worker+beat":
        # without a pid file: one that is left after a crash would keep beat from starting
        programs.append(dict(same, name="beat", role="beat", command=launch + ["beat", "--pidfile=", "--loglevel=INFO"] + celery["beat_flags"]))
    return programs


def read_config(source):
    """A validated configuration, or ConfigError with each problem and its place."""
    try:
        with open(source, "rb") as f:
            data = f.read(1000001)
    except OSError as e:
        raise ConfigError([(source, os.strerror(e.errno or errno.EIO))])
    if len(data) > 1000000:
        raise ConfigError([(source, "is larger than 1 MB")])
    try:
        if source.endswith(".toml"):
            try:
                import tomllib
            except ImportError:
                raise ConfigError([(source, "TOML needs Python 3.11; write the same as JSON")])
            value = tomllib.loads(data.decode("utf-8"))
        else:
            value = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as e:
        raise ConfigError([(source, "cannot be read: %s" % str(e)[:200])])
    return check_config(value, os.path.dirname(os.path.abspath(source)))


def check_config(value, base):
    problems = []
    top = take(value, TOP_KEYS, "", problems)
    top["state_dir"] = top["state_dir"] or os.path.join(base, "run")
    top["output_dir"] = top["output_dir"] or os.path.join(base, "logs")
    top["json_log"] = top["json_log"] or top["log"] + ".jsonl"
    listed = top["programs"] if isinstance(top["programs"], list) else []
    if not isinstance(top["programs"], list):
        problems.append(("programs", "must be a list"))
    defaults = top["defaults"] if isinstance(top["defaults"], dict) else {}
    if not isinstance(top["defaults"], dict) or "name" in defaults or "command" in defaults:
        problems.append(("defaults", "must be a table without name and command"))
        defaults = {}
    made = expand_mode(top["mode"], top["celery"], problems) if top["mode"] else []
    if top["celery"] is not None and not top["mode"]:
        problems.append(("celery", "needs a mode"))
    programs = {}
    for index, entry in enumerate(made + listed):
        where = "programs[%d]." % (index - len(made)) if index >= len(made) else "mode."
        if isinstance(entry, dict):
            entry = dict(defaults, **entry)
        one = take(entry, PROGRAM_KEYS, where, problems)
        for key in ("name", "command"):
            if one[key] is None and not (isinstance(entry, dict) and key in entry):
                problems.append((where + key, "is needed"))
        if one["name"] in programs:
            problems.append((where + "name", "is there twice"))
        if one["name"] is not None and one["command"]:
            programs[one["name"]] = complete(one)
    if len(programs) > 200:
        problems.append(("programs", "are more than 200"))
    if problems:
        raise ConfigError(problems)
    top["programs"] = programs
    return top


def option_of(command, short, long):
    """The value of an option as Celery's own parser would take it: the last one given."""
    found = None
    for index, word in enumerate(command):
        if word in (short, long) and index + 1 < len(command):
            found = command[index + 1]
        elif long and word.startswith(long + "="):
            found = word[len(long) + 1:]
        elif short and not word.startswith("--") and word.startswith(short) and len(word) > 2:
            found = word[2:]
    return found


def complete(one):
    """What follows from the rest: limits of the pool in use, the node's name, the broker, how long a stop may take."""
    command = one["command"] + one["flags"]
    is_worker = one["role"] == "worker" and "worker" in command
    if one["task_limit_s"] is None:
        try:
            one["task_limit_s"] = float(option_of(command, None, "--time-limit") or "")
        except ValueError:
            pass
    one["stop_timeout_s"] = one["stop_timeout_s"] or ((one["task_limit_s"] or 900) + 30 if one["role"] == "worker" else 10)
    one["pool"] = (option_of(command, "-P", "--pool") or "prefork") if is_worker else None
    one["is_celery_worker"] = is_worker
    if is_worker and one["node"] is None:
        one["node"] = node_name(option_of(command, "-n", "--hostname"), socket.gethostname())
    if one["broker"] is None:
        env = one["environment"]
        one["broker"] = option_of(command, "-b", "--broker") or env.get("CELERY_BROKER_URL") or env.get("BROKER_URL") or None
    if not one["queues"]:
        one["queues"] = [q for q in (option_of(command, "-Q", "--queues") or "celery").split(",") if q]
    # Celery's own limits do nothing in a solo pool: it is recycled after a task, before the supervisor has to stop it
    if one["pool"] == "solo" and one["memory_limit_mb"] and not one["recycle_above_kib"]:
        one["recycle_above_kib"] = int(one["memory_limit_mb"] * 1024 * 0.8)
    if one["hang_after_s"] is None and one["task_limit_s"]:
        one["hang_after_s"] = max(600, one["task_limit_s"] + 120)
    return one


def node_name(given, host):
    """As Celery names the node: `%h` whole host name, `%n` its first part, `%d` the rest."""
    first, _, rest = host.partition(".")
    name = given or "celery@%h"
    name = name if "@" in name else name + "@%h"
    for key, value in (("%h", host), ("%n", first), ("%d", rest), ("%%", "%")):
        name = name.replace(key, value)
    return name


# ---- the system: processes, memory, the kernel's word

def slurp(name, limit=65536):
    try:
        fd = os.open(name, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        return os.read(fd, limit)
    except OSError:
        return None
    finally:
        os.close(fd)


def boot_id():
    return (slurp("/proc/sys/kernel/random/boot_id") or b"unknown").decode("ascii", "replace").strip()


class Stat:
    """One /proc/PID/stat. The name may hold spaces and brackets: fields begin after the last one."""

    def __init__(self, line):
        fields = line[line.rindex(b")") + 2:].split()
        self.state = fields[0].decode("ascii", "replace")
        self.parent = int(fields[1])
        self.session = int(fields[3])
        self.ticks = int(fields[11]) + int(fields[12])
        self.threads = int(fields[17])
        self.start = int(fields[19])
        self.rss = int(fields[21]) * PAGE


def stat_of(pid):
    line = slurp("/proc/%d/stat" % pid)
    try:
        return Stat(line) if line else None
    except (ValueError, IndexError):
        return None


def is_alive(pid, start):
    found = stat_of(pid)
    return found is not None and found.start == start and found.state not in "ZX"


def family(pid):
    """(pid, Stat) of a process and everything below it."""
    found, waiting, seen = [], [pid], set()
    while waiting and len(seen) < 2000:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        its = stat_of(one)
        if its is None:
            continue
        found.append((one, its))
        try:
            for task in os.listdir("/proc/%d/task" % one):
                waiting += [int(x) for x in (slurp("/proc/%d/task/%s/children" % (one, task)) or b"").split()]
        except OSError:
            pass
    return found


def session_of(leader):
    """(pid, Stat) of what is left of a session; its number is not given away while one of it lives."""
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            its = stat_of(int(entry))
            if its is not None and its.session == leader and its.state not in "ZX":
                found.append((int(entry), its))
    return found


def memory_of(members):
    """Resident bytes; shared pages are counted once where several processes share them and the kernel tells."""
    rss = sum(its.rss for _, its in members)
    return rss, len(members) > 1


def shared_once(members):
    total = 0
    for pid, its in members:
        found = re.search(rb"^Pss:\s+(\d+) kB", slurp("/proc/%d/smaps_rollup" % pid) or b"", re.M)
        total += int(found.group(1)) * 1024 if found else its.rss
    return total


def signal_process(pid, start, signum):
    """Only to that very process: a pidfd is opened first, then the start time is compared, so no reuse comes between."""
    try:
        fd = os.pidfd_open(pid)
    except (AttributeError, OSError) as e:
        if isinstance(e, OSError) and e.errno == errno.ESRCH:
            return False
        if not is_alive(pid, start):
            return False
        try:
            os.kill(pid, signum)
            return True
        except OSError:
            return False
    try:
        if not is_alive(pid, start):
            return False
        signal.pidfd_send_signal(fd, signum)
        return True
    except OSError:
        return False
    finally:
        os.close(fd)


def oom_counts(pid):
    """Counters of kills for want of memory: of the process's own group, and of the whole system. None: not told."""
    group = None
    for line in (slurp("/proc/%d/cgroup" % pid) or b"").decode("utf-8", "replace").splitlines():
        parts = line.split(":", 2)
        if len(parts) != 3 or ".." in parts[2]:
            continue
        if parts[0] == "0":
            group = group or "/sys/fs/cgroup" + parts[2].rstrip("/") + "/memory.events"
        elif "memory" in parts[1].split(","):
            group = "/sys/fs/cgroup/memory" + parts[2].rstrip("/") + "/memory.oom_control"
    return {"group_file": group, "group": count_in(group), "system": count_in("/proc/vmstat")}


def count_in(name):
    found = re.search(rb"^oom_kill (\d+)", slurp(name) or b"", re.M) if name else None
    return int(found.group(1)) if found else None


def kernel_killed(pid):
    """True when the kernel's log says it killed this pid for memory, False when it can be read and does not, else None."""
    pattern = re.compile(rb"(?:Out of memory|oom-kill|Memory cgroup out of memory)\D[^\n]*?\b(?:process |pid=)%d\b" % pid)
    try:
        fd = os.open("/dev/kmsg", os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        for _ in range(20000):
            try:
                if pattern.search(os.read(fd, 8192)):
                    return True
            except BlockingIOError:
                return False
            except OSError as e:
                if e.errno not in (errno.EPIPE, errno.EINVAL):
                    return None
    finally:
        os.close(fd)
    return False


def total_memory():
    found = re.search(rb"^MemTotal:\s+(\d+)", slurp("/proc/meminfo") or b"")
    return int(found.group(1)) * 1024 if found else None


# ---- what a log says of an end

def read_tail(name, since, limit=65536):
    try:
        with open(name, "rb") as f:
            size = f.seek(0, 2)
            f.seek(max(0, min(since if since <= size else 0, size), size - limit))
            return f.read(limit).decode("utf-8", "replace")
    except OSError:
        return ""


def fault_place(tail):
    """Where Python was when it died, as its fault handler prints it; the innermost frame comes first."""
    found = list(re.finditer(r"^Fatal Python error: ([^\n]{1,200})", tail, re.M))
    if not found:
        return None
    frame = re.search(r'^  File "([^"\n]{1,1000})", line (\d+) in ([^\n]{1,200})', tail[found[-1].end():], re.M)
    where = "" if frame is None else " in %s (%s:%s)" % (frame.group(3), os.path.basename(frame.group(1)), frame.group(2))
    return found[-1].group(1) + where


def last_error(tail):
    found = re.findall(r"^(?:[\w.]*(?:Error|Exception|Exit|Interrupt|NotFound)\b[^\n]{0,300}|Error: [^\n]{1,300})", tail, re.M)
    found += re.findall(r"Unrecoverable error: [^\n]{1,300}", tail)
    return found[-1].strip() if found else None


TOLD_TO_STOP = re.compile(r"worker: (?:Warm|Cold) shutdown|Got shutdown from remote")


def classify(end):
    """
    What kind of end it was and why. `end`: signal, code, is_known, asked, why_asked, recycle, tail, oom (dict), uptime.
    Gives (kind, reason, is_expected).
    """
    tail = end["tail"]
    if end["recycle"] and end["signal"] in (None, "SIGTERM"):
        return "recycle", end["recycle"], True
    if end["asked"] and not (end["signal"] in FAULTS):
        return "stopped", end["why_asked"], True
    oom = end["oom"]
    if end["signal"] == "SIGKILL":
        if oom["kernel"]:
            return "out-of-memory", "killed by the kernel for want of memory (kernel log)", False
        if oom["group_rose"]:
            return "out-of-memory", "killed by the kernel: its memory group's oom_kill counter rose", False
        if oom["system_rose"]:
            return "out-of-memory", "killed by the kernel: the system's oom_kill counter rose in the same moment", False
        clean = "the kernel's log says nothing of it" if oom["kernel"] is False else "no word of the kernel can be read"
        return "killed", "SIGKILL from outside; " + clean, False
    if end["signal"] in FAULTS:
        place = fault_place(tail)
        return "native-crash", end["signal"] + (": " + place if place else ""), False
    if end["signal"] is not None:
        return "stopped-from-outside", end["signal"] + " that nobody asked of the supervisor", False
    if not end["is_known"]:
        place = fault_place(tail)
        if place:
            return "native-crash", place, False
        if oom["kernel"] or oom["group_rose"]:
            return "out-of-memory", "killed by the kernel for want of memory", False
        if TOLD_TO_STOP.search(tail[-4000:]):
            return "stopped-from-outside", "Celery says it was told to shut down", False
        return "unknown", "it was adopted, so how it ended cannot be read", False
    if end["code"] == EX_RECYCLE:
        return "recycle", "exit code 155", True
    if end["code"] == 0:
        if "Unrecoverable error: " in tail:
            return "crash", last_error(tail) or "unrecoverable error", False
        if TOLD_TO_STOP.search(tail[-4000:]):
            return "stopped-from-outside", "Celery says it was told to shut down", False
        return "clean", "it ended by itself with exit code 0", False
    return "crash", last_error(tail) or "exit code %d" % end["code"], False


CHILD_END = re.compile(r"Process '([^'\n]{1,80})' pid:(\d+) exited with '(?:signal (\d+) \((\w+)\)|exitcode (\d+))'")


def child_ends(chunk):
    """Pool children that Celery says it lost, with the reason that stands beside them."""
    ends = []
    for found in CHILD_END.finditer(chunk):
        name, pid, _, sig, code = found.groups()
        before = chunk[max(0, found.start() - 4000):found.start()]
        if code == str(EX_RECYCLE):
            kind = "recycle"
        elif sig == "SIGKILL" and re.search(r"Hard time limit \([\d.]+s\) exceeded", before):
            kind = "hard-limit"
        else:
            kind = "killed" if sig == "SIGKILL" else "native-crash" if sig in FAULTS else "crash"
        ends.append({"child": name, "pid": int(pid), "signal": sig, "exit_code": int(code) if code else None, "kind": kind})
    return ends


# ---- our own log: for people, and its twin for machines

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


def plain(words, limit=600):
    """One line of printable text: what a worker wrote must not make lines or colours of its own in our log."""
    return "".join(c if c.isprintable() else " " for c in str(words))[:limit].strip()


def stamp(wall):
    local = time.localtime(wall)
    offset = abs(local.tm_gmtoff) // 60
    zone = "%s%02d:%02d" % ("-" if local.tm_gmtoff < 0 else "+", offset // 60, offset % 60)
    return time.strftime("%Y-%m-%dT%H:%M:%S", local) + ".%03d" % (int(wall * 1000) % 1000) + zone


def open_log(name):
    """Appending, never through a link, and only a file that is ours: /tmp belongs to everybody."""
    fd = os.open(name, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK, 0o640)
    its = os.fstat(fd)
    if not stat.S_ISREG(its.st_mode) or its.st_uid != os.geteuid():
        os.close(fd)
        raise OSError(errno.EPERM, "not a file of ours")
    return fd


class Record:
    """`TIME LEVEL [program] words {"event":…}`; the crash parser of the panel reads it. Never ends the supervisor."""

    def __init__(self, clock):
        self.clock = clock
        self.files = []
        self.backups = 3
        self.max_bytes = 5242880
        self.lost = 0
        self.trouble = None

    def open(self, config):
        self.close()
        self.backups, self.max_bytes, self.trouble = config["log_backups"], config["log_max_bytes"], None
        spare = os.path.join(config["state_dir"], "supervisor.log")
        for name, instead in ((config["log"], spare), (config["json_log"], spare + ".jsonl")):
            try:
                self.files.append([name, open_log(name)])
            except OSError as e:
                self.trouble = "%s: %s; %s is written instead" % (name, e.strerror, instead)
                try:
                    self.files.append([instead, open_log(instead)])
                except OSError:
                    self.files.append([name, None])

    def close(self):
        for _, fd in self.files:
            if fd is not None:
                os.close(fd)
        self.files = []

    def say(self, level, program, words, event, **fields):
        wall = self.clock.wall()
        known = dict({"event": event}, **{k: v for k, v in fields.items() if v is not None})
        words = plain(words)
        line = "%s %s [%s] %s %s\n" % (stamp(wall), level, program, words, json.dumps(known, separators=(",", ":")))
        twin = dict({"ts": round(wall, 3), "level": level, "program": program, "words": words}, **known)
        for index, data in enumerate((line, json.dumps(twin, separators=(",", ":")) + "\n")):
            self.put(index, data.encode("utf-8", "replace"))

    def put(self, index, data):
        if index >= len(self.files) or self.files[index][1] is None:
            self.lost += 1
            return
        name, fd = self.files[index]
        try:
            if os.fstat(fd).st_size + len(data) > self.max_bytes:
                fd = self.files[index][1] = self.rotate(name, fd)
            os.write(fd, data)
        except OSError:
            self.lost += 1

    def rotate(self, name, fd):
        try:
            shift(name, self.backups)
            if self.backups:
                os.rename(name, name + ".1")
            else:
                os.unlink(name)
            fresh = open_log(name)
            os.close(fd)
            return fresh
        except OSError:
            return fd


def shift(name, backups):
    for index in range(backups - 1, 0, -1):
        try:
            os.rename("%s.%d" % (name, index), "%s.%d" % (name, index + 1))
        except OSError:
            pass


def cut_output(name, backups):
    """
    A worker's output is copied away and cut short in place: the worker writes on in the same file and never waits for
    us. What it writes between the last read and the cut, some microseconds, is lost.
    """
    shift(name, backups)
    try:
        source = os.open(name, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        if backups:
            copy = os.open(name + ".1", os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o640)
            try:
                chunk = os.read(source, 1048576)
                while chunk:
                    os.write(copy, chunk)
                    chunk = os.read(source, 1048576)
            finally:
                os.close(copy)
        os.ftruncate(source, 0)
        return True
    except OSError:
        # no room for the copy: the newest lines matter more than the bound of one file, up to twice the bound
        return False
    finally:
        os.close(source)


def write_whole(name, data, mode=0o600):
    """The old content or the new one, never half of either."""
    fresh = name + ".new"
    fd = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, mode)
    try:
        while data:
            data = data[os.write(fd, data):]
        os.fsync(fd)
    except OSError:
        os.unlink(fresh)
        raise
    finally:
        os.close(fd)
    os.rename(fresh, name)


# ---- Redis, as far as stuck and waiting tasks need it

class RedisError(Exception):
    pass


def redis_address(url):
    """(family, address, user, password, db, tls) of a broker URL; RedisError when it is not one of Redis."""
    from urllib.parse import parse_qs, unquote, urlsplit
    try:
        parts = urlsplit(url)
        query = parse_qs(parts.query)
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        if parts.scheme in ("redis+socket", "unix", "socket"):
            return socket.AF_UNIX, unquote(parts.path), user, password, int((query.get("virtual_host") or query.get("db") or ["0"])[0].strip("/") or 0), False
        if parts.scheme not in ("redis", "rediss"):
            raise RedisError("not a Redis URL")
        db = parts.path.strip("/") or (query.get("db") or ["0"])[0]
        return socket.AF_INET, (parts.hostname or "localhost", parts.port or 6379), user, password, int(db), parts.scheme == "rediss"
    except ValueError:
        raise RedisError("not a Redis URL")


class Redis:
    """A few commands over one socket, each with a deadline; replies are bounded, since a broker is not ours."""

    def __init__(self, url, timeout=3.0):
        kind, address, user, password, self.db, tls = redis_address(url)
        self.buffer = b""
        try:
            if kind == socket.AF_UNIX:
                self.sock = socket.socket(socket.AF_UNIX)
                self.sock.settimeout(timeout)
                self.sock.connect(address)
            else:
                self.sock = socket.create_connection(address, timeout)
            if tls:
                import ssl
                self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=address[0])
            if password:
                self.call(*(["AUTH", user, password] if user else ["AUTH", password]))
            if self.db:
                self.call("SELECT", str(self.db))
        except OSError as e:
            raise RedisError("cannot be reached: %s" % (e.strerror or e))

    def send(self, *words):
        out = b"*%d\r\n" % len(words)
        for word in words:
            word = word if isinstance(word, bytes) else str(word).encode("utf-8")
            out += b"$%d\r\n%s\r\n" % (len(word), word)
        try:
            self.sock.sendall(out)
        except OSError as e:
            raise RedisError(str(e))

    def call(self, *words):
        self.send(*words)
        reply = self.read()
        if isinstance(reply, RedisError):
            raise reply
        return reply

    def line(self):
        while b"\r\n" not in self.buffer:
            self.fill()
        line, _, self.buffer = self.buffer.partition(b"\r\n")
        return line

    def fill(self):
        try:
            data = self.sock.recv(65536)
        except OSError as e:
            raise RedisError("no answer: %s" % e)
        if not data:
            raise RedisError("it hung up")
        self.buffer += data
        if len(self.buffer) > 33554432:
            raise RedisError("an answer is too large")

    def read(self, depth=0):
        line = self.line()
        kind, rest = line[:1], line[1:]
        if kind == b"+":
            return rest
        if kind == b"-":
            return RedisError(rest.decode("utf-8", "replace")[:200])
        try:
            count = int(rest)
        except ValueError:
            raise RedisError("it does not speak Redis")
        if kind == b":":
            return count
        if kind == b"$":
            if count < 0:
                return None
            while len(self.buffer) < count + 2:
                self.fill()
            value, self.buffer = self.buffer[:count], self.buffer[count + 2:]
            return value
        if kind == b"*" and depth < 8 and count < 1000000:
            return None if count < 0 else [self.read(depth + 1) for _ in range(count)]
        raise RedisError("it does not speak Redis")

    def close(self):
        self.sock.close()


def uuid4():
    raw = bytearray(os.urandom(16))
    raw[6], raw[8] = raw[6] & 15 | 64, raw[8] & 63 | 128
    digits = raw.hex()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def control_message(method, arguments, destination, reply=None, expires=0):
    """
    A message of Celery's remote control. Two mistakes would end every worker that listens: an envelope without properties
    or delivery tag, and a body that is not what `body_encoding` says. An empty destination would mean all of them.
    """
    if not isinstance(destination, list) or not destination or not all(isinstance(x, str) and x for x in destination):
        raise ValueError("a destination is needed")
    if method not in ("active", "revoke", "ping"):
        raise ValueError("not a command of ours")
    import base64
    body = {"method": method, "arguments": arguments, "destination": destination, "pattern": None, "matcher": None}
    if reply is not None:
        body.update(ticket=reply[0], reply_to={"exchange": "reply.celery.pidbox", "routing_key": reply[1]})
    return json.dumps({
        "body": base64.b64encode(json.dumps(body).encode("utf-8")).decode("ascii"),
        "content-encoding": "utf-8", "content-type": "application/json",
        "headers": {"clock": 1, "expires": expires},
        "properties": {
            "delivery_mode": 2, "delivery_info": {"exchange": "celery.pidbox", "routing_key": ""},
            "priority": 0, "body_encoding": "base64", "delivery_tag": uuid4(),
        },
    })


def open_message(raw):
    """(headers, body) of an envelope; its encoding is read, not assumed."""
    import base64
    envelope = json.loads(raw)
    body = envelope["body"]
    if (envelope.get("properties") or {}).get("body_encoding") == "base64":
        body = base64.b64decode(body)
    return envelope.get("headers") or {}, json.loads(body)


def control(redis, prefix, method, arguments, node, wait_s=0.0, now=time.time):
    """One command to one node; the answer, or None. The reply key and its binding are removed whatever happens."""
    channel = "%s/%d.celery.pidbox" % (prefix, redis.db)
    if not wait_s:
        redis.call("PUBLISH", channel, control_message(method, arguments, [node]))
        return None
    oid, ticket = uuid4(), uuid4()
    binding, member = prefix + "_kombu.binding.reply.celery.pidbox", "%s\x06\x16\x06\x16%s.reply.celery.pidbox" % (oid, oid)
    inbox = "%s%s.reply.celery.pidbox" % (prefix, oid)
    redis.call("SADD", binding, member)
    try:
        redis.call("PUBLISH", channel, control_message(method, arguments, [node], (ticket, oid), now() + wait_s))
        until = time.monotonic() + wait_s
        while time.monotonic() < until:
            found = redis.call("BRPOP", inbox, "1")
            if found is None:
                continue
            try:
                headers, body = open_message(found[1])
            except (ValueError, KeyError, TypeError):
                continue
            if headers.get("ticket") == ticket and isinstance(body, dict) and node in body:
                return body[node]
        return None
    finally:
        redis.call("SREM", binding, member)
        redis.call("DEL", inbox)


def queue_keys(prefix, queue):
    return [prefix + queue] + [prefix + queue + "\x06\x16" + step for step in ("3", "6", "9")]


def scout_stuck(spec, now):
    """Runs in a process of its own: which tasks run, for how long, and those over their limit are revoked."""
    redis = Redis(spec["broker"])
    try:
        active = control(redis, spec["broker_prefix"], "active", {}, spec["node"], 4.0)
        if not isinstance(active, list):
            return {"answered": False, "stuck": []}
        stuck = []
        for one in active[:1000]:
            started, name, ident = one.get("time_start"), str(one.get("name")), one.get("id")
            limit = spec["stuck_limits_s"].get(name, spec["stuck_after_s"])
            if not isinstance(started, (int, float)) or not isinstance(ident, str) or not limit or now - started <= limit:
                continue
            again = ident in spec["revoked"]
            control(redis, spec["broker_prefix"], "revoke", {"task_id": ident, "terminate": True, "signal": "SIGKILL" if again else "SIGTERM"}, spec["node"])
            delivery = one.get("delivery_info") or {}
            stuck.append({
                "id": ident, "name": name, "args": one.get("args"), "kwargs": one.get("kwargs"), "queue": delivery.get("routing_key"),
                "age_s": round(now - started, 1), "limit_s": limit, "signal": "SIGKILL" if again else "SIGTERM",
            })
        return {"answered": True, "stuck": stuck}
    finally:
        redis.close()


def scout_waiting(spec):
    """Runs in a process of its own: do tasks wait in the worker's queues, and does it send heartbeats or answer?"""
    redis = Redis(spec["broker"])
    try:
        waiting = sum(int(redis.call("LLEN", key)) for queue in spec["queues"][:100] for key in queue_keys(spec["broker_prefix"], queue))
        answer = control(redis, spec["broker_prefix"], "ping", {}, spec["node"], 4.0)
        return {"waiting": waiting, "answered": answer is not None}
    finally:
        redis.close()


def take_back(spec, ident):
    """
    Runs in a process of its own, between a solo worker's end and its next start: the message of the task that was given
    up is taken out of the queue it went back to, or out of `unacked`, in one step, so that it does not hang the next one.
    Gives the message, for a manual retry.
    """
    redis = Redis(spec["broker"])
    prefix = spec["broker_prefix"]
    try:
        for queue in spec["queues"][:100]:
            for key in queue_keys(prefix, queue):
                for raw in (redis.call("LRANGE", key, "-200", "-1") or []) + (redis.call("LRANGE", key, "0", "199") or []):
                    if holds_task(raw, ident) and redis.call("LREM", key, "1", raw):
                        return {"message": raw.decode("utf-8", "replace"), "from": "queue"}
        cursor, rounds = b"0", 0
        while rounds < 200:
            cursor, pairs = redis.call("HSCAN", prefix + "unacked", cursor, "COUNT", "200")
            for tag, value in zip(pairs[::2], pairs[1::2]):
                try:
                    envelope = json.dumps(json.loads(value)[0]).encode("utf-8")
                except (ValueError, KeyError, IndexError, TypeError):
                    continue
                if holds_task(envelope, ident):
                    redis.call("MULTI")
                    redis.call("HDEL", prefix + "unacked", tag)
                    redis.call("ZREM", prefix + "unacked_index", tag)
                    if (redis.call("EXEC") or [0])[0]:
                        return {"message": value.decode("utf-8", "replace"), "from": "unacked"}
            rounds += 1
            if cursor == b"0":
                break
        return {"message": None, "from": None}
    finally:
        redis.close()


def holds_task(raw, ident):
    if ident.encode("utf-8") not in raw:
        return False
    try:
        return (json.loads(raw).get("headers") or {}).get("id") == ident
    except (ValueError, AttributeError):
        return False


# ---- starting a program

RESET_SIGNALS = [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD, signal.SIGPIPE, signal.SIGUSR1, signal.SIGUSR2, signal.SIGQUIT]


def spawn(command, directory, env, output, limits, on_forked):
    """
    Starts a program in a session of its own. It waits at a gate until `on_forked(pid)` has written it down, so that none
    can exist that the next supervisor would not find. Gives its pid, or OSError with the reason it could not start.
    """
    gate_r, gate_w = os.pipe()
    fail_r, fail_w = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(gate_w)
            os.close(fail_r)
            os.setsid()
            if os.read(gate_r, 1) != b"g":
                os._exit(1)
            for signum in RESET_SIGNALS:
                signal.signal(signum, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_SETMASK, [])
            null = os.open(os.devnull, os.O_RDONLY)
            os.dup2(null, 0)
            os.dup2(output, 1)
            os.dup2(output, 2)
            if limits:
                import resource
                resource.setrlimit(resource.RLIMIT_AS, (limits, limits))
            if directory:
                os.chdir(directory)
            os.execvpe(command[0], command, env)
        except OSError as e:
            os.write(fail_w, str(e.errno or errno.EIO).encode("ascii"))
        except BaseException:
            os.write(fail_w, b"5")
        os._exit(127)
    os.close(gate_r)
    os.close(fail_w)
    try:
        on_forked(pid)
        os.write(gate_w, b"g")
    finally:
        os.close(gate_w)
    failed = os.read(fail_r, 16)
    os.close(fail_r)
    if failed:
        os.waitpid(pid, 0)
        raise OSError(int(failed), os.strerror(int(failed)))
    return pid


def launch_of(spec):
    """(argv, folder, environment added, address space) a program is started with; its text decides what must restart."""
    argv = spec["command"] + spec["flags"]
    env = dict(THREAD_CAPS) if spec["caps_threads"] and spec["role"] == "worker" else {}
    if spec["role"] != "other":
        env.update(PYTHONFAULTHANDLER="1", PYTHONUNBUFFERED="1")
    env.update(spec["environment"])
    if spec["is_celery_worker"] and spec["worker_module"] and os.path.exists(os.path.join(HERE, "fleetbeat_worker.py")):
        argv = with_module(argv)
        env["PYTHONPATH"] = ":".join(x for x in (spec["environment"].get("PYTHONPATH") or os.environ.get("PYTHONPATH"), HERE) if x)
        for key, name in (("recycle_after_tasks", "FLEETBEAT_RECYCLE_TASKS"), ("recycle_above_kib", "FLEETBEAT_RECYCLE_KIB")):
            if spec[key]:
                env[name] = str(spec[key])
    limit = int(spec["address_space_mb"] * 1048576) if spec["address_space_mb"] else None
    return argv, spec["directory"], env, limit


def with_module(argv):
    """`--include` is taken once by Celery, the last one given: ours is added to the user's own."""
    out, done = list(argv), False
    for index, word in enumerate(out):
        if word in ("-I", "--include") and index + 1 < len(out):
            out[index + 1], done = out[index + 1] + ",fleetbeat_worker", True
        elif word.startswith("--include="):
            out[index], done = word + ",fleetbeat_worker", True
    return out if done else out + ["--include", "fleetbeat_worker"]


def fingerprint(spec):
    """Without what the surroundings add: the same configuration is the same under systemd and from a shell. A hash, for secrets."""
    import hashlib
    argv, folder, env, limit = launch_of(spec)
    return hashlib.sha256(json.dumps([argv, folder, dict(env, PYTHONPATH=spec["environment"].get("PYTHONPATH")), limit], sort_keys=True).encode("utf-8")).hexdigest()


def scratch_folder(state_dir):
    """Small notes between worker and supervisor, in memory: they change with each task and would wear a card."""
    import zlib
    tail = "fleetbeat-%d-%08x" % (os.geteuid(), zlib.crc32(state_dir.encode("utf-8", "replace")))
    name = os.path.join("/dev/shm", tail)
    try:
        os.mkdir(name, 0o700)
    except FileExistsError:
        pass
    except OSError:
        return state_dir
    its = os.lstat(name)
    good = stat.S_ISDIR(its.st_mode) and its.st_uid == os.geteuid() and not its.st_mode & 0o077
    return name if good else state_dir


class Program:
    """One program and what is known of it. `state` says what is; `wanted` what the operator wants."""

    KEPT = ("pid", "start", "state", "wanted", "started_boot", "started_wall", "restarts", "quick", "next_start", "reason",
            "last_exit", "stop", "launch", "recycles", "out_since", "given_up", "counts", "held_until")

    def __init__(self, spec):
        self.spec = spec
        self.name = spec["name"]
        self.state, self.wanted = "stopped", "up" if spec["autostart"] else "down"
        self.pid = self.start = self.next_start = self.reason = self.last_exit = self.stop = self.launch = self.given_up = None
        self.started_boot = self.started_wall = 0.0
        self.restarts, self.quick, self.recycles, self.out_since = [], 0, 0, 0
        self.is_child = True
        # the next start is one of those the window counts
        self.counts = False
        # until then somebody else leads the stop: an end is expected, and what follows waits for their word
        self.held_until = None
        self.leftovers, self.left_since = [], 0.0
        self.fresh()

    def fresh(self):
        """What belongs to one process and is not carried over."""
        self.ticks = self.ticks_at = None
        self.active_ticks, self.active_at = 0, None
        self.figures, self.oom, self.kids = {}, None, []
        self.out_seen = self.out_since
        self.said = set()
        self.revoked = []
        self.hang_asked = 0.0

    def kept(self):
        return {key: getattr(self, key) for key in self.KEPT}

    def restore(self, saved):
        for key in self.KEPT:
            if key in saved:
                setattr(self, key, saved[key])
        self.fresh()

    def limit_text(self):
        return None if self.spec["memory_limit_mb"] is None else "%g MB" % self.spec["memory_limit_mb"]


class Supervisor:
    def __init__(self, config, source=None, clock=None):
        self.config, self.source = config, source
        self.clock = clock or Clock()
        self.record = Record(self.clock)
        self.programs = {}
        self.boot_id = boot_id()
        self.jobs, self.clients, self.watched = {}, {}, {}
        self.ending = self.leaving = False
        self.again = False
        self.dirty = True
        self.flags = set()
        self.listener = self.lock = None
        self.due = {"check": 0.0, "stats": 0.0, "stuck": 0.0}
        self.drift = []
        self.started_wall = self.clock.wall()
        self.started_boot = self.clock.boot()
        self.state_trouble = None

    # ---- coming up and going down

    def open(self):
        for folder in (self.config["state_dir"], self.config["output_dir"]):
            os.makedirs(folder, mode=0o700, exist_ok=True)
        self.lock = os.open(os.path.join(self.config["state_dir"], "lock"), os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.pread(self.lock, 64, 0).decode("ascii", "replace").strip()
            raise SystemExit("fleetbeat-supervisor: another one (pid %s) already keeps %s" % (holder or "?", self.config["state_dir"]))
        try:
            os.ftruncate(self.lock, 0)
            os.pwrite(self.lock, str(os.getpid()).encode("ascii"), 0)
        except OSError:
            pass
        self.scratch = scratch_folder(self.config["state_dir"])
        self.record.open(self.config)
        self.listen()
        self.wake_r, wake_w = os.pipe()
        for fd in (self.wake_r, wake_w):
            os.set_blocking(fd, False)
        signal.set_wakeup_fd(wake_w, warn_on_full_buffer=False)
        for signum in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD, signal.SIGQUIT):
            signal.signal(signum, lambda number, _frame: self.flags.add(number))
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        self.say("INFO", "started: version %s, pid %d, %d programs" % (VERSION, os.getpid(), len(self.config["programs"])), "supervisor-started", pid=os.getpid(), version=VERSION)
        if self.record.trouble:
            self.say("WARNING", self.record.trouble, "log-trouble")
        self.recall()
        notify("READY=1\nSTATUS=%d programs" % len(self.programs))

    def say(self, level, words, event, program="fleetbeat", **fields):
        self.record.say(level, program, words, event, **fields)

    def listen(self):
        """The socket is bound through its folder's descriptor: a long path would not fit into a socket's address."""
        folder = os.open(self.config["state_dir"], os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        name = "/proc/self/fd/%d/control.sock" % folder
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            os.unlink(name)
        except OSError:
            pass
        old = os.umask(0o177)
        try:
            self.listener.bind(name)
        finally:
            os.umask(old)
            os.close(folder)
        self.listener.listen(16)
        self.listener.setblocking(False)

    def recall(self):
        """What the one before us kept; children that still run are adopted, never started a second time."""
        try:
            saved = json.loads(slurp(self.state_file(), 16777216) or b"{}")
            saved = saved if isinstance(saved, dict) and saved.get("boot_id") == self.boot_id else {}
        except ValueError:
            saved = {}
        known = saved.get("programs") if isinstance(saved.get("programs"), dict) else {}
        for name, spec in self.config["programs"].items():
            self.programs[name] = program = Program(spec)
            if isinstance(known.get(name), dict):
                program.restore(known[name])
        for name, old in known.items():
            if name not in self.programs and isinstance(old, dict) and old.get("pid"):
                self.programs[name] = program = Program(complete(dict(take({"name": name, "command": ["gone"]}, PROGRAM_KEYS, "", []), stop_timeout_s=930)))
                program.restore(old)
                program.stop = program.stop or {"then": "remove"}
        strays = find_marked(self.config["state_dir"])
        for name, program in self.programs.items():
            self.readopt(program, [each for each in strays if each[2] == name])
        for pid, start, name in strays:
            if name not in self.programs:
                self.say("WARNING", "pid %d belongs to a program that is no longer configured; it is stopped warmly" % pid, "stray", pid=pid)
                signal_process(pid, start, signal.SIGTERM)

    def readopt(self, program, strays):
        now = self.clock.boot()
        status = self.reap(program.pid) if program.pid else None
        if program.pid and status is None and not is_alive(program.pid, program.start):
            status = "unknown"
        self.adopt_configured(program)
        if program.pid is None and strays:
            pid, start, _ = min(strays, key=lambda each: each[1])
            self.take(program, pid, start)
            strays = [each for each in strays if each[0] != pid]
        elif program.pid and status is None:
            self.take(program, program.pid, program.start)
        elif program.pid:
            program.is_child = status != "unknown"
            self.ended(program, None if status == "unknown" else status)
        for pid, start, _ in strays:
            if pid != program.pid:
                self.say("ERROR", "pid %d is a second process of this program; it is stopped warmly" % pid, "stray", program.name, pid=pid)
                signal_process(pid, start, signal.SIGTERM)
        if program.state == "running" and program.launch is not None and program.name in self.config["programs"] and program.launch != fingerprint(program.spec):
            self.begin_stop(program, "warm", "up", "its configuration changed")
        if program.stop == {"then": "remove"}:
            program.stop = None
            self.begin_stop(program, "warm", "remove", "it is no longer configured")
        if program.state == "backoff" and program.next_start is None:
            program.next_start = now
        if program.state == "stopped" and program.wanted == "up" and program.pid is None:
            program.next_start = now

    def adopt_configured(self, program):
        wish = program.spec["adopt"]
        if wish is None or program.pid is not None or wish["boot_id"] != self.boot_id or program.last_exit is not None or program.wanted != "up":
            return
        if not is_alive(wish["pid"], wish["start_ticks"]) or any(p.pid == wish["pid"] for p in self.programs.values()):
            return
        try:
            if os.stat("/proc/%d" % wish["pid"]).st_uid != os.geteuid():
                return
        except OSError:
            return
        program.pid, program.start, program.launch = wish["pid"], wish["start_ticks"], fingerprint(program.spec)

    def take(self, program, pid, start):
        its = stat_of(pid)
        program.pid, program.start = pid, start
        program.is_child = its is not None and its.parent == os.getpid()
        program.state = "stopping" if program.stop and program.stop.get("phase") else "running"
        if not program.started_boot:
            program.started_boot = start / CLK_TCK
            program.started_wall = self.clock.wall() - (self.clock.boot() - program.started_boot)
        program.fresh()
        self.watch(program)
        self.note_adoption(program)
        self.dirty = True
        how = "kept over an update" if program.is_child else "adopted: it went on while there was no supervisor"
        self.say("INFO", "pid %d %s" % (pid, how), "adopted", program.name, pid=pid, node=program.spec["node"], uptime_s=round(self.clock.boot() - program.started_boot, 1))

    def note_adoption(self, program):
        """A process that somebody else started has no mark of ours in its environment: whoever looks finds this instead."""
        if self.scratch == self.config["state_dir"] or b"FLEETBEAT_PROGRAM=" in (slurp("/proc/%d/environ" % program.pid, 1048576) or b""):
            return
        try:
            name = os.path.join(self.scratch, "adopted-%d-%d" % (program.pid, program.start))
            write_whole(name, json.dumps({"state_dir": self.config["state_dir"], "program": program.name}).encode("utf-8"))
        except OSError:
            pass

    def watch(self, program):
        """Not a child: its end is learnt from a pidfd; where there is none, from looking."""
        if program.is_child:
            return
        try:
            fd = os.pidfd_open(program.pid)
        except (AttributeError, OSError):
            return
        self.watched[fd] = program.name

    def state_file(self):
        return os.path.join(self.config["state_dir"], "state.json")

    def save(self):
        self.dirty = False
        state = {"version": VERSION, "boot_id": self.boot_id, "supervisor": os.getpid(), "programs": {n: p.kept() for n, p in self.programs.items()}}
        try:
            write_whole(self.state_file(), json.dumps(state).encode("utf-8"))
            self.state_trouble = None
        except OSError as e:
            if self.state_trouble is None:
                self.say("ERROR", "what is running cannot be written down: %s; a next supervisor would find the workers by their environment" % e.strerror, "state-trouble")
            self.state_trouble = e.strerror

    # ---- the loop

    def run(self):
        while True:
            self.step()
            if self.ending and not self.leaving and not any(p.pid or p.leftovers for p in self.programs.values()):
                break
            if self.leaving:
                break
            self.wait()
        return self.close()

    def step(self):
        now = self.clock.boot()
        self.on_flags()
        self.collect()
        self.finish_jobs(now)
        if self.due["check"] <= now:
            self.due["check"] = now + self.config["check_every_s"]
            for program in list(self.programs.values()):
                self.look(program, now)
        for program in list(self.programs.values()):
            self.advance(program, now)
        if self.due["stats"] <= now:
            if self.due["stats"]:
                self.say_stats()
            self.due["stats"] = now + self.config["stats_every_s"]
        if self.due["stuck"] <= now:
            if self.due["stuck"]:
                self.look_for_stuck(now)
            self.due["stuck"] = now + self.config["stuck_every_s"]
        if self.ending:
            self.stop_in_order()
        if self.dirty:
            self.save()

    def wait(self):
        now = self.clock.boot()
        times = list(self.due.values()) + [job["until"] for job in self.jobs.values()] + [client["until"] for client in self.clients.values()]
        for program in self.programs.values():
            if program.next_start is not None and program.wanted == "up" and not program.leftovers:
                times.append(program.next_start)
            if program.stop and program.stop.get("until") is not None:
                times.append(program.stop["until"])
        poll = select.poll()
        poll.register(self.wake_r, select.POLLIN)
        poll.register(self.listener, select.POLLIN)
        for fd in list(self.jobs) + list(self.watched):
            poll.register(fd, select.POLLIN)
        for fd, client in self.clients.items():
            poll.register(fd, select.POLLOUT if client["out"] is not None else select.POLLIN)
        timeout = max(0.0, self.clock.real(min(times) - now))
        try:
            ready = dict(poll.poll(min(timeout, 60.0) * 1000 + 1))
        except InterruptedError:
            return
        if self.wake_r in ready:
            try:
                while os.read(self.wake_r, 4096):
                    pass
            except BlockingIOError:
                pass
        if self.listener.fileno() in ready:
            self.accept()
        for fd in [each for each in ready if each in self.clients]:
            self.serve(fd)

    def on_flags(self):
        flags, self.flags = self.flags, set()
        if signal.SIGTERM in flags or signal.SIGINT in flags:
            self.end("warm", "signal")
        if signal.SIGQUIT in flags:
            self.end("cold", "signal")
        if signal.SIGHUP in flags:
            self.reload()

    def end(self, how, who):
        if not self.ending:
            self.say("INFO", "stopping everything (%s, %s)" % (how, who), "supervisor-stopping")
            notify("STOPPING=1")
        self.ending = how if self.ending != "cold" else "cold"
        for program in self.programs.values():
            program.next_start = None

    def stop_in_order(self):
        """Beat first, so that nothing new is sent; then the workers, all at once."""
        for role in ("beat", None):
            up = [p for p in self.programs.values() if p.pid and (role is None or p.spec["role"] == role)]
            for program in up:
                if not program.stop or (self.ending == "cold" and program.stop["phase"] == "term"):
                    self.begin_stop(program, self.ending, "keep", "the supervisor was told to stop")
                else:
                    program.stop["then"] = "remove" if program.stop["then"] == "remove" else "keep"
            if up and role == "beat":
                return

    def close(self):
        for fd, client in list(self.clients.items()):
            client["sock"].setblocking(True)
            client["sock"].settimeout(1.0)
            try:
                client["sock"].sendall(client["out"] or b"")
            except OSError:
                pass
            client["sock"].close()
        self.save()
        if self.again:
            self.become_new()
        words = "ended; %d workers are left running" % sum(1 for p in self.programs.values() if p.pid) if self.leaving else "ended; nothing is left running"
        self.say("INFO", words, "supervisor-ended")
        try:
            os.unlink(os.path.join(self.config["state_dir"], "control.sock"))
        except OSError:
            pass
        if not self.leaving and self.scratch != self.config["state_dir"]:
            clear_folder(self.scratch)
        self.listener.close()
        self.record.close()
        os.close(self.lock)
        return 0

    def become_new(self):
        """The same process goes on as the new file: systemd sees no change, and the workers stay its children."""
        self.say("INFO", "going on as the file that is there now", "supervisor-updating")
        signal.pthread_sigmask(signal.SIG_BLOCK, RESET_SIGNALS)
        # compiled files are told apart by size and second: two versions may share both
        cache = os.path.join(HERE, "__pycache__")
        for name in os.listdir(cache) if os.path.isdir(cache) else []:
            if name.startswith("fleetbeat_supervisor."):
                remove_file(os.path.join(cache, name))
        os.execv(sys.executable, [sys.executable, "-I", "-S", os.path.abspath(__file__), "run", "-c", self.source])

    # ---- starting

    def start(self, program, now):
        program.next_start = program.held_until = None
        if program.counts:
            program.restarts = [t for t in program.restarts if now - t < self.config["restart_window_s"]] + [now]
        program.counts = False
        argv, folder, added, limit = launch_of(program.spec)
        env = {k: v for k, v in os.environ.items() if k not in ("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "LISTEN_FDS", "LISTEN_PID")}
        env.update(added)
        env.update(FLEETBEAT_SUPERVISOR=self.config["state_dir"], FLEETBEAT_PROGRAM=program.name, FLEETBEAT_NOTES=os.path.join(self.scratch, program.name))
        for ending in (".task", ".recycle"):
            remove_file(env["FLEETBEAT_NOTES"] + ending)
        program.launch = fingerprint(program.spec)
        program.reason = program.stop = None

        def written_down(pid):
            its = stat_of(pid)
            program.pid, program.start, program.is_child, program.state = pid, its.start if its else 0, True, "running"
            program.started_boot, program.started_wall = now, self.clock.wall()
            program.fresh()
            self.save()
        try:
            name = self.output_of(program)
            output = open_log(name)
            os.set_blocking(output, True)
            program.out_since = os.fstat(output).st_size
            try:
                pid = spawn(argv, folder, env, output, limit, written_down)
            finally:
                os.close(output)
        except OSError as e:
            program.pid, program.started_boot = None, now
            program.reason = "it cannot be started: %s (%s)" % (e.strerror, argv[0])
            self.say("ERROR", program.reason, "exited", program.name, exit_code=127, expected=False, asked=False, restarts=len(program.restarts), uptime_s=0, reason=program.reason, node=program.spec["node"])
            program.last_exit = {"at": self.clock.wall(), "kind": "cannot-start", "reason": program.reason, "signal": None, "exit_code": 127, "uptime_s": 0}
            self.plan(program, now, program.reason)
            return
        self.dirty = True
        self.say("INFO", "started with pid %d" % pid, "started", program.name, pid=pid, node=program.spec["node"], restarts=len(program.restarts))

    def output_of(self, program):
        return os.path.join(self.config["output_dir"], program.name + ".log")

    # ---- an end, and what follows

    def reap(self, pid):
        """The wait status of a child that ended; None while it runs or when it is not ours."""
        try:
            found, status = os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            return None
        return status if found else None

    def collect(self):
        for program in list(self.programs.values()):
            if program.pid is None:
                continue
            status = self.reap(program.pid) if program.is_child else None
            if status is not None:
                self.ended(program, status)
            elif not program.is_child and not is_alive(program.pid, program.start):
                self.ended(program, None)

    def ended(self, program, status):
        now = self.clock.boot()
        pid, stop = program.pid, program.stop or {}
        if self.is_held(program) and not stop.get("phase"):
            stop = {"phase": "held", "then": "hold", "why": "asked by the operator"}
        code = os.waitstatus_to_exitcode(status) if status is not None else None
        signum = -code if code is not None and code < 0 else None
        name = signal_name(signum) if signum else None
        uptime = max(0.0, now - program.started_boot)
        recycle = self.recycle_note(program)
        baseline = program.oom or {}
        rose = {key: rises(count_in(baseline.get("group_file")) if key == "group" else count_in("/proc/vmstat"), baseline.get(key)) for key in ("group", "system")}
        # a group that ended with its process cannot be read any more; the kernel's log is asked where it matters
        kernel = kernel_killed(pid) if name == "SIGKILL" or status is None else None
        kind, reason, expected = classify({
            "signal": name, "code": code if signum is None else None, "is_known": status is not None, "asked": bool(stop.get("phase")), "why_asked": stop.get("why"), "recycle": recycle,
            "tail": read_tail(self.output_of(program), program.out_since), "oom": {"kernel": kernel, "group_rose": rose["group"], "system_rose": rose["system"]},
        })
        remove_file(os.path.join(self.scratch, "adopted-%d-%d" % (pid, program.start)))
        for fd in [fd for fd, owner in self.watched.items() if owner == program.name]:
            del self.watched[fd]
            os.close(fd)
        if kind == "recycle":
            program.recycles += 1
            self.say("INFO", "recycled: %s" % reason, "recycled", program.name, pid=pid, node=program.spec["node"], reason=reason, uptime_s=round(uptime, 1))
        program.last_exit = {"at": self.clock.wall(), "kind": kind, "reason": reason, "signal": name, "exit_code": code if signum is None else None, "uptime_s": round(uptime, 1)}
        self.say("INFO" if expected else "ERROR", "pid %d ended: %s" % (pid, reason), "exited", program.name, pid=pid, node=program.spec["node"], signal=name, exit_code=code if signum is None else None,
                 expected=expected, asked=bool(stop.get("phase")), restarts=len(program.restarts), uptime_s=round(uptime, 1), reason=reason, kind=kind)
        program.leftovers = [(p, its.start) for p, its in session_of(pid)]
        program.left_since = now
        if program.leftovers:
            self.say("WARNING", "%d processes it had started go on; they are stopped before the next start" % len(program.leftovers), "leftovers", program.name, count=len(program.leftovers))
            for each in program.leftovers:
                signal_process(each[0], each[1], signal.SIGTERM)
        program.pid = program.start = program.stop = None
        program.state = "stopped"
        self.dirty = True
        self.what_next(program, now, stop, kind, reason, expected, uptime)

    def what_next(self, program, now, stop, kind, reason, expected, uptime):
        then = stop.get("then")
        if then == "remove":
            if not program.leftovers:
                self.programs.pop(program.name, None)
            else:
                program.wanted = "gone"
        elif then == "hold":
            program.next_start, program.state, program.reason = program.held_until, "backoff", reason
        elif then == "down":
            program.wanted, program.reason = "down", stop.get("why")
        elif self.ending or then == "keep":
            program.reason = reason
        elif then == "up":
            # asked by the operator or the configuration, or a worker that had worked for a while: no storm to fear
            if stop.get("counted") and uptime < self.config["steady_after_s"]:
                self.plan(program, now, reason)
            else:
                program.next_start, program.state = now, "backoff"
        elif program.wanted != "up":
            program.reason = reason
        elif kind == "recycle":
            program.quick = 0
            program.next_start, program.state = now, "backoff"
        elif program.spec["autorestart"] == "never" or (program.spec["autorestart"] == "on-crash" and kind in ("clean", "stopped-from-outside")):
            program.wanted, program.reason = "down", reason
        else:
            program.quick = program.quick + 1 if uptime < self.config["steady_after_s"] else 0
            self.plan(program, now, reason)

    def plan(self, program, now, reason):
        """A true sliding window: what counts is how many restarts the last hour saw, not when a counter was reset."""
        window, limit = self.config["restart_window_s"], self.config["restart_limit"]
        program.restarts = [t for t in program.restarts if now - t < window]
        if len(program.restarts) >= limit:
            program.state, program.next_start = "gave-up", None
            program.reason = "%d restarts within %s; the last end: %s" % (len(program.restarts), span(window), reason)
            self.say("CRITICAL", "left alone after " + program.reason, "gave-up", program.name, restarts=len(program.restarts), reason=program.reason, node=program.spec["node"])
        else:
            delays = self.config["restart_delays_s"]
            delay = delays[min(max(program.quick - 1, 0), len(delays) - 1)]
            program.state, program.next_start, program.reason, program.counts = "backoff", now + delay, reason, True
            self.say("WARNING", "starts again in %g s (%d of %d restarts in %s)" % (delay, len(program.restarts) + 1, limit, span(window)), "restart-planned", program.name, restarts=len(program.restarts), delay_s=delay, reason=reason)
        self.dirty = True

    def is_held(self, program):
        return program.held_until is not None and self.clock.boot() < program.held_until

    def recycle_note(self, program):
        """The worker's own word that it leaves to be started afresh: only of this very process, and only after work."""
        note = slurp(os.path.join(self.scratch, program.name + ".recycle"), 4096)
        if note is None:
            return None
        try:
            told = json.loads(note)
            if told["pid"] == program.pid and told["tasks"] >= 1:
                return plain(told["reason"], 200)
        except (ValueError, KeyError, TypeError):
            pass
        return None

    def advance(self, program, now):
        """What is due for a program: the next rung of a stop, what it left behind, its next start."""
        if program.leftovers:
            program.leftovers = [each for each in program.leftovers if is_alive(*each)]
            if program.leftovers and now - program.left_since > 10:
                for each in program.leftovers:
                    signal_process(each[0], each[1], signal.SIGKILL)
                if now - program.left_since > 20:
                    program.leftovers = []
            if not program.leftovers and program.wanted == "gone":
                self.programs.pop(program.name, None)
                self.dirty = True
                return
        if program.stop and program.stop.get("until") is not None and now >= program.stop["until"] and program.pid:
            self.next_rung(program, now)
        if program.pid is None and program.next_start is not None and now >= program.next_start and not program.leftovers and not self.ending:
            if program.given_up:
                self.fetch_given_up(program, now)
            elif program.wanted == "up":
                self.start(program, now)

    # ---- the stop ladder

    def begin_stop(self, program, how, then, why, until="kill", counted=False):
        """Warm, then cold, then by force. A second warm word would make Celery 5.2 drop its task, so it is said once."""
        if program.pid is None:
            return
        if program.stop and program.stop.get("phase"):
            program.stop.update(then=then, top=until)
            rungs = {"warm": "term", "cold": "quit", "kill": "kill"}
            order = ["term", "quit", "kill"]
            if order.index(rungs[how]) <= order.index(program.stop["phase"]):
                self.dirty = True
                return
        first = {"warm": "term", "cold": "quit" if program.spec["is_celery_worker"] else "term", "kill": "kill"}[how]
        program.stop = {"phase": None, "then": then, "why": why, "top": until, "since": self.clock.boot(), "until": None, "counted": counted}
        program.state, program.next_start = "stopping", None
        self.say("INFO", "stopping (%s): %s" % (how, why), "stopping", program.name, pid=program.pid, node=program.spec["node"], asked=True, reason=why)
        self.rung(program, first)

    def rung(self, program, phase):
        now, spec = self.clock.boot(), program.spec
        program.held_until = None
        program.stop["phase"] = phase
        program.state = "stopping"
        wait = {"term": spec["stop_timeout_s"], "quit": spec["cold_timeout_s"], "kill": 10}[phase]
        program.stop["until"] = now + wait
        if phase == "kill":
            # the children first: without their parent nobody would know them as its own
            for pid, its in reversed(family(program.pid)):
                if pid != program.pid:
                    signal_process(pid, its.start, signal.SIGKILL)
        signal_process(program.pid, program.start, {"term": signal.SIGTERM, "quit": signal.SIGQUIT, "kill": signal.SIGKILL}[phase])
        self.dirty = True

    def next_rung(self, program, now):
        phase = program.stop["phase"]
        following = {"term": "quit" if program.spec["is_celery_worker"] else "kill", "quit": "kill", "kill": "kill"}[phase]
        tops = ["term", "quit", "kill"]
        if tops.index(following) > tops.index(program.stop["top"]):
            program.stop["until"] = None
            self.say("WARNING", "it does not stop; going further was not allowed", "stop-waits", program.name, pid=program.pid)
            return
        words = "SIGKILL did not end it (state %s): it waits for a device" % getattr(stat_of(program.pid), "state", "?") if phase == "kill" else "not stopped in time; next: %s" % {"quit": "SIGQUIT", "kill": "SIGKILL"}[following]
        self.say("WARNING", words, "stop-timeout", program.name, pid=program.pid, node=program.spec["node"], reason=program.stop["why"])
        self.rung(program, following)

    # ---- looking at what runs

    def look(self, program, now):
        if program.pid is None:
            return
        members = family(program.pid)
        if not members or members[0][0] != program.pid or members[0][1].start != program.start:
            return
        main = members[0][1]
        rss, is_many = memory_of(members)
        limit = program.spec["memory_limit_mb"]
        if limit and rss >= limit * 1048576 and is_many:
            rss = shared_once(members)
        ticks = sum(its.ticks for _, its in members)
        if program.ticks is not None and now > program.ticks_at:
            program.figures["cpu_percent"] = round(max(0, ticks - program.ticks) / CLK_TCK / (now - program.ticks_at) * 100, 1)
        if program.ticks is None or now - program.ticks_at >= self.config["stats_every_s"] / 2:
            program.ticks, program.ticks_at = ticks, now
        program.figures.update(pid=program.pid, status=STATES.get(main.state, main.state), memory_mb=round(rss / 1048576, 1), num_threads=sum(its.threads for _, its in members), processes=len(members))
        grew = self.read_output(program)
        if program.active_at is None or grew or ticks - program.active_ticks >= 2 or ticks < program.active_ticks:
            program.active_at, program.active_ticks = now, ticks
            program.said.discard("hung")
        self.note_children(program, members)
        program.oom = oom_counts(program.pid)
        if limit and rss >= limit * 1048576 and not self.is_held(program):
            self.too_much_memory(program, rss, limit)
        if not program.stop and not self.is_held(program):
            self.look_for_hang(program, main, now)

    def too_much_memory(self, program, rss, limit):
        mb = rss / 1048576
        if "memory" not in program.said:
            program.said.add("memory")
            reason = "%.0f MB resident, the limit is %g MB" % (mb, limit)
            self.say("WARNING", "memory over its limit: " + reason, "memory-high", program.name, pid=program.pid, node=program.spec["node"], memory_mb=round(mb, 1), limit_mb=limit, reason=reason)
            if not program.stop:
                self.begin_stop(program, "warm", "up", "memory: " + reason, counted=True)
        if mb >= limit * program.spec["memory_hard_factor"] and program.stop and program.stop["phase"] == "term" and "memory-hard" not in program.said:
            program.said.add("memory-hard")
            self.say("WARNING", "memory still grows (%.0f MB): its task is not waited for" % mb, "stop-timeout", program.name, pid=program.pid, node=program.spec["node"], reason="memory")
            self.rung(program, "quit" if program.spec["is_celery_worker"] else "kill")

    def read_output(self, program):
        """What was written since the last look: bounded, read for the ends of pool children, and cut when it is long."""
        name = self.output_of(program)
        try:
            size = os.stat(name).st_size
        except OSError:
            return False
        if size < program.out_seen:
            program.out_seen = 0
        grew = size > program.out_seen
        if grew and program.spec["is_celery_worker"]:
            chunk = read_tail(name, max(0, program.out_seen - 4000), 262144)
            for end in child_ends(chunk):
                if ("child", end["pid"]) not in program.said:
                    program.said.add(("child", end["pid"]))
                    before = program.oom or {}
                    if end["kind"] == "killed" and rises(count_in(before.get("group_file")), before.get("group")):
                        end["kind"] = "out-of-memory"
                    self.say("INFO" if end["kind"] == "recycle" else "WARNING", "pool process %s ended: %s" % (end["child"], end["kind"]), "child-exited", program.name, node=program.spec["node"], **end)
        program.out_seen = size
        if size > self.config["output_max_bytes"]:
            if cut_output(name, self.config["output_backups"]) or size > 2 * self.config["output_max_bytes"] and truncate(name):
                program.out_seen = program.out_since = 0
        return grew

    def note_children(self, program, members):
        zombies = [pid for pid, its in members if its.state == "Z"]
        for pid in zombies:
            if ("zombie", pid) in program.said and ("zombie-said", pid) not in program.said:
                program.said.add(("zombie-said", pid))
                self.say("WARNING", "pid %d has ended and its parent does not collect it (zombie)" % pid, "zombie", program.name, pid=pid)
            program.said.add(("zombie", pid))
        program.figures["zombies"] = len(zombies)
        if len(program.said) > 2000:
            program.said = {each for each in program.said if isinstance(each, str)}

    def look_for_hang(self, program, main, now):
        spec = program.spec
        if main.state in "Tt" and "stopped" not in program.said:
            program.said.add("stopped")
            self.say("WARNING", "it is held by a signal (SIGSTOP) and does nothing until SIGCONT", "held", program.name, pid=program.pid)
        elif main.state not in "Tt":
            program.said.discard("stopped")
        after = spec["hang_after_s"]
        if not after or not spec["is_celery_worker"] or now - program.active_at < after or main.state in "Tt" or now - program.hang_asked < 60:
            return
        program.hang_asked = now
        wchan = (slurp("/proc/%d/wchan" % program.pid, 100) or b"").decode("ascii", "replace")
        if wchan.endswith("pipe_write"):
            self.say("ERROR", "it waits to write into a pipe that nobody reads", "blocked-pipe", program.name, pid=program.pid)
        if spec["broker"] is None:
            if "hung" not in program.said:
                program.said.add("hung")
                self.say("WARNING", "no CPU and no log for %s; its broker is not known, so it is not said to hang" % span(now - program.active_at), "quiet", program.name, pid=program.pid)
            return
        self.job("waiting:" + program.name, lambda: scout_waiting(spec), 15, lambda found: self.judge_hang(program, program.pid, found))

    def judge_hang(self, program, pid, found):
        now = self.clock.boot()
        if program.pid != pid or program.stop or self.is_held(program) or not isinstance(found, dict) or now - program.active_at < program.spec["hang_after_s"]:
            return
        if found["answered"] or found["waiting"] == 0:
            return
        reason = "hung: no CPU, no log and no answer for %s while %d tasks wait" % (span(now - program.active_at), found["waiting"])
        self.say("ERROR", reason, "hung", program.name, pid=pid, node=program.spec["node"], reason=reason, waiting=found["waiting"])
        self.begin_stop(program, "cold", "up", reason, counted=True)

    # ---- figures and stuck tasks

    def say_stats(self):
        for program in self.programs.values():
            if program.pid and program.figures.get("pid") == program.pid:
                f = program.figures
                self.say("INFO", "pid %d %s, cpu %s %%, memory %.1f MB, %d threads" % (f["pid"], f["status"], f.get("cpu_percent", "-"), f["memory_mb"], f["num_threads"]), "stats", program.name, node=program.spec["node"], **f)

    def clock_is_steady(self, now):
        """A Pi without a clock chip jumps in time: ages reckoned from the time of day are not used just after."""
        self.drift = [(t, off) for t, off in self.drift if now - t < 600][-100:] + [(now, self.clock.wall() - now)]
        return max(off for _, off in self.drift) - min(off for _, off in self.drift) < 30

    def look_for_stuck(self, now):
        steady = self.clock_is_steady(now)
        for program in self.programs.values():
            spec = program.spec
            if not program.pid or program.stop or self.is_held(program) or not (spec["stuck_after_s"] or spec["stuck_limits_s"]):
                continue
            if spec["pool"] == "solo":
                self.stuck_in_solo(program, now)
            elif spec["broker"] and steady:
                asked = dict(spec, revoked=program.revoked)
                wall = self.clock.wall()
                self.job("stuck:" + program.name, lambda asked=asked, wall=wall: scout_stuck(asked, wall), 20, lambda found, program=program, pid=program.pid: self.note_stuck(program, pid, found))

    def note_stuck(self, program, pid, found):
        if not isinstance(found, dict) or program.pid != pid:
            return
        for one in found["stuck"]:
            is_new = one["id"] not in program.revoked
            program.revoked = (program.revoked + [one["id"]])[-1000:] if is_new else program.revoked
            self.say("ERROR", "task %s[%s] runs for %s, over its limit of %s; revoked with %s" % (one["name"], one["id"], span(one["age_s"]), span(one["limit_s"]), one["signal"]),
                     "stuck-task", program.name, node=program.spec["node"], pid=pid, task_id=one["id"], task_name=plain(one["name"], 200), age_s=one["age_s"], limit_s=one["limit_s"], signal=one["signal"])
            if is_new:
                self.keep_for_retry(program, one)

    def keep_for_retry(self, program, one):
        """What a person needs to run it again, in a file that only this account can read."""
        entry = dict(one, at=round(self.clock.wall(), 3), program=program.name, node=program.spec["node"])
        try:
            fd = os.open(os.path.join(self.config["state_dir"], "stuck.jsonl"), os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
            try:
                if os.fstat(fd).st_size > 16777216:
                    raise OSError(errno.EFBIG, "full")
                os.write(fd, (json.dumps(entry, separators=(",", ":"), default=str) + "\n").encode("utf-8", "replace"))
            finally:
                os.close(fd)
        except OSError as e:
            self.say("ERROR", "task %s could not be written down for a retry: %s" % (one["id"], e.strerror), "stuck-lost", program.name)

    def task_in_hand(self, program):
        """What the worker's module says it is doing; a solo worker in a task answers to nobody else."""
        note = slurp(os.path.join(self.scratch, program.name + ".task"), 8192)
        try:
            told = json.loads((note or b"").rstrip(b"\0 \n") or b"null")
            good = isinstance(told, dict) and told.get("pid") == program.pid and isinstance(told.get("id"), str) and isinstance(told.get("boot"), (int, float))
            return told if good else None
        except ValueError:
            return None

    def stuck_in_solo(self, program, now):
        task = self.task_in_hand(program)
        if task is None:
            return
        limit = program.spec["stuck_limits_s"].get(str(task.get("name")), program.spec["stuck_after_s"])
        age = time.clock_gettime(time.CLOCK_BOOTTIME) - task["boot"]
        if not limit or age <= limit:
            return
        one = {"id": task["id"], "name": str(task.get("name")), "args": task.get("args"), "kwargs": task.get("kwargs"), "queue": task.get("queue"), "age_s": round(age, 1), "limit_s": limit, "signal": "restart"}
        self.say("ERROR", "task %s[%s] runs for %s, over its limit of %s; a solo worker must be started again to end it" % (one["name"], one["id"], span(age), span(limit)),
                 "stuck-task", program.name, node=program.spec["node"], pid=program.pid, task_id=one["id"][:100], task_name=plain(one["name"], 200), age_s=one["age_s"], limit_s=limit)
        program.given_up = one
        self.begin_stop(program, "cold", "up", "its task %s was over its limit of %s" % (plain(one["name"], 100), span(limit)))

    def fetch_given_up(self, program, now):
        one = program.given_up
        program.next_start = now + 15

        def fetched(found):
            program.given_up = None
            program.next_start = self.clock.boot()
            self.keep_for_retry(program, dict(one, **(found if isinstance(found, dict) else {"message": None, "from": None})))
            self.dirty = True
        if program.spec["broker"] is None or not self.job("fetch:" + program.name, lambda: take_back(program.spec, one["id"]), 10, fetched):
            fetched(None)

    # ---- work that may wait for others is done in a short-lived copy of this process

    def job(self, name, work, deadline_s, done):
        if any(job["name"] == name for job in self.jobs.values()):
            return False
        out, into = os.pipe()
        pid = os.fork()
        if pid == 0:
            try:
                signal.set_wakeup_fd(-1)
                for signum in RESET_SIGNALS + [signal.SIGALRM]:
                    signal.signal(signum, signal.SIG_DFL)
                signal.alarm(deadline_s)
                for fd in (self.lock, out, self.listener.fileno()):
                    os.close(fd)
                try:
                    answer = work()
                except Exception as e:
                    answer = {"error": "%s: %s" % (type(e).__name__, str(e)[:200])}
                data = json.dumps(answer, default=str).encode("utf-8", "replace")
                while data:
                    data = data[os.write(into, data):]
            finally:
                os._exit(0)
        os.close(into)
        os.set_blocking(out, False)
        self.jobs[out] = {"name": name, "pid": pid, "data": b"", "done": done, "until": self.clock.boot() + deadline_s + 2}
        return True

    def finish_jobs(self, now):
        for fd, job in list(self.jobs.items()):
            is_over = now >= job["until"]
            try:
                while True:
                    chunk = os.read(fd, 65536)
                    job["data"] += chunk
                    if not chunk or len(job["data"]) > 33554432:
                        is_over = True
                        break
            except BlockingIOError:
                pass
            if not is_over:
                continue
            del self.jobs[fd]
            os.close(fd)
            try:
                os.kill(job["pid"], signal.SIGKILL)
                os.waitpid(job["pid"], 0)
            except OSError:
                pass
            try:
                answer = json.loads(job["data"])
            except ValueError:
                answer = {"error": "no answer in time"}
            if isinstance(answer, dict) and "error" in answer:
                self.say("WARNING", "%s: %s" % (job["name"], answer["error"]), "job-failed", reason=plain(answer["error"], 200))
                answer = None
            job["done"](answer)

    # ---- what operators ask

    def reload(self):
        """Only what changed is started again; a configuration that is not good changes nothing."""
        if self.source is None:
            return {"ok": False, "error": "no-config", "message": "there is no file to read again"}
        try:
            fresh = read_config(self.source)
        except ConfigError as e:
            self.say("ERROR", "the configuration is not taken: %s" % e, "reload-refused", reason=plain(str(e), 300))
            return {"ok": False, "error": "config-invalid", "message": plain(str(e), 1000), "problems": e.problems[:50]}
        if fresh["state_dir"] != self.config["state_dir"]:
            return {"ok": False, "error": "config-invalid", "message": "state_dir changes only with a new start"}
        os.makedirs(fresh["output_dir"], mode=0o700, exist_ok=True)
        now, changed = self.clock.boot(), []
        self.config = fresh
        self.record.open(fresh)
        for name in [n for n in self.programs if n not in fresh["programs"]]:
            program = self.programs[name]
            changed.append(name)
            if program.pid:
                self.begin_stop(program, "warm", "remove", "it is no longer configured")
            else:
                self.programs.pop(name)
        for name, spec in fresh["programs"].items():
            program = self.programs.get(name)
            if program is None:
                self.programs[name] = program = Program(spec)
                self.adopt_configured(program)
                if program.pid is not None:
                    self.take(program, program.pid, program.start)
                else:
                    program.next_start = now if spec["autostart"] else None
                changed.append(name)
                continue
            program.spec = spec
            if program.stop and program.stop["then"] == "remove":
                program.stop["then"] = "up"
            if program.launch is not None and program.launch != fingerprint(spec):
                changed.append(name)
                if program.pid and not program.stop:
                    self.begin_stop(program, "warm", "up", "its configuration changed")
                elif program.state == "gave-up":
                    self.start_by_hand(program, now)
        self.dirty = True
        self.say("INFO", "configuration read again; changed: %s" % (", ".join(changed) or "nothing"), "reloaded", changed=len(changed))
        return {"ok": True, "changed": changed}

    def start_by_hand(self, program, now):
        """A person's word clears the count: the reason was seen."""
        program.wanted, program.restarts, program.quick, program.counts, program.held_until = "up", [], 0, False, None
        if program.pid is None:
            program.state, program.next_start, program.reason = "backoff", now, None
        elif program.stop:
            program.stop["then"] = "up"
        self.dirty = True

    def obey(self, request):
        verb = request.get("do")
        if verb == "status":
            return dict(self.status(request.get("programs")), ok=True)
        if verb == "reload":
            return self.reload()
        if verb == "stuck":
            lines = read_tail(os.path.join(self.config["state_dir"], "stuck.jsonl"), 0, 262144).splitlines()
            return {"ok": True, "tasks": [json.loads(line) for line in lines[-200:] if line.startswith("{") and line.endswith("}")]}
        if verb in ("shutdown", "leave", "update") and self.ending:
            return {"ok": False, "error": "ending", "message": "it is already ending"}
        if verb == "shutdown":
            self.end("cold" if request.get("how") == "cold" else "warm", "asked")
            return {"ok": True}
        if verb in ("leave", "update"):
            return self.hand_over(verb)
        if verb in ("start", "stop", "restart", "logs", "adopt", "hold", "release", "forget-restarts"):
            return self.obey_on(verb, request)
        return {"ok": False, "error": "unknown-request", "message": "there is no such request"}

    def hand_over(self, verb):
        if verb == "update":
            problem = try_file(os.path.abspath(__file__), self.source)
            if problem:
                self.say("ERROR", "the new file is not taken: %s" % problem, "update-refused", reason=problem)
                return {"ok": False, "error": "update-refused", "message": problem}
            self.again = True
        self.leaving = True
        return {"ok": True}

    def obey_on(self, verb, request):
        wanted = request.get("programs")
        if not isinstance(wanted, list) or not wanted or len(wanted) > 200:
            return {"ok": False, "error": "no-program", "message": "name the programs, or \"*\""}
        names = list(self.programs) if wanted == ["*"] else [str(n) for n in wanted]
        missing = [n for n in names if n not in self.programs]
        if missing:
            return {"ok": False, "error": "no-program", "message": "there is no program %s" % plain(missing[0], 80)}
        if self.ending and verb in ("start", "restart"):
            return {"ok": False, "error": "ending", "message": "the supervisor is ending"}
        how = request.get("how") if request.get("how") in ("warm", "cold", "kill") else "warm"
        until = request.get("until") if request.get("until") in ("term", "quit", "kill") else "kill"
        now, answers = self.clock.boot(), {}
        for program in [self.programs[n] for n in names]:
            answers[program.name] = getattr(self, "do_" + verb.replace("-", "_"))(program, now, request, how, until)
        return {"ok": all(a.get("ok") for a in answers.values()), "programs": answers}

    def do_start(self, program, now, _request, _how, _until):
        was = program.pid is not None and not program.stop
        self.start_by_hand(program, now)
        return {"ok": True, "was_running": was}

    def do_stop(self, program, now, _request, how, until):
        program.wanted, program.next_start, program.given_up, program.held_until = "down", None, None, None
        pid = program.pid
        if pid is None:
            program.state, program.reason = "stopped", "asked by the operator"
        else:
            self.begin_stop(program, how, "down", "asked by the operator", until)
        self.dirty = True
        return {"ok": True, "pid": pid}

    def do_restart(self, program, now, _request, how, until):
        pid = program.pid
        program.wanted = "up"
        if pid is None:
            self.start_by_hand(program, now)
        else:
            self.begin_stop(program, how, "up", "restart asked by the operator", until)
            program.restarts, program.quick = [], 0
        return {"ok": True, "pid": pid}

    def do_forget_restarts(self, program, _now, _request, _how, _until):
        program.restarts, program.quick = [], 0
        self.dirty = True
        return {"ok": True}

    def do_hold(self, program, now, request, _how, _until):
        """Another hand climbs the ladder: whatever ends in that time was meant to. It does not hold longer than it says."""
        seconds = request.get("seconds")
        if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not 0 < seconds <= 86400:
            return {"ok": False, "error": "bad-seconds", "message": "say for how many seconds, at most a day"}
        if program.stop:
            return {"ok": False, "error": "stopping", "message": "the supervisor is stopping it already"}
        program.held_until = now + seconds
        if program.next_start is not None:
            program.next_start = program.held_until
        self.dirty = True
        return {"ok": True, "pid": program.pid}

    def do_release(self, program, now, _request, _how, _until):
        program.held_until = None
        if program.pid is None and program.wanted == "up" and program.next_start is not None:
            program.next_start = now
        self.dirty = True
        return {"ok": True, "pid": program.pid}

    def do_logs(self, program, _now, request, _how, _until):
        count = request.get("lines")
        count = count if isinstance(count, int) and 0 < count <= 10000 else 200
        lines = read_tail(self.output_of(program), 0, 1048576).splitlines()
        return {"ok": True, "path": self.output_of(program), "lines": lines[-count:]}

    def do_adopt(self, program, _now, request, _how, _until):
        """A worker that nobody supervises is taken over as it runs; from then on it is this program."""
        pid, start = request.get("pid"), request.get("start_ticks")
        if program.pid is not None:
            return {"ok": False, "error": "already-running", "message": "the program runs already as pid %d" % program.pid}
        if not isinstance(pid, int) or not isinstance(start, int) or pid < 2 or not is_alive(pid, start):
            return {"ok": False, "error": "no-process", "message": "that process is no longer there"}
        try:
            if os.stat("/proc/%d" % pid).st_uid != os.geteuid():
                return {"ok": False, "error": "not-yours", "message": "that process belongs to another account"}
        except OSError:
            return {"ok": False, "error": "no-process", "message": "that process is no longer there"}
        if any(p.pid == pid for p in self.programs.values()) or pid == os.getpid():
            return {"ok": False, "error": "already-running", "message": "that process is supervised already"}
        program.started_boot = 0.0
        program.wanted, program.next_start, program.reason, program.launch = "up", None, None, fingerprint(program.spec)
        self.take(program, pid, start)
        return {"ok": True, "pid": pid}

    def status(self, names=None):
        now = self.clock.boot()
        listed = [p for p in self.programs.values() if not isinstance(names, list) or p.name in names]
        return {
            "version": VERSION, "pid": os.getpid(), "boot_id": self.boot_id, "started_at": round(self.started_wall, 3), "uptime_s": round(now - self.started_boot, 1),
            "config": self.source, "log": self.record.files[0][0] if self.record.files else None, "json_log": self.record.files[1][0] if len(self.record.files) > 1 else None,
            "state_dir": self.config["state_dir"], "ending": bool(self.ending), "log_trouble": self.record.trouble, "lost_lines": self.record.lost, "state_trouble": self.state_trouble,
            "programs": [self.describe(program, now) for program in listed],
        }

    def describe(self, program, now):
        spec, stop = program.spec, program.stop
        restarts = [t for t in program.restarts if now - t < self.config["restart_window_s"]]
        task = self.task_in_hand(program) if program.pid else None
        return {
            "name": program.name, "role": spec["role"], "node": spec["node"], "pool": spec["pool"], "state": program.state, "wanted": program.wanted,
            "pid": program.pid, "start_ticks": program.start, "is_adopted": program.pid is not None and not program.is_child,
            "started_at": round(program.started_wall, 3) if program.pid else None, "uptime_s": round(now - program.started_boot, 1) if program.pid else None,
            "restarts": len(restarts), "restart_limit": self.config["restart_limit"], "restart_window_s": self.config["restart_window_s"], "recycles": program.recycles,
            "next_start_in_s": round(max(0.0, program.next_start - now), 1) if program.next_start is not None and program.wanted == "up" else None,
            "reason": program.reason, "last_exit": program.last_exit, "is_held": self.is_held(program), "autorestart": spec["autorestart"],
            "stop": {"phase": stop["phase"], "why": stop["why"], "then": stop["then"], "next_in_s": round(max(0.0, stop["until"] - now), 1) if stop.get("until") is not None else None} if stop and stop.get("phase") else None,
            "stop_timeout_s": spec["stop_timeout_s"], "cold_timeout_s": spec["cold_timeout_s"], "memory_limit_mb": spec["memory_limit_mb"], "output": self.output_of(program),
            "figures": program.figures if program.pid else None, "task": {k: task.get(k) for k in ("id", "name")} if task else None,
            "stuck_watch": self.stuck_watch(spec), "hang_watch": "off" if not spec["hang_after_s"] or not spec["is_celery_worker"] else "broker-unknown" if spec["broker"] is None else "on",
        }

    def stuck_watch(self, spec):
        if not spec["stuck_after_s"] and not spec["stuck_limits_s"]:
            return "off"
        if spec["pool"] == "solo":
            return "on" if spec["worker_module"] else "module-off"
        return "on" if spec["broker"] else "broker-unknown"

    # ---- the socket: one request, one answer, each a line of JSON

    def accept(self):
        try:
            sock, _ = self.listener.accept()
        except OSError:
            return
        _, uid, _ = struct.unpack("3i", sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
        if uid not in (os.geteuid(), 0) or len(self.clients) >= 16:
            sock.close()
            return
        sock.setblocking(False)
        self.clients[sock.fileno()] = {"sock": sock, "in": b"", "out": None, "until": self.clock.boot() + 10}

    def serve(self, fd):
        client = self.clients[fd]
        try:
            if client["out"] is None:
                chunk = client["sock"].recv(65536)
                client["in"] += chunk
                if b"\n" in client["in"]:
                    client["out"] = self.answer(client["in"].split(b"\n", 1)[0])
                elif not chunk or len(client["in"]) > 65536:
                    return self.hang_up(fd)
            if client["out"] is not None:
                client["out"] = client["out"][client["sock"].send(client["out"]):]
                if not client["out"]:
                    self.hang_up(fd)
        except BlockingIOError:
            pass
        except OSError:
            self.hang_up(fd)

    def answer(self, line):
        try:
            request = json.loads(line)
            answer = self.obey(request) if isinstance(request, dict) else {"ok": False, "error": "unknown-request", "message": "a table is expected"}
        except (ValueError, RecursionError):
            answer = {"ok": False, "error": "unknown-request", "message": "this is not JSON"}
        return json.dumps(answer, default=str).encode("utf-8", "replace") + b"\n"

    def hang_up(self, fd):
        client = self.clients.pop(fd, None)
        if client:
            client["sock"].close()


STATES = {"R": "running", "S": "sleeping", "D": "disk-wait", "T": "stopped", "t": "traced", "Z": "zombie", "X": "dead", "I": "idle"}


def find_marked(state_dir):
    """(pid, start, program) of session leaders that a supervisor of this folder started, by the mark in their environment."""
    mark, found = b"FLEETBEAT_SUPERVISOR=" + os.fsencode(state_dir), []
    for entry in os.listdir("/proc"):
        if not entry.isdigit() or int(entry) == os.getpid():
            continue
        try:
            with open("/proc/%s/environ" % entry, "rb") as f:
                env = f.read(1048576).split(b"\0")
        except OSError:
            continue
        names = [x[18:] for x in env if x.startswith(b"FLEETBEAT_PROGRAM=")]
        its = stat_of(int(entry)) if mark in env and names else None
        if its is not None and its.session == int(entry) and its.state not in "ZX":
            found.append((int(entry), its.start, names[0].decode("utf-8", "replace")))
    return found


def signal_name(number):
    try:
        return signal.Signals(number).name
    except ValueError:
        return "SIG%d" % number


def rises(now, before):
    return now is not None and before is not None and now > before


def span(seconds):
    seconds = int(seconds)
    if seconds < 120:
        return "%d s" % seconds
    return "%d min" % (seconds // 60) if seconds < 7200 else "%d h" % (seconds // 3600)


def truncate(name):
    try:
        os.truncate(name, 0)
        return True
    except OSError:
        return False


def remove_file(name):
    try:
        os.unlink(name)
    except OSError:
        pass


def clear_folder(name):
    try:
        for entry in os.listdir(name):
            remove_file(os.path.join(name, entry))
        os.rmdir(name)
    except OSError:
        pass


def notify(words):
    """Tells systemd, where it asked to be told."""
    name = os.environ.get("NOTIFY_SOCKET")
    if not name:
        return
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as s:
            s.sendto(words.encode("utf-8"), "\0" + name[1:] if name.startswith("@") else name)
    except OSError:
        pass


def try_file(name, config):
    """Whether a supervisor's file starts and takes the configuration; the sentence it says when not."""
    import subprocess
    try:
        done = subprocess.run([sys.executable, "-I", "-S", name, "check-config", "-c", config], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=20, check=False)
    except (OSError, subprocess.SubprocessError) as e:
        return plain(str(e), 300)
    return None if done.returncode == 0 else plain(done.stdout.decode("utf-8", "replace"), 300)


# ---- the command line

def ask(state_dir, request, timeout=15.0):
    """The answer of the supervisor that keeps this folder; None when there is none."""
    try:
        folder = os.open(state_dir, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as s:
            s.settimeout(timeout)
            s.connect("/proc/self/fd/%d/control.sock" % folder)
            s.sendall(json.dumps(request).encode("utf-8") + b"\n")
            data = b""
            while not data.endswith(b"\n"):
                chunk = s.recv(65536)
                if not chunk:
                    break
                data += chunk
            return json.loads(data)
    except (OSError, ValueError):
        return None
    finally:
        os.close(folder)


def go_to_background(config):
    """The documented start line: a process of its own session, away from the login that started it."""
    os.makedirs(config["state_dir"], mode=0o700, exist_ok=True)
    if os.fork():
        os.wait()
        return False
    os.setsid()
    if os.fork():
        os._exit(0)
    words = os.open(os.path.join(config["state_dir"], "start.err"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    null = os.open(os.devnull, os.O_RDWR)
    for fd, target in ((null, 0), (null, 1), (words, 2)):
        os.dup2(fd, target)
    os.chdir("/")
    return True


LAUNCH = "import os, sys; sys.path.insert(0, os.path.dirname(sys.argv[1])); import fleetbeat_supervisor as s; sys.exit(s.main(sys.argv[2:]))"


def run_compiled(source):
    """What runs for months holds neither the compiler's memory nor the command line's parser: 11 MB instead of 19."""
    name = os.path.abspath(__file__)
    if os.path.basename(name) == "fleetbeat_supervisor.py":
        os.execv(sys.executable, [sys.executable, "-I", "-S", "-c", LAUNCH, name, "run", "-c", source])


def run_command(config, source):
    supervisor = Supervisor(config, source)
    supervisor.open()
    return supervisor.run()


def start_command(config, source, names):
    if ask(config["state_dir"], {"do": "status"}) is None:
        if go_to_background(config):
            os.execv(sys.executable, [sys.executable, "-I", "-S", os.path.abspath(__file__), "run", "-c", source])
        for _ in range(200):
            if ask(config["state_dir"], {"do": "status"}) is not None:
                break
            time.sleep(0.05)
        else:
            words = slurp(os.path.join(config["state_dir"], "start.err"), 4000) or b"it did not come up"
            sys.stderr.write(words.decode("utf-8", "replace").strip() + "\n")
            return 1
        sys.stdout.write("supervisor started\n")
        if not names:
            return 0
    return verb_command(config, "start", names or ["*"], {})


def verb_command(config, verb, names, options):
    answer = ask(config["state_dir"], dict(options, do=verb, programs=names))
    if answer is None:
        sys.stderr.write("no supervisor keeps %s\n" % config["state_dir"])
        return 4
    if not answer.get("ok"):
        told = [answer] + list((answer.get("programs") or {}).values())
        sys.stderr.write("; ".join(str(each["message"]) for each in told if each.get("message")) + "\n")
        return 1
    return wait_for(config, verb, names) if options.get("wait") else 0


def wait_for(config, verb, names):
    """Until each program is where the verb leads; Ctrl+C ends the waiting, not the stop."""
    while True:
        status = ask(config["state_dir"], {"do": "status"})
        if status is None:
            return 4
        states = [p["state"] for p in status["programs"] if names == ["*"] or p["name"] in names]
        if verb == "stop" and all(s in ("stopped", "gave-up") for s in states):
            return 0
        if verb != "stop" and all(s in ("running", "gave-up") for s in states):
            return 0 if all(s == "running" for s in states) else 3
        time.sleep(0.2)


def status_command(config, as_json):
    status = ask(config["state_dir"], {"do": "status"})
    if status is None:
        sys.stdout.write(json.dumps({"ok": False, "error": "not-running", "state_dir": config["state_dir"]}) + "\n" if as_json else "no supervisor keeps %s\n" % config["state_dir"])
        return 4
    if as_json:
        sys.stdout.write(json.dumps(status, indent=2) + "\n")
    else:
        for p in status["programs"]:
            f = p["figures"] or {}
            words = "pid %s, up %s, %s MB, cpu %s %%" % (p["pid"], span(p["uptime_s"] or 0), f.get("memory_mb", "?"), f.get("cpu_percent", "?")) if p["pid"] else plain(p["reason"] or "")
            sys.stdout.write("%-20s %-9s %s\n" % (p["name"], p["state"], words))
    return 0 if all((p["state"] == "running") == (p["wanted"] == "up") for p in status["programs"]) else 3


def logs_command(config, names, count):
    answer = ask(config["state_dir"], {"do": "logs", "programs": names or ["*"], "lines": count})
    if answer is None or not answer.get("ok"):
        sys.stderr.write("no supervisor keeps %s\n" % config["state_dir"] if answer is None else str(answer.get("message")) + "\n")
        return 4 if answer is None else 1
    for name, one in answer["programs"].items():
        for line in one["lines"]:
            sys.stdout.write(("%s | " % name if len(answer["programs"]) > 1 else "") + line + "\n")
    return 0


def check_command(source, as_json):
    try:
        config = read_config(source)
    except ConfigError as e:
        if as_json:
            sys.stdout.write(json.dumps({"ok": False, "version": VERSION, "problems": [list(p) for p in e.problems]}) + "\n")
        else:
            for where, problem in e.problems:
                sys.stderr.write("%s: %s\n" % (where, problem))
        return 2
    warnings = []
    for program in config["programs"].values():
        for key in ("recycle_after_tasks", "recycle_above_kib"):
            if program[key] and program["pool"] != "solo":
                warnings.append("%s: %s works in a solo pool; here Celery's own --max-tasks-per-child and --max-memory-per-child do" % (program["name"], key))
        if dict(os.environ, **program["environment"]).get("REMAP_SIGTERM") == "SIGQUIT":
            warnings.append("%s: REMAP_SIGTERM makes each warm stop a cold one" % program["name"])
        if program["address_space_mb"]:
            warnings.append("%s: address_space_mb limits address space, not memory; threads of native libraries reserve much of it and may crash" % program["name"])
    if as_json:
        sys.stdout.write(json.dumps({"ok": True, "version": VERSION, "programs": list(config["programs"]), "warnings": warnings, "log": config["log"], "state_dir": config["state_dir"], "output_dir": config["output_dir"]}) + "\n")
    else:
        sys.stdout.write("".join("warning: %s\n" % w for w in warnings) + "good: %d programs\n" % len(config["programs"]))
    return 0


def main(argv):
    if len(argv) == 3 and argv[:2] == ["run", "-c"]:
        source = os.path.abspath(argv[2])
        try:
            config = read_config(source)
        except ConfigError as e:
            for where, problem in e.problems:
                sys.stderr.write("%s: %s\n" % (where, problem))
            return 2
        if __name__ == "__main__":
            run_compiled(source)
        return run_command(config, source)
    import argparse
    parser = argparse.ArgumentParser(prog="fleetbeat_supervisor.py", description="Keeps Celery workers running on a Pi.")
    parser.add_argument("--version", action="version", version=VERSION)
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="COMMAND")
    said = {
        "run": "supervise in the foreground (for systemd)", "start": "start programs; without a supervisor, start that in the background",
        "stop": "stop programs, warm first", "restart": "restart programs, warm first", "status": "what runs", "logs": "what programs wrote",
        "check-config": "say what is wrong with a configuration", "reload": "read the configuration again", "shutdown": "stop everything, then the supervisor",
        "leave": "end the supervisor, leave the workers running", "update": "go on as the file that is there now", "stuck": "tasks that were over their limit",
    }
    for verb, words in said.items():
        one = verbs.add_parser(verb, help=words)
        one.add_argument("-c", "--config", default=os.path.join(HERE, "supervisor.json"))
        if verb in ("start", "stop", "restart", "logs"):
            one.add_argument("programs", nargs="*", metavar="PROGRAM")
        if verb in ("stop", "restart"):
            one.add_argument("--how", choices=("warm", "cold", "kill"), default="warm")
        if verb in ("start", "stop", "restart"):
            one.add_argument("--wait", action="store_true")
        if verb in ("status", "check-config"):
            one.add_argument("--json", action="store_true")
        if verb == "logs":
            one.add_argument("-n", "--lines", type=int, default=200)
    given = parser.parse_args(argv)
    source = os.path.abspath(given.config)
    if given.verb == "check-config":
        return check_command(source, given.json)
    try:
        config = read_config(source)
    except ConfigError as e:
        for where, problem in e.problems:
            sys.stderr.write("%s: %s\n" % (where, problem))
        return 2
    if given.verb == "run":
        return run_command(config, source)
    if given.verb == "start":
        return start_command(config, source, given.programs)
    if given.verb in ("stop", "restart"):
        return verb_command(config, given.verb, given.programs or ["*"], {"how": given.how, "wait": given.wait})
    if given.verb == "status":
        return status_command(config, given.json)
    if given.verb == "logs":
        return logs_command(config, given.programs, given.lines)
    answer = ask(config["state_dir"], {"do": given.verb}, 40.0)
    if answer is None:
        sys.stderr.write("no supervisor keeps %s\n" % config["state_dir"])
        return 4
    sys.stdout.write(json.dumps(answer) + "\n")
    return 0 if answer.get("ok") else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
