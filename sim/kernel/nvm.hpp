// Non-volatile memory of the devices: the only state that outlives a power cut.
//
// One blob per (device, section); an absent one means "as made", so a fleet that nobody touched costs nothing.
// `nvm_cell<T>` needs `void encode(writer&, const T&)` and `T decode(reader&, const T*)` found by argument-dependent
// lookup; the pointer of decode is a tag and always null.
#pragma once
#include "sim/core/bytes.hpp"
#include "sim/core/check.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace sim {

struct nvm_blob {
    std::uint16_t version;
    bytes data;
};

class nvm_backend {
public:
    virtual ~nvm_backend() = default;
    virtual const nvm_blob* find(const std::string& device, const std::string& section) const = 0;
    virtual void store(const std::string& device, const std::string& section, nvm_blob blob) = 0;
    virtual void erase(const std::string& device, const std::string& section) = 0;
};

/// Keeps the blobs in memory: what `s1sim run` uses.
class nvm_memory final : public nvm_backend {
public:
    const nvm_blob* find(const std::string& device, const std::string& section) const override;
    void store(const std::string& device, const std::string& section, nvm_blob blob) override;
    void erase(const std::string& device, const std::string& section) override;
    std::size_t size() const { return blobs_.size(); }

private:
    using place = std::pair<std::string, std::string>;
    using place_view = std::pair<std::string_view, std::string_view>;
    /// So that a look-up copies no names: some cells are read and written with every message.
    struct in_order {
        using is_transparent = void;
        static place_view view(const place& p) { return p; }
        static place_view view(const place_view& p) { return p; }
        template <class A, class B>
        bool operator()(const A& a, const B& b) const
        {
            return view(a) < view(b);
        }
    };
    std::map<place, nvm_blob, in_order> blobs_;
};

/// A typed value in non-volatile memory. `get` reads the backend (a device that boots sees what was written before the
/// power cut); `set` writes through. A blob of another version or one that does not decode throws: state is never lost
/// silently.
template <class T>
class nvm_cell {
public:
    nvm_cell(nvm_backend& backend, std::string device, std::string section, std::uint16_t version)
        : backend_(backend), device_(std::move(device)), section_(std::move(section)), version_(version)
    {}

    /// Empty: as made.
    std::optional<T> get() const
    {
        const auto* blob = backend_.find(device_, section_);
        if (!blob) return {};
        check(blob->version == version_, "non-volatile memory of another version: " + device_ + "/" + section_);
        reader in(blob->data);
        T content = decode(in, static_cast<const T*>(nullptr));
        check(!in.finish(), "damaged non-volatile memory: " + device_ + "/" + section_);
        return content;
    }
    void set(const T& content)
    {
        writer out;
        encode(out, content);
        check(!out.error(), "a value does not fit into non-volatile memory: " + device_ + "/" + section_);
        backend_.store(device_, section_, {version_, out.take()});
    }
    void reset() { backend_.erase(device_, section_); }

private:
    nvm_backend& backend_;
    std::string device_, section_;
    std::uint16_t version_;
};

} // namespace sim
