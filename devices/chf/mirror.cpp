#include "devices/chf/mirror.hpp"

#include "devices/zcl/client.hpp"

#include <algorithm>

namespace devices::chf {
namespace {

constexpr std::uint16_t mirror_layout = 1;

const zcl::value* find(const mirror_image& image, zcl::cluster_id cluster, zcl::attribute_id id)
{
    auto it = std::find_if(image.begin(), image.end(),
                           [&](const mirrored_attribute& a) { return a.cluster == cluster && a.id == id; });
    return it == image.end() ? nullptr : &it->content;
}

/// What a Read Attributes asks for; none: it is another frame.
std::optional<std::pair<zcl::frame_header, zcl::attribute_ids>> asked(sim::byte_view octets)
{
    auto frame = zcl::decode_frame(octets);
    if (!frame || frame->head.kind != zcl::frame_kind::foundation || frame->head.manufacturer ||
        frame->head.to != zcl::direction::to_server ||
        frame->head.command != static_cast<std::uint8_t>(zcl::general::read_attributes))
        return {};
    auto ids = zcl::decode_ids(frame->payload);
    if (!ids) return {};
    return std::pair{frame->head, std::move(*ids)};
}

void encode_image(sim::writer& out, const mirror_image& image)
{
    out.u16(static_cast<std::uint16_t>(image.size()));
    for (const auto& a : image) {
        out.u16(static_cast<std::uint16_t>(a.cluster)).u16(static_cast<std::uint16_t>(a.id));
        out.u8(static_cast<std::uint8_t>(a.content.type));
        zcl::write_value(out, a.content);
    }
}

mirror_image decode_image(sim::reader& in)
{
    mirror_image image;
    const auto count = in.u16();
    if (count > most_mirrored) in.fail(sim::codec_errc::too_long);
    for (std::uint16_t i = 0; i < count && in.ok(); ++i) {
        const auto cluster = static_cast<zcl::cluster_id>(in.u16());
        const auto id = static_cast<zcl::attribute_id>(in.u16());
        const auto type = static_cast<zcl::data_type>(in.u8());
        image.push_back({cluster, id, zcl::read_value(in, type)});
    }
    return image;
}

} // namespace

sim::error_code add_report(mirror_image& image, zcl::cluster_id cluster, sim::byte_view frame)
{
    auto said = zcl::parse(cluster, frame);
    if (!said) return said.error();
    const auto* values = std::get_if<std::vector<zcl::attribute_value>>(&said->content);
    const bool report = said->head.kind == zcl::frame_kind::foundation &&
                        said->head.command == static_cast<std::uint8_t>(zcl::general::report_attributes);
    if (!values || !report) return sim::codec_errc::out_of_range;
    if (image.size() + values->size() > most_mirrored) return sim::codec_errc::too_long;
    for (const auto& v : *values) image.push_back({cluster, v.id, v.content});
    return {};
}

bool can_answer(const mirror_image& image, zcl::cluster_id cluster, sim::byte_view frame)
{
    auto request = asked(frame);
    return request && std::all_of(request->second.begin(), request->second.end(),
                                  [&](zcl::attribute_id id) { return find(image, cluster, id) != nullptr; });
}

std::optional<sim::bytes> answer_from(const mirror_image& image, zcl::cluster_id cluster, sim::byte_view frame)
{
    auto request = asked(frame);
    if (!request) return {};
    std::vector<zcl::read_record> records;
    for (auto id : request->second) {
        const auto* v = find(image, cluster, id);
        records.push_back({id, v ? zcl::status::success : zcl::status::unsupported_attribute, v ? *v : zcl::value{}});
    }
    return zcl::general_frame(request->first.sequence, zcl::general::read_attributes_response,
                              zcl::encode_read_response(records), zcl::direction::to_client);
}

void encode(sim::writer& out, const mirror::contents& c)
{
    out.u8(c.endpoint ? 1 : 0).u8(c.endpoint.value_or(0)).u8(c.last ? 1 : 0);
    if (!c.last) return;
    out.i64(c.last->from.number).i64(c.last->from.at.time_since_epoch().count());
    encode_image(out, c.last->image);
}

mirror::contents decode(sim::reader& in, const mirror::contents*)
{
    mirror::contents c;
    const bool there = in.u8() != 0;
    const auto endpoint = in.u8();
    if (there) c.endpoint = endpoint;
    if (in.u8() == 0) return c;
    mirror::taken last;
    last.from.number = in.i64();
    last.from.at = sim::time_point(sim::duration(in.i64()));
    last.image = decode_image(in);
    c.last = std::move(last);
    return c;
}

mirror::mirror(sim::nvm_backend& memory, const std::string& hub, taker take)
    : cell_(memory, hub, "mirror", mirror_layout), take_(std::move(take)), endpoint_(first_endpoint)
{
    auto kept = cell_.get();
    if (!kept) return;
    endpoint_ = kept->endpoint;
    stored_ = std::move(kept->last);
}

std::uint8_t mirror::create()
{
    if (!endpoint_) {
        endpoint_ = first_endpoint;
        write();
    }
    return *endpoint_;
}

void mirror::remove()
{
    if (!endpoint_) return;
    endpoint_.reset();
    stored_.reset();
    taken_.clear();
    write();
}

const mirror::taken* mirror::find(std::int64_t number) const
{
    if (stored_ && stored_->from.number == number) return &*stored_;
    auto it = std::find_if(taken_.begin(), taken_.end(), [&](const taken& t) { return t.from.number == number; });
    return it == taken_.end() ? nullptr : &*it;
}

const mirror_image& mirror::at(const wake& w)
{
    keep(w);
    return find(w.number)->image;
}

void mirror::heard(const wake& w, mirror_image image)
{
    if (find(w.number)) return; // taken when the meter changed at that very instant
    constexpr std::size_t kept = 2;
    if (taken_.size() == kept) taken_.erase(taken_.begin());
    taken_.push_back({w, std::move(image)});
}

void mirror::keep(const wake& w)
{
    if (!find(w.number)) heard(w, take_(w.at));
}

void mirror::store(const wake& w)
{
    if (!endpoint_ || (stored_ && stored_->from.number == w.number)) return;
    keep(w);
    stored_ = *find(w.number);
    write();
}

void mirror::write() { cell_.set({endpoint_, stored_}); }

} // namespace devices::chf
