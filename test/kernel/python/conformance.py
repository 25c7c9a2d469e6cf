"""jupyter_kernel_test's own suite over our kernel: what each capability needs to be tried with."""
import unittest

import jupyter_kernel_test


class BlossomKernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = "blossom"
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('oops')"
    code_generate_error = "throw new Error('an error')"
    code_execute_result = [{"code": "6 * 7", "result": "42"}, {"code": "'é' + '🌸'", "result": "'é🌸'"}]
    code_display_data = [
        {"code": "import { display } from 'tslab'; display.html('<b>x</b>')", "mime": "text/html"},
        {"code": "import { display } from 'tslab'; display.svg('<svg/>')", "mime": "image/svg+xml"},
    ]
    code_clear_output = "(globalThis as any)[Symbol.for('blossom.host')].clear()"
    code_history_pattern = "6 ? *7"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Math.max"
    completion_samples = [
        {"text": "Math.ma", "matches": {"max"}},
        {"text": "consol", "matches": {"console"}},
    ]
    complete_code_samples = ["1", "const a = 1", "for (const x of []) {}"]
    incomplete_code_samples = ["for (;;) {", "f("]
    invalid_code_samples = ["const = 1", "}"]


if __name__ == "__main__":
    unittest.main(verbosity=2)
