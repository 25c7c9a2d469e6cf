"""jupyter_kernel_test's own suites over our kernel: what each capability needs to be tried with."""
import unittest
from unittest.mock import patch

import jupyter_kernel_test

# A picture of one pixel.
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


CHART = """import { lineChart } from 'kernel-lib';
const series = [{ name: 'n', x: [0, 1], y: [0, 1] }];
lineChart({ title: 't', x: { label: 'a' }, y: { label: 'b' }, series })"""
TYPED = """type Flower = { name: string };
const rose: Flower = { name: 'rose' };
rose.name"""


def shown(mime, value):
    return {"code": f"import {{ display }} from 'tslab'; {value}", "mime": mime}


class BlossomKernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = "blossom"
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('oops')"
    code_generate_error = "throw new Error('an error')"
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "'é' + '🌸'", "result": "'é🌸'"},
        {"code": "await Promise.resolve([1, 2])", "result": "[ 1, 2 ]"},
        {"code": TYPED, "result": "'rose'"},
        {"code": "import { html } from 'kernel-lib'; html('<b>x</b>')", "mime": "text/html", "result": "<b>x</b>"},
        {"code": CHART, "mime": "application/vnd.plotly.v1+json"},
    ]
    code_display_data = [
        shown("text/html", "display.html('<b>x</b>')"),
        shown("image/svg+xml", "display.svg('<svg/>')"),
        shown("image/png", f"display.png(Buffer.from('{PIXEL}', 'base64'))"),
        shown("text/markdown", "display.markdown('*x*')"),
        shown("application/json", "display.raw('application/json', '{}')"),
        {"code": "import { display } from 'kernel-lib'; display(1)", "mime": "text/plain"},
    ]
    code_clear_output = "import { clearOutput } from 'kernel-lib'; clearOutput()"
    code_history_pattern = "6 ? *7"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Math.max"
    completion_samples = [
        {"text": "Math.ma", "matches": {"max"}},
        {"text": "consol", "matches": {"console"}},
        {"text": "'🌸'.codePo", "matches": {"codePointAt"}},
        {"text": "const 花 = { 瓣: 5 }; 花.", "matches": {"瓣"}},
        {"text": "import { join } from 'node:path'; joi", "matches": {"join"}},
        {"text": "import * as lib from 'kernel-lib'; lib.liveC", "matches": {"liveChart"}},
        {"text": "nothing.like.this", "matches": set()},
    ]
    complete_code_samples = [
        "1", "", "const a = 1", "for (const x of []) {}", "await Promise.resolve(1)", "// a comment", "let s = `a\nb`",
    ]
    incomplete_code_samples = ["for (;;) {", "f(", "const a =", "/* a comment", "class A {", "[1,"]
    invalid_code_samples = ["const = 1", "}", "let 1a = 2", "if (1 {}"]

    def execute_helper(self, *arguments, **options):
        """The suite gives each message a tenth of a second, too little on a machine with other work."""
        channel = self.kc.iopub_channel
        get = channel.get_msg
        with patch.object(channel, "get_msg", lambda timeout: get(timeout=jupyter_kernel_test.TIMEOUT)):
            return super().execute_helper(*arguments, **options)


class BlossomWelcomeTests(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = "blossom"
    support_iopub_welcome = True


if __name__ == "__main__":
    unittest.main(verbosity=2)
