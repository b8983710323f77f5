"""Run one command and tell on standard output how long it took and its peak memory, as JSON.

A program of its own, standard library only: Linux counts the peak of a new process from that of
the process which starts it, so what starts the command has to be small.
"""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path


def main() -> None:
    """Run `sys.argv[3:]` for at most `sys.argv[1]` seconds; its output goes to file `sys.argv[2]`.

    Prints seconds, megabytes and the exit code.
    """
    limit, file, *command = sys.argv[1:]
    with Path(file).open("wb") as output:
        since = time.perf_counter()
        process = subprocess.Popen(command, stdout=output)
        timer = threading.Timer(float(limit), process.kill)
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - since
        timer.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    print(json.dumps([seconds, usage.ru_maxrss / 1024, process.returncode]))


if __name__ == "__main__":
    main()
