"""Times kernels through jupyter_client, in turns. Reads and prints JSON.

In: {"rounds", "cells", "kernels": {name: {"cwd", "code": {...}, "typed"?, "import"?}}}, with kernelspecs "bench-<name>".
Out: {name: {measure: [values] or a reason why there is none}}; times in milliseconds, memory in MB.
"""
import json
import sys
import time
from contextlib import contextmanager

import psutil
import zmq
from jupyter_client.manager import KernelManager

LIMIT = 60
# What a person would call never.
FLOOD_LIMIT = 20
# Kernels bind their ports while the client already tries: with the default of 100 ms all would look alike.
context = zmq.Context()
context.setsockopt(zmq.RECONNECT_IVL, 2)
context.setsockopt(zmq.RCVHWM, 0)


def now():
    return 1000 * time.perf_counter()


class Kernel:
    def __init__(self, name, cwd):
        self.manager = KernelManager(kernel_name=f"bench-{name}", context=context)
        begin = now()
        self.manager.start_kernel(cwd=cwd)
        self.client = self.connect()
        self.started = now() - begin
        self.subscribe()

    def connect(self):
        client = self.manager.client(context=context)
        client.start_channels(hb=False)
        self.reply(client, client.kernel_info())
        return client

    def subscribe(self):
        """Asks until an answer is published to us, too."""
        end = time.monotonic() + LIMIT
        while time.monotonic() < end:
            sent = self.client.kernel_info()
            self.reply(self.client, sent)
            if self.idle(sent, 0.2) is not None:
                return
        raise TimeoutError("nothing is published")

    def reply(self, client, sent, limit=LIMIT):
        end = time.monotonic() + limit
        while True:
            message = client.get_shell_msg(timeout=max(0.001, end - time.monotonic()))
            if message["parent_header"].get("msg_id") == sent:
                return message["content"]

    def idle(self, sent, limit):
        """The text that came before idle; None where idle did not come."""
        text = []
        end = time.monotonic() + limit
        while True:
            try:
                message = self.client.get_iopub_msg(timeout=max(0.001, end - time.monotonic()))
            except Exception:  # the queue's Empty
                return None
            if message["parent_header"].get("msg_id") != sent:
                continue
            if message["msg_type"] == "stream":
                text.append(message["content"]["text"])
            if message["content"].get("execution_state") == "idle":
                return "".join(text)

    def execute(self, code, limit=LIMIT):
        """Milliseconds until idle, and the text."""
        begin = now()
        sent = self.client.execute(code)
        text = self.idle(sent, limit)
        taken = now() - begin
        if text is None:
            raise TimeoutError(f"no idle within {limit} s")
        content = self.reply(self.client, sent, limit)
        if content["status"] != "ok":
            raise RuntimeError(f"the cell failed: {content.get('evalue', content['status'])}")
        return taken, text

    def complete(self, code):
        begin = now()
        content = self.reply(self.client, self.client.complete(code))
        if not content.get("matches"):
            raise RuntimeError("nothing was completed")
        return now() - begin

    def restart(self):
        """As a front end does: shut down in good order, start, until the new kernel answers."""
        begin = now()
        self.manager.restart_kernel()
        self.client.stop_channels()
        self.client = self.connect()
        taken = now() - begin
        self.subscribe()
        return taken

    def settle(self):
        """Waits until no process of the kernel works any more."""
        end = time.monotonic() + LIMIT
        before = -1.0
        while time.monotonic() < end:
            spent = sum(sum(process.cpu_times()[:2]) for process in self.processes())
            if spent - before < 0.05:
                return
            before = spent
            time.sleep(2)

    def processes(self):
        kernel = psutil.Process(self.manager.provisioner.pid)
        return [kernel, *kernel.children(recursive=True)]

    def memory(self):
        return sum(process.memory_info().rss for process in self.processes()) / 2**20

    def end(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@contextmanager
def running(name, cwd):
    kernel = Kernel(name, cwd)
    try:
        yield kernel
    finally:
        kernel.end()


def measure(name, given, cells, keep):
    """One round of one kernel. A flood comes last, for a kernel may not live through it."""
    code = given["code"]
    with running(name, given["cwd"]) as kernel:
        keep("start", lambda: kernel.started)
        keep("first", lambda: kernel.execute(code["cell"])[0])
        kernel.settle()
        for _ in range(cells):
            keep("cell", lambda: kernel.execute(code["cell"])[0])
        keep("restart", kernel.restart)
        kernel.execute(code["cell"])
        kernel.settle()
        for count in (1000, 20000):
            keep(f"lines{count}", lambda: flood(kernel, code[f"lines{count}"], count))
    with running(name, given["cwd"]) as kernel:
        keep("start", lambda: kernel.started)
        keep("firstCompletion", lambda: kernel.complete(code["completion"]))
        for _ in range(20):
            keep("completion", lambda: kernel.complete(code["completion"]))
        if "typed" in given:
            kernel.complete(given["typed"])
        kernel.settle()
        keep("memory", kernel.memory)
    if "import" in given:
        with running(name, given["cwd"]) as kernel:
            kernel.settle()
            keep("import", lambda: kernel.execute(given["import"])[0])


def flood(kernel, code, count):
    taken, text = kernel.execute(code, FLOOD_LIMIT)
    if text.count("\n") != count:
        raise RuntimeError(f"{text.count(chr(10))} of {count} lines came before idle")
    return taken


def main(request):
    results = {name: {} for name in request["kernels"]}
    for _ in range(request["rounds"]):
        for name, given in request["kernels"].items():
            values = results[name]

            def keep(measured, take):
                """What failed once is not tried again: it may cost a minute each time."""
                if isinstance(values.get(measured), str):
                    return
                try:
                    values.setdefault(measured, []).append(take())
                except Exception as error:
                    values[measured] = str(error) or type(error).__name__

            try:
                measure(name, given, request["cells"], keep)
            except Exception as error:
                values["failed"] = str(error) or type(error).__name__
    print(json.dumps(results))


main(json.load(sys.stdin))
