#!/usr/bin/env python3
"""Checks what a compiler does not: that the tree keeps to its own architecture and style.

usage: tools/tidy.py [ROOT]       print `file:line: message [rule]` per finding; exit 1 when there is one
       tools/tidy.py --self-test  plant one violation of each rule in a small tree and see each of them found
       tools/tidy.py --rules      name the rules

Needs the standard library only; with python3-yaml it also reads the YAML files. The tables below are the architecture
page (docs/architecture.md) in another form: change both together.
"""
import fnmatch
import os
import re
import sys
from collections import namedtuple
from pathlib import Path

MAX_SOURCE_LINES = 500
MAX_HEADER_LINES = 300
MAX_FUNCTION_LINES = 80

CODE_ROOTS = ("sim", "devices", "scenarios", "tools", "tests")
SKIPPED = {".git", "build", "out", ".cache", "__pycache__"}  # .git is a file in a worktree that git has added
TEXT_SUFFIXES = {"", ".cpp", ".hpp", ".py", ".sh", ".md", ".yaml", ".yml", ".txt", ".cmake", ".json", ".xml", ".xsd"}

# Folder → folders, or single headers, that it may include besides itself. Dependencies point down only; a folder that is
# not here is a finding, so that a new one gets its place in the picture first. Tests may include everything.
FOUNDATION = ["sim/core", "sim/kernel"]
PURE = ["sim/core", "sim/kernel/time.hpp", "sim/kernel/value.hpp"]  # codecs: no Asio, no clock
ENVIRONMENT = FOUNDATION + ["sim/crypto", "sim/transport", "sim/tls", "sim/smwan", "sim/han"]
METERS = ["devices/metering", "devices/esme", "devices/gsme"]
LAYERS = {
    "sim/core": [],
    "sim/kernel": ["sim/core"],
    "sim/crypto": FOUNDATION,
    "sim/transport": FOUNDATION,
    "sim/tls": FOUNDATION + ["sim/crypto", "sim/transport"],
    "sim/smwan": FOUNDATION + ["sim/transport"],
    "sim/han": FOUNDATION + ["sim/crypto"],
    "devices/call_home": PURE,
    "devices/dlms": PURE + ["sim/crypto/aead.hpp", "sim/crypto/key_wrap.hpp"],
    "devices/cosem": PURE + ["devices/dlms"],
    "devices/zcl": PURE,
    "devices/metering": FOUNDATION,
    "devices/esme": FOUNDATION + ["devices/metering"],
    "devices/gsme": FOUNDATION + ["devices/metering"],
    "devices/object_lists": FOUNDATION + ["devices/cosem", "devices/dlms"] + METERS,
    "devices/zcl_objects": FOUNDATION + ["devices/zcl"] + METERS,
    "devices/chf": ENVIRONMENT + ["devices/call_home", "devices/zcl"] + METERS,
    "devices/families": ENVIRONMENT
    + ["devices/call_home", "devices/chf", "devices/cosem", "devices/dlms", "devices/object_lists", "devices/zcl"]
    + METERS,
    "scenarios/report": FOUNDATION + ["sim/transport"],
    "scenarios/reference": ENVIRONMENT
    + ["devices/call_home", "devices/cosem", "devices/dlms", "devices/families", "devices/metering"],
    "scenarios/engine": ENVIRONMENT + ["devices/call_home", "devices/chf", "devices/dlms", "devices/families"] + METERS
    + ["scenarios/reference", "scenarios/report"],
    "tools/s1sim": FOUNDATION + ["devices/cosem", "devices/object_lists", "devices/zcl", "devices/zcl_objects", "scenarios/engine", "scenarios/report"],
}

# Headers of other people's libraries → the files that may include them, as patterns in which * crosses folders.
Restricted = namedtuple("Restricted", "what headers allowed")
EXTERNAL = [
    Restricted("Asio's error values", r"boost/asio/error\.hpp", ["*.cpp", "sim/kernel/asio_tokens.hpp"]),
    Restricted("Asio", r"boost/(asio|beast)[/.]",
               ["sim/kernel/*.cpp", "sim/kernel/kernel_impl.hpp", "sim/kernel/asio_tokens.hpp",
                "sim/transport/tcp_link.cpp", "sim/transport/serial_port.cpp", "sim/transport/asio_stream.hpp",
                "tests/*.cpp"]),
    Restricted("mbedTLS", r"(mbedtls|psa)/",
               ["sim/tls/*", "sim/crypto/*", "tests/unit/tls/*", "tests/unit/crypto/*", "tests/bench/*"]),
    Restricted("libcrypto", r"openssl/", ["sim/crypto/*"]),
    Restricted("yaml-cpp", r"yaml-cpp/", ["scenarios/engine/*", "tests/unit/engine/*"]),
    Restricted("CLI11", r"CLI/", ["tools/s1sim/*"]),
    Restricted("Qt", r"(Q[A-Z]\w*|Qt\w*/.*)$", ["tools/gui/*", "tests/*/gui/*"]),
    Restricted("doctest", r"doctest/", ["tests/*"]),
]

# Code that must not be written → why → the files that may. Strings and comments do not count.
Banned = namedtuple("Banned", "pattern why allowed")
BANNED = [
    Banned(r"\bsystem_clock::now|\b(gettimeofday|clock_gettime|localtime|gmtime)(_r)?\s*\("
           r"|\btime\s*\(\s*(nullptr|NULL|0)\s*\)",
           "reads the calendar of the machine: time belongs to a kernel",
           ["tools/*", "sim/tls/step.cpp", "tests/bench/*"]),  # step.cpp stands in for time(), outside a step too
    Banned(r"\b(steady_clock|high_resolution_clock|wall_clock)::now|\busing\s+\w+\s*=\s*std::chrono::\w+_clock\b",
           "reads a wall clock outside the pacing of sim/kernel",
           ["sim/kernel/pacer.hpp", "sim/kernel/loop.cpp", "sim/kernel/kernel.cpp", "sim/kernel/clock_gate.cpp", "tools/*",
            "tests/*"]),
    Banned(r"\bstd::random_device|(?<![\w.>])s?rand\s*\(|\bstd::\w+_distribution\b|\bstd::(shuffle|sample)\b",
           "is not reproducible everywhere: draw from sim/kernel/rng.hpp", []),
    Banned(r"\b(u|nano)?sleep(_for|_until)?\s*\(", "sleeps: arm a timer of the kernel",
           # What stands for somebody outside of the world, or for a slow thread, has nothing but the wall clock.
           ["tests/integration/*", "tests/bench/*", "tests/simulation/kernel/*"]),
    Banned(r"\bco_spawn\s*\([^;]*\[[^\]\s][^\]]*\]\s*(\([^)]*\))?[^;{]*\bawaitable\b",
           "is a capturing lambda coroutine, which GCC 12 destroys twice: write a function with by-value parameters", []),
]
# Text that must stand nowhere, comments and documentation included. Spelt so that they do not find themselves.
BANNED_TEXT = [
    (r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b", "is a mark of unfinished work"),
    (r"(?<![\w.~}])/(wo" r"rk|ro" r"ot|ho" r"me|Us" r"ers|t" r"mp)/\w", "is a path of somebody's machine"),
    (r"\.\./sha" r"red\b", "points outside the tree"),
]

Finding = namedtuple("Finding", "path line message rule")
BLANKED = re.compile(
    r'R"(?P<tag>[^()\\\s]{0,16})\(.*?\)(?P=tag)"'  # raw string
    r'|//(?:[^\n\\]|\\.)*|/\*.*?\*/'
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|(?<![0-9A-Za-z_])'(?:[^'\\\n]|\\.)+'", re.S)  # a character, not the separator of 1'000


def blank(match):
    """Spaces for a comment or a string, so that lines and columns stay; quotes stay too."""
    text = match.group()
    body = re.sub(r"[^\n]", " ", text)
    return body if text.startswith("/") else '"' + body[1:-1] + '"'


class File:
    def __init__(self, root, path):
        self.path = path
        self.text = (root / path).read_text(encoding="utf-8", errors="replace")
        self.is_code = path.endswith((".cpp", ".hpp"))
        self.code = BLANKED.sub(blank, self.text) if self.is_code else ""

    def line_of(self, offset):
        return self.text.count("\n", 0, offset) + 1


class Tree:
    def __init__(self, root):
        self.root = Path(root)
        self.files = {}
        for folder, folders, names in os.walk(self.root):
            folders[:] = sorted(name for name in folders if name not in SKIPPED)
            for name in sorted(names):
                if Path(name).suffix in TEXT_SUFFIXES and name not in SKIPPED:
                    path = (Path(folder) / name).relative_to(self.root).as_posix()
                    self.files[path] = File(self.root, path)
        self.code = [file for file in self.files.values() if file.is_code and file.path.startswith(CODE_ROOTS)]

    def under(self, pattern):
        return [file for path, file in self.files.items() if fnmatch.fnmatchcase(path, pattern)]


def allowed(path, patterns):
    return any(fnmatch.fnmatchcase(path, pattern) for pattern in patterns)


def folder_of(path):
    """`sim/kernel` of `sim/kernel/time.hpp`; one level for tests."""
    parts = path.split("/")
    return "tests" if parts[0] == "tests" else "/".join(parts[:2]) if len(parts) > 2 else parts[0]


def includes(file):
    """Yields (line, header, is quoted); read from the text, since strings are blank in the code."""
    for match in re.finditer(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^">\n]+)[">]', file.text, re.M):
        yield file.line_of(match.start()), match.group(2), match.group(1) == '"'


def layers(tree):
    for file in tree.code:
        home = folder_of(file.path)
        if home != "tests" and home not in LAYERS:
            yield Finding(file.path, 1, f"{home} has no place in the layers (LAYERS in tools/tidy.py)", "layers")
            continue
        made = tree.files[home + "/CMakeLists.txt"].text if home + "/CMakeLists.txt" in tree.files else ""
        for line, header, quoted in includes(file):
            if not quoted and header.split("/")[0] not in CODE_ROOTS:
                continue
            if header not in tree.files and header in made:
                continue  # the folder's CMakeLists.txt generates it
            if home == "tests" and f"{os.path.dirname(file.path)}/{header}" in tree.files:
                continue  # a header that only its neighbours use
            if header not in tree.files:
                yield Finding(file.path, line, f'"{header}" is not a path from the root of the tree', "layers")
            elif home == "tests" or folder_of(header) == home:
                continue
            elif folder_of(header) not in LAYERS[home] and header not in LAYERS[home]:
                why = "dependencies point down only"
                yield Finding(file.path, line, f"{home} may not include {header}: {why}", "layers")


def libraries(tree):
    for file in tree.code:
        for line, header, _ in includes(file):
            entry = next((entry for entry in EXTERNAL if re.match(entry.headers, header)), None)
            if entry and not allowed(file.path, entry.allowed):
                who = ", ".join(entry.allowed)
                yield Finding(file.path, line, f"<{header}>: {entry.what} may only be included by {who}", "libraries")


def sizes(tree):
    for file in tree.code:
        limit = MAX_SOURCE_LINES if file.path.endswith(".cpp") else MAX_HEADER_LINES
        count = file.text.count("\n")
        if count > limit:
            why = "does it have one reason to change?"
            yield Finding(file.path, limit + 1, f"{count} lines, more than {limit}: {why}", "sizes")
        for name, first, last in functions(file.code):
            if last - first + 1 > MAX_FUNCTION_LINES:
                long = f"{last - first + 1} lines, more than {MAX_FUNCTION_LINES}"
                yield Finding(file.path, first, f"{name} has {long}: it should fit on a screen", "sizes")


TEMPLATE_HEAD = re.compile(r"\btemplate\s*<(?:[^<>]|<(?:[^<>]|<[^<>]*>)*>)*>")
SCOPE_HEAD = re.compile(r"\bnamespace\b|^[^()]*\b(?:class|struct|union|enum)\b|\bextern\s*\"")


def functions(code):
    """Yields (name, first line, last line) of every outermost body: braces, counted by what stands before each."""
    line, depth, head_from, start, name = 1, 0, 0, None, ""
    scopes = []  # depths at which a namespace or a class is open
    for match in re.finditer(r"[{};\n]|^[ \t]*#(?:[^\n\\]|\\.|\\\n)*", code, re.M):
        token = match.group()
        if token == "\n":
            line += 1
            continue
        if token[0] not in "{};":  # preprocessor
            line += token.count("\n")
            head_from = match.end()
            continue
        if token == "{":
            head = TEMPLATE_HEAD.sub(" ", code[head_from:match.start()])
            if start is None and SCOPE_HEAD.search(head):
                scopes.append(depth)
            elif start is None and "(" in head:
                start, at, name = line, depth, " ".join(head.split("(")[0].split()[-1:]) or "function"
            depth += 1
        elif token == "}":
            depth -= 1
            if start is not None and depth == at:
                yield name, start, line
                start = None
            elif scopes and scopes[-1] == depth:
                scopes.pop()
        head_from = match.end()


def banned(tree):
    for file in tree.code:
        for entry in BANNED:
            if allowed(file.path, entry.allowed):
                continue
            for match in re.finditer(entry.pattern, file.code):
                shown = " ".join(match.group().split())[:40]
                yield Finding(file.path, file.line_of(match.start()), f"`{shown}` {entry.why}", "banned")


def text(tree):
    for file in tree.files.values():
        for pattern, why in BANNED_TEXT:
            for match in re.finditer(pattern, file.text):
                yield Finding(file.path, file.line_of(match.start()), f"`{match.group()}` {why}", "text")


def headers(tree):
    for file in tree.code:
        if file.path.endswith(".hpp") and not re.search(r"^#pragma once$", file.text, re.M):
            yield Finding(file.path, 1, "header without #pragma once", "headers")


def registered(tree):
    lists = {os.path.dirname(file.path): re.sub(r"#[^\n]*", "", file.text) for file in tree.under("*CMakeLists.txt")}
    for file in tree.code:
        if not file.path.endswith(".cpp"):
            continue
        parts = file.path.split("/")
        places = [(lists.get("/".join(parts[:i]), ""), re.escape("/".join(parts[i:]))) for i in range(len(parts))]
        if not any(re.search(rf"(?<![\w/.-]){name}(?![\w/.-])", listed) for listed, name in places):
            yield Finding(file.path, 1, "no CMakeLists.txt names this file: it is never built", "registered")


def documents(tree):
    linking = tree.under("docs/architecture.md") + tree.under("docs/decisions/README.md")
    for kind in ("decisions", "changes"):
        seen = {}
        for file in tree.under(f"docs/{kind}/*.md"):
            name = os.path.basename(file.path)
            if name == "README.md":
                continue
            number = re.match(r"(\d{4})-[a-z0-9-]+\.md$", name)
            if not number:
                yield Finding(file.path, 1, "is not named NNNN-some-words.md", "documents")
            elif seen.setdefault(number.group(1), file.path) != file.path:
                yield Finding(file.path, 1, f"has the number of {seen[number.group(1)]}", "documents")
            if kind == "decisions" and not any(name in page.text for page in linking):
                yield Finding(file.path, 1, "decision that docs/architecture.md does not link", "documents")
    for file in tree.under("*.md"):
        text = re.sub(r"^```.*?^```|`[^`\n]*`", lambda m: re.sub(r"[^\n]", " ", m.group()), file.text, flags=re.S | re.M)
        for match in re.finditer(r"\]\(([^)#\s]+)[^)]*\)", text):
            target = match.group(1)
            if not re.match(r"[a-z]+:", target) and not (tree.root / file.path).parent.joinpath(target).exists():
                yield Finding(file.path, file.line_of(match.start()), f"links {target}, which is not there", "documents")


def scripts(tree):
    for file in tree.files.values():
        if file.text.startswith("#!") and not os.access(tree.root / file.path, os.X_OK):
            yield Finding(file.path, 1, "script without its run bit", "scripts")


def yaml_files(tree):
    try:
        import yaml
    except ImportError:
        return
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for file in tree.under("scenarios/*.yaml") + tree.under("devices/*.yaml"):
        try:
            # Composed, not constructed: positions are kept, and an alias is not expanded.
            if len(list(yaml.compose_all(file.text, Loader=loader))) != 1:
                yield Finding(file.path, 1, "is not one YAML document", "yaml")
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else 1
            yield Finding(file.path, line, f"is not YAML: {getattr(error, 'problem', error)}", "yaml")


RULES = {"layers": layers, "libraries": libraries, "sizes": sizes, "banned": banned, "text": text, "headers": headers,
         "registered": registered, "documents": documents, "scripts": scripts, "yaml": yaml_files}


def findings(root):
    tree = Tree(root)
    return sorted({finding for rule in RULES.values() for finding in rule(tree)})


def main(arguments):
    if arguments and arguments[0] in ("-h", "--help"):
        print(__doc__.strip())
        return 0
    if arguments == ["--self-test"]:
        import tidy_self_test
        return tidy_self_test.main()
    if arguments == ["--rules"]:
        print("\n".join(RULES))
        return 0
    root = Path(arguments[0]) if arguments else Path(__file__).resolve().parent.parent
    if len(arguments) > 1 or not root.is_dir():
        print(__doc__.strip(), file=sys.stderr)
        return 2
    found = findings(root)
    for finding in found:
        print(f"{finding.path}:{finding.line}: {finding.message} [{finding.rule}]")
    return 1 if found else 0


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    sys.exit(main(sys.argv[1:]))
