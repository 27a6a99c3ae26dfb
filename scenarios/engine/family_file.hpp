// Families of devices as the engine reads them: the file that is built into the program, with a scenario's overrides.
#pragma once
#include "devices/families/family.hpp"
#include "scenarios/engine/describe.hpp"
#include "scenarios/engine/yaml_tree.hpp"

#include <string_view>

namespace scenarios::engine {

/// Throws broken_invariant when a file that is part of the program is wrong. `name` must be a family's.
devices::families::family read_family(std::string_view name);
/// Applies `overrides:` onto `family`; what is wrong goes to `out`.
bool override_family(const yaml_node& overrides, devices::families::family& family, diagnostics& out);
/// Every key of a family's file.
object_description describe_family();

} // namespace scenarios::engine
