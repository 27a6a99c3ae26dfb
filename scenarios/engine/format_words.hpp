// The words of the scenario file's enumerations; `name_of` gives them back for reports.
#pragma once
#include "scenarios/engine/format.hpp"

namespace scenarios::engine {

template <>
struct choices<file_kind> {
    static constexpr std::array all{choice{"scenario", file_kind::scenario}};
};
template <>
struct choices<role_use> {
    static constexpr std::array all{choice{"reference", role_use::reference}};
};
template <>
struct choices<handover> {
    static constexpr std::array all{choice{"smso_credentials", handover::smso_credentials},
                                    choice{"preloaded_dcc", handover::preloaded_dcc}};
};
template <>
struct choices<transport_kind> {
    static constexpr std::array all{choice{"tcp", transport_kind::tcp}, choice{"memory", transport_kind::memory}};
};
template <>
struct choices<han_detail> {
    static constexpr std::array all{choice{"lazy", han_detail::lazy}, choice{"full", han_detail::full}};
};
template <>
struct choices<group_id> {
    static constexpr std::array all{choice{"AA", group_id::AA}, choice{"BA", group_id::BA}, choice{"CA", group_id::CA},
                                    choice{"CB", group_id::CB}, choice{"DA", group_id::DA}, choice{"EA", group_id::EA},
                                    choice{"EB", group_id::EB}, choice{"EC", group_id::EC}};
};
template <>
struct choices<installation_status> {
    static constexpr std::array all{choice{"active", installation_status::active},
                                    choice{"recently_dormant", installation_status::recently_dormant},
                                    choice{"historically_dormant", installation_status::historically_dormant}};
};
template <>
struct choices<payment_mode> {
    static constexpr std::array all{choice{"credit", payment_mode::credit},
                                    choice{"prepayment", payment_mode::prepayment}};
};
template <>
struct choices<fuel_set> {
    static constexpr std::array all{choice{"dual", fuel_set::dual}, choice{"electricity", fuel_set::electricity},
                                    choice{"gas", fuel_set::gas}};
};
template <>
struct choices<master_key_state> {
    static constexpr std::array all{choice{"present", master_key_state::present},
                                    choice{"missing", master_key_state::missing},
                                    choice{"lost", master_key_state::lost}};
};
template <>
struct choices<certificate_condition> {
    static constexpr std::array all{choice{"valid", certificate_condition::valid},
                                    choice{"expired", certificate_condition::expired}};
};
template <>
struct choices<vacuity> {
    static constexpr std::array all{choice{"allow", vacuity::allow}};
};
template <>
struct choices<verdict> {
    static constexpr std::array all{choice{"PASS", verdict::pass}, choice{"FAIL", verdict::fail},
                                    choice{"BLOCKED", verdict::blocked}, choice{"INVALID", verdict::invalid},
                                    choice{"SKIPPED", verdict::skipped}};
};

} // namespace scenarios::engine
