"""Parameters in TypeScript for papermill, which knows other languages only.

`pip install ./kernel-lib/python` adds this to a Python environment; then `papermill in.ipynb out.ipynb -p steps 20`
works as it does for Python. Without installing it, `python kernel-lib/python/papermill_typescript.py in.ipynb …` is
the same command.
"""
import json
import re

# papermill loads the engines that packages offer, but no translators. So one is offered, which is none: to be loaded is
# all that it is for. It stands above the imports because papermill asks for it while they run.
no_engine = None

from papermill.models import Parameter
from papermill.translators import Translator, papermill_translators

# JavaScript's largest integer that is exact as a number.
LARGEST = 2**53 - 1
DECLARATION = re.compile(
    r"^(?:export\s+)?(?:let|const|var)\s+(?P<name>[\w$]+)\s*(?::(?P<type>[^=]+))?=(?P<default>.+?);?\s*(?://(?P<help>.*))?$",
    re.MULTILINE,
)


class TypeScriptTranslator(Translator):
    """Each parameter is declared anew, with `let`: its type is that of any such value, not of this one."""

    @classmethod
    def translate_str(cls, val):
        return json.dumps(val, ensure_ascii=False)

    @classmethod
    def translate_escaped_str(cls, val):
        return cls.translate_str(str(val))

    @classmethod
    def translate_none(cls, val):
        return "null"

    @classmethod
    def translate_int(cls, val):
        return f"{val}" if abs(val) <= LARGEST else f"{val}n"

    @classmethod
    def translate_float(cls, val):
        return json.dumps(val)  # NaN and Infinity bear the same names

    @classmethod
    def translate_dict(cls, val):
        members = (f"{cls.key(str(key))}: {cls.translate(item)}" for key, item in val.items())
        return f"{{ {', '.join(members)} }}" if val else "{}"

    @classmethod
    def key(cls, name):
        """In brackets, for bare it would set the prototype."""
        return '["__proto__"]' if name == "__proto__" else cls.translate_str(name)

    @classmethod
    def translate_list(cls, val):
        return f"[{', '.join(cls.translate(item) for item in val)}]"

    @classmethod
    def comment(cls, cmt_str):
        return "\n".join(f"// {line}".rstrip() for line in cmt_str.splitlines())

    @classmethod
    def assign(cls, name, str_val):
        return f"let {name} = {str_val};"

    @classmethod
    def inspect(cls, parameters_cell):
        """What `papermill --help-notebook` lists."""
        return [
            Parameter(
                name=found["name"],
                inferred_type_name=(found["type"] or "None").strip(),
                default=found["default"].strip(),
                help=(found["help"] or "").strip(),
            )
            for found in DECLARATION.finditer(parameters_cell["source"])
        ]


for spoken in ("blossom", "typescript"):
    papermill_translators.register(spoken, TypeScriptTranslator)

if __name__ == "__main__":
    from papermill.cli import papermill

    papermill()
