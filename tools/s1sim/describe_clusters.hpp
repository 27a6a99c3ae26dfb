// What devices are on a ZigBee Smart Energy HAN, from the table and the models that they answer from.
#pragma once
#include <boost/json.hpp>

namespace tools::s1sim {

/// The clusters with attributes, commands and their fields, and which devices have them.
boost::json::array describe_clusters();
/// The lines below a name and a summary.
void print_cluster(const boost::json::object& cluster);

} // namespace tools::s1sim
