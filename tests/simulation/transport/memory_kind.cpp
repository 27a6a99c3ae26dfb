#include "tests/simulation/transport/net_world.hpp"

const sim::transport::network_kind sim::transport::test::tested_kind = sim::transport::network_kind::memory;
