"""A stand-in for the home-made supervisor of the field reports, from its described behaviour, faults included.

Looks every five seconds, starts a dead worker again, counts restarts until an hour passed since the last one, gives up
at ten and ends; TERM stops worker and beat, each with ten seconds before KILL; the worker's output is a pipe nobody reads.
"""
import logging
import os
import signal
import subprocess
import sys
import time

logging.basicConfig(filename="/tmp/celery_supervisor.log", level=logging.INFO, format="%(asctime)s - %(levelname)s - %(message)s")


class CelerySupervisor:
    def __init__(self, name, queue):
        self.worker_command = [sys.executable, "-m", "celery", "-A", "tapp", "worker", "-n", name + "@%h", "-c", "2", "-Q", queue, "-l", "WARNING"]
        self.beat_command = [sys.executable, "-m", "celery", "-A", "tapp", "beat", "-s", "/tmp/beat-" + name, "--pidfile="]
        self.processes = {}
        self.restarts = 0
        self.last_restart = 0.0
        self.running = True

    def start(self, name, command):
        if name == "worker":
            if time.time() - self.last_restart > 3600:
                self.restarts = 0
            if self.restarts >= 10:
                logging.error("Too many restarts, giving up")
                self.running = False
                return
            self.restarts += 1
            self.last_restart = time.time()
        self.processes[name] = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        logging.info("Started %s with pid %d", name, self.processes[name].pid)

    def stop_process(self, name):
        process = self.processes.pop(name, None)
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def on_signal(self, number, frame):
        logging.info("Signal %d, stopping", number)
        self.running = False

    def run(self):
        signal.signal(signal.SIGTERM, self.on_signal)
        signal.signal(signal.SIGINT, self.on_signal)
        self.start("worker", self.worker_command)
        self.start("beat", self.beat_command)
        while self.running:
            if self.processes["worker"].poll() is not None:
                logging.warning("Worker ended with %s, restarting", self.processes["worker"].returncode)
                self.start("worker", self.worker_command)
            for _ in range(50):
                if not self.running:
                    break
                time.sleep(0.1)
        for name in ("worker", "beat"):
            self.stop_process(name)


if __name__ == "__main__":
    os.chdir(os.path.dirname(os.path.abspath(__file__)))
    CelerySupervisor(sys.argv[1], sys.argv[2]).run()
