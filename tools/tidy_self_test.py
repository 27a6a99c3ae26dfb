"""Plants one violation of each of tidy.py's rules in a small tree, and sees that each is found, where it is, and alone.

Run by `tools/tidy.py --self-test`.
"""
import os
import tempfile
from pathlib import Path

import tidy


def long_function(lines):
    """The text of a function of so many lines, braces included; it begins in line 4."""
    body = "\n".join(f"    x += {i};" for i in range(lines - 2))
    return "namespace n {\ntemplate <class T>\nint f(T x)\n{\n" + body + "\n}\n}\n"


# A tree with nothing wrong in it, and some things that only look wrong.
CLEAN = {
    "sim/core/CMakeLists.txt": "s1sim_library(core SOURCES a.cpp long.cpp)\n",
    "sim/core/long.cpp": long_function(tidy.MAX_FUNCTION_LINES),
    "sim/core/long.hpp": "#pragma once\n" + "\n" * (tidy.MAX_HEADER_LINES - 1),
    "sim/core/a.hpp": "#pragma once\n#include <vector>\nint a();\n",
    "sim/core/a.cpp": '#include "sim/core/a.hpp"\n// system_clock::now() in a comment\n'
                      'const char* s = "rand()"; // sleep(1)\nconst char* r = R"x(std::random_device)x";\n'
                      "int n = 1'000'000;\nint a() { return n; }\n",
    "sim/kernel/CMakeLists.txt": "s1sim_library(kernel SOURCES pacer.cpp)\nconfigure_file(made.inc.in made.inc)\n",
    "sim/kernel/time.hpp": '#pragma once\n#include "sim/core/a.hpp"\n',
    "sim/kernel/kernel.hpp": "#pragma once\n",
    "sim/kernel/pacer.hpp": "#pragma once\nusing wall_clock = std::chrono::steady_clock;\n",
    "sim/kernel/pacer.cpp": '#include <boost/asio/io_context.hpp>\n#include "made.inc"\nvoid f() {}\n',
    "devices/call_home/codec.hpp": '#pragma once\n#include "sim/kernel/time.hpp"\n',
    "scenarios/foc/good.yaml": "on: [tri-1]\n",
    "tests/CMakeLists.txt": "s1sim_test(unit core SOURCES unit/core/a_test.cpp)\n",
    "tests/unit/core/a_test.cpp": '#include "neighbour.hpp"\n#include <doctest/doctest.h>\n#include "sim/kernel/kernel.hpp"\n',
    "tests/unit/core/neighbour.hpp": "#pragma once\n",
    "docs/architecture.md": "See [this](decisions/0001-sans-io.md) and `[no](link.md)`.\n",
    "docs/decisions/0001-sans-io.md": "# Sans I/O\n",
    "docs/changes/0001-first.md": "# First\n",
    "tools/run": "#!/bin/sh\n",
    ".git": "gitdir: /ho" "me/somebody/tree/.git/worktrees/w\n",
}

TO_DO = "TO" + "DO"

# Rule, file, its text (instead of the clean one, if there is one), the line of the finding.
VIOLATIONS = [
    ("layers", "sim/core/b.hpp", '#pragma once\n#include "sim/kernel/time.hpp"\n', 2),
    ("layers", "devices/call_home/b.hpp", '#pragma once\n#include "sim/kernel/kernel.hpp"\n', 2),
    ("layers", "sim/kernel/b.hpp", '#pragma once\n\n#include "time.hpp"\n', 3),
    ("layers", "sim/kernel/b.hpp", '#pragma once\n#include "tests/unit/core/a_test.cpp"\n', 2),
    ("layers", "tests/unit/core/neighbour.hpp", '#pragma once\n#include "far.hpp"\n', 2),
    ("layers", "sim/unheard_of/b.hpp", "#pragma once\n", 1),
    ("libraries", "devices/call_home/b.hpp", "#pragma once\n#include <boost/asio/post.hpp>\n", 2),
    ("libraries", "sim/core/b.hpp", "#pragma once\n#include <boost/asio/error.hpp>\n", 2),
    ("libraries", "sim/kernel/b.hpp", "#pragma once\n#include <mbedtls/ssl.h>\n", 2),
    ("libraries", "sim/kernel/b.hpp", "#pragma once\n#include <yaml-cpp/yaml.h>\n", 2),
    ("libraries", "sim/core/b.hpp", "#pragma once\n#include <QString>\n", 2),
    ("libraries", "sim/core/b.hpp", "#pragma once\n#include <CLI/CLI.hpp>\n", 2),
    ("libraries", "sim/core/b.hpp", "#pragma once\n#include <doctest/doctest.h>\n", 2),
    ("libraries", "sim/kernel/b.hpp", "#pragma once\n#include <openssl/evp.h>\n", 2),
    ("sizes", "sim/core/b.hpp", "#pragma once\n" + "\n" * tidy.MAX_HEADER_LINES, tidy.MAX_HEADER_LINES + 1),
    ("sizes", "sim/core/a.cpp", "\n" * (tidy.MAX_SOURCE_LINES + 1), tidy.MAX_SOURCE_LINES + 1),
    ("sizes", "sim/core/a.cpp", long_function(tidy.MAX_FUNCTION_LINES + 1), 4),
    ("banned", "sim/core/a.cpp", "\nauto t = std::chrono::system_clock::now();\n", 2),
    ("banned", "sim/core/a.cpp", "auto t = time(nullptr);\n", 1),
    ("banned", "sim/core/a.cpp", "auto t = std::chrono::steady_clock::now();\n", 1),
    ("banned", "sim/core/a.cpp", "using mine = std::chrono::steady_clock;\n", 1),
    ("banned", "sim/core/a.cpp", "std::random_device d;\n", 1),
    ("banned", "sim/core/a.cpp", "int x = rand();\n", 1),
    ("banned", "sim/core/a.cpp", "std::normal_distribution<double> d;\n", 1),
    ("banned", "sim/core/a.cpp", "void f() { sleep(1); }\n", 1),
    ("banned", "sim/core/a.cpp", "void f() { std::this_thread::sleep_for(1s); }\n", 1),
    ("banned", "sim/core/a.cpp", "void f() {\n  co_spawn(c, [this]() -> awaitable<void> { co_return; }, detached);\n}\n", 2),
    ("text", "docs/a.md", f"Hello.\n{TO_DO}: more.\n", 2),
    ("text", "sim/core/a.cpp", f"// {TO_DO}\n", 1),
    ("text", "docs/a.md", "See /ho" + "me/me/x.\n", 1),
    ("text", "docs/a.md", "See ../sha" + "red/x.\n", 1),
    ("headers", "sim/core/b.hpp", "int b();\n", 1),
    ("registered", "sim/core/b.cpp", "int b();\n", 1),
    ("registered", "tests/unit/core/ab_test.cpp", "int b();\n", 1),
    ("documents", "docs/decisions/0002-lonely.md", "# Lonely\n", 1),
    ("documents", "docs/changes/0001-second.md", "# Second\n", 1),
    ("documents", "docs/changes/second.md", "# Second\n", 1),
    ("documents", "docs/a.md", "Look [here](nowhere.md).\n", 1),
    ("scripts", "tools/b", "#!/bin/sh\n", 1),
    ("yaml", "scenarios/foc/bad.yaml", "a: 1\nb: [1\n", 3),
    ("yaml", "scenarios/foc/bad.yaml", "a: 1\n---\na: 2\n", 1),
]


def plant(root, files):
    for path, text in files.items():
        target = Path(root) / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    for path in CLEAN:
        if path.startswith("tools/"):
            os.chmod(Path(root) / path, 0o755)


def problem_with(rule, path, text, line):
    """What tidy gets wrong about one planted violation, or nothing."""
    with tempfile.TemporaryDirectory() as root:
        plant(root, {**CLEAN, path: text} if rule else CLEAN)
        found = tidy.findings(root)
    places = [(finding.rule, finding.path, finding.line) for finding in found]
    wanted = [(rule, path, line)] if rule else []
    return "" if places == wanted else f"wanted {wanted}, found {found}"


def main():
    try:
        import yaml  # noqa: F401
        violations = VIOLATIONS
    except ImportError:
        violations = [row for row in VIOLATIONS if row[0] != "yaml"]
        print("python3-yaml is not installed: the yaml rule is not tested")
    problems = [problem_with(None, "", "", 0)]
    problems += [problem_with(*row) for row in violations]
    problems += [f"rule {rule} has no violation here" for rule in set(tidy.RULES) - {row[0] for row in VIOLATIONS}]
    problems = [problem for problem in problems if problem]
    print("\n".join(problems) if problems else f"{len(violations)} planted violations found, the clean tree is clean")
    return 1 if problems else 0
