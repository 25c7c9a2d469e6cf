"""Times one installed kernel through jupyter_client; prints {"start": s, "cell": ms, "lines": s}."""
import json
import statistics
import sys
import time

from jupyter_client.manager import KernelManager

CODE = {
    "blossom": ("40 + 2", "for (let i = 0; i < 20000; i++) console.log(`line ${i}`);"),
    "python3": ("40 + 2", "for i in range(20000): print(f'line {i}')"),
}


def main(name):
    small, lines = CODE[name]
    manager = KernelManager(kernel_name=name)
    client = manager.client()

    def seconds(code):
        seen = []
        start = time.perf_counter()
        reply = client.execute_interactive(code, timeout=120, output_hook=seen.append)
        taken = time.perf_counter() - start
        assert reply["content"]["status"] == "ok", reply["content"]
        return taken, "".join(m["content"]["text"] for m in seen if m["msg_type"] == "stream")

    begin = time.perf_counter()
    manager.start_kernel()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        seconds(small)
        result = {"start": time.perf_counter() - begin}
        result["cell"] = 1000 * statistics.median(seconds(small)[0] for _ in range(40))
        result["lines"], text = seconds(lines)
        assert text.count("\n") == 20000, text.count("\n")
        print(json.dumps(result))
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


main(sys.argv[1])
