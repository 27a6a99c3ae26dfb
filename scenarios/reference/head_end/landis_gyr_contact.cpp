#include "scenarios/reference/head_end/landis_gyr_contact.hpp"

#include "scenarios/reference/head_end/cosem_requests.hpp"
#include "sim/crypto/certificate.hpp"

#include <algorithm>

namespace scenarios::reference {

namespace requests = cosem_requests;

namespace {

std::uint16_t logical_device(device_part part)
{
    switch (part) {
    case device_part::chf: return requests::chf_device;
    case device_part::esme: return requests::esme_device;
    case device_part::gsme: return requests::gsme_device;
    }
    return 0;
}

/// A handler for whom the answer's value means nothing.
auto only_whether(head_end::done handler)
{
    return [h = std::move(handler)](sim::result<devices::dlms::encoded_data> v) mutable {
        h(v ? sim::error_code() : v.error());
    };
}

} // namespace

landis_gyr_contact::landis_gyr_contact(landis_gyr_service& service, sim::eui64 hub, std::string identity,
                                       std::string name, std::vector<known>& devices,
                                       std::unique_ptr<sim::tls::stream> stream, ended on_end)
    : service_(service),
      time_(service.world_.time),
      hub_(hub),
      identity_(std::move(identity)),
      devices_(devices),
      stream_(std::move(stream)),
      talk_(service.title_, [random = std::make_shared<sim::crypto::simulation_random>(service.world_.dice.stream(
                                 name))](std::span<std::uint8_t> out) { random->fill(out); }),
      on_end_(std::move(on_end)),
      limit_(time_, "head_end.answer_limit", [this] { perform(talk_.timed_out()); })
{
    for (auto& d : devices_) talk_.add(logical_device(d.part), d.keys);
    read_more();
}

landis_gyr_contact::~landis_gyr_contact() { time_.cancel(ending_); }

landis_gyr_contact::known* landis_gyr_contact::find(sim::eui64 which)
{
    auto it = std::find_if(devices_.begin(), devices_.end(), [&](const known& d) { return d.eui64 == which; });
    return it == devices_.end() ? nullptr : &*it;
}

// ---- questions

void landis_gyr_contact::ask(device_part of, question::any what, value_handler handler)
{
    if (over_) return tell_later(std::move(handler), head_end_errc::contact_lost);
    answers_.emplace(talk_.ask(logical_device(of), std::move(what)), std::move(handler));
    perform(talk_.proceed());
}

void landis_gyr_contact::ask(sim::eui64 of, question::any what, value_handler handler)
{
    const auto* d = find(of);
    if (!d) return tell_later(std::move(handler), head_end_errc::unknown_device);
    ask(d->part, std::move(what), std::move(handler));
}

template <class T, class Start>
void landis_gyr_contact::in_turn(sim::unique_function<void(T)> handler, Start start)
{
    if (over_ || closing_) return tell_later(std::move(handler), head_end_errc::contact_lost);
    requests_.push_back([this, h = std::move(handler), s = std::move(start)]() mutable {
        s([this, alive = std::weak_ptr(alive_), h = std::move(h)](T answered) mutable {
            h(std::move(answered));
            if (!alive.expired()) next_request();
        });
    });
    if (!busy_) next_request();
}

void landis_gyr_contact::next_request()
{
    busy_ = !requests_.empty();
    if (!busy_) return;
    auto next = std::move(requests_.front());
    requests_.pop_front();
    next();
}

template <class Handler>
void landis_gyr_contact::tell_later(Handler handler, sim::error_code why)
{
    time_.soon("head_end.answer", [h = std::move(handler), why]() mutable { h(why); });
}

void landis_gyr_contact::perform(conversation_step step)
{
    outgoing_.insert(outgoing_.end(), step.send.begin(), step.send.end());
    write();
    if (talk_.waiting())
        limit_.expires_after(service_.settings_.answer_limit);
    else
        limit_.cancel();
    for (auto& a : step.answers) {
        auto node = answers_.extract(a.question);
        // As an event of its own: the handler may ask more, or close.
        time_.soon("head_end.answer",
                   [h = std::move(node.mapped()), v = std::move(a.value)]() mutable { h(std::move(v)); });
    }
    if (step.broken) return end(false);
    if (step.finished) end(true);
}

void landis_gyr_contact::write()
{
    if (writing_ || outgoing_.empty() || over_) return;
    writing_ = true;
    auto data = std::exchange(outgoing_, {});
    stream_->write(data, [this](sim::error_code ec, std::size_t) {
        writing_ = false;
        if (ec) return end(false);
        write();
    });
}

void landis_gyr_contact::read_more()
{
    stream_->read_some(buffer_, [this](sim::error_code ec, std::size_t n) {
        if (over_) return;
        if (ec) return end(false);
        perform(talk_.received(sim::byte_view(buffer_).first(n)));
        if (!over_) read_more();
    });
}

/// Whatever ended it: once, as an event of its own.
void landis_gyr_contact::end(bool complete)
{
    if (std::exchange(over_, true)) return;
    limit_.cancel();
    complete_ = complete;
    stream_->close();
    ending_ = time_.soon("head_end.ended", [this] {
        // What has not begun is answered like the rest: there is nobody to ask any more.
        for (auto& request : std::exchange(requests_, {})) request();
        auto waiting = std::exchange(answers_, {});
        auto told = std::move(on_end_);
        auto whole = complete_;
        auto next = next_;
        told(whole, next); // which destroys this
        for (auto& [id, handler] : waiting) handler(make_error_code(head_end_errc::contact_lost));
    });
}

void landis_gyr_contact::close(std::optional<sim::time_point> call_back_at)
{
    if (over_ || std::exchange(closing_, true)) return;
    next_ = call_back_at;
    requests_.push_back([this] {
        if (over_) return;
        talk_.say_farewell();
        perform(talk_.proceed());
    });
    if (!busy_) next_request();
}

// ---- who is there, and whom the hub trusts

struct landis_gyr_contact::inventory_in_work {
    inventory found;
    std::vector<requests::listed_certificate> listed;
    std::size_t exported{0};
    answer<inventory> handler;
};

void landis_gyr_contact::read_inventory(answer<inventory> handler)
{
    in_turn(std::move(handler), [this](answer<inventory> h) {
        auto work = std::make_shared<inventory_in_work>();
        work->handler = std::move(h);
        ask(device_part::chf, requests::model(), [this, work](sim::result<value> v) {
            auto model = v ? requests::read_text(*v) : sim::result<std::string>(v.error());
            if (!model) return work->handler(model.error());
            work->found.model = *model;
            read_firmware(work);
        });
    });
}

void landis_gyr_contact::read_firmware(std::shared_ptr<inventory_in_work> work)
{
    ask(device_part::chf, requests::firmware(), [this, work](sim::result<value> v) {
        auto firmware = v ? requests::read_text(*v) : sim::result<std::string>(v.error());
        if (!firmware) return work->handler(firmware.error());
        work->found.firmware = *firmware;
        read_devices(work);
    });
}

void landis_gyr_contact::read_devices(std::shared_ptr<inventory_in_work> work)
{
    ask(device_part::chf, requests::logical_devices(), [this, work](sim::result<value> v) {
        auto list = v ? requests::read_logical_devices(*v) : sim::result<std::vector<std::uint16_t>>(v.error());
        if (!list) return work->handler(list.error());
        for (const auto& d : devices_)
            if (std::count(list->begin(), list->end(), logical_device(d.part))) work->found.devices.push_back(d.eui64);
        read_trust(work);
    });
}

void landis_gyr_contact::read_trust(std::shared_ptr<inventory_in_work> work)
{
    ask(device_part::chf, requests::certificates(), [this, work](sim::result<value> v) {
        auto list =
            v ? requests::read_certificates(*v) : sim::result<std::vector<requests::listed_certificate>>(v.error());
        if (!list) return work->handler(list.error());
        work->listed = std::move(*list);
        next_certificate(work);
    });
}

void landis_gyr_contact::next_certificate(std::shared_ptr<inventory_in_work> work)
{
    if (work->exported == work->listed.size()) return work->handler(std::move(work->found));
    const auto& which = work->listed[work->exported++];
    ask(device_part::chf, requests::export_certificate(which), [this, work](sim::result<value> v) {
        auto der = v ? requests::read_octets(*v) : sim::result<sim::bytes>(v.error());
        if (!der) return work->handler(der.error());
        auto info = sim::crypto::inspect(*der);
        if (!info) return work->handler(make_error_code(conversation_errc::not_understood));
        using devices::call_home::purpose;
        work->found.trust.push_back(
            {info->is_authority ? purpose::head_end_ca : purpose::head_end, "", std::move(*der)});
        next_certificate(work);
    });
}

// ---- credentials: what is there first, so that what is already so needs nothing

void landis_gyr_contact::replace_credentials(std::vector<credential> imports, std::vector<credential> removes,
                                             done handler)
{
    in_turn(std::move(handler), [this, imports = std::move(imports), removes = std::move(removes)](done h) mutable {
        auto work = std::make_shared<inventory_in_work>();
        work->handler = [this, work = std::weak_ptr(work), imports = std::move(imports), removes = std::move(removes),
                         told = std::move(h)](sim::result<inventory> there) mutable {
            if (!there) return told(there.error());
            next_change(changes(work.lock()->listed, there->trust, imports, removes), std::move(told));
        };
        read_trust(work);
    });
}

/// What is left to do, the last first. `trust` is what was exported of the `listed`.
std::vector<question::any> landis_gyr_contact::changes(const std::vector<requests::listed_certificate>& listed,
                                                       const std::vector<credential>& trust,
                                                       const std::vector<credential>& imports,
                                                       const std::vector<credential>& removes)
{
    auto place = [&](const credential& c) {
        auto it = std::find_if(trust.begin(), trust.end(),
                               [&](const credential& t) { return t.certificate == c.certificate; });
        return static_cast<std::size_t>(it - trust.begin());
    };
    std::vector<question::any> out;
    for (const auto& c : imports)
        if (place(c) == trust.size()) out.push_back(requests::import_certificate(c.certificate));
    for (const auto& c : removes)
        if (place(c) < trust.size()) out.push_back(requests::remove_certificate(listed[place(c)]));
    std::reverse(out.begin(), out.end());
    return out;
}

/// One after the other, so that nothing is removed when an import was refused.
void landis_gyr_contact::next_change(std::vector<question::any> rest, done handler)
{
    if (rest.empty()) return handler({});
    auto change = std::move(rest.back());
    rest.pop_back();
    ask(device_part::chf, std::move(change),
        [this, rest = std::move(rest), h = std::move(handler)](sim::result<value> v) mutable {
            if (!v) return h(v.error());
            next_change(std::move(rest), std::move(h));
        });
}

// ---- keys

void landis_gyr_contact::replace_keys(std::vector<key_transfer> transfers, done handler)
{
    if (transfers.empty()) return tell_later(std::move(handler), {});
    std::reverse(transfers.begin(), transfers.end());
    in_turn(std::move(handler), [this, transfers = std::move(transfers)](done h) mutable {
        next_transfer(std::move(transfers), std::move(h));
    });
}

void landis_gyr_contact::next_transfer(std::vector<key_transfer> rest, done handler)
{
    if (rest.empty()) return handler({});
    auto t = std::move(rest.back());
    rest.pop_back();
    auto* d = find(t.device);
    if (!d) return tell_later(std::move(handler), head_end_errc::unknown_device);
    suspect(d->keys, t.keys);
    ask(d->part, requests::transfer_keys(t),
        [this, d, keys = t.keys, rest = std::move(rest), h = std::move(handler)](sim::result<value> v) mutable {
            if (!v) return h(v.error());
            prefer(d->keys, keys);
            next_transfer(std::move(rest), std::move(h));
        });
}

// ---- the head-end's address, clocks, consumption

void landis_gyr_contact::set_head_end(const std::string& name, std::uint16_t port, done handler)
{
    in_turn(std::move(handler), [this, what = requests::set_push_destination(name, port)](done h) mutable {
        ask(device_part::chf, std::move(what), only_whether(std::move(h)));
    });
}

void landis_gyr_contact::read_clock(sim::eui64 device, answer<sim::time_point> handler)
{
    in_turn(std::move(handler), [this, device](answer<sim::time_point> told) {
        ask(device, requests::clock(), [h = std::move(told)](sim::result<value> v) mutable {
            h(v ? requests::read_clock(*v) : sim::result<sim::time_point>(v.error()));
        });
    });
}

void landis_gyr_contact::set_clock(sim::eui64 device, sim::time_point to, done handler)
{
    in_turn(std::move(handler), [this, device, what = requests::set_clock(to)](done h) mutable {
        ask(device, std::move(what), only_whether(std::move(h)));
    });
}

void landis_gyr_contact::read(sim::eui64 device, answer<register_value> handler)
{
    const auto* d = find(device);
    if (!d || d->part == device_part::chf) return tell_later(std::move(handler), head_end_errc::unknown_device);
    in_turn(std::move(handler), [this, part = d->part](answer<register_value> told) {
        ask(part, requests::newest_register(part), [this, h = std::move(told)](sim::result<value> v) mutable {
            auto number = v ? requests::read_register(*v) : sim::result<std::uint64_t>(v.error());
            if (!number) return h(number.error());
            h(register_value{time_.now(), *number});
        });
    });
}

void landis_gyr_contact::read_profile(sim::eui64 device, sim::time_point from, sim::time_point until,
                                      answer<std::vector<half_hour>> handler)
{
    const auto* d = find(device);
    if (!d || d->part == device_part::chf) return tell_later(std::move(handler), head_end_errc::unknown_device);
    in_turn(std::move(handler), [this, part = d->part, from, until](answer<std::vector<half_hour>> told) {
        ask(part, requests::half_hours(part, from, until),
            [from, until, h = std::move(told)](sim::result<value> v) mutable {
                h(v ? requests::read_half_hours(*v, from, until) : sim::result<std::vector<half_hour>>(v.error()));
            });
    });
}

} // namespace scenarios::reference
