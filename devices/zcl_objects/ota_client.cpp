#include "devices/zcl_objects/ota_client.hpp"

#include <algorithm>

namespace devices::zcl_objects {

namespace {

constexpr auto cluster = zcl::cluster_id::ota_upgrade;
constexpr auto to_server = zcl::direction::to_server;
constexpr std::uint32_t nothing = 0xFFFFFFFF;

void add_name(zcl::fields& f, const image_name& name)
{
    f.add("manufacturer", name.manufacturer).add("image_type", name.type).add("file_version", name.version);
}

image_name name_in(const zcl::fields& f)
{
    return {static_cast<std::uint16_t>(f.number("manufacturer")), static_cast<std::uint16_t>(f.number("image_type")),
            static_cast<std::uint32_t>(f.number("file_version"))};
}

zcl::status status_in(const zcl::fields& f) { return static_cast<zcl::status>(f.number("status")); }

} // namespace

image_name ota_client::running() const { return {own_.manufacturer, own_.type, file_version(meter_->firmware())}; }

upgrade_status ota_client::status() const
{
    switch (meter_->image().state()) {
    case metering::firmware_state::idle:
    case metering::firmware_state::failed: break;
    case metering::firmware_state::transferring: return upgrade_status::in_progress;
    case metering::firmware_state::verified: return upgrade_status::waiting_to_upgrade;
    }
    return state_ == state::fetching ? upgrade_status::in_progress : upgrade_status::normal;
}

std::uint32_t ota_client::file_offset() const
{
    const auto& store = meter_->image();
    if (!file_) return nothing;
    if (prefix_.size() < ota_prefix_octets) return static_cast<std::uint32_t>(prefix_.size());
    return static_cast<std::uint32_t>(ota_prefix_octets + std::min(store.first_missing() * block_octets, store.size()));
}

upgrade_step ota_client::request(std::string_view command, const zcl::fields& f)
{
    upgrade_step step;
    step.send = zcl::command_frame(++sequence_, cluster, to_server, command, f, true);
    step.wait = patience;
    last_ = step.send;
    attempts_ = 1;
    return step;
}

upgrade_step ota_client::ask(sim::time_point)
{
    const auto own = running();
    auto f = zcl::arguments(cluster, to_server, "QueryNextImageRequest");
    f.add("field_control", 0).add("manufacturer", own.manufacturer).add("image_type", own.type);
    f.add("current_file_version", own.version);
    state_ = state::asking;
    return request("QueryNextImageRequest", f);
}

upgrade_step ota_client::on_frame(sim::byte_view frame, sim::time_point t)
{
    const auto m = zcl::parse(cluster, frame);
    const auto* f = m ? std::get_if<zcl::fields>(&m->content) : nullptr;
    if (!f || m->head.to != zcl::direction::to_client) return {};
    const auto name = m->command->name;
    if (name == "ImageNotify") {
        const bool ours = (!f->has("manufacturer") || f->number("manufacturer") == own_.manufacturer) &&
                          (!f->has("image_type") || f->number("image_type") == own_.type);
        return ours ? ask(t) : upgrade_step{};
    }
    if (name == "QueryNextImageResponse" && state_ == state::asking) return take_offer(*f, t);
    if (name == "ImageBlockResponse" && state_ == state::fetching) return take_block(*f, t);
    if (name == "UpgradeEndResponse") return take_end(*f, t);
    return {};
}

upgrade_step ota_client::timed_out(sim::time_point)
{
    if (state_ == state::idle) return {};
    return attempts_ < most_attempts ? repeat() : give_up();
}

upgrade_step ota_client::repeat()
{
    ++attempts_;
    upgrade_step step;
    step.send = last_;
    step.wait = patience;
    return step;
}

/// What has come stays: the next time that it asks it goes on from there.
upgrade_step ota_client::give_up()
{
    state_ = state::idle;
    last_.reset();
    return {};
}

upgrade_step ota_client::take_offer(const zcl::fields& f, sim::time_point t)
{
    const auto offered = name_in(f);
    const auto size = static_cast<std::uint32_t>(f.number("image_size"));
    const bool ours = status_in(f) == zcl::status::success && offered.manufacturer == own_.manufacturer &&
                      offered.type == own_.type && size > ota_prefix_octets;
    if (!ours) return give_up();
    if (file_ != offered || file_size_ != size) { // another one than was on its way
        prefix_.clear();
        file_ = offered;
        file_size_ = size;
    }
    return fetch_next(t);
}

upgrade_step ota_client::fetch_next(sim::time_point t)
{
    const auto at = file_offset();
    if (prefix_.size() == ota_prefix_octets && at == file_size_) return finish(!meter_->verify_image(t));
    state_ = state::fetching;
    const auto left = prefix_.size() < ota_prefix_octets ? ota_prefix_octets - prefix_.size() : file_size_ - at;
    auto f = zcl::arguments(cluster, to_server, "ImageBlockRequest");
    f.add("field_control", 0);
    add_name(f, *file_);
    f.add("file_offset", at).add("maximum_data_size", std::min<std::size_t>(left, block_octets));
    return request("ImageBlockRequest", f);
}

upgrade_step ota_client::take_block(const zcl::fields& f, sim::time_point t)
{
    if (status_in(f) == zcl::status::ota_wait_for_data) {
        const auto now = f.number("current_time"), then = f.number("request_time");
        upgrade_step step;
        step.wait = std::chrono::seconds(then > now ? then - now : 1);
        attempts_ = 0; // asking again is what the hub wants
        return step;
    }
    if (status_in(f) != zcl::status::success) return give_up();
    const auto data = f.octets("data");
    if (name_in(f) != *file_ || f.number("file_offset") != file_offset() || data.empty()) return repeat();
    if (prefix_.size() < ota_prefix_octets) {
        prefix_.insert(prefix_.end(), data.begin(),
                       data.begin() +
                           static_cast<std::ptrdiff_t>(std::min(data.size(), ota_prefix_octets - prefix_.size())));
        if (prefix_.size() < ota_prefix_octets) return fetch_next(t);
        const auto file = parse_ota_file(prefix_);
        if (!file || file->name != *file_ || file->size != file_size_ ||
            meter_->begin_image(file->image_size, block_octets, t))
            return finish(false);
        return fetch_next(t);
    }
    // A block of another length than was asked for is asked for again.
    if (meter_->put_block(meter_->image().first_missing(), data, t)) return repeat();
    return fetch_next(t);
}

upgrade_step ota_client::finish(bool good)
{
    auto f = zcl::arguments(cluster, to_server, "UpgradeEndRequest");
    f.add("status", static_cast<std::uint64_t>(good ? zcl::status::success : zcl::status::ota_invalid_image));
    add_name(f, *file_);
    file_.reset();
    prefix_.clear();
    state_ = state::ending;
    auto step = request("UpgradeEndRequest", f);
    if (!good) { // nothing is to come
        state_ = state::idle;
        step.wait.reset();
    }
    return step;
}

upgrade_step ota_client::take_end(const zcl::fields& f, sim::time_point t)
{
    const auto of = name_in(f);
    const bool ours = (of.manufacturer == own_.manufacturer || of.manufacturer == 0xFFFF) &&
                      (of.type == own_.type || of.type == 0xFFFF);
    if (!ours || meter_->image().state() != metering::firmware_state::verified) return {};
    state_ = state::idle;
    const auto now = f.number("current_time"), then = f.number("upgrade_time");
    if (then == nothing) return {}; // until it is told again
    meter_->activate_image(then > now ? t + std::chrono::seconds(then - now) : t, t);
    return {};
}

void ota_client::save(sim::writer& out) const
{
    out.u8(file_.has_value());
    if (!file_) return;
    out.u16(file_->manufacturer).u16(file_->type).u32(file_->version).u32(file_size_).block8(prefix_);
}

void ota_client::restore(sim::reader& in)
{
    if (in.u8() == 0) return;
    image_name name{};
    name.manufacturer = in.u16();
    name.type = in.u16();
    name.version = in.u32();
    file_size_ = in.u32();
    const auto prefix = in.block8(ota_prefix_octets);
    prefix_.assign(prefix.begin(), prefix.end());
    if (in.ok()) file_ = name;
}

} // namespace devices::zcl_objects
