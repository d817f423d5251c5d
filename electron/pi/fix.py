# Fleetbeat's fixes on a host: looks, applies drop-ins with a way back armed first, confirms, takes back. Protocol: docs/spec/fixes.md.
# Must stay true: no file of the user's is changed, only files of ours beside them; before anything is written the way back
# lies on the disk and its timer runs, so that neither a cut nor our death leaves a broken worker; nothing here is a shell's word.
import base64
import configparser
import fcntl
import glob
import hashlib
import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time

PATHS = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
ROOT_HOME = "/var/lib/fleetbeat/fixes"
MOST_BYTES = 262144
NAME = re.compile(r"^[a-z0-9][a-z0-9-]{1,79}$")
# Where a drop-in of ours may lie, and what it may be called. Anything else is refused, whoever asks.
OURS = [
    re.compile(r"^/etc/systemd/system/[A-Za-z0-9:_.@\\-]{1,200}\.service\.d/90-fleetbeat-[a-z0-9-]{1,80}\.conf$"),
    re.compile(r"^/etc/sysctl\.d/90-fleetbeat-[a-z0-9-]{1,80}\.conf$"),
    re.compile(r"^/etc/NetworkManager/conf\.d/90-fleetbeat-[a-z0-9-]{1,80}\.conf$"),
    re.compile(r"^/etc/(?:supervisor/conf\.d|supervisord?\.d|supervisord/conf\.d)/zz-fleetbeat-[a-z0-9-]{1,60}-[A-Za-z0-9_][A-Za-z0-9_.-]{0,60}\.(?:conf|ini)$"),
]
# A file of Compose's own is ours to write only beside the one file that made the container that is asked about.
BASES = ("docker-compose.yml", "docker-compose.yaml", "compose.yml", "compose.yaml")
CONTAINER = re.compile(r"^[0-9a-f]{64}$")
USER_OURS = re.compile(r"^\.config/systemd/user/[A-Za-z0-9:_.@\\-]{1,200}\.service\.d/90-fleetbeat-[a-z0-9-]{1,80}\.conf$")


class Refused(Exception):
    def __init__(self, why, about=""):
        Exception.__init__(self, why)
        self.why, self.about = why, str(about)[:300]


def home():
    return ROOT_HOME if os.geteuid() == 0 else os.path.join(os.path.expanduser("~"), ".local/state/fleetbeat/fixes")


def run(argv, seconds=60):
    env = {"PATH": PATHS, "LC_ALL": "C", "HOME": os.path.expanduser("~"), "XDG_RUNTIME_DIR": "/run/user/%d" % os.geteuid(), "SYSTEMD_PAGER": "", "SYSTEMD_COLORS": "0"}
    try:
        done = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=seconds, env=env)
        return {"code": done.returncode, "out": done.stdout[:MOST_BYTES].decode("utf-8", "replace"), "err": done.stderr[:2000].decode("utf-8", "replace")}
    except FileNotFoundError:
        return {"code": 127, "out": "", "err": "%s: not found" % argv[0]}
    except PermissionError as error:
        return {"code": 126, "out": "", "err": str(error)[:300]}
    except subprocess.TimeoutExpired:
        return {"code": 124, "out": "", "err": "no end within %d s" % seconds}


def read(path):
    """None: there is no such file."""
    try:
        with open(path, "rb") as file:
            return file.read(MOST_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise Refused("not-readable", error)


def digest(raw):
    return None if raw is None else hashlib.sha256(raw).hexdigest()


def own_path(path):
    if os.geteuid() == 0:
        if any(one.match(path) for one in OURS):
            return path
    elif USER_OURS.match(path):
        return os.path.join(os.path.expanduser("~"), path)
    raise Refused("not-our-place", path)


def put(path, raw, made, like=None):
    """Whole or not at all. `made`: folders that were not there before, outermost first. `like`: a file whose owner it gets, and no more readers than."""
    folder = os.path.dirname(path)
    missing = []
    while not os.path.isdir(folder):
        missing.append(folder)
        folder = os.path.dirname(folder)
    for one in reversed(missing):
        os.mkdir(one, 0o755)
        made.append(one)
    descriptor, name = tempfile.mkstemp(dir=os.path.dirname(path), prefix=".fleetbeat-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(raw)
            file.flush()
            kin = None if like is None else os.stat(like)
            os.fchmod(file.fileno(), 0o644 if kin is None else stat.S_IMODE(kin.st_mode) & 0o644)
            if kin is not None:
                os.fchown(file.fileno(), kin.st_uid, kin.st_gid)
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        try:
            os.unlink(name)
        except OSError:
            pass
        raise
    flag = os.open(os.path.dirname(path), os.O_RDONLY)
    os.fsync(flag)
    os.close(flag)


def folder_of(name):
    if not NAME.match(name):
        raise Refused("bad-name", name)
    return os.path.join(home(), name)


def load(folder):
    try:
        with open(os.path.join(folder, "manifest.json"), encoding="utf-8") as file:
            found = json.load(file)
        return found if isinstance(found, dict) else None
    except (OSError, ValueError):
        return None


def save(folder, manifest):
    made = []
    put(os.path.join(folder, "manifest.json"), json.dumps(manifest).encode(), made)


class Lock:
    """One at a time: a confirmation and the way back may come in the same moment."""
    def __init__(self, folder):
        self.file = open(os.path.join(folder, "lock"), "w")

    def __enter__(self):
        fcntl.flock(self.file, fcntl.LOCK_EX)
        return self

    def __exit__(self, *_):
        self.file.close()


# ---- the way back

def unit_of(name):
    return "fleetbeat-fix-%s" % name


def scope():
    return [] if os.geteuid() == 0 else ["--user"]


def arm(name, folder, seconds, turn=""):
    """How the way back is armed: by systemd's timer where there is one, else by a process of ours that waits."""
    unit = unit_of(name) + turn
    asked = run(["systemd-run"] + scope() + ["--quiet", "--collect", "--unit=" + unit, "--on-active=%ds" % seconds, "--timer-property=AccuracySec=1s", sys.executable, "-I", "-S", os.path.join(folder, "fix.py"), "by-itself", folder], 20)
    if asked["code"] == 0:
        return {"by": "systemd", "unit": unit}
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.setsid()
        waiter = os.fork()
        if waiter != 0:
            os.write(writer, b"%d" % waiter)
            os._exit(0)
        os.close(writer)
        for descriptor in (0, 1, 2):
            os.dup2(os.open(os.devnull, os.O_RDWR), descriptor)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        time.sleep(seconds)
        os.execv(sys.executable, [sys.executable, "-I", "-S", os.path.join(folder, "fix.py"), "by-itself", folder])
    os.close(writer)
    os.waitpid(child, 0)
    pid = int(os.read(reader, 20) or b"0")
    os.close(reader)
    return {"by": "process", "pid": pid, "start": start_of(pid)}


def start_of(pid):
    raw = read("/proc/%d/stat" % pid)
    return None if raw is None else int(raw[raw.rindex(b")") + 2:].split()[19])


def disarm(name, armed):
    if armed.get("by") == "systemd":
        run(["systemctl"] + scope() + ["stop", armed.get("unit", unit_of(name)) + ".timer"], 20)
    elif armed.get("pid") and start_of(armed["pid"]) == armed.get("start"):
        os.kill(armed["pid"], signal.SIGKILL)


def arm_anew(name, folder, seconds):
    """The time for the proof begins again: first the new timer, then the old one goes."""
    armed = arm(name, folder, seconds, "-proof")
    with Lock(folder):
        manifest = load(folder)
        if manifest is not None and manifest["state"] == "proving":
            armed, manifest["armed"] = manifest["armed"], armed
            manifest["deadline"] = int((time.time() + seconds) * 1000)
            save(folder, manifest)
    disarm(name, armed)


def restore(folder, manifest):
    """What was there is there again. What somebody changed since is left and said."""
    left = []
    for file in reversed(manifest["files"]):
        path, now = file["path"], read(file["path"])
        if digest(now) not in (file["after"], digest(None if file["before"] is None else base64.b64decode(file["before"]))):
            left.append(path)
        elif file["before"] is not None:
            put(path, base64.b64decode(file["before"]), [])
        elif now is not None:
            os.unlink(path)
    for made in reversed(manifest["made"]):
        try:
            os.rmdir(made)
        except OSError:
            pass
    # a file of Compose's that was left is still read by Compose: a container made without it would be another than the files say
    if left and manifest.get("compose"):
        return left, []
    said = [dict(run(argv, 240 + manifest.get("patience", 0)), argv=argv) for argv in manifest["back"]]
    return left, said


# ---- verbs

def look(ask):
    found = {}
    for path in ask.get("paths", [])[:40]:
        raw = read(path if os.path.isabs(path) else os.path.join(os.path.expanduser("~"), path))
        found[path] = None if raw is None else base64.b64encode(raw[:MOST_BYTES]).decode()
    return {"uid": os.geteuid(), "files": found, "program": program(ask["program"]) if ask.get("program") else None, "compose": compose(ask["compose"]) if ask.get("compose") else None, "ran": [dict(run(argv, 15), argv=argv) for argv in ask.get("runs", [])[:40]]}


def bytes_of(path):
    try:
        with open(path, "rb") as file:
            return file.read(65536)
    except OSError:
        return b""


def supervisord_of(pid):
    """The arguments and folder of the supervisord above this process; None: there is none on this file system."""
    for _ in range(12):
        line = bytes_of("/proc/%d/stat" % pid)
        try:
            pid = int(line[line.rindex(b")") + 2:].split()[1])
        except (ValueError, IndexError):
            return None
        args = [os.fsdecode(one) for one in bytes_of("/proc/%d/cmdline" % pid).rstrip(b"\0").split(b"\0")]
        if any(os.path.basename(one) == "supervisord" for one in args[:3]):
            return (args, os.readlink("/proc/%d/cwd" % pid)) if os.readlink("/proc/%d/root" % pid) == "/" else None
    return None


def program(ask):
    """How supervisord's files describe the program that runs this process. Of environments only the names asked for are answered."""
    daemon = supervisord_of(int(ask["pid"]))
    if daemon is None:
        return None
    args, folder = daemon
    named = next((args[at + 1] if one in ("-c", "--configuration") else one.split("=", 1)[1] for at, one in enumerate(args) if (one in ("-c", "--configuration") and at + 1 < len(args)) or one.startswith("--configuration=")), None)
    choices = [named] if named else ["supervisord.conf", "etc/supervisord.conf", "/etc/supervisord.conf", "/etc/supervisor/supervisord.conf"]
    config = next((os.path.join(folder, one) for one in choices if os.path.isfile(os.path.join(folder, one))), None)
    if config is None:
        return None
    parser = configparser.RawConfigParser(strict=False, inline_comment_prefixes=(";", "#"))
    parser.read(config)
    here = os.path.dirname(config)
    patterns = [os.path.join(here, one.replace("%(here)s", here)) for one in (parser.get("include", "files") if parser.has_option("include", "files") else "").split()]
    ours = []
    group, _, name = ask["program"].rpartition(":")
    section = "program:" + name
    for pattern in patterns:
        for found in sorted(glob.glob(pattern))[:200]:
            if os.path.basename(found).startswith("zz-fleetbeat-"):
                own = configparser.RawConfigParser(strict=False)
                own.read(found)
                if own.has_section(section):
                    ours.append(found)
            parser.read(found)
    if not parser.has_section(section):
        return None
    said = dict((key, parser.get(section, key)) for key in ("command", "numprocs", "stopwaitsecs", "stopasgroup", "killasgroup") if parser.has_option(section, key))
    mates = parser.get("group:" + group, "programs").split(",") if parser.has_option("group:" + group, "programs") else [name]
    environment = dict(one.split(b"=", 1) for one in bytes_of("/proc/%d/environ" % int(ask["pid"])).split(b"\0") if b"=" in one)
    wanted = dict((one, environment[one.encode()].decode("utf-8", "replace")) for one in ask.get("environment", [])[:40] if one.encode() in environment)
    return {"config": config, "patterns": patterns, "options": said, "mates": len(mates), "ours": ours, "environment": wanted}


# ---- Compose

def inspected(container):
    """What Docker says of it; None: nothing. Its environment stays here."""
    asked = run(["docker", "inspect", "--type", "container", "--", container], 20) if CONTAINER.match(str(container)) else {"code": 1}
    try:
        return json.loads(asked["out"])[0] if asked["code"] == 0 else None
    except (ValueError, IndexError):
        return None


def place_of(found):
    """Where Compose says that it made this container from."""
    labels = (found.get("Config") or {}).get("Labels") or {}
    label = lambda name: str(labels.get("com.docker.compose." + name) or "")
    return {
        "project": label("project"), "service": label("service"), "folder": label("project.working_dir"), "files": [one for one in label("project.config_files").split(",") if one],
        "hash": label("config-hash"), "version": label("version"), "isOneOff": label("oneoff") == "True",
    }


def override_of(base):
    stem, _, extension = base.rpartition(".")
    return "%s.override.%s" % (stem, extension)


def overrides_in(folder):
    return [os.path.join(folder, override_of(base)) for base in BASES if os.path.lexists(os.path.join(folder, override_of(base)))]


def base_of(place):
    """The one file that made it, under a name that Compose looks for by itself, in its own folder; None: anything else."""
    folder = place["folder"]
    base = os.path.normpath(os.path.join(folder, place["files"][0])) if place["files"] and os.path.isabs(folder) else ""
    return base if os.path.dirname(base) == folder and os.path.basename(base) in BASES else None


def is_plain_place(base):
    return os.path.realpath(base) == base and os.path.isfile(base)


def containers_of(place):
    """Whole ids, the newest first."""
    labels = ["project=" + place["project"], "service=" + place["service"], "oneoff=False"]
    asked = run(["docker", "ps", "-aq", "--no-trunc"] + [word for label in labels for word in ("--filter", "label=com.docker.compose." + label)], 20)
    return asked["out"].split() if asked["code"] == 0 else []


def has_lodgers(container):
    """Does another container live in this one's network, processes or memory? It would be left in the old one's."""
    asked = run(["docker", "ps", "-q", "--no-trunc"], 20)
    modes = run(["docker", "inspect", "--type", "container", "--format", "{{.HostConfig.NetworkMode}} {{.HostConfig.PidMode}} {{.HostConfig.IpcMode}}", "--"] + asked["out"].split()[:500], 20) if asked["code"] == 0 else asked
    return "container:" + container in modes["out"].split()


def runs_as(argv, words):
    """A script's interpreter stands before it, and its name is whole then."""
    tail = argv[-len(words):]
    return bool(words) and len(tail) == len(words) and tail[1:] == words[1:] and (tail[0] == words[0] or ("/" not in words[0] and os.path.basename(tail[0]) == words[0]))


def composer_of(place, base):
    """(the Compose that would make the same container again, whether there is one at all). Variables of the user's shell are not known to it."""
    programs = [["docker", "compose"], ["docker-compose"]]
    there = False
    for program in reversed(programs) if place["version"].startswith("1.") else programs:
        if len(program) == 2 and run(program + ["version"], 20)["code"] != 0:
            continue
        asked = run(program + ["-p", place["project"], "-f", base, "config", "--hash", place["service"]], 25)
        there = there or asked["code"] != 127
        if asked["code"] == 0 and place["hash"] and [place["service"], place["hash"]] in [line.split() for line in asked["out"].splitlines()]:
            return program, True
    return None, there


def compose(ask):
    """How Compose made the container of this process. Of environments only the names asked for are answered, and no word of a line with a password."""
    found = inspected(ask["container"])
    if found is None:
        return None
    place, config = place_of(found), found.get("Config") or {}
    base = base_of(place)
    is_there = base is not None and is_plain_place(base)
    siblings = overrides_in(place["folder"]) if os.path.isabs(place["folder"]) else []
    words = [str(one) for one in config.get("Cmd") or []]
    argv = [one.decode("utf-8", "replace") for one in bytes_of("/proc/%d/cmdline" % int(ask["pid"])).split(b"\0")[:-1]]
    is_secret = any(re.search(r"://[^/@\s]*:[^/\s]+@", one) for one in words)
    program, has_program = composer_of(place, base) if is_there and place["service"] and not place["service"].startswith("-") else (None, True)
    version = re.search(rb"^version:\s*[\"']?([1-9](?:\.\d{1,2})?)[\"']?\s*(?:#.*)?$", (read(base) if is_there else b"") or b"", re.M)
    image = run(["docker", "image", "inspect", "--format", "{{.Id}}", "--", str(config.get("Image"))], 20)
    environment = dict(one.split(b"=", 1) for one in bytes_of("/proc/%d/environ" % int(ask["pid"])).split(b"\0") if b"=" in one)
    return {
        "project": place["project"], "service": place["service"], "folder": place["folder"], "files": place["files"][:20], "isOneOff": place["isOneOff"], "base": base, "isThere": is_there,
        "siblings": siblings, "isOurs": bool(siblings) and all(bytes_of(one).startswith(b"# Fleetbeat: ") for one in siblings), "version": version.group(1).decode() if version else None,
        "command": [] if is_secret else words, "isSecret": is_secret, "runs": runs_as(argv, words), "hasLodgers": has_lodgers(ask["container"]), "containers": len(containers_of(place)),
        "program": program, "hasProgram": has_program, "isImageSame": image["code"] == 0 and image["out"].strip() == found.get("Image"), "stopS": config.get("StopTimeout"),
        "memoryBytes": (found.get("HostConfig") or {}).get("Memory") or 0, "isWritable": is_there and os.access(place["folder"], os.W_OK),
        "environment": dict((one, environment[one.encode()].decode("utf-8", "replace")) for one in ask.get("environment", [])[:40] if one.encode() in environment),
    }


def compose_place(container):
    """The only file that may be written for this container, its base, and the labels; all as they are now."""
    if not CONTAINER.match(str(container)):
        raise Refused("not-our-place", container)
    found = inspected(container)
    if found is None:
        raise Refused("changed-meanwhile", container)
    place = place_of(found)
    base = None if len(place["files"]) != 1 else base_of(place)
    if base is None or not is_plain_place(base):
        raise Refused("not-our-place", container)
    taken = overrides_in(place["folder"])
    if taken or composer_of(place, base)[0] is None:
        raise Refused("changed-meanwhile", taken[0] if taken else base)
    free = os.statvfs(place["folder"])
    if free.f_bavail * free.f_frsize < 1 << 20:
        raise Refused("disk-full", place["folder"])
    return {"project": place["project"], "service": place["service"], "base": base, "path": os.path.join(place["folder"], override_of(os.path.basename(base)))}


def apply(ask, source):
    name, folder = ask["id"], folder_of(ask["id"])
    if ask.get("compose") and os.geteuid() != 0:
        raise Refused("needs-root")
    composed = compose_place(ask["compose"]["container"]) if ask.get("compose") else None
    patience = int(ask["compose"]["patience"]) if composed else 0
    files = [dict(file, path=file["path"] if composed and file["path"] == composed["path"] and file["before"] is None else own_path(file["path"])) for file in ask["files"]]
    if os.path.exists(folder):
        raise Refused("already-there", name)
    now = {file["path"]: read(file["path"]) for file in files}
    for file in files:
        if digest(now[file["path"]]) != digest(None if file["before"] is None else base64.b64decode(file["before"])):
            raise Refused("changed-meanwhile", file["path"])
    os.makedirs(home(), 0o700, exist_ok=True)
    free = os.statvfs(home())
    if free.f_bavail * free.f_frsize < 1 << 20:
        raise Refused("disk-full", home())
    os.mkdir(folder, 0o700)
    manifest = {
        "id": name, "fix": ask["fix"], "label": ask["label"], "worker": ask["worker"], "who": ask["who"], "at": int(time.time() * 1000), "state": "proving", "made": [], "armed": {},
        "deadline": int((time.time() + ask["seconds"]) * 1000), "back": ask["back"], "changes": ask["changes"], "said": [], "left": [], "compose": composed, "patience": patience,
        "files": [{"path": file["path"], "before": None if now[file["path"]] is None else base64.b64encode(now[file["path"]]).decode(), "after": digest(base64.b64decode(file["after"]))} for file in files],
    }
    try:
        put(os.path.join(folder, "fix.py"), source.encode(), [])
        save(folder, manifest)
        # Compose waits for the old container's tasks before the new one begins: until then the time is that of its patience
        manifest["armed"] = arm(name, folder, ask["seconds"] + (patience + 600 if composed else 0))
        save(folder, manifest)
        for file in files:
            put(file["path"], base64.b64decode(file["after"]), manifest["made"], composed and composed["base"])
        save(folder, manifest)
    except OSError as error:
        disarm(name, manifest["armed"])
        restore(folder, dict(manifest, back=[]))
        shutil.rmtree(folder, ignore_errors=True)
        raise Refused("not-writable", error)
    said = []
    for argv in ask["act"]:
        # a program may take its time to stop
        said.append(dict(run(argv, 240 + patience), argv=argv))
        if said[-1]["code"] != 0:
            with Lock(folder):
                take_back(folder, load(folder) or manifest, "failed", said)
            break
    if composed and all(one["code"] == 0 for one in said):
        arm_anew(name, folder, ask["seconds"])
    after = load(folder) or manifest
    return {"state": after["state"], "said": said, "armed": manifest["armed"].get("by"), "container": newest(composed)}


def newest(composed):
    return next(iter(containers_of(composed)), None) if composed else None


def take_back(folder, manifest, state, said=None):
    if manifest["state"] in ("rolled-back", "rolled-back-by-itself", "failed"):
        return manifest
    left, done = restore(folder, manifest)
    manifest.update(state=state, left=left, said=(said or []) + done, ended=int(time.time() * 1000))
    save(folder, manifest)
    if state != "rolled-back-by-itself":
        disarm(manifest["id"], manifest["armed"])
    return manifest


def confirm(ask):
    folder = folder_of(ask["id"])
    with Lock(folder):
        manifest = load(folder)
        if manifest is None or manifest["state"] != "proving":
            raise Refused("not-there" if manifest is None else "rolled-back-already", ask["id"])
        disarm(ask["id"], manifest["armed"])
        manifest["state"] = "in-force"
        save(folder, manifest)
    return {"state": "in-force"}


def roll_back(ask):
    folder = folder_of(ask["id"])
    if load(folder) is None:
        raise Refused("not-there", ask["id"])
    with Lock(folder):
        manifest = take_back(folder, load(folder), "rolled-back")
    if not manifest["left"]:
        forget(ask)
    return {"state": manifest["state"], "left": manifest["left"], "said": manifest["said"], "container": newest(manifest.get("compose"))}


def forget(ask):
    """Nothing of ours stays: the folder goes, and those above it when they are empty."""
    folder = folder_of(ask["id"])
    manifest = load(folder)
    if manifest is not None and manifest["state"] in ("proving", "in-force"):
        raise Refused("still-in-force", ask["id"])
    shutil.rmtree(folder, ignore_errors=True)
    for above in (home(), os.path.dirname(home())):
        try:
            os.rmdir(above)
        except OSError:
            break
    return {"state": "forgotten"}


def listing():
    try:
        names = sorted(os.listdir(home()))[:200]
    except OSError:
        names = []
    found = []
    for name in names:
        manifest = load(os.path.join(home(), name)) if NAME.match(name) else None
        if manifest is not None:
            found.append({key: manifest.get(key) for key in ("id", "fix", "label", "worker", "who", "at", "state", "deadline", "changes", "left", "ended")})
    return {"fixes": found, "now": int(time.time() * 1000)}


def answer(ask, source):
    # What concerns the system needs root: a user's own units do not.
    if ask.get("root") and os.geteuid() != 0:
        inner = "import sys,json,base64\nSOURCE=base64.b64decode(%r).decode()\nsys.argv=['fix',%r]\nASK=json.loads(base64.b64decode(%r))\nexec(compile(SOURCE,'fix','exec',0,True))\n" % (base64.b64encode(source.encode()), sys.argv[-1], base64.b64encode(json.dumps(ask).encode()))
        done = subprocess.run(["sudo", "-n", sys.executable, "-I", "-S", "-"], input=inner.encode(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=90000)
        if done.returncode != 0 or not done.stdout:
            raise Refused("needs-root", done.stderr[:200].decode("utf-8", "replace"))
        sys.stdout.write(done.stdout.decode("utf-8", "replace"))
        return None
    verbs = {"look": lambda: look(ask), "apply": lambda: apply(ask, source), "confirm": lambda: confirm(ask), "roll-back": lambda: roll_back(ask), "forget": lambda: forget(ask), "list": listing}
    return verbs[ask["verb"]]()


def main():
    if len(sys.argv) == 3 and sys.argv[1] == "by-itself":
        folder = sys.argv[2]
        with Lock(folder):
            manifest = load(folder)
            if manifest is not None and manifest["state"] == "proving":
                take_back(folder, manifest, "rolled-back-by-itself")
        return
    source = globals()["SOURCE"]
    ask = globals().get("ASK") or json.loads(os.environ.pop("FLEETBEAT_REQUEST"))
    try:
        said = answer(ask, source)
    except Refused as refused:
        said = {"refused": refused.why, "about": refused.about}
    except (OSError, KeyError, ValueError, TypeError, subprocess.TimeoutExpired) as error:
        said = {"refused": "failed", "about": "%s: %s" % (type(error).__name__, str(error)[:200])}
    if said is not None:
        sys.stdout.write("%s %s\n" % (sys.argv[-1], json.dumps(said)))
    sys.stdout.flush()


main()
