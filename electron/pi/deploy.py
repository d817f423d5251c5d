# Fleetbeat's hand for putting its supervisor on a Pi: looks, or carries one plan out, and is gone. Protocol: docs/spec/supervisor.md.
# Must stay true: `survey` writes nothing; `apply` changes all files or none; what it is told is data, never a word of a shell;
# it goes on to its end when the connection is cut. Parsed by Python 3.6, so that an old one can be named.
import errno
import fcntl
import hashlib
import json
import os
import pwd
import signal
import socket
import stat
import subprocess
import sys
import time

MARKER = sys.argv[-1]
NEW, OLD = ".fleetbeat-new", ".fleetbeat-old"
SUPERVISOR = "fleetbeat_supervisor.py"


class Refused(Exception):
    def __init__(self, because, about=""):
        Exception.__init__(self, because)
        self.because, self.about = because, str(about)[:300]


def say(**told):
    try:
        sys.stdout.write(MARKER + " " + json.dumps(told) + "\n")
        sys.stdout.flush()
    except (OSError, ValueError):
        pass


def read(name, limit=2000000):
    try:
        with open(name, "rb") as f:
            return f.read(limit)
    except OSError:
        return None


def sha(data):
    return None if data is None else hashlib.sha256(data).hexdigest()


def run(argv, seconds=30, env=None):
    """(exit code, last words); 124 when it took too long, 127 when it is not there."""
    try:
        done = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=seconds, env=env, check=False)
        return done.returncode, done.stdout.decode("utf-8", "replace")[-2000:]
    except subprocess.TimeoutExpired:
        return 124, "no end within %d s" % seconds
    except OSError as e:
        return 127, str(e)


def user_env():
    return dict(os.environ, XDG_RUNTIME_DIR="/run/user/%d" % os.getuid(), LC_ALL="C")


def as_root(argv):
    return list(argv) if os.geteuid() == 0 else ["sudo", "-n"] + list(argv)


def systemctl(form, *arguments):
    if form == "user-unit":
        return run(["systemctl", "--user", "--no-pager"] + list(arguments), 1200, user_env())
    return run(as_root(["systemctl", "--no-pager"] + list(arguments)), 1200)


def ask(state_dir, request, seconds=15):
    try:
        folder = os.open(state_dir, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return None
    try:
        with socket.socket(socket.AF_UNIX) as link:
            link.settimeout(seconds)
            link.connect("/proc/self/fd/%d/control.sock" % folder)
            link.sendall(json.dumps(request).encode("utf-8") + b"\n")
            data = b""
            while not data.endswith(b"\n") and len(data) < 4000000:
                chunk = link.recv(65536)
                if not chunk:
                    break
                data += chunk
            return json.loads(data.decode("utf-8"))
    except (OSError, ValueError):
        return None
    finally:
        os.close(folder)


# ---- looking

def describe_file(name, wants_text):
    try:
        its = os.lstat(name)
    except OSError as e:
        return {"path": name, "exists": False, "error": None if e.errno == errno.ENOENT else e.strerror}
    told = {"path": name, "exists": True, "error": None, "mode": "%04o" % stat.S_IMODE(its.st_mode), "uid": its.st_uid, "isRegular": stat.S_ISREG(its.st_mode), "bytes": its.st_size}
    data = read(name) if stat.S_ISREG(its.st_mode) else None
    told["sha256"] = sha(data)
    if wants_text and data is not None:
        told["text"] = data.decode("utf-8", "replace")
    return told


def describe_folder(name):
    """The folder, or the nearest one above it that is there: what it may hold and how much."""
    told = {"path": name, "exists": os.path.isdir(name), "isWritable": False, "freeBytes": None, "uid": None, "others": []}
    at = name
    while not os.path.isdir(at) and at != "/":
        at = os.path.dirname(at)
    try:
        space = os.statvfs(at)
        told["freeBytes"] = space.f_bavail * space.f_frsize
        told["isWritable"] = os.access(at, os.W_OK | os.X_OK) and not space.f_flag & os.ST_RDONLY
        told["uid"] = os.stat(at).st_uid
        if told["exists"]:
            told["others"] = sorted(os.listdir(name))[:200]
    except OSError:
        pass
    return told


def describe_process(pid, start):
    told = {"pid": pid, "startTicks": start, "runs": False}
    line = read("/proc/%d/stat" % pid, 4096)
    try:
        if line is None or int(line[line.rindex(b")") + 2:].split()[19]) != start:
            return told
        told["runs"], told["uid"] = True, os.stat("/proc/%d" % pid).st_uid
        told["argv"] = [x.decode("utf-8", "replace") for x in (read("/proc/%d/cmdline" % pid) or b"").split(b"\0")[:-1]]
        told["cwd"] = os.readlink("/proc/%d/cwd" % pid)
        told["exe"] = os.readlink("/proc/%d/exe" % pid)
        env = read("/proc/%d/environ" % pid)
        told["environment"] = None if env is None else {k.decode("utf-8", "replace"): v.decode("utf-8", "replace") for k, _, v in (x.partition(b"=") for x in env.split(b"\0")) if k and v}
    except (OSError, ValueError, IndexError):
        told.setdefault("environment", None)
    return told


def missing_above(name):
    found, at = [], os.path.dirname(name)
    while not os.path.isdir(at) and at != "/":
        found.append(at)
        at = os.path.dirname(at)
    return found


def may_sudo(unit):
    if os.geteuid() == 0:
        return True
    needed = (["install", "-o", "root", "-g", "root", "-m", "0644", unit, "/etc/systemd/system/"], ["systemctl", "daemon-reload"], ["systemctl", "enable", "--now", unit], ["systemctl", "disable", "--now", unit])
    return all(run(["sudo", "-n", "-l"] + argv, 10)[0] == 0 for argv in needed)


def survey(request):
    me = pwd.getpwuid(os.getuid())
    directory = request["directory"] or os.path.join(os.environ.get("HOME") or me.pw_dir, ".fleetbeat")
    unit = request["unit"]
    places = {"system-unit": "/etc/systemd/system/" + unit, "user-unit": os.path.join(me.pw_dir, ".config/systemd/user", unit)}
    has_systemd = os.path.isdir("/run/systemd/system")
    has_manager = has_systemd and os.path.exists("/run/user/%d/systemd/private" % os.getuid())
    boot = (read("/proc/sys/kernel/random/boot_id") or b"").decode("ascii", "replace").strip()
    status = ask(os.path.join(directory, "run"), {"do": "status"})
    checked = None
    if os.path.exists(os.path.join(directory, SUPERVISOR)):
        code, words = run([sys.executable, "-I", "-S", os.path.join(directory, SUPERVISOR), "check-config", "--json", "-c", os.path.join(directory, "supervisor.json")], 20)
        try:
            checked = json.loads(words) if code == 0 else None
        except ValueError:
            pass
    return {
        "python": {"path": sys.executable, "version": "%d.%d.%d" % sys.version_info[:3]},
        "user": me.pw_name, "uid": os.getuid(), "bootId": boot, "directory": describe_folder(directory),
        "files": [describe_file(os.path.join(directory, name), True) for name in (SUPERVISOR, "fleetbeat_worker.py", "supervisor.json", "manifest.json")],
        "units": [dict(describe_file(place, True), form=form, missingFolders=missing_above(place)) for form, place in places.items()],
        "systemd": has_systemd, "userSystemd": has_manager, "linger": os.path.exists("/var/lib/systemd/linger/" + me.pw_name),
        "sudo": has_systemd and may_sudo(unit), "status": status, "config": checked,
        "processes": [describe_process(each["pid"], each["startTicks"]) for each in request["processes"]],
        "memoryControl": b"memory" in (read("/sys/fs/cgroup/cgroup.controllers") or b"") or os.path.isdir("/sys/fs/cgroup/memory"),
    }


# ---- changing

def stage(files):
    """Every file beside its place, on disk, before the first one is put there."""
    done = []
    try:
        for one in files:
            name = (one["stagedAt"] if one["needsRoot"] else one["path"]) + NEW
            os.makedirs(os.path.dirname(name), mode=0o755, exist_ok=True)
            fd = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
            done.append(name)
            try:
                data = one["text"].encode("utf-8")
                while data:
                    data = data[os.write(fd, data):]
                os.fchmod(fd, int(one["mode"], 8))
                os.fsync(fd)
            finally:
                os.close(fd)
    except OSError as e:
        for name in done:
            drop(name)
        raise Refused("disk-full" if e.errno in (errno.ENOSPC, errno.EDQUOT) else "not-writable", "%s: %s" % (name, e.strerror))
    return done


def drop(name):
    try:
        os.unlink(name)
    except OSError:
        pass


def settle(folder):
    try:
        fd = os.open(folder, os.O_RDONLY)
        os.fsync(fd)
        os.close(fd)
    except OSError:
        pass


def put(one):
    """The new file in its place in one step, the old one kept beside it until all is proven."""
    name = one["path"]
    if one["needsRoot"]:
        data = read(name)
        if data is not None:
            with open(one["stagedAt"] + OLD, "wb") as f:
                f.write(data)
        code, words = run(as_root(["install", "-o", "root", "-g", "root", "-m", one["mode"], one["stagedAt"] + NEW, name]))
        drop(one["stagedAt"] + NEW)
        if code != 0:
            raise Refused("no-sudo", words.strip()[-200:])
        return
    drop(name + OLD)
    if os.path.lexists(name):
        os.link(name, name + OLD)
    os.rename(name + NEW, name)
    settle(os.path.dirname(name))


def put_back(one):
    kept = (one["stagedAt"] if one["needsRoot"] else one["path"]) + OLD
    if one["needsRoot"]:
        if os.path.exists(kept):
            run(as_root(["install", "-o", "root", "-g", "root", "-m", one["mode"], kept, one["path"]]))
            drop(kept)
        elif one["oldSha256"] is None:
            run(as_root(["rm", "-f", one["path"]]))
    elif os.path.lexists(kept):
        os.rename(kept, one["path"])
    elif one["oldSha256"] is None:
        drop(one["path"])


def forget_compiled(directory):
    cache = os.path.join(directory, "__pycache__")
    for name in os.listdir(cache) if os.path.isdir(cache) else []:
        if name.startswith(("fleetbeat_supervisor.", "fleetbeat_worker.")):
            drop(os.path.join(cache, name))
    try:
        os.rmdir(cache)
    except OSError:
        pass


def lock_folder(directory):
    made = not os.path.isdir(directory)
    try:
        os.makedirs(directory, mode=0o700, exist_ok=True)
        fd = os.open(os.path.join(directory, ".deploy.lock"), os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError as e:
        raise Refused("disk-full" if e.errno in (errno.ENOSPC, errno.EDQUOT) else "not-writable", "%s: %s" % (directory, e.strerror))
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(fd)
        raise Refused("already-running")
    return fd, made


def check(request):
    for one in request["files"]:
        if sha(read(one["path"])) != one["oldSha256"]:
            raise Refused("host-changed", one["path"])
    for each in request["adopt"]:
        line = read("/proc/%d/stat" % each["pid"], 4096)
        if line is None or int(line[line.rindex(b")") + 2:].split()[19]) != each["startTicks"]:
            raise Refused("host-changed", "pid %d" % each["pid"])
    space = os.statvfs(request["directory"])
    needed = sum(len(one["text"].encode("utf-8")) for one in request["files"]) + 65536
    if space.f_bavail * space.f_frsize < needed:
        raise Refused("disk-full", "%d bytes are needed" % needed)


def start_anew(request):
    form, directory = request["form"], request["directory"]
    if form == "start-line":
        code, words = run([sys.executable, "-I", "-S", os.path.join(directory, SUPERVISOR), "start", "-c", os.path.join(directory, "supervisor.json")], 60)
    else:
        code, words = systemctl(form, "daemon-reload")
        if code == 0:
            code, words = systemctl(form, "enable", "--now", request["unit"])
    if code != 0:
        raise Refused("start-failed", words.strip()[-250:])


def go_on(request):
    """What runs goes on as the new file, as the same process: its workers are not touched."""
    if request["unitChanged"]:
        code, words = systemctl(request["form"], "daemon-reload")
        if code != 0:
            raise Refused("start-failed", words.strip()[-250:])
    answer = ask(os.path.join(request["directory"], "run"), {"do": "update"}, 40)
    if answer is None or not answer.get("ok"):
        raise Refused("start-failed", (answer or {}).get("message", "the supervisor did not answer"))


def leave(request):
    """From one way of being started to another: the old one goes, the workers stay, the new one adopts them."""
    state_dir = os.path.join(request["directory"], "run")
    status = ask(state_dir, {"do": "status"})
    if status is not None:
        ask(state_dir, {"do": "leave"})
        if not ended(state_dir, status["pid"], 20):
            raise Refused("stop-failed", "the supervisor did not leave")


def verify(request):
    """Answering, with the version that was put there, and each program where it should be."""
    until, status = time.time() + request["verifySeconds"], None
    while time.time() < until:
        status = ask(os.path.join(request["directory"], "run"), {"do": "status"})
        if status is not None and status.get("version") == request["version"] and not status.get("ending"):
            settled = [p for p in status["programs"] if p["wanted"] != "up" or p["state"] == "gave-up" or (p["state"] == "running" and (p["uptime_s"] or 0) >= 2)]
            if len(settled) == len(status["programs"]):
                break
        time.sleep(0.25)
    if status is None or status.get("version") != request["version"]:
        raise Refused("not-verified", "the supervisor does not answer as version %s" % request["version"])
    for one in request["files"]:
        if sha(read(one["path"])) != hashlib.sha256(one["text"].encode("utf-8")).hexdigest():
            raise Refused("not-verified", one["path"])
    return [{"name": p["name"], "state": p["state"], "pid": p["pid"], "reason": p["reason"], "wanted": p["wanted"], "isAdopted": p["is_adopted"]} for p in status["programs"]]


def apply(request):
    step = "check"
    say(step=step)
    lock, made = lock_folder(request["directory"])
    placed, started = [], False
    was_running = ask(os.path.join(request["directory"], "run"), {"do": "status"}) is not None
    try:
        check(request)
        step = "copy"
        say(step=step)
        staged = stage(request["files"])
        config = os.path.join(request["directory"], "supervisor.json")
        tried = [config + NEW if config + NEW in staged else config, os.path.join(request["directory"], SUPERVISOR)]
        tried[1] = tried[1] + NEW if tried[1] + NEW in staged else tried[1]
        code, words = run([sys.executable, "-I", "-S", tried[1], "check-config", "-c", tried[0]], 60)
        if code != 0:
            for name in staged:
                drop(name)
            raise Refused("config-invalid", words.strip()[-250:])
        step = "write"
        say(step=step)
        for one in request["files"]:
            placed.append(one)
            put(one)
        forget_compiled(request["directory"])
        step = "apply"
        say(step=step)
        started = True
        if was_running and request["handOver"]:
            leave(request)
        go_on(request) if was_running and not request["handOver"] else start_anew(request)
        step = "verify"
        say(step=step)
        programs = verify(request)
        for one in placed:
            drop((one["stagedAt"] if one["needsRoot"] else one["path"]) + OLD)
        say(done=True, programs=programs)
    except Refused as e:
        roll_back(request, placed, started, was_running, made)
        say(failed=step, because=e.because, about=e.about, rolledBack=bool(placed))
    except Exception as e:
        roll_back(request, placed, started, was_running, made)
        say(failed=step, because="other", about="%s: %s" % (type(e).__name__, str(e)[:200]), rolledBack=bool(placed))
    finally:
        drop(os.path.join(request["directory"], ".deploy.lock"))
        os.close(lock)
        if made:
            try:
                os.rmdir(request["directory"])
            except OSError:
                pass


def roll_back(request, placed, started, was_running, made):
    if not placed:
        for one in request["files"]:
            drop((one["stagedAt"] if one["needsRoot"] else one["path"]) + NEW)
        return
    say(step="roll-back")
    state_dir = os.path.join(request["directory"], "run")
    if started and not was_running:
        # the workers it began, and those it took over, are not its to stop: it only goes
        ask(state_dir, {"do": "leave"} if request["adopt"] else {"do": "shutdown"}, 15)
        if request["form"] != "start-line":
            systemctl(request["form"], "disable", "--now", request["unit"])
    for one in reversed(placed):
        put_back(one)
    for one in request["files"]:
        drop((one["stagedAt"] if one["needsRoot"] else one["path"]) + NEW)
    forget_compiled(request["directory"])
    if request["form"] != "start-line" and (request["unitChanged"] or not was_running):
        systemctl(request["form"], "daemon-reload")
    if started and was_running:
        ask(state_dir, {"do": "update"}, 40)
    if made:
        remove_tree(state_dir)
        remove_tree(os.path.join(request["directory"], "logs"))


def remove_tree(name):
    """Folders of ours, one level of plain files and folders below: nothing is followed."""
    if os.path.islink(name) or not os.path.isdir(name):
        return drop(name)
    for entry in os.listdir(name):
        remove_tree(os.path.join(name, entry))
    try:
        os.rmdir(name)
    except OSError:
        pass


def ended(state_dir, pid, seconds):
    until = time.time() + seconds
    while time.time() < until:
        if not os.path.exists("/proc/%d" % pid):
            return True
        time.sleep(0.2)
    return False


def remove(request):
    step = "check"
    say(step=step)
    directory = request["directory"]
    state_dir = os.path.join(directory, "run")
    try:
        lock, _ = lock_folder(directory)
        os.close(lock)
        for one in request["files"]:
            if sha(read(one["path"])) != one["oldSha256"]:
                raise Refused("host-changed", one["path"])
        step = "apply"
        say(step=step)
        status = ask(state_dir, {"do": "status"})
        if status is not None:
            # asked first, so that the wait is ours and not cut short by a unit's limit
            ask(state_dir, {"do": "shutdown"})
            if not ended(state_dir, status["pid"], request["stopSeconds"]):
                raise Refused("stop-failed", "the workers did not end within %d s" % request["stopSeconds"])
        for form in request["unitForms"]:
            systemctl(form, "disable", "--now", request["unit"])
        step = "remove"
        say(step=step)
        for one in request["files"]:
            if one["needsRoot"]:
                code, words = run(as_root(["rm", "-f", one["path"]]))
                if code != 0:
                    raise Refused("no-sudo", words.strip()[-200:])
            else:
                drop(one["path"])
        for form in request["unitForms"]:
            systemctl(form, "daemon-reload")
            systemctl(form, "reset-failed", request["unit"])
        for name in request["folders"]:
            remove_tree(name)
        for name in request["emptied"]:
            try:
                os.rmdir(name)
            except OSError:
                pass
        for name in request["logs"]:
            for index in [""] + [".%d" % n for n in range(1, 51)]:
                its = name + index
                if os.path.lexists(its) and os.lstat(its).st_uid == os.geteuid():
                    drop(its)
        forget_compiled(directory)
        drop(os.path.join(directory, ".deploy.lock"))
        try:
            os.rmdir(directory)
        except OSError:
            pass
        step = "verify"
        say(step=step)
        left = [one["path"] for one in request["files"] if os.path.lexists(one["path"])] + [name for name in request["folders"] + request["logs"] if os.path.lexists(name)]
        others = sorted(os.listdir(directory))[:20] if os.path.isdir(directory) else []
        if left:
            raise Refused("not-verified", ", ".join(left))
        say(done=True, left=others)
    except Refused as e:
        drop(os.path.join(directory, ".deploy.lock"))
        say(failed=step, because=e.because, about=e.about, rolledBack=False)
    except Exception as e:
        drop(os.path.join(directory, ".deploy.lock"))
        say(failed=step, because="other", about="%s: %s" % (type(e).__name__, str(e)[:200]), rolledBack=False)


def main():
    request = json.loads(sys.stdin.buffer.readline().decode("utf-8"))
    if request["mode"] == "survey":
        say(survey=survey(request))
        return
    for signum in (signal.SIGHUP, signal.SIGPIPE, signal.SIGTERM):
        signal.signal(signum, signal.SIG_IGN)
    os.umask(0o022)
    apply(request) if request["mode"] == "apply" else remove(request)


main()
