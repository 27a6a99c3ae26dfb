# Sourced by tools/quickstart and tools/check: where the tree is, and how they build. Not a program.
#
# The compiler cache (in ~/.cache/ccache unless CCACHE_DIR says otherwise) is told to see paths relative to the tree, and
# to know compilers by content, so that every clone on a machine shares it.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
jobs=$(nproc)
export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1 CCACHE_COMPILERCHECK=content

# configure PRESET: prints what CMake says only when it fails.
configure() {
    local log=$root/build/configure-$1.log
    mkdir -p "$root/build"
    if ! (cd "$root" && cmake --preset "$1") >"$log" 2>&1; then
        cat "$log" >&2
        return 1
    fi
}

# build PRESET TARGET…: ninja's one line of progress on a terminal, nothing but errors elsewhere.
build() {
    local quiet=--quiet
    [ ! -t 1 ] || quiet=
    (cd "$root" && cmake --build --preset "$1" --parallel "$jobs" --target "${@:2}" -- $quiet)
}
