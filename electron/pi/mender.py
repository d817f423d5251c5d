# Fleetbeat's mender: what a playbook must see of a host, and the few things it does there besides starting and stopping
# workers. Protocol: docs/spec/recovery.md.
# Must stay true: no process is signalled or read from unless pid, start time and boot id are those that were shown; a file
# is emptied only if it is a plain log that was offered, never one of a database; nothing here is a word of a shell;
# Python 3.9 is enough; every answer is one line after the marker.
import fcntl
import json
import os
import re
import select
import signal
import stat
import struct
import subprocess
import sys
import termios
import time

MARKER = sys.argv[-1]
PATHS = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
LOG_NAME = re.compile(r"(\.log|\.out|\.err)(\.\d+|\.old)?$|^(syslog|messages|user\.log|daemon\.log|kern\.log)(\.\d+)?$")
KEEP_OUT = ("/var/lib/", "/etc/", "/boot/", "/usr/", "/proc/", "/sys/", "/dev/")
REDIS_UNITS = ("redis-server.service", "redis.service", "redis-server@*.service")


class Refused(Exception):
    pass


def say(what):
    sys.stdout.write("%s %s\n" % (MARKER, json.dumps(what, default=str)))
    sys.stdout.flush()


def slurp(path, limit=1 << 20):
    try:
        with open(path, "rb") as file:
            return file.read(limit)
    except OSError:
        return None


def text(raw, limit=2000):
    return (raw or b"").decode("utf-8", "replace")[:limit]


def run(argv, seconds, limit=400000):
    """Exit code and output; 127 when it is not there."""
    try:
        done = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=seconds, env={"PATH": PATHS, "LC_ALL": "C", "SYSTEMD_PAGER": ""})
        return done.returncode, done.stdout[-limit:]
    except FileNotFoundError:
        return 127, b""
    except subprocess.TimeoutExpired as late:
        return 124, (late.stdout or b"")[-limit:]
    except OSError as wrong:
        return 126, str(wrong).encode()


def as_root(argv, seconds):
    return run(argv if os.geteuid() == 0 else ["sudo", "-n"] + argv, seconds)


def boot_id():
    return text(slurp("/proc/sys/kernel/random/boot_id")).strip()


def stat_of(pid):
    raw = slurp("/proc/%d/stat" % pid)
    if not raw or b")" not in raw:
        return None
    rest = raw[raw.rindex(b")") + 2:].split()
    return {"state": rest[0].decode("latin-1"), "ppid": int(rest[1]), "ticks": int(rest[11]) + int(rest[12]), "start": int(rest[19])}


def same(process):
    """The very process that was shown, or none."""
    if process.get("boot") != boot_id():
        raise Refused("another-boot")
    found = stat_of(int(process["pid"]))
    if found is None or found["start"] != int(process["start"]):
        raise Refused("process-changed")
    return found


# ---- looking

def pipe_of(pid, fd):
    path = "/proc/%d/fd/%d" % (pid, fd)
    try:
        if not os.readlink(path).startswith("pipe:"):
            return None
        end = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return {"fd": fd, "readable": False}
    try:
        waiting = struct.unpack("i", fcntl.ioctl(end, termios.FIONREAD, b"\0\0\0\0"))[0]
        size = fcntl.fcntl(end, 1032)  # F_GETPIPE_SZ
        return {"fd": fd, "readable": True, "waiting": waiting, "size": size}
    except OSError:
        return {"fd": fd, "readable": False}
    finally:
        os.close(end)


def look_process(one):
    try:
        found = same(one)
    except Refused as why:
        return {"pid": one["pid"], "gone": str(why)}
    pid = int(one["pid"])
    found.update(pid=pid, wchan=text(slurp("/proc/%d/wchan" % pid), 80), pipes=[pipe for pipe in (pipe_of(pid, fd) for fd in (1, 2)) if pipe])
    time.sleep(0.25)
    later = stat_of(pid)
    found["moved"] = later is not None and later["ticks"] > found["ticks"]
    return found


def space(path):
    try:
        have = os.statvfs(path)
    except OSError:
        return None
    return {"path": path, "free": have.f_bavail * have.f_frsize, "total": have.f_blocks * have.f_frsize, "inodes": have.f_favail, "readonly": bool(have.f_flag & os.ST_RDONLY)}


def is_log(path, found):
    return stat.S_ISREG(found.st_mode) and LOG_NAME.search(os.path.basename(path)) is not None and not path.startswith(KEEP_OUT) and found.st_nlink == 1


def big_logs(folders, least):
    logs, seen = [], 0
    for folder in folders:
        for top, names, files in os.walk(folder, followlinks=False):
            if top.count("/") > 5:
                names[:] = []
            names[:] = [name for name in names if not name.startswith((".", "journal"))][:200]
            for name in files[:2000]:
                seen += 1
                if seen > 20000:
                    break
                path = os.path.join(top, name)
                try:
                    found = os.lstat(path)
                except OSError:
                    continue
                if found.st_size >= least and is_log(path, found):
                    logs.append({"path": path[:1000], "bytes": found.st_blocks * 512, "mine": os.access(path, os.W_OK)})
    return sorted(logs, key=lambda one: -one["bytes"])[:50]


def unit_of_redis():
    code, out = run(["systemctl", "list-unit-files", "--no-legend", "--no-pager", "--type=service", *REDIS_UNITS], 10)
    names = [line.split()[0] for line in text(out, 20000).splitlines() if line.split() and "@." not in line.split()[0]]
    return names[0] if code == 0 and names else None


def show(unit, user):
    code, out = run(["systemctl"] + (["--user"] if user else []) + ["show", "--no-pager", "-p", "Id,LoadState,ActiveState,SubState,Result,NRestarts,MainPID,ExecMainStatus,ExecMainStartTimestampMonotonic", "--", unit], 10)
    return dict(line.split("=", 1) for line in text(out, 8000).splitlines() if "=" in line) if code == 0 else None


def restarts_lately(unit, user, seconds):
    """How often systemd brought this unit back by itself of late, by the id of that message; None where its journal cannot be read."""
    name = ("USER_UNIT=" if user else "UNIT=") + unit
    code, out = run(["journalctl", "--no-pager", "-o", "cat", "--since", "@%d" % (time.time() - seconds), "-n", "1000", "MESSAGE_ID=5eb03494b6584870a536b337290809b3", name], 15)
    lines = text(out, 400000).splitlines()
    if code != 0 or any("not seeing messages" in line for line in lines[:5]):
        return None
    return sum("restart counter is at" in line for line in lines)


def run_age(shown):
    """Seconds since its present (or last) process was started; None: never."""
    try:
        begun = int(shown.get("ExecMainStartTimestampMonotonic") or 0)
    except ValueError:
        return None
    return None if begun <= 0 else max(0.0, time.clock_gettime(time.CLOCK_MONOTONIC) - begun / 1e6)


def look_redis(port):
    unit = unit_of_redis()
    running = []
    for name in os.listdir("/proc"):
        if name.isdigit():
            argv = (slurp("/proc/%s/cmdline" % name, 4096) or b"").split(b"\0")
            if argv and os.path.basename(argv[0]).startswith(b"redis-server"):
                found = stat_of(int(name))
                if found:
                    running.append({"pid": int(name), "start": found["start"], "argv": [text(word, 200) for word in argv if word][:20]})
    return {"unit": unit, "shown": None if unit is None else show(unit, False), "processes": running[:20], "may": None if unit is None else may(["systemctl", "start", unit])}


def may(argv):
    if os.geteuid() == 0:
        return True
    code, _ = run(["sudo", "-n", "-l"] + argv, 10)
    return code == 0


def look_oom(since):
    """Kills of the last hours as the kernel's log tells them; None where it cannot be read."""
    code, out = run(["journalctl", "-k", "--no-pager", "-o", "cat", "--since", "@%d" % since, "-n", "5000"], 15)
    lines = text(out, 400000).splitlines()
    if code != 0 or not lines or any("not seeing messages" in line for line in lines[:5]):
        code, out = run(["dmesg"], 10)
        lines = text(out, 400000).splitlines()
        if code != 0:
            return None
    return [line[:300] for line in lines if "Out of memory" in line or "out of memory: Killed" in line][-20:]


def look(request):
    answer = {"boot": boot_id(), "uid": os.geteuid(), "at": time.time()}
    answer["processes"] = [look_process(one) for one in request.get("processes", [])[:50]]
    answer["space"] = [one for one in (space(path) for path in ("/", "/var/log", "/tmp")) if one]
    if request.get("redis"):
        answer["redis"] = look_redis(request.get("port"))
    if request.get("unit"):
        answer["unit"] = show(request["unit"], request.get("user", False))
        if answer["unit"] is not None:
            answer["unit"].update(restarts_lately=restarts_lately(request["unit"], request.get("user", False), 600), run_age=run_age(answer["unit"]))
        code, out = run(["journalctl"] + (["--user"] if request.get("user") else []) + ["-u", request["unit"], "--no-pager", "-o", "cat", "-n", "300"], 15)
        answer["journal"] = text(out, 40000) if code == 0 else None
        answer["may_reset"] = may(["systemctl", "reset-failed", request["unit"]])
    if request.get("logs"):
        answer["logs"] = big_logs(["/var/log", "/tmp"] + [path for path in request.get("folders", [])[:10] if path.startswith("/") and not path.startswith(KEEP_OUT)], int(request.get("least", 1 << 20)))
        code, out = run(["journalctl", "--disk-usage"], 15)
        found = re.search(r"take up ([\d.]+)([BKMGT])", text(out))
        answer["journal_bytes"] = None if code != 0 or not found else int(float(found.group(1)) * 1024 ** "BKMGT".index(found.group(2)))
        answer["may_vacuum"] = may(["journalctl", "--vacuum-size=50M"])
    if request.get("oom"):
        answer["oom"] = look_oom(time.time() - 6 * 3600)
    return answer


# ---- acting

def drain(request):
    """Reads what nobody reads, so that the writer goes on; its last words come back. Ends with the process, or at the time."""
    one = request["process"]
    same(one)
    pid, until = int(one["pid"]), time.time() + min(float(request["seconds"]), 900)
    ends = {}
    for fd in (1, 2):
        try:
            if os.readlink("/proc/%d/fd/%d" % (pid, fd)).startswith("pipe:"):
                ends[os.open("/proc/%d/fd/%d" % (pid, fd), os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)] = fd
        except OSError as wrong:
            raise Refused("pipe-closed-to-us: %s" % wrong.strerror)
    if not ends:
        raise Refused("no-pipe")
    same(one)
    say({"begun": True})
    tail, count = b"", 0
    while ends and time.time() < until:
        ready, _, _ = select.select(list(ends), [], [], 0.5)
        for end in ready:
            try:
                part = os.read(end, 65536)
            except BlockingIOError:
                continue
            if not part:
                os.close(end)
                del ends[end]
            count += len(part)
            tail = (tail + part)[-16384:]
        try:
            same(one)
        except Refused:
            if not ready:
                break
    return {"bytes": count, "tail": text(tail, 16384)}


def kill_child(request):
    main, child = same(request["main"]), same(request["child"])
    if child["ppid"] != int(request["main"]["pid"]) or main is None:
        raise Refused("not-a-child")
    number = {"SIGTERM": signal.SIGTERM, "SIGKILL": signal.SIGKILL}[request["signal"]]
    pid = int(request["child"]["pid"])
    handle = os.pidfd_open(pid) if hasattr(os, "pidfd_open") else None
    same(request["child"])
    if handle is None:
        os.kill(pid, number)
    else:
        signal.pidfd_send_signal(handle, number)
    return {"sent": True}


def dump(request):
    same(request["process"])
    pid = str(int(request["process"]["pid"]))
    code, out = run(["py-spy", "dump", "--nonblocking", "--pid", pid], 20)
    if code == 0:
        return {"by": "py-spy", "text": text(out, 20000)}
    return {"by": "kernel", "text": "wchan %s\nstate %s\n%s" % (text(slurp("/proc/%s/wchan" % pid), 80), (stat_of(int(pid)) or {}).get("state"), text(slurp("/proc/%s/stack" % pid), 4000))}


def empty(request):
    done = []
    for path in request["paths"][:50]:
        try:
            end = os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as wrong:
            done.append({"path": path, "failed": wrong.strerror})
            continue
        try:
            found = os.fstat(end)
            if not is_log(path, found) or os.path.realpath(path) != path:
                done.append({"path": path, "failed": "not a log"})
                continue
            os.ftruncate(end, 0)
            done.append({"path": path, "freed": found.st_blocks * 512})
        except OSError as wrong:
            done.append({"path": path, "failed": wrong.strerror})
        finally:
            os.close(end)
    return {"files": done}


def vacuum(request):
    code, out = as_root(["journalctl", "--vacuum-size=%dM" % int(request.get("mebibytes", 50))], 120)
    return {"code": code, "text": text(out[-400:])}


def unit_verb(request):
    verb, unit = request["verb"], request["unit"]
    if verb not in ("start", "reset-failed") or not re.fullmatch(r"[\w@.:\\-]{1,200}\.service", unit):
        raise Refused("not-allowed")
    argv = ["systemctl"] + (["--user"] if request.get("user") else []) + [verb, "--", unit] if request.get("user") else ["systemctl", verb, unit]
    code, out = run(argv, 90) if request.get("user") else as_root(argv, 90)
    return {"code": code, "text": text(out[-600:])}


def try_import(request):
    """Whether the application can be loaded at all, with the same Python, folder and module path, gently."""
    python, app, folder = request["python"], request["app"], request.get("folder") or "/"
    if not re.fullmatch(r"[\w.:]{1,300}", app) or not os.access(python, os.X_OK):
        raise Refused("not-tried")
    module = app.split(":")[0]
    code = "import importlib,os,sys\nos.nice(10)\nsys.path.insert(0,os.getcwd())\nimportlib.import_module(%r)\nprint('imported')" % module
    try:
        environment = {"PATH": PATHS, "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", "CELERY_BROKER_URL": "memory://"}
        for name, value in request.get("environment", [])[:50]:
            if re.fullmatch(r"(PYTHON|DJANGO|OMP|OPENBLAS)[A-Z_]*", name):
                environment[name] = value
        done = subprocess.run([python, "-c", code], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, env=environment)
        return {"code": done.returncode, "text": text(done.stdout[-3000:], 3000)}
    except subprocess.TimeoutExpired:
        return {"code": 124, "text": ""}


def supervisor_folders():
    """State folders of Fleetbeat's supervisors, from what their workers were given at exec."""
    found = set()
    for name in os.listdir("/proc"):
        for pair in (slurp("/proc/%s/environ" % name, 262144) or b"").split(b"\0") if name.isdigit() else ():
            if pair.startswith(b"FLEETBEAT_SUPERVISOR=/"):
                found.add(text(pair[21:], 600))
    return sorted(found)[:20]


def stuck(request):
    """Tasks that a supervisor revoked and wrote down. Arguments stay JSON texts: no number is rounded on the way."""
    records = []
    for folder in supervisor_folders():
        try:
            end = os.open(os.path.join(folder, "stuck.jsonl"), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError:
            continue
        try:
            size = os.fstat(end).st_size
            raw = os.pread(end, 262144, max(0, size - 262144))
        finally:
            os.close(end)
        for line in raw.split(b"\n")[-400:]:
            try:
                one = json.loads(line.decode("utf-8"))
                args, kwargs = one.get("args"), one.get("kwargs")
                records.append({
                    "id": str(one["id"])[:600], "name": str(one["name"])[:500], "at": float(one["at"]), "node": str(one.get("node") or "")[:600], "queue": one.get("queue") if isinstance(one.get("queue"), str) else None,
                    "args": json.dumps(args) if isinstance(args, list) else None, "kwargs": json.dumps(kwargs) if isinstance(kwargs, dict) else None,
                })
            except (ValueError, KeyError, TypeError, AttributeError):
                continue
    return {"records": records[-500:]}


ACTS = {"stuck": stuck, "look": look, "drain": drain, "kill-child": kill_child, "dump": dump, "empty": empty, "vacuum": vacuum, "unit": unit_verb, "try-import": try_import}


def main():
    request = json.loads(os.environ.pop("FLEETBEAT_REQUEST"))
    try:
        answer = ACTS[request["do"]](request)
        say({"boot": boot_id(), "ok": True, "answer": answer})
    except Refused as why:
        say({"boot": boot_id(), "ok": False, "because": str(why)})
    except Exception as wrong:  # whatever it is, the panel must hear of it
        say({"boot": boot_id(), "ok": False, "because": "%s: %s" % (type(wrong).__name__, wrong)})


main()
