"""Runs the real supervisor with its clock compressed: CONFIG, then how many of its seconds pass in a real one."""
import importlib.util
import sys
import time

spec = importlib.util.spec_from_file_location("fleetbeat_supervisor", sys.argv[1])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
factor = float(sys.argv[3])


class CompressedClock(module.Clock):
    def __init__(self):
        self.begin_boot, self.begin_wall = module.Clock.boot(self), time.time()

    def boot(self):
        return self.begin_boot + (module.Clock.boot(self) - self.begin_boot) * factor

    def wall(self):
        return self.begin_wall + self.boot() - self.begin_boot

    def real(self, seconds):
        return seconds / factor


supervisor = module.Supervisor(module.read_config(sys.argv[2]), sys.argv[2], CompressedClock())
supervisor.open()
sys.exit(supervisor.run())
