# Fleetbeat's hand: looks at what supervises a worker, and acts on it. Protocol: docs/spec/supervision.md.
# Must stay true: no process is signalled unless pid, start time and boot id are those that were shown, checked in the
# same breath; an act once begun goes on without the panel, and then never further than a warm stop; no file is written;
# nothing here is a word of a shell; Python 3.9 is enough.
import base64
import hashlib
import json
import os
import re
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
import time

MARKER = sys.argv[-1]
PATHS = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin"
LINGER_S = 1800
SILENT_S = 25
TEXT = 300


class Failed(Exception):
    def __init__(self, why, about=""):
        Exception.__init__(self, why)
        self.why, self.about = why, about


class Cancelled(Exception):
    pass


# ---- reading /proc

def read(path, limit=1 << 20):
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        parts, left = [], limit
        while left > 0:
            part = os.read(fd, min(left, 65536))
            if not part:
                break
            parts.append(part)
            left -= len(part)
        return b"".join(parts)
    except OSError:
        return None
    finally:
        os.close(fd)


def text(raw, limit=TEXT):
    return (raw or b"").decode("utf-8", "replace")[:limit]


def boot_id():
    return text(read("/proc/sys/kernel/random/boot_id")).strip()


def stat_of(pid):
    raw = read("/proc/%d/stat" % pid)
    if not raw or b")" not in raw:
        return None
    rest = raw[raw.rindex(b")") + 2:].split()
    if len(rest) < 20:
        return None
    return {"state": rest[0].decode("latin-1"), "ppid": int(rest[1]), "threads": int(rest[17]), "start": int(rest[19])}


def is_gone(pid, start):
    found = stat_of(pid)
    return found is None or found["start"] != start or (found["state"] in "ZX" and found["threads"] <= 1)


def argv_of(pid):
    raw = read("/proc/%d/cmdline" % pid, 131072)
    return [] if not raw else [text(word, 4096) for word in raw.rstrip(b"\0").split(b"\0")][:256]


def status_lines(pid):
    found = {}
    for line in (read("/proc/%d/status" % pid) or b"").split(b"\n"):
        name, _, value = line.partition(b":")
        found[text(name, 40)] = text(value.strip(), 400)
    return found


def uid_of(pid):
    words = status_lines(pid).get("Uid", "").split()
    return int(words[1]) if len(words) > 1 else None


def user_name(uid):
    for line in (read("/etc/passwd") or b"").split(b"\n"):
        fields = line.split(b":")
        if len(fields) > 2 and fields[2] == str(uid).encode():
            return text(fields[0], 100)
    return str(uid)


def link_of(path):
    try:
        return text(os.fsencode(os.readlink(path)), 1000)
    except OSError:
        return None


def environment_of(pid):
    """Pairs as given at exec; None when it cannot be read or a title was written over it."""
    raw = read("/proc/%d/environ" % pid)
    if raw is None:
        return None
    pairs = [part for part in raw.split(b"\0") if part]
    if not pairs or not all(re.match(rb"[A-Za-z_][A-Za-z0-9_.()%-]*=", pair) for pair in pairs):
        return None
    return pairs


def descendants(pid):
    parents = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            found = stat_of(int(name))
            if found:
                parents.setdefault(found["ppid"], []).append((int(name), found["start"]))
    found, queue = [], [pid]
    while queue and len(found) < 2000:
        for child in parents.get(queue.pop(), []):
            found.append(child)
            queue.append(child[0])
    return found


# ---- programs

def find_program(name):
    for folder in PATHS.split(":"):
        path = folder + "/" + name
        if os.access(path, os.X_OK):
            return path
    return None


def run(argv, seconds=20, as_uid=None, stdin=None, more_env=None):
    """(code, stdout, stderr); code None: it did not end in time; 127: it is not there."""
    env = {"PATH": PATHS, "LC_ALL": "C", "HOME": os.environ.get("HOME", "/"), "TERM": "dumb"}
    if as_uid is not None:
        env["XDG_RUNTIME_DIR"] = "/run/user/%d" % as_uid
        env["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/run/user/%d/bus" % as_uid
    env.update(more_env or {})
    become = {}
    if as_uid is not None and as_uid != os.geteuid() and os.geteuid() == 0:
        import pwd
        entry = pwd.getpwuid(as_uid)
        become = {"user": as_uid, "group": entry.pw_gid, "extra_groups": os.getgrouplist(entry.pw_name, entry.pw_gid)}
        env["HOME"] = entry.pw_dir
    try:
        child = subprocess.Popen(argv, stdin=subprocess.DEVNULL if stdin is None else subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env, cwd="/", close_fds=True, start_new_session=True, **become)
    except (OSError, ValueError, KeyError) as error:
        return 127, b"", str(error).encode()
    try:
        out, err = child.communicate(stdin, timeout=seconds)
        return child.returncode, out[:500000], err[:4000]
    except subprocess.TimeoutExpired:
        child.kill()
        child.communicate()
        return None, b"", b"no end within %d s" % seconds


def words_of(code, out, err):
    said = (err or out or b"").strip().split(b"\n")
    return text(said[-1] if said else b"") or "exit code %s" % code


# ---- signals

def may_signal(pid):
    uid = uid_of(pid)
    return uid is not None and (os.geteuid() == 0 or uid == os.geteuid())


def signal_guarded(pid, start, boot, number):
    """sent, gone, other (another process has this pid now) or forbidden. The pidfd holds the very process that is checked."""
    if boot_id() != boot:
        return "other"
    fd = None
    try:
        if hasattr(os, "pidfd_open") and hasattr(signal, "pidfd_send_signal"):
            try:
                fd = os.pidfd_open(pid)
            except ProcessLookupError:
                return "gone"
            except OSError:
                fd = None
        found = stat_of(pid)
        if found is None:
            return "gone"
        if found["start"] != start:
            return "other"
        if number == 0:
            return "sent"
        if fd is None:
            os.kill(pid, number)
        else:
            signal.pidfd_send_signal(fd, number)
        return "sent"
    except ProcessLookupError:
        return "gone"
    except PermissionError:
        return "forbidden"
    finally:
        if fd is not None:
            os.close(fd)


GUARD = (
    "import os,signal,sys\n"
    "p,s,n=int(sys.argv[1]),sys.argv[2],int(sys.argv[3])\n"
    "f=os.pidfd_open(p) if hasattr(os,'pidfd_open') else None\n"
    "r=open('/proc/%d/stat'%p,'rb').read()\n"
    "if r[r.rindex(b')')+2:].split()[19].decode()!=s: sys.exit(9)\n"
    "os.kill(p,n) if f is None else signal.pidfd_send_signal(f,n)\n"
)


# ---- systemd, supervisord, docker, sockets

def systemctl(arguments, scope, seconds=20, sudo=False):
    program = find_program("systemctl") or "systemctl"
    if scope is not None:
        return run([program, "--user"] + arguments, seconds, as_uid=scope)
    return run((["sudo", "-n", program] if sudo else [program]) + arguments, seconds)


UNIT_PROPERTIES = "Id,LoadState,ActiveState,SubState,MainPID,Restart,RestartUSec,TimeoutStopUSec,KillMode,KillSignal,SendSIGKILL,FragmentPath,Result,NRestarts,UnitFileState,ControlGroup,Type"


def show_unit(unit, scope):
    code, out, err = systemctl(["show", "--no-pager", "-p", UNIT_PROPERTIES, "--", unit], scope, 10)
    if code != 0:
        return {"error": words_of(code, out, err)}
    found = {}
    for line in out.split(b"\n"):
        name, equals, value = line.partition(b"=")
        if equals:
            found[text(name, 40)] = text(value, 500)
    return found


class UnixRpc:
    """One XML-RPC call to supervisord. Fault codes are values, not exceptions."""

    def __init__(self, url):
        self.url = url

    def call(self, method, *params):
        import http.client
        import xmlrpc.client
        url = self.url
        if url.startswith("unix://"):
            path = url[7:]

            class Near(http.client.HTTPConnection):
                def connect(self):
                    self.sock = socket.socket(socket.AF_UNIX)
                    self.sock.settimeout(10)
                    self.sock.connect(path)

            link = Near("localhost")
        else:
            place = re.match(r"http://([^/:]+):(\d+)", url)
            if not place:
                raise OSError("no such kind of address")
            link = http.client.HTTPConnection(place.group(1), int(place.group(2)), timeout=10)
        link.request("POST", "/RPC2", xmlrpc.client.dumps(params, method), {"Content-Type": "text/xml"})
        answer = link.getresponse()
        body = answer.read(2000000)
        link.close()
        if answer.status != 200:
            raise OSError("answer %d" % answer.status)
        try:
            return xmlrpc.client.loads(body)[0][0], None
        except xmlrpc.client.Fault as fault:
            return None, (fault.faultCode, text(str(fault.faultString).encode("utf-8", "replace")))


def supervisord_process(url, name):
    try:
        found, fault = UnixRpc(url).call("supervisor.getProcessInfo", name)
    except Exception as error:
        return {"error": text(str(error).encode("utf-8", "replace")), "denied": isinstance(error, PermissionError)}
    if fault:
        return {"error": fault[1], "missing": fault[0] == 10}
    kept = {key: found.get(key) for key in ("name", "group", "pid", "state", "statename", "exitstatus", "spawnerr", "stop", "now")}
    kept["statename"] = str(kept["statename"])[:40]
    kept["spawnerr"] = str(kept["spawnerr"])[:TEXT]
    return kept


def has_own_program(pid):
    """False between fork and exec: it still bears its parent's command line."""
    found, own = stat_of(pid), read("/proc/%d/cmdline" % pid)
    return bool(found and own) and own != read("/proc/%d/cmdline" % found["ppid"])


def catches_term(pid):
    try:
        return bool(int(status_lines(pid)["SigCgt"], 16) >> (signal.SIGTERM - 1) & 1)
    except (KeyError, ValueError):
        return True


def supervisord_config(url, group, name):
    try:
        found, fault = UnixRpc(url).call("supervisor.getAllConfigInfo")
    except Exception:
        return None
    for one in found or []:
        if one.get("group") == group and one.get("name") == name:
            return {key: one.get(key) for key in ("stopwaitsecs", "autorestart", "stopsignal", "stopasgroup", "killasgroup") if isinstance(one.get(key), (int, bool, str))}
    return None


def docker(arguments, seconds=30, stdin=None):
    return run([find_program("docker") or "docker"] + arguments, seconds, stdin=stdin)


def inspect_container(name):
    code, out, err = docker(["inspect", "--type", "container", "--", name], 15)
    if code != 0:
        return {"error": words_of(code, out, err), "isAbsent": b"No such" in err}
    try:
        one = json.loads(out)[0]
    except (ValueError, IndexError):
        return {"error": "docker inspect said something else"}
    state, host, config = one.get("State") or {}, one.get("HostConfig") or {}, one.get("Config") or {}
    labels = config.get("Labels") or {}
    return {
        "id": str(one.get("Id"))[:64], "name": str(one.get("Name")).lstrip("/")[:200], "running": bool(state.get("Running")), "paused": bool(state.get("Paused")),
        "restarting": bool(state.get("Restarting")), "status": str(state.get("Status"))[:40], "pid": int(state.get("Pid") or 0), "exitCode": state.get("ExitCode"),
        "startedAt": str(state.get("StartedAt"))[:40], "restart": str((host.get("RestartPolicy") or {}).get("Name") or "no")[:40], "restartMax": (host.get("RestartPolicy") or {}).get("MaximumRetryCount"),
        "stopSignal": str(config.get("StopSignal") or "")[:20], "stopTimeout": config.get("StopTimeout"),
        "labels": {key: str(value)[:1000] for key, value in labels.items() if key.startswith("com.docker.compose.")},
    }


def ask_socket(path, line, seconds):
    link = socket.socket(socket.AF_UNIX)
    link.settimeout(seconds)
    link.connect(path)
    link.sendall(line.encode() + b"\n")
    said = b""
    while b"\n" not in said and len(said) < 2000000:
        part = link.recv(65536)
        if not part:
            break
        said += part
    link.close()
    return json.loads(said.split(b"\n")[0])


# ---- looking

def unit_in(path):
    names = [name[1:] if name.startswith("_") else name for name in path.split("/")]
    manager = next((at for at, name in enumerate(names) if re.match(r"user@\d+\.service$", name)), -1)
    owner = int(re.match(r"user@(\d+)", names[manager]).group(1)) if manager >= 0 else None
    units = [name for name in names[manager + 1:] if re.match(r"[\w:.@\\-]+\.service$", name)]
    return (units[-1], owner) if units else (None, owner)


def layer_of(pid):
    """What /proc says of one process: never an opinion on who supervises it."""
    found = stat_of(pid)
    if found is None:
        return None
    status = status_lines(pid)
    groups = [text(line, 1000) for line in (read("/proc/%d/cgroup" % pid) or b"").split(b"\n") if line][:30]
    uid = uid_of(pid)
    return {
        "pid": pid, "startTicks": found["start"], "state": found["state"], "parent": found["ppid"], "uid": uid, "user": None if uid is None else user_name(uid),
        "argv": argv_of(pid), "cgroup": groups, "nspid": [int(word) for word in status.get("NSpid", "").split() if word.isdigit()],
    }


def chain_of(pid):
    layers, at = [], pid
    while at > 1 and len(layers) < 12:
        layer = layer_of(at)
        if layer is None:
            break
        layers.append(layer)
        at = layer["parent"]
    return layers


KEPT_NAMES = ("SUPERVISOR_PROCESS_NAME", "SUPERVISOR_GROUP_NAME", "SUPERVISOR_SERVER_URL", "SUPERVISOR_ENABLED", "INVOCATION_ID", "REMAP_SIGTERM", "NOTIFY_SOCKET", "FLEETBEAT_SUPERVISOR", "FLEETBEAT_PROGRAM")


def kept_environment(pid):
    pairs = environment_of(pid)
    if pairs is None:
        return None
    split = [pair.partition(b"=") for pair in pairs]
    kept = {text(name, 60): text(value, 600) for name, _, value in split if text(name, 60) in KEPT_NAMES}
    if "FLEETBEAT_PROGRAM" not in kept:
        kept.update(adoption_of(pid))
    return kept


def adoption_of(pid):
    """Fleetbeat's supervisor may have taken over a process that it did not start: it leaves a note, as the same account."""
    try:
        owner, start = os.stat("/proc/%d" % pid).st_uid, stat_of(pid)["start"]
        for folder in os.listdir("/dev/shm"):
            name = "/dev/shm/%s/adopted-%d-%d" % (folder, pid, start)
            if folder.startswith("fleetbeat-%d-" % owner) and os.path.exists(name) and os.lstat(name).st_uid == owner:
                told = json.loads(read(name, 4096).decode())
                return {"FLEETBEAT_SUPERVISOR": str(told["state_dir"])[:600], "FLEETBEAT_PROGRAM": str(told["program"])[:64]}
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return {}


def capture(pid):
    """All that is needed to start the same program again; None when a part cannot be read."""
    pairs, argv, cwd = environment_of(pid), read("/proc/%d/cmdline" % pid, 262144), None
    try:
        cwd = os.readlink(b"/proc/%d/cwd" % pid)
    except OSError:
        pass
    if pairs is None or not argv or cwd is None or not may_signal(pid):
        return None
    words = argv.split(b"\0")[:-1] if argv.endswith(b"\0") else argv.split(b"\0")
    exe = None
    try:
        exe = os.readlink(b"/proc/%d/exe" % pid)
    except OSError:
        pass
    status, import_limits = status_lines(pid), {}
    try:
        import resource
        for name in ("RLIMIT_NOFILE", "RLIMIT_CORE", "RLIMIT_AS", "RLIMIT_NPROC"):
            import_limits[name] = list(resource.prlimit(pid, getattr(resource, name)))
    except (OSError, ValueError, ImportError):
        pass
    encode = lambda raw: base64.b64encode(raw).decode()
    outputs = [link_of("/proc/%d/fd/%d" % (pid, number)) for number in (1, 2)]
    return {
        "argv": [encode(word) for word in words], "env": [encode(pair) for pair in pairs], "cwd": encode(cwd), "exe": None if exe is None else encode(exe),
        "out": outputs, "uid": [int(w) for w in status.get("Uid", "").split()][1:2], "gid": [int(w) for w in status.get("Gid", "").split()][1:2],
        "groups": [int(w) for w in status.get("Groups", "").split()], "umask": int(status.get("Umask", "0022") or "0022", 8), "limits": import_limits,
    }


def sudo_rules():
    """What may be run without a password, as sudo lists it; None: sudo is not there or gave no answer."""
    if os.geteuid() == 0:
        return []
    if find_program("sudo") is None:
        return None
    code, out, err = run(["sudo", "-n", "-l"], 10, more_env={"COLUMNS": "10000"})
    return [text(line.strip(), 4000) for line in out.split(b"\n") if line.strip()][:400] if code == 0 else None


def can_open_socket(path):
    try:
        probe = socket.socket(socket.AF_UNIX)
        probe.settimeout(3)
        probe.connect(path)
        probe.close()
        return "open"
    except PermissionError:
        return "denied"
    except OSError as error:
        return "absent" if error.errno == 2 else "refused"


def look_process(ask):
    chain = chain_of(ask["pid"])
    if not chain or (ask.get("startTicks") is not None and chain[0]["startTicks"] != ask["startTicks"]):
        return {"process": None}
    main = ask["pid"]
    env = kept_environment(main)
    answer = {
        "process": chain[0], "chain": chain[1:], "environment": env, "children": [list(child) for child in descendants(main)][:500],
        "maySignal": may_signal(main), "canCapture": capture(main) is not None, "outputs": [link_of("/proc/%d/fd/%d" % (main, n)) for n in (1, 2)],
    }
    return answer


def look_backend(ask):
    answer = {}
    if ask.get("unit"):
        answer["unit"] = show_unit(ask["unit"], ask.get("scope"))
    if ask.get("program"):
        url = ask.get("url") or "unix:///var/run/supervisor.sock"
        answer["program"] = supervisord_process(url, ask["program"])
        group, _, name = ask["program"].partition(":")
        answer["programConfig"] = supervisord_config(url, group, name or group)
        if url.startswith("unix://"):
            answer["socket"] = can_open_socket(url[7:])
        answer["supervisorctl"] = find_program("supervisorctl")
    if ask.get("container"):
        answer["container"] = inspect_container(ask["container"])
        answer["compose"] = {"v2": find_program("docker") is not None and run([find_program("docker"), "compose", "version"], 10)[0] == 0, "v1": find_program("docker-compose")}
    if ask.get("socket"):
        answer["socket"] = can_open_socket(ask["socket"])
        if ask.get("send") is not None and answer["socket"] == "open":
            try:
                answer["said"] = ask_socket(ask["socket"], json.dumps(ask["send"]), 10)
            except (OSError, ValueError) as error:
                answer["said"] = {"error": text(str(error).encode("utf-8", "replace"))}
    if ask.get("supervisor"):
        one = ask["supervisor"]
        alive = not is_gone(one["pid"], one["startTicks"])
        answer["supervisor"] = {"alive": alive, "maySignal": alive and may_signal(one["pid"]), "canCapture": alive and capture(one["pid"]) is not None, "children": [layer_of(child[0]) for child in descendants(one["pid"])][:30] if alive else []}
    if ask.get("lock"):
        answer["lockedBy"] = holder_of(ask["lock"])
    return answer


def look(request):
    facts = {"boot": boot_id(), "uid": os.geteuid(), "user": user_name(os.geteuid()), "systemctl": find_program("systemctl"), "docker": find_program("docker"), "sudo": None, "python": "%d.%d" % sys.version_info[:2]}
    if request.get("wantsSudo"):
        facts["sudo"] = sudo_rules()
    answers = []
    for ask in request.get("asks", [])[:400]:
        one = {"key": ask.get("key")}
        if ask.get("pid"):
            one.update(look_process(ask))
        one.update(look_backend(ask))
        if ask.get("wantsCapture") and ask.get("pid") and one.get("process"):
            one["captured"] = capture(ask["pid"])
        answers.append(one)
    facts["answers"] = answers
    return facts


# ---- the lock: an abstract socket, which the kernel frees with its holder

def lock_address(name):
    return "\0fleetbeat-lock/" + hashlib.sha256(name.encode()).hexdigest()[:32]


def operation_address(op):
    return "\0fleetbeat-act/" + hashlib.sha256(op.encode()).hexdigest()[:32]


def peer_uid(link):
    return struct.unpack("3i", link.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[1]


def holder_of(name):
    link = socket.socket(socket.AF_UNIX)
    link.settimeout(3)
    try:
        link.connect(lock_address(name))
    except OSError:
        return None
    try:
        said = json.loads(link.recv(4000).split(b"\n")[0])
        return {"who": str(said.get("who"))[:TEXT], "leftS": float(said.get("leftS", 0)), "op": str(said.get("op"))[:100], "uid": peer_uid(link)}
    except (OSError, ValueError, TypeError):
        return {"who": "uid %d" % peer_uid(link), "leftS": 0.0, "op": "", "uid": peer_uid(link)}
    finally:
        link.close()


class Act:
    """One plan being carried out, detached from the login that started it."""

    def __init__(self, plan):
        self.plan = plan
        self.cond = threading.Condition()
        self.events = []
        self.told = {}
        self.panels = 0
        self.heard = time.monotonic()
        self.expires = time.monotonic() + float(plan["expiresS"])
        self.spawned = None
        self.captured = {}
        self.locks = []
        self.ended = False
        self.fresh = None
        self.before = None
        self.left = []
        for name in plan["locks"]:
            link = socket.socket(socket.AF_UNIX)
            try:
                link.bind(lock_address(name))
            except OSError:
                raise Failed("locked", json.dumps(holder_of(name) or {"who": "", "leftS": 0, "op": "", "uid": None}))
            link.listen(4)
            self.locks.append(link)
        self.door = socket.socket(socket.AF_UNIX)
        self.door.bind(operation_address(plan["op"]))
        self.door.listen(8)

    # -- talking

    def say(self, **event):
        with self.cond:
            event["n"] = len(self.events) + 1
            event["at"] = time.monotonic()
            self.events.append(event)
            self.cond.notify_all()

    def panel_is_there(self):
        return self.panels > 0 and time.monotonic() - self.heard < SILENT_S

    def serve_lock(self, link):
        while not self.ended:
            try:
                near, _ = link.accept()
                near.sendall(json.dumps({"who": self.plan["who"], "op": self.plan["op"], "leftS": max(0.0, self.expires - time.monotonic())}).encode() + b"\n")
                near.close()
            except OSError:
                if self.ended:
                    return

    def serve_panels(self):
        while True:
            near, _ = self.door.accept()
            if peer_uid(near) not in (0, os.geteuid()):
                near.close()
                continue
            threading.Thread(target=self.serve_panel, args=(near,), daemon=True).start()

    def serve_panel(self, near):
        sender = None
        state = {"open": True}
        with self.cond:
            self.panels += 1
            self.heard = time.monotonic()
        try:
            for line in near.makefile("rb"):
                self.heard = time.monotonic()
                try:
                    told = json.loads(line[:65536])
                except ValueError:
                    continue
                if "attach" in told and sender is None:
                    sender = threading.Thread(target=self.send_events, args=(near, int(told["attach"]), state), daemon=True)
                    sender.start()
                with self.cond:
                    for key in ("idle", "go", "cancel", "bye"):
                        if told.get(key):
                            self.told[key] = True
                    if "consent" in told:
                        self.told["consent " + str(told["consent"])] = bool(told.get("allow"))
                    self.cond.notify_all()
        except OSError:
            pass
        finally:
            with self.cond:
                self.panels -= 1
                state["open"] = False
                self.cond.notify_all()
            near.close()

    def send_events(self, near, after, state):
        at = after
        try:
            while state["open"]:
                with self.cond:
                    while len(self.events) <= at and state["open"]:
                        self.cond.wait(5)
                    fresh = self.events[at:]
                    at = len(self.events)
                for event in fresh:
                    sent = dict(event)
                    sent["agoS"] = round(time.monotonic() - sent.pop("at"), 3)
                    near.sendall(json.dumps(sent).encode() + b"\n")
        except OSError:
            state["open"] = False

    def wait(self, seconds, done, every=0.1):
        """True as soon as `done` holds; False after so many seconds. Looks again by itself: a process's end tells nobody."""
        began = time.monotonic()
        while True:
            if done():
                return True
            waited = time.monotonic() - began
            if waited >= seconds:
                return False
            with self.cond:
                self.cond.wait(min(every if waited < 10 else max(every, 0.5), seconds - waited))

    def wake_at_end(self, pid):
        """The wait hears of this process's end in that moment, where the kernel tells (5.3 and newer, Python 3.9)."""
        try:
            held = os.pidfd_open(pid)
        except (AttributeError, OSError):
            return

        def watch():
            look = select.poll()
            look.register(held, select.POLLIN)
            try:
                look.poll((self.expires - time.monotonic()) * 1000)
            except (OSError, ValueError, OverflowError):
                pass
            os.close(held)
            with self.cond:
                self.cond.notify_all()
        threading.Thread(target=watch, daemon=True).start()

    # -- acting

    def guard_gone(self):
        guard = self.plan.get("guard")
        return guard is None or is_gone(guard["pid"], guard["startTicks"])

    def send_signal(self, name):
        """The main process alone, through whatever way this account has; checked in the same breath."""
        guard, by = self.plan["guard"], self.plan["signalBy"]
        number = getattr(signal, name)
        if by["by"] == "direct":
            return signal_guarded(guard["pid"], guard["startTicks"], guard["boot"], number)
        checked = signal_guarded(guard["pid"], guard["startTicks"], guard["boot"], 0)
        if checked in ("gone", "other"):
            return checked
        if by["by"] == "systemd":
            if show_unit(by["unit"], by.get("scope")).get("MainPID") != str(guard["pid"]):
                return "other"
            code, out, err = systemctl(["kill", "--kill-who=main", "--signal=" + name, by["unit"]], by.get("scope"), 15, by.get("sudo", False))
        elif by["by"] == "supervisord":
            if supervisord_process(by["url"], by["program"]).get("pid") != guard["pid"]:
                return "other"
            _, fault = UnixRpc(by["url"]).call("supervisor.signalProcess", by["program"], name[3:])
            code, out, err = (1, b"", fault[1].encode()) if fault else (0, b"", b"")
        elif by["by"] == "docker":
            if by["inner"] == 1:
                if inspect_container(by["container"]).get("pid") != guard["pid"]:
                    return "other"
                code, out, err = docker(["kill", "--signal", name, by["container"]], 15)
            else:
                code, out, err = 127, b"", b""
                for python in ("python3", "python"):
                    code, out, err = docker(["exec", by["container"], python, "-c", GUARD, str(by["inner"]), str(guard["startTicks"]), str(number)], 20)
                    if code not in (126, 127):
                        break
                if code == 9:
                    return "other"
        else:
            raise Failed("backend-refused", "no way to signal")
        if code == 0:
            return "sent"
        if self.guard_gone():
            return "gone"
        raise Failed("backend-refused", words_of(code, out, err))

    def tell_supervisord(self, act):
        """A program that ended by itself is started again at supervisord's next look: a stop is repeated until it holds."""
        until = time.monotonic() + 4
        while True:
            _, fault = UnixRpc(act["url"]).call("supervisor." + act["method"], act["program"], False)
            if act["method"] != "stopProcess":
                return fault
            if not fault:
                return self.stop_reborn(act)
            if fault[0] not in act.get("fine", []) or time.monotonic() > until:
                return fault
            if supervisord_process(act["url"], act["program"]).get("statename") == "STOPPED":
                return fault
            time.sleep(0.1)

    def stop_reborn(self, act):
        """What was started anew in that moment may have been told to end between fork and exec, where a signal is lost, and
        would work on until supervisord kills it. Told again only while nothing in it catches TERM: nothing has heard it yet."""
        until = time.monotonic() + 5
        while time.monotonic() < until:
            found = supervisord_process(act["url"], act["program"])
            stat = stat_of(found.get("pid") or 0)
            if found.get("statename") != "STOPPING" or stat is None or not self.is_fresh(found["pid"], stat):
                return None
            if has_own_program(found["pid"]):
                if catches_term(found["pid"]):
                    return None
                UnixRpc(act["url"]).call("supervisor.signalProcess", act["program"], "TERM")
            time.sleep(0.05)
        return None

    def do_act(self, act):
        kind = act["do"]
        if kind == "systemctl":
            code, out, err = systemctl(act["arguments"], act.get("scope"), act.get("seconds", 120), act.get("sudo", False))
        elif kind == "exec":
            code, out, err = run(act["argv"], act.get("seconds", 120), act.get("asUid"), more_env=act.get("env"))
        elif kind == "docker":
            code, out, err = docker(act["arguments"], act.get("seconds", 120))
        elif kind == "supervisord":
            fault = self.tell_supervisord(act)
            code, out, err = (1, b"", fault[1].encode()) if fault and fault[0] not in act.get("fine", []) else (0, b"", b"")
        elif kind == "socket":
            said = ask_socket(act["path"], json.dumps(act["send"]), act.get("seconds", 60))
            fine = isinstance(said, dict) and said.get("ok") is not False and "error" not in said
            code, out, err = (0, b"", b"") if fine else (1, b"", json.dumps(said)[:TEXT].encode())
        elif kind == "signal":
            result = signal_guarded(act["pid"], act["startTicks"], act["boot"], getattr(signal, act["signal"]))
            if result == "other":
                raise Failed("process-changed")
            code, out, err = (0, b"", b"") if result in ("sent", "gone") else (1, b"", result.encode())
        elif kind == "capture":
            self.captured[act["as"]] = capture(act["pid"]) if not is_gone(act["pid"], act["startTicks"]) else None
            if self.captured[act["as"]] is None:
                raise Failed("nothing-captured")
            return
        elif kind == "spawn":
            self.spawned = spawn(self.captured.get(act["from"]) or act.get("captured"))
            return
        elif kind == "wait-gone":
            if not self.wait(act["seconds"], lambda: is_gone(act["pid"], act["startTicks"])):
                raise Failed("did-not-end", "pid %d" % act["pid"])
            return
        else:
            raise Failed("backend-refused", "unknown act")
        if code != 0 and code not in act.get("fineCodes", []):
            raise Failed("backend-refused", words_of(code, out, err))

    def status(self):
        """(pid or 0, words) as the backend itself says; pid 0: nothing runs."""
        how = self.plan["status"]
        if how["by"] == "systemd":
            found = show_unit(how["unit"], how.get("scope"))
            running = found.get("ActiveState") in ("active", "reloading") or (found.get("ActiveState") == "activating" and found.get("SubState") != "auto-restart")
            return (int(found.get("MainPID") or 0) if running else 0), "%s (%s)" % (found.get("ActiveState", "unknown"), found.get("SubState", found.get("error", "")))
        if how["by"] == "supervisord":
            found = supervisord_process(how["url"], how["program"])
            return (int(found.get("pid") or 0) if found.get("statename") in ("RUNNING", "STARTING") else 0), str(found.get("statename") or found.get("error"))
        if how["by"] == "docker":
            found = inspect_container(how["container"])
            return (found.get("pid", 0) if found.get("running") else 0), str(found.get("status") or found.get("error"))
        if how["by"] == "exec":
            code, out, err = run(how["argv"], 15, how.get("asUid"))
            found = re.search(how["pattern"].encode(), out)
            return (int(found.group(1)) if found else 0), text((out or err).strip())
        if how["by"] == "socket":
            said = ask_socket(how["path"], json.dumps(how["send"]), 10)
            at = said
            for key in how["pidAt"]:
                at = at.get(key) if isinstance(at, dict) else at[key] if isinstance(at, list) and isinstance(key, int) and key < len(at) else None
            return (at if isinstance(at, int) else 0), json.dumps(said)[:200]
        if self.spawned is not None:
            pid, start = self.spawned
            return (0 if is_gone(pid, start) else pid), "pid %d" % pid
        guard = how.get("guard") or self.plan.get("guard")
        if guard is None or is_gone(guard["pid"], guard["startTicks"]):
            return 0, "not running"
        return guard["pid"], "pid %d" % guard["pid"]

    def is_fresh(self, pid, found):
        """Neither the worker that was shown, nor what its backend called its own process then (a shell around it)."""
        guard = self.plan.get("guard")
        old = [self.before] if guard is None else [self.before, (guard["pid"], guard["startTicks"])]
        return bool(found) and found["state"] not in "ZX" and (pid, found["start"]) not in old

    # -- phases

    def phase_wait_go(self, phase):
        def ready():
            return self.told.get("go") or self.told.get("cancel") or self.guard_gone() or not self.panel_is_there()
        self.wait(3, lambda: self.panels > 0)
        self.wait(phase["seconds"], ready)
        if self.told.get("cancel"):
            raise Cancelled()
        if not self.told.get("go") and not self.guard_gone() and not self.panel_is_there():
            self.say(note="panel-lost")
            if phase.get("alone") == "cancel":
                raise Cancelled()

    def phase_ladder(self, phase):
        guard = self.plan["guard"]
        if self.told.get("cancel") and not self.guard_gone():
            raise Cancelled()
        children = descendants(guard["pid"])
        self.wake_at_end(guard["pid"])
        for act in phase.get("hold", []):
            self.do_act(act)
        began = False
        for rung in phase["rungs"]:
            if self.guard_gone() or (began and self.told.get("cancel")):
                break
            if rung.get("asks") and not self.consent(rung):
                break
            own = None if began or not self.told.get("idle") else phase.get("idle")
            result = self.stop_by_backend(own, rung) if own else self.send_signal(rung["signal"])
            if result == "other":
                raise Failed("process-changed")
            if result == "forbidden":
                raise Failed("backend-refused", "not permitted to signal pid %d" % guard["pid"])
            began = True
            self.say(step=rung["step"], state="running", leftS=rung["seconds"], detail="%s pid %d" % (own["method"] if result == "told" else rung["signal"], guard["pid"]))
            ended = self.wait(rung["seconds"], lambda: self.guard_gone() or bool(self.told.get("cancel")))
            if rung["signal"] == "SIGKILL":
                for pid, start in children:
                    signal_guarded(pid, start, guard["boot"], signal.SIGKILL)
                self.wait(5, self.guard_gone)
            self.say(step=rung["step"], state="done" if self.guard_gone() else "skipped" if ended else "failed")
        if not self.guard_gone():
            # Nobody allowed more: the signal cannot be taken back, so its end is awaited as long as it takes.
            self.say(step="warm-stop", state="running", leftS=None, detail="pid %d" % guard["pid"])
            if not self.wait(self.expires - time.monotonic(), lambda: self.guard_gone() or self.may_go_on(phase)):
                self.say(step="warm-stop", state="failed")
                raise Failed("did-not-end", "pid %d" % guard["pid"])
            if not self.guard_gone():
                return self.phase_ladder(dict(phase, rungs=[dict(rung, asks=False) for rung in phase["rungs"] if rung["step"] == "kill"], hold=[]))
            self.say(step="warm-stop", state="done")
        self.left = children
        # a backend that would start the next one is told to stop first, in this very moment
        if not any(one.get("want") == "stopped" for one in self.plan["phases"]):
            self.clear_left()

    def stop_by_backend(self, act, rung):
        """Empty hands: the backend's own stop loses nothing, and nothing is started in its wake."""
        guard = self.plan["guard"]
        checked = signal_guarded(guard["pid"], guard["startTicks"], guard["boot"], 0)
        if checked in ("gone", "other"):
            return checked
        found = supervisord_process(act["url"], act["program"])
        if "error" in found:
            return self.send_signal(rung["signal"])
        if found.get("pid") != guard["pid"]:
            return "other" if not self.guard_gone() else "gone"
        try:
            self.do_act(act)
        except Failed:
            return self.send_signal(rung["signal"])
        return "told"

    def clear_left(self):
        left, self.left = [child for child in self.left if not is_gone(*child)], []
        if left:
            self.wait(3, lambda: all(is_gone(*child) for child in left))
        for pid, start in left:
            signal_guarded(pid, start, self.plan["guard"]["boot"], signal.SIGTERM)

    def may_go_on(self, phase):
        """An answer that came late still counts."""
        return any(rung["step"] == "kill" and rung.get("asks") and self.told.get("consent kill") for rung in phase["rungs"])

    def consent(self, rung):
        """Asked as long as it takes: the process may end by itself, and without the panel nothing colder is done."""
        name = rung["step"]
        self.say(step=name, state="asking", leftS=None)
        self.wait(self.expires - time.monotonic(), lambda: ("consent " + name) in self.told or self.guard_gone() or bool(self.told.get("cancel")))
        allowed = bool(self.told.get("consent " + name)) and not self.guard_gone()
        if not allowed:
            self.say(step=name, state="skipped")
        return allowed

    def phase_acts(self, phase):
        if phase.get("unlessBackS"):
            def is_back():
                pid, _ = self.status()
                return bool(pid and self.is_fresh(pid, stat_of(pid)))
            if self.wait(phase["unlessBackS"], is_back, 0.3):
                self.say(step=phase["step"], state="skipped", detail=self.status()[1])
                return
        self.say(step=phase["step"], state="running", leftS=phase.get("seconds"), detail=phase.get("detail", ""))
        for act in phase["acts"]:
            self.do_act(act)
        self.say(step=phase["step"], state="done")

    def phase_await(self, phase):
        """`running`: a process that is not the old one, still the same a moment later. `stopped`: nothing, and it stays so."""
        self.clear_left()
        self.say(step="wait-for-process", state="running", leftS=phase["seconds"])
        seen = {"since": None, "id": None, "words": ""}

        def settled():
            pid, words = self.status()
            seen["words"] = words
            found = stat_of(pid) if pid else None
            if phase["want"] == "stopped":
                here = ("none",) if pid == 0 else None
            else:
                here = (pid, found["start"]) if self.is_fresh(pid, found) else None
            if here != seen["id"]:
                seen["id"], seen["since"] = here, time.monotonic()
            return here is not None and time.monotonic() - seen["since"] >= phase.get("settleS", 1.0)

        if not self.wait(phase["seconds"], settled, 0.3):
            self.say(step="wait-for-process", state="failed", detail=seen["words"])
            raise Failed("did-not-end" if phase["want"] == "stopped" else "did-not-start", seen["words"])
        if phase["want"] == "running":
            self.fresh = {"pid": seen["id"][0], "startTicks": seen["id"][1]}
        self.say(step="wait-for-process", state="done", detail=seen["words"])

    def carry_out(self):
        phases = {"wait-go": self.phase_wait_go, "ladder": self.phase_ladder, "acts": self.phase_acts, "await": self.phase_await}
        guard = self.plan.get("guard")
        if guard is not None and (boot_id() != guard["boot"] or (stat_of(guard["pid"]) or {"start": -1})["start"] != guard["startTicks"]):
            raise Failed("process-changed")
        if guard is not None:
            pid, _ = self.status()
            found = stat_of(pid) if pid else None
            self.before = (pid, found["start"]) if found else None
        for phase in self.plan["phases"]:
            phases[phase["do"]](phase)

    def work(self):
        end = {"end": "done"}
        try:
            self.carry_out()
        except Cancelled:
            end = {"end": "cancelled"}
        except Failed as failure:
            end = {"end": "failed", "why": failure.why, "about": failure.about[:TEXT]}
            self.let_go()
        except Exception as error:
            end = {"end": "failed", "why": "backend-refused", "about": text(("%s: %s" % (type(error).__name__, error)).encode("utf-8", "replace"))}
            self.let_go()
        self.ended = True
        for link in self.locks:
            try:
                link.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            link.close()
        self.say(fresh=self.fresh, **end)

    def let_go(self):
        """After a failure nothing of ours stays frozen."""
        self.clear_left()
        for act in self.plan.get("release", []):
            try:
                self.do_act(act)
            except Exception:
                pass

    def live(self):
        for link in self.locks:
            threading.Thread(target=self.serve_lock, args=(link,), daemon=True).start()
        threading.Thread(target=self.serve_panels, daemon=True).start()
        self.work()
        self.wait(LINGER_S, lambda: bool(self.told.get("bye")))
        os._exit(0)


def spawn(captured):
    """The captured program again, in a session of its own, nobody's child. (pid, start time)"""
    if captured is None:
        raise Failed("nothing-captured")
    decode = base64.b64decode
    near, far = os.pipe()
    first = os.fork()
    if first == 0:
        try:
            os.setsid()
            second = os.fork()
            if second:
                os.write(far, b"%d\n" % second)
                os._exit(0)
            os.close(near)
            become(captured)
            argv = [decode(word) for word in captured["argv"]]
            env = dict(decode(pair).split(b"=", 1) for pair in captured["env"])
            program = argv[0] if b"/" in argv[0] else decode(captured["exe"]) if captured.get("exe") else argv[0]
            os.execve(program, argv, env) if b"/" in program else os.execvpe(program, argv, env)
        except BaseException as error:
            try:
                os.write(far, b"!%s\n" % text(str(error).encode("utf-8", "replace")).encode()[:200])
            finally:
                os._exit(127)
    os.close(far)
    os.waitpid(first, 0)
    said = b""
    while True:
        part = os.read(near, 4096)
        if not part:
            break
        said += part
    os.close(near)
    lines = said.split(b"\n")
    trouble = next((line for line in lines if line.startswith(b"!")), None)
    if trouble:
        raise Failed("did-not-start", text(trouble[1:]))
    pid = int(lines[0])
    found = stat_of(pid)
    return pid, (found["start"] if found else 0)


def become(captured):
    """The same user, folder, limits and outputs as the captured process had."""
    null = os.open("/dev/null", os.O_RDWR)
    os.dup2(null, 0)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    for at, target in enumerate(captured["out"]):
        goal = null
        if target and target.startswith("/") and not target.startswith(("/dev/pts", "/dev/tty")) and not target.endswith(" (deleted)"):
            try:
                goal = os.open(target, os.O_WRONLY | os.O_APPEND | os.O_NOCTTY)
            except OSError:
                goal = null
        os.dup2(goal, at + 1)
    try:
        import resource
        for name, pair in captured.get("limits", {}).items():
            try:
                resource.setrlimit(getattr(resource, name), tuple(pair))
            except (OSError, ValueError):
                pass
    except ImportError:
        pass
    if os.geteuid() == 0 and captured.get("uid") and captured["uid"][0] != 0:
        os.setgroups(captured["groups"])
        os.setgid(captured["gid"][0])
        os.setuid(captured["uid"][0])
    os.umask(captured.get("umask", 0o022))
    os.chdir(base64.b64decode(captured["cwd"]))
    for fd in range(3, 256):
        try:
            os.set_inheritable(fd, False)
        except OSError:
            pass


# ---- the ways in

def tell(value):
    data = (MARKER + " " + json.dumps(value) + "\n").encode()
    while data:
        data = data[os.write(1, data):]


def act(request):
    """Binds the locks before it says yes; then goes on alone, out of reach of the login that ends."""
    try:
        one = Act(request)
    except Failed as failure:
        tell({"refused": failure.why, "about": failure.about})
        return
    except OSError as error:
        tell({"refused": "backend-refused", "about": str(error)[:TEXT]})
        return
    if os.fork():
        tell({"started": True})
        os._exit(0)
    os.setsid()
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    null = os.open("/dev/null", os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(null, fd)
    os.chdir("/")
    one.live()


def attach(request):
    link = socket.socket(socket.AF_UNIX)
    try:
        link.connect(operation_address(request["op"]))
        if peer_uid(link) not in (0, os.geteuid()):
            raise OSError("not ours")
    except OSError:
        tell({"absent": True, "boot": boot_id()})
        return
    link.sendall(json.dumps({"attach": request.get("after", 0)}).encode() + b"\n")
    tell({"attached": True})
    poll = select.poll()
    poll.register(0, select.POLLIN | select.POLLHUP)
    poll.register(link, select.POLLIN | select.POLLHUP)
    kept = b""
    while True:
        for fd, _ in poll.poll():
            part = os.read(fd, 65536) if fd == 0 else link.recv(65536)
            if not part:
                return
            if fd == 0:
                # The login's shell may have left a comment of the bootstrap behind.
                link.sendall(b"".join(line + b"\n" for line in part.split(b"\n") if line.startswith(b"{")))
                continue
            kept += part
            *lines, kept = kept.split(b"\n")
            for line in lines:
                data = MARKER.encode() + b" " + line + b"\n"
                while data:
                    data = data[os.write(1, data):]


def main():
    request = json.loads(os.environ.pop("FLEETBEAT_REQUEST"))
    mode = request["mode"]
    if mode == "look":
        tell(look(request))
    elif mode == "act":
        act(request)
    elif mode == "attach":
        attach(request)
    elif mode == "signal":
        tell({"result": signal_guarded(request["pid"], request["startTicks"], request["boot"], getattr(signal, request["signal"]))})
    else:
        tell({"refused": "unknown"})


main()
