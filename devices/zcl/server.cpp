#include "devices/zcl/server.hpp"

#include "sim/core/check.hpp"

#include <algorithm>

namespace devices::zcl {

fields call::arguments(std::string_view command) const
{
    return fields(zcl::command(self.spec(), opposite(self.side()), command).payload);
}

cluster_side& cluster_side::add_attribute(std::string_view name, read_function read, std::uint16_t most,
                                          std::uint16_t outer_most)
{
    for (const auto& spec : spec_->attributes_of(side_)) {
        if (spec.name != name) continue;
        auto at = std::lower_bound(attributes_.begin(), attributes_.end(), spec.id,
                                   [](const auto& e, std::uint16_t id) { return e.spec->id < id; });
        sim::check(at == attributes_.end() || at->spec != &spec, "an attribute is there once");
        attributes_.insert(at, {&spec, most, outer_most, std::move(read), {}});
        return *this;
    }
    sim::check(false, "an attribute that the cluster's table does not have");
    return *this;
}

cluster_side& cluster_side::write(std::string_view name, write_function f)
{
    for (auto& entry : attributes_)
        if (entry.spec->name == name && writable(entry.spec->rights)) {
            entry.write = std::move(f);
            return *this;
        }
    sim::check(false, "an attribute that is not there, or that the table does not let write");
    return *this;
}

cluster_side& cluster_side::on(std::string_view name, command_function f)
{
    commands_.push_back({&command(*spec_, side_, name), std::move(f)});
    return *this;
}

const cluster_side::attribute_entry* cluster_side::find_attribute(attribute_id id, attribute_place& place) const
{
    const auto found = zcl::find_attribute(*spec_, side_, id);
    if (!found) return nullptr;
    for (const auto& entry : attributes_) {
        if (entry.spec != found->spec) continue;
        const bool there = found->number - found->spec->first < entry.most && found->outer <= entry.outer_most;
        place = *found;
        return there ? &entry : nullptr;
    }
    return nullptr;
}

const cluster_side::command_entry* cluster_side::find_command(std::uint8_t id) const
{
    for (const auto& entry : commands_)
        if (entry.spec->id == id) return &entry;
    return nullptr;
}

const cluster_side* endpoint_model::find(cluster_id cluster, direction side) const
{
    for (const auto& c : clusters)
        if (c.spec().id == cluster && c.side() == side) return &c;
    return nullptr;
}

const endpoint_model* device_model::find(endpoint_id id) const
{
    for (const auto& e : endpoints_)
        if (e.id == id) return &e;
    return nullptr;
}

namespace {

constexpr std::size_t header_octets = 3;

/// One frame in the making of its answers.
class exchange {
public:
    exchange(const call& c, const frame& f, report_table& reports) : c_(c), f_(f), reports_(reports) {}

    void run()
    {
        if (f_.head.kind == frame_kind::foundation)
            run_general();
        else
            run_command();
    }
    /// A default response, when there is a reason for one.
    void conclude(status s)
    {
        if (!c_.in.unicast || (s == status::success && f_.head.disable_default_response)) return;
        send(general::default_response, encode(default_response{f_.head.command, s}));
    }
    std::vector<sim::bytes> take() { return std::move(replies_); }

private:
    frame_header reply_header() const
    {
        frame_header head;
        head.to = opposite(f_.head.to);
        head.disable_default_response = true;
        head.manufacturer = f_.head.manufacturer;
        head.sequence = f_.head.sequence;
        return head;
    }
    void send(general command, sim::byte_view payload)
    {
        auto head = reply_header();
        head.command = static_cast<std::uint8_t>(command);
        replies_.push_back(encode_frame(head, payload));
    }
    /// Decoded, or the default response to what cannot be.
    template <class T>
    const T* take(const sim::result<T>& decoded)
    {
        if (decoded) return &*decoded;
        conclude(status::malformed_command);
        return nullptr;
    }
    std::size_t room() const
    {
        return c_.in.room - std::min(c_.in.room, header_octets + (f_.head.manufacturer ? 2 : 0));
    }

    void run_general();
    void read_attributes();
    void write_attributes(general how);
    void configure_reporting();
    void read_reporting_configuration();
    void discover_attributes();
    void run_command();

    read_record read_one(attribute_id id) const;
    status check_write(const attribute_value& v) const;
    status write_one(const attribute_value& v) const;
    status configure_one(const reporting_record& r) const;
    report_subject subject(attribute_id id) const { return {c_.in.endpoint, c_.in.cluster, id}; }
    /// Attributes of a manufacturer: there are none.
    const cluster_side::attribute_entry* find(attribute_id id, attribute_place& place) const
    {
        return f_.head.manufacturer ? nullptr : c_.self.find_attribute(id, place);
    }

    const call& c_;
    const frame& f_;
    report_table& reports_;
    std::vector<sim::bytes> replies_;
};

void exchange::run_general()
{
    const auto command = static_cast<general>(f_.head.command);
    switch (command) {
    case general::read_attributes: return read_attributes();
    case general::write_attributes:
    case general::write_attributes_undivided:
    case general::write_attributes_no_response: return write_attributes(command);
    case general::configure_reporting: return configure_reporting();
    case general::read_reporting_configuration: return read_reporting_configuration();
    case general::discover_attributes: return discover_attributes();
    case general::report_attributes: // whoever listens has its own ears
        if (take(decode_values(f_.payload))) conclude(status::success);
        return;
    case general::read_attributes_response:
    case general::write_attributes_response:
    case general::configure_reporting_response:
    case general::read_reporting_configuration_response:
    case general::default_response:
    case general::discover_attributes_response: return;
    }
    conclude(f_.head.manufacturer ? status::unsupported_manufacturer_general_command
                                  : status::unsupported_general_command);
}

read_record exchange::read_one(attribute_id id) const
{
    attribute_place place{};
    const auto* entry = find(id, place);
    if (!entry) return {id, status::unsupported_attribute, {}};
    if (!readable(place.spec->rights)) return {id, status::write_only, {}};
    auto content = entry->read(c_, place);
    if (!content) return {id, status::unsupported_attribute, {}};
    return {id, status::success, std::move(*content)};
}

void exchange::read_attributes()
{
    const auto decoded = decode_ids(f_.payload);
    const auto* ids = take(decoded);
    if (!ids) return;
    constexpr std::size_t failure_octets = 3;
    sim::bytes payload;
    for (auto id : *ids) {
        auto record = read_one(id);
        auto octets = encode_read_response({&record, 1});
        if (payload.size() + octets.size() > room()) {
            record = {id, status::insufficient_space, {}};
            octets = encode_read_response({&record, 1});
        }
        if (payload.size() + failure_octets > room()) break;
        payload.insert(payload.end(), octets.begin(), octets.end());
    }
    send(general::read_attributes_response, payload);
}

status exchange::check_write(const attribute_value& v) const
{
    attribute_place place{};
    const auto* entry = find(v.id, place);
    if (!entry) return status::unsupported_attribute;
    if (!entry->write) return status::read_only;
    return v.content.type == place.spec->type ? status::success : status::invalid_data_type;
}

status exchange::write_one(const attribute_value& v) const
{
    if (auto s = check_write(v); s != status::success) return s;
    attribute_place place{};
    return find(v.id, place)->write(c_, place, v.content);
}

void exchange::write_attributes(general how)
{
    const auto decoded = decode_values(f_.payload);
    const auto* values = take(decoded);
    if (!values) return;
    std::vector<write_record> failures;
    auto each = [&](auto&& deed) {
        for (const auto& v : *values)
            if (auto s = deed(v); s != status::success) failures.push_back({s, v.id});
    };
    // All or nothing, as far as it can be known before: a value that a device refuses is found while writing.
    if (how == general::write_attributes_undivided) each([&](const auto& v) { return check_write(v); });
    if (failures.empty()) each([&](const auto& v) { return write_one(v); });
    if (how == general::write_attributes_no_response) return;
    send(general::write_attributes_response, encode_write_response(failures));
}

status exchange::configure_one(const reporting_record& r) const
{
    attribute_place place{};
    if (!find(r.id, place)) return status::unsupported_attribute;
    if (r.direction == report_direction::received || !place.spec->reportable) return status::unreportable_attribute;
    if (r.type != place.spec->type) return status::invalid_data_type;
    if (r.maximum_s == no_reports) {
        reports_.remove(subject(r.id));
        return status::success;
    }
    if (r.maximum_s && r.minimum_s > r.maximum_s) return status::invalid_value;
    const bool set =
        reports_.set(subject(r.id), {std::chrono::seconds(r.minimum_s), std::chrono::seconds(r.maximum_s), r.change});
    return set ? status::success : status::insufficient_space;
}

void exchange::configure_reporting()
{
    const auto decoded = decode_reporting(f_.payload);
    const auto* records = take(decoded);
    if (!records) return;
    std::vector<reporting_status> failures;
    for (const auto& r : *records)
        if (auto s = configure_one(r); s != status::success) failures.push_back({s, r});
    send(general::configure_reporting_response, encode_reporting_response(failures));
}

void exchange::read_reporting_configuration()
{
    const auto decoded = decode_reporting_subjects(f_.payload);
    const auto* subjects = take(decoded);
    if (!subjects) return;
    std::vector<reporting_status> records;
    for (const auto& s : *subjects) {
        reporting_status record{status::not_found, {}};
        record.record.direction = s.direction;
        record.record.id = s.id;
        attribute_place place{};
        const auto* rule = reports_.find(subject(s.id));
        if (!find(s.id, place))
            record.status = status::unsupported_attribute;
        else if (rule && s.direction == report_direction::reported) {
            record.status = status::success;
            record.record.type = place.spec->type;
            record.record.minimum_s = static_cast<std::uint16_t>(rule->minimum.count());
            record.record.maximum_s = static_cast<std::uint16_t>(rule->maximum.count());
            record.record.change = rule->change;
        }
        records.push_back(record);
    }
    send(general::read_reporting_configuration_response, encode_reporting_configuration(records));
}

/// The ids of an entry, in their order.
template <class Each>
void each_id(const cluster_side::attribute_entry& entry, const Each& each)
{
    const auto& spec = *entry.spec;
    for (unsigned outer = 0; outer < std::min(spec.outer_count, entry.outer_most); ++outer)
        for (unsigned number = 0; number < std::min(spec.count, entry.most); ++number)
            each(attribute_id(spec.id + outer * spec.outer_step + number * spec.step));
}

void exchange::discover_attributes()
{
    const auto decoded = decode_discover_request(f_.payload);
    const auto* request = take(decoded);
    if (!request) return;
    discover_response all{true, {}};
    if (!f_.head.manufacturer)
        for (const auto& entry : c_.self.attributes())
            each_id(entry, [&](attribute_id id) {
                if (id >= request->start && read_one(id).status != status::unsupported_attribute)
                    all.attributes.push_back({id, entry.spec->type});
            });
    // Series interlace.
    std::sort(all.attributes.begin(), all.attributes.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
    constexpr std::size_t record_octets = 3;
    const auto most = std::min<std::size_t>(request->most, (room() - std::min<std::size_t>(room(), 1)) / record_octets);
    all.complete = all.attributes.size() <= most;
    all.attributes.resize(std::min(all.attributes.size(), most));
    send(general::discover_attributes_response, encode(all));
}

void exchange::run_command()
{
    const auto* entry = f_.head.manufacturer ? nullptr : c_.self.find_command(f_.head.command);
    if (!entry)
        return conclude(f_.head.manufacturer ? status::unsupported_manufacturer_cluster_command
                                             : status::unsupported_cluster_command);
    const auto decoded = decode(entry->spec->payload, f_.payload);
    const auto* arguments = take(decoded);
    if (!arguments) return;
    const auto said = entry->run(c_, *arguments);
    for (const auto& out : said.commands) {
        auto head = reply_header();
        head.kind = frame_kind::cluster;
        head.command = command(c_.self.spec(), head.to, out.command).id;
        replies_.push_back(encode_frame(head, encode(out.arguments)));
    }
    if (said.commands.empty() || said.status != status::success) conclude(said.status);
}

} // namespace

std::vector<sim::bytes> device_model::handle(const incoming& in, sim::time_point now, void* device,
                                             report_table& reports) const
{
    const auto* endpoint = find(in.endpoint);
    const auto f = decode_frame(in.frame);
    if (!endpoint || !f) return {}; // nobody is there, or there is no sequence number to answer with
    const bool answers = f->head.kind == frame_kind::foundation && is_response(static_cast<general>(f->head.command));
    if (answers) return {};
    const auto* side = endpoint->find(in.cluster, f->head.to);
    static const cluster_side nobody(cluster_id::basic, direction::to_client);
    const call c{in, side ? *side : nobody, now, device};
    exchange x(c, *f, reports);
    if (!side)
        x.conclude(status::unsupported_cluster);
    else if (side->spec().link_key && !in.link_secured)
        x.conclude(status::not_authorized);
    else
        x.run();
    return x.take();
}

std::optional<value> device_model::read(const report_subject& subject, sim::time_point now, void* device) const
{
    const auto* endpoint = find(subject.endpoint);
    if (!endpoint) return {};
    const incoming in{sim::eui64(0), subject.endpoint, subject.endpoint, subject.cluster, {}};
    for (auto d : {direction::to_server, direction::to_client}) {
        const auto* side = endpoint->find(subject.cluster, d);
        attribute_place place{};
        const auto* entry = side ? side->find_attribute(subject.attribute, place) : nullptr;
        if (entry) return entry->read({in, *side, now, device}, place);
    }
    return {};
}

} // namespace devices::zcl
