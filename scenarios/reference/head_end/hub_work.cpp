#include "scenarios/reference/head_end/hub_work.hpp"

#include "devices/call_home/names.hpp"
#include "devices/call_home/payloads.hpp"
#include "sim/crypto/digest.hpp"

#include <algorithm>

namespace scenarios::reference {

namespace call_home = devices::call_home;
using call_home::image_state;
using call_home::image_status;

namespace {
/// Half of what a message may hold: a block takes a second over GPRS.
constexpr std::size_t block_octets = 2048;
} // namespace

void hub_work::add(firmware_job j)
{
    std::erase_if(jobs_, [&](const job& other) { return other.what.device == j.device; });
    auto digest = sim::crypto::sha256(j.image);
    jobs_.push_back({std::move(j), digest});
}

std::optional<hub_work::request> hub_work::next()
{
    if (!commands_.empty()) {
        current_ = std::move(commands_.front());
        commands_.pop_front();
        const auto& c = *current_;
        return call_home::command{0, c.device, c.endpoint, c.cluster, c.deadline, c.frame};
    }
    if (jobs_.empty()) return {};
    return next_step(jobs_.front());
}

call_home::image_operation hub_work::next_step(const job& j) const
{
    const auto& what = j.what;
    if (!j.standing)
        return call_home::image_offer{what.device, what.version, static_cast<std::uint32_t>(what.image.size()),
                                      j.digest};
    if (j.standing->state != image_state::receiving)
        return call_home::image_activate{what.device, j.digest, what.switch_at};
    auto from = std::min<std::size_t>(j.standing->next, what.image.size());
    auto n = std::min(block_octets, what.image.size() - from);
    auto begin = what.image.begin() + static_cast<std::ptrdiff_t>(from);
    return call_home::image_block{what.device, static_cast<std::uint32_t>(from),
                                  sim::bytes(begin, begin + static_cast<std::ptrdiff_t>(n))};
}

void hub_work::sent(std::uint32_t id)
{
    if (current_) asked_.insert_or_assign(id, asked{current_->device});
    current_.reset();
}

void hub_work::finished(const call_home::command_result& r)
{
    auto it = asked_.find(r.id);
    if (it == asked_.end()) return;
    tell_command(r.id, it->second.device, to_string(r.status), r.frame);
    it->second.queued = r.status == call_home::command_status::queued;
    if (!it->second.queued) asked_.erase(it);
}

void hub_work::finished(const call_home::image_result& r)
{
    if (jobs_.empty()) return;
    auto& j = jobs_.front();
    constexpr std::uint8_t activate = 3;
    bool goes_on = r.status == image_status::ok || r.status == image_status::wrong_offset;
    bool failed = r.state == image_state::failed;
    if (goes_on && !failed && r.operation != activate) {
        j.standing = r;
        return;
    }
    tell_firmware(j.what, failed ? "failed" : goes_on ? "delivered" : "refused");
    jobs_.pop_front();
}

void hub_work::session_over()
{
    if (current_) commands_.push_front(std::move(*current_));
    current_.reset();
    for (auto& j : jobs_) j.standing.reset();
    for (auto& [id, a] : asked_) {
        if (std::exchange(a.queued, true)) continue;
        tell_command(id, a.device, "lost", {}); // its result may come late, as of one that was queued
    }
}

void hub_work::take(const call_home::envelope& e)
{
    if (e.code == call_home::header_code::command_result) {
        if (auto r = call_home::decode_command_result(e.payload)) finished(*r);
    } else if (e.code == call_home::header_code::firmware_report) {
        if (auto r = call_home::decode_firmware_report(e.payload))
            tell_.firmware({{"target", e.device.to_string()},
                            {"version", r->version},
                            {"what", std::string(to_string(r->event))}});
    }
}

void hub_work::tell_command(std::uint32_t id, sim::eui64 device, std::string_view status, sim::byte_view frame)
{
    tell_.command({{"id", std::int64_t{id}},
                   {"target", device.to_string()},
                   {"status", std::string(status)},
                   {"frame", sim::to_hex(frame)}});
}

void hub_work::tell_firmware(const firmware_job& j, std::string_view what)
{
    tell_.firmware({{"target", j.device.to_string()}, {"version", j.version}, {"what", std::string(what)}});
}

} // namespace scenarios::reference
