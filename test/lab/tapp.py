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
