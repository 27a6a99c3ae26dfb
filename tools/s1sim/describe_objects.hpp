// What devices show over DLMS/COSEM, from the tables that their servers answer from.
#pragma once
#include <boost/json.hpp>

namespace tools::s1sim {

/// A logical device each: its objects with class, rights and meaning.
boost::json::array describe_objects();
/// The interface classes with their attributes and methods.
boost::json::array describe_classes();
/// The lines below a name and a summary, for entries of either.
void print_objects(const boost::json::object& logical_device);
void print_class(const boost::json::object& interface_class);

} // namespace tools::s1sim
