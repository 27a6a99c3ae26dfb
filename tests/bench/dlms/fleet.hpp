// Installations as `s1sim run` makes them, with real ports for clients from outside, and what such clients need to
// know.
#pragma once
#include "devices/dlms/client_association.hpp"
#include "devices/dlms/security_suite.hpp"
#include "outside_client.hpp"
#include "scenarios/engine/scenario.hpp"
#include "scenarios/engine/world.hpp"
#include "scenarios/report/journal_file.hpp"

#include <filesystem>
#include <string>

namespace bench {

namespace dlms = devices::dlms;

inline constexpr dlms::obis import_register{{1, 0, 1, 8, 0, 255}}, load_profile{{1, 0, 99, 1, 0, 255}};
inline constexpr std::uint16_t public_client = 16, reading_client = 2, management_client = 1;

struct fleet_options {
    std::uint32_t count{1};
    bool tls{false};
    bool journal_requests{true}; ///< each GET is an entry of its own; else associations alone
};

/// Dual-fuel installations behind links without delay; online, and they have said so. The journal is written to a file.
class fleet {
public:
    explicit fleet(const fleet_options& o);
    ~fleet();

    /// Connects a client to the hub of installation `number`, from 0.
    void connect(outside_clients& clients, std::uint32_t number);
    /// Runs the world for a while of wall time when somebody is there.
    void run() { world().run_until(world().now() + std::chrono::milliseconds(50)); }
    /// A client of the electricity meter of an installation. Invocation counters go on from client to client.
    dlms::client_settings client(std::uint32_t number, std::uint16_t sap) const;
    /// The same keys, for requests that are made beforehand. `key` must outlive the context.
    dlms::encryption_key encryption_key(std::uint32_t number, dlms::counter_values counters) const;
    dlms::security_context context(std::uint32_t number, dlms::encryption_key& key) const;
    sim::time_point start() const { return plan_.clock.start; }
    sim::journal_seq journal_entries() { return world_.sim().log.last(); }
    std::uint64_t journal_lost() { return world_.sim().log.lost(); }

private:
    sim::kernel& world() { return world_.sim().time; }
    std::unique_ptr<sim::tls::engine> secure(std::uint32_t number);
    void boot();

    struct folder {
        folder();
        folder(const folder&) = delete;
        folder& operator=(const folder&) = delete;
        ~folder();
        std::filesystem::path path;
    };

    fleet_options options_;
    folder folder_;
    scenarios::engine::scenario plan_;
    scenarios::engine::world world_;
    scenarios::report::journal_file journal_;
    std::vector<sim::transport::endpoint> ports_;
    std::shared_ptr<const sim::tls::config> client_config_;
    std::shared_ptr<const sim::tls::trust_policy> trust_;
};

} // namespace bench
