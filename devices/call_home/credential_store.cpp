#include "devices/call_home/credential_store.hpp"

#include "devices/call_home/layouts.hpp"
#include "sim/core/check.hpp"

#include <algorithm>
#include <iterator>

namespace devices::call_home {

credential_store::credential_store(std::vector<credential> made_with) : items_(std::move(made_with))
{
    sim::check(items_.size() <= limits::credentials, "a trust store is made with more credentials than it holds");
}

std::vector<credential> credential_store::find(std::optional<purpose> wanted) const
{
    std::vector<credential> out;
    std::copy_if(items_.begin(), items_.end(), std::back_inserter(out),
                 [&](const credential& c) { return !wanted || c.purpose == *wanted; });
    return out;
}

config_status credential_store::import(const credential& c, const certificate_inspector& inspector)
{
    if (!inspector.well_formed(c.certificate)) return config_status::malformed;
    if (std::find(items_.begin(), items_.end(), c) != items_.end()) return config_status::duplicate;
    if (items_.size() >= limits::credentials) return config_status::full;
    items_.push_back(c);
    return config_status::ok;
}

config_status credential_store::remove(const fingerprint& which, bool allow_last,
                                       const certificate_inspector& inspector)
{
    auto matches = [&](const credential& c) { return inspector.fingerprint(c.certificate) == which; };
    auto count = static_cast<std::size_t>(std::count_if(items_.begin(), items_.end(), matches));
    if (!count) return config_status::not_found;
    if (count == items_.size() && !allow_last) return config_status::refused_last;
    std::erase_if(items_, matches);
    return config_status::ok;
}

void encode(sim::writer& out, const credential_store& v)
{
    encoder a;
    credential_list(a, v.all());
    sim::check(!a.error(), "a trust store holds a credential that the protocol cannot carry");
    out.raw(a.out().data());
}

credential_store decode(sim::reader& in, const credential_store*)
{
    std::vector<credential> items;
    decoder a(in.rest());
    credential_list(a, items);
    if (auto e = a.in().finish()) in.fail(e);
    if (items.size() > limits::credentials) items.resize(limits::credentials, empty_credential());
    return credential_store(std::move(items));
}

} // namespace devices::call_home
