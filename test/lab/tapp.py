"""The Celery application of the test Pis: one task for each way a task can behave.

Broker and result backend come from the environment (Celery reads CELERY_BROKER_URL and CELERY_RESULT_BACKEND itself).
Runs on Python 3.9+ and Celery 5.
"""
import os
import signal
import time

from celery import Celery

app = Celery("tapp")
app.conf.update(
    task_track_started=True,
    broker_connection_retry_on_startup=True,
    result_expires=3600,
)

_kept = []


def _redis():
    import redis
    return redis.Redis.from_url(os.environ.get("CELERY_BROKER_URL") or os.environ["CELERY_RESULT_BACKEND"])


def _count(run, number, seconds):
    """Counts itself before and after its work, outside of Celery's own books."""
    counter = _redis()
    counter.hincrby("counted:%s:began" % run, number, 1)
    time.sleep(seconds)
    counter.hincrby("counted:%s:ended" % run, number, 1)
    return number


@app.task(name="tapp.count_early")
def count_early(run, number, seconds=0.02):
    return _count(run, number, seconds)


@app.task(name="tapp.count_late", acks_late=True)
def count_late(run, number, seconds=0.02):
    return _count(run, number, seconds)


@app.task(name="tapp.add")
def add(x, y):
    return x + y


@app.task(name="tapp.slow")
def slow(seconds=10):
    """Sleeps; a solo worker answers nothing meanwhile."""
    time.sleep(seconds)
    return seconds


@app.task(name="tapp.leak")
def leak(mebibytes=1):
    """Keeps memory for as long as the process lives, really touched so that it counts as resident."""
    block = bytearray(mebibytes * 1024 * 1024)
    for offset in range(0, len(block), 4096):
        block[offset] = 1
    _kept.append(block)
    return len(_kept)


@app.task(name="tapp.fail")
def fail(message="on purpose"):
    raise ValueError(message)


@app.task(name="tapp.boom")
def boom(how="SIGSEGV"):
    """Ends its own process by a signal, as a crashing native library does."""
    os.kill(os.getpid(), getattr(signal, how))


@app.task(name="tapp.abort")
def abort():
    """Frees the same memory twice: the C library says so and aborts."""
    import ctypes
    library = ctypes.CDLL(None)
    library.malloc.restype = ctypes.c_void_p
    library.free.argtypes = [ctypes.c_void_p]
    place = library.malloc(100)
    library.free(place)
    library.free(place)


@app.task(name="tapp.note", acks_late=True)
def note(path, word, seconds=0):
    """Writes that it runs into a file, one line for each run, then takes its time: tasks that count themselves."""
    with open(path, "a") as book:
        book.write("%s\n" % word)
    time.sleep(seconds)
    return word


@app.task(name="tapp.poison", acks_late=True, reject_on_worker_lost=True)
def poison():
    """Kills the process that runs it, and comes back each time."""
    os.kill(os.getpid(), signal.SIGKILL)


@app.task(name="tapp.hang", acks_late=True)
def hang(path=None):
    """Waits without end and without using any processor time."""
    if path is not None:
        with open(path, "a") as book:
            book.write("hang %d\n" % os.getpid())
    signal.pause()


@app.task(name="tapp.unending")
def unending():
    """As native code that never comes back to Python: no handler of a signal runs any more."""
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP})
    while True:
        time.sleep(3600)


@app.task(name="tapp.deafen")
def deafen():
    """Makes the process that runs it stop waiting for messages while its heart beats on: what Celery 5.2.6 sometimes does by itself."""
    from kombu.transport import redis as transport
    transport.Channel._brpop_start = lambda self, timeout=1: None


@app.task(name="tapp.uninterruptible")
def uninterruptible(gate):
    """Stands in state D until somebody opens `gate` for writing: the kernel holds the parent of a vfork until its child runs a program."""
    os.mkfifo(gate)
    os.posix_spawn("/bin/true", ["true"], os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 0, gate, os.O_RDONLY, 0)])


@app.task(name="tapp.shout", acks_late=True)
def shout(kibibytes=256):
    """Writes to its standard output as a chatty native library does, past Python's logging."""
    left = kibibytes * 1024
    while left > 0:
        left -= os.write(1, b"frame decoded, nothing to see here\n" * 100)
