# What Fleetbeat adds inside a Celery worker: loaded with `--include fleetbeat_worker`, or used to start one with
# `python3 -m fleetbeat_worker -A app worker …`. Reference: docs/spec/supervisor.md.
# Must stay true: no dependency but Celery itself, Python 3.9 to 3.13; it never fails a task and never keeps a worker from
# starting; what it cannot do it says in the worker's log and leaves be.
import faulthandler
import json
import os
import sys
import time

VERSION = "1.0.0"
EX_RECYCLE = 155
THREAD_CAPS = {
    "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "NUMEXPR_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2", "MALLOC_TRIM_THRESHOLD_": "131072", "PYTHONFAULTHANDLER": "1", "PYTHONUNBUFFERED": "1",
}
NOTE_BYTES = 8000
PAGE_KIB = os.sysconf("SC_PAGE_SIZE") // 1024


def resident_kib():
    with open("/proc/self/statm", "rb") as f:
        return int(f.read(200).split()[1]) * PAGE_KIB


def whole(name):
    try:
        value = int(os.environ.get(name, ""))
    except ValueError:
        return None
    return value if value > 0 else None


class Notes:
    """Two small files beside the supervisor's, in memory: the task in hand, and the wish to be started afresh."""

    def __init__(self, base):
        self.base = base
        self.fd = None

    def task(self, told):
        if self.base is None:
            return
        try:
            if self.fd is None:
                self.fd = os.open(self.base + ".task", os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
            data = json.dumps(told).encode("utf-8") if told else b""
            if len(data) > NOTE_BYTES:
                data = json.dumps(dict(told, args=None, kwargs=None)).encode("utf-8")
            os.pwrite(self.fd, data[:NOTE_BYTES], 0)
            os.ftruncate(self.fd, min(len(data), NOTE_BYTES))
        except (OSError, TypeError, ValueError):
            pass

    def recycle(self, told):
        if self.base is None:
            return
        try:
            fd = os.open(self.base + ".recycle", os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
            os.write(fd, json.dumps(told).encode("utf-8"))
            os.close(fd)
        except OSError:
            pass


class Keeper:
    """One per worker process. In a solo pool it also counts tasks, which Celery's own limits do not."""

    def __init__(self, log, notes, max_tasks, max_kib):
        self.log, self.notes, self.max_tasks, self.max_kib = log, notes, max_tasks, max_kib
        self.is_solo = False
        self.tasks = 0
        self.is_leaving = False
        self.has_capped_cv2 = False

    def found_pool(self, module):
        self.is_solo = module.rpartition(".")[2] == "solo"
        if self.is_solo and (self.max_tasks or self.max_kib):
            self.log.info("fleetbeat-worker %s: a warm exit after %s tasks or above %s KiB", VERSION, self.max_tasks or "any number of", self.max_kib or "any number of")

    def cap_cv2(self):
        """Only where the application has loaded it: importing it for nothing would cost memory."""
        cv2 = sys.modules.get("cv2")
        if self.has_capped_cv2 or not hasattr(cv2, "setNumThreads"):
            return
        self.has_capped_cv2 = True
        try:
            cv2.setNumThreads(whole("FLEETBEAT_CV2_THREADS") or 1)
            self.log.info("✅ OpenCV configuré en single-thread")
        except Exception as e:
            self.log.warning("fleetbeat-worker: OpenCV's threads could not be limited: %r", e)

    def limit_address_space(self):
        mb = whole("FLEETBEAT_ADDRESS_SPACE_MB")
        if mb is None:
            return
        self.log.warning("fleetbeat-worker: address space is limited to %d MB. Threads of native libraries reserve much more than they use: this may crash what would have run", mb)
        try:
            import resource
            resource.setrlimit(resource.RLIMIT_AS, (mb * 1048576, mb * 1048576))
            self.log.info("✅ Limite mémoire processus configurée (%gGB)", mb / 1024)
        except (OSError, ValueError) as e:
            self.log.warning("fleetbeat-worker: address space could not be limited: %s", e)

    def process_begins(self):
        if not faulthandler.is_enabled():
            try:
                faulthandler.enable(file=2, all_threads=True)
            except (OSError, ValueError, RuntimeError):
                pass
        self.cap_cv2()
        self.limit_address_space()
        self.log.info("✅ Worker process initialized avec optimisations anti-crash")

    def task_begins(self, task_id, task, args, kwargs):
        self.cap_cv2()
        if not self.is_solo:
            return
        delivery = getattr(getattr(task, "request", None), "delivery_info", None) or {}
        told = {"pid": os.getpid(), "id": task_id, "name": getattr(task, "name", None), "queue": delivery.get("routing_key"), "boot": time.clock_gettime(time.CLOCK_BOOTTIME)}
        try:
            json.dumps([args, kwargs])
            told.update(args=args, kwargs=kwargs)
        except (TypeError, ValueError):
            told.update(args=None, kwargs=None)
        self.notes.task(told)

    def task_ended(self):
        if not self.is_solo:
            return
        self.notes.task(None)
        self.tasks += 1
        reason = self.reason_to_leave()
        if reason is None or self.is_leaving:
            return
        self.is_leaving = True
        self.log.warning("fleetbeat-worker: recycling: %s", reason)
        self.notes.recycle({"pid": os.getpid(), "tasks": self.tasks, "reason": reason})
        # the word Celery's own loop looks at after each task: a warm exit, with what was fetched put back
        from celery.worker import state
        state.should_stop = EX_RECYCLE

    def reason_to_leave(self):
        if self.max_tasks and self.tasks >= self.max_tasks:
            return "%d tasks done" % self.tasks
        if self.max_kib:
            try:
                kib = resident_kib()
            except (OSError, ValueError, IndexError):
                return None
            if kib >= self.max_kib:
                return "%d KiB resident after %d tasks, the limit is %d KiB" % (kib, self.tasks, self.max_kib)
        return None


def install():
    """Connects to Celery's signals. Kept alive by the module: Celery holds its listeners weakly."""
    from celery import signals
    from celery.utils.log import get_logger
    keeper = Keeper(get_logger("fleetbeat.worker"), Notes(os.environ.get("FLEETBEAT_NOTES")), whole("FLEETBEAT_RECYCLE_TASKS"), whole("FLEETBEAT_RECYCLE_KIB"))

    def guarded(work):
        def listen(*_args, **told):
            try:
                work(told)
            except Exception as e:
                keeper.log.warning("fleetbeat-worker: %r", e)
        return listen

    def pool_of(told):
        pool = getattr(told.get("instance"), "pool_cls", None)
        keeper.found_pool(pool if isinstance(pool, str) else getattr(pool, "__module__", ""))

    signals.celeryd_after_setup.connect(guarded(pool_of), weak=False)
    signals.worker_process_init.connect(guarded(lambda _told: keeper.process_begins()), weak=False)
    signals.task_prerun.connect(guarded(lambda told: keeper.task_begins(told.get("task_id"), told.get("task"), told.get("args"), told.get("kwargs"))), weak=False)
    signals.task_postrun.connect(guarded(lambda _told: keeper.task_ended()), weak=False)
    return keeper


def launch(arguments):
    """Starts Celery with what must be there before Python and its libraries are: hence a fresh exec, not os.environ."""
    if not arguments:
        sys.stderr.write("usage: python3 -m fleetbeat_worker -A APP worker [options of Celery]\n")
        return 64
    env = dict(THREAD_CAPS, **os.environ)
    here = os.path.dirname(os.path.abspath(__file__))
    env["PYTHONPATH"] = ":".join(x for x in (env.get("PYTHONPATH"), here) if x)
    given = list(arguments)
    if "worker" in given:
        for index, word in enumerate(given):
            if word in ("-I", "--include") and index + 1 < len(given):
                given[index + 1] += ",fleetbeat_worker"
                break
            if word.startswith("--include="):
                given[index] += ",fleetbeat_worker"
                break
        else:
            given += ["--include", "fleetbeat_worker"]
    os.execve(sys.executable, [sys.executable, "-m", "celery"] + given, env)


if __name__ == "__main__":
    sys.exit(launch(sys.argv[1:]))
elif "celery" in sys.modules:
    KEEPER = install()
