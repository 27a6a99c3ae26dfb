#include "devices/object_lists/image.hpp"

#include "devices/object_lists/parts.hpp"

namespace devices::object_lists {

using namespace cosem;

image_status status_of(const metering::firmware_store& store)
{
    switch (store.state()) {
    case metering::firmware_state::idle: break;
    case metering::firmware_state::transferring: return image_status::initiated;
    case metering::firmware_state::verified: return image_status::verification_successful;
    case metering::firmware_state::failed: return image_status::verification_failed;
    }
    return store.version().empty() ? image_status::not_initiated : image_status::activation_successful;
}

image_transfer transfer_into(std::function<const metering::firmware_store&(const call&)> store)
{
    image_transfer t;
    t.block_size = image_block_size;
    t.blocks = [store](const call& c) { return store(c).blocks(); };
    t.has = [store](const call& c, std::size_t block) { return store(c).has(block); };
    t.first_missing = [store](const call& c) { return store(c).first_missing(); };
    t.status = [store](const call& c) { return status_of(store(c)); };
    t.to_activate = [store](const call& c) {
        const auto& s = store(c);
        std::vector<image_info> list;
        if (s.state() == metering::firmware_state::verified) {
            sim::writer hash;
            hash.u64(s.hash());
            list.push_back({static_cast<std::uint32_t>(s.size()), s.version(), hash.take()});
        }
        return list;
    };
    return t;
}

void add_meter_image(object_list& list)
{
    auto t = transfer_into([](const call& c) -> const metering::firmware_store& { return device(c).meter.image(); });
    t.initiate = [](const call& c, sim::byte_view, std::uint32_t size) {
        return action_answer(device(c).meter.begin_image(size, image_block_size, c.now()));
    };
    t.put_block = [](const call& c, std::uint32_t block, sim::byte_view content) {
        return action_answer(device(c).meter.put_block(block, content, c.now()));
    };
    t.verify = [](const call& c) { return action_answer(device(c).meter.verify_image(c.now())); };
    t.activate = [](const call& c) { return action_answer(device(c).meter.activate_image(c.now(), c.now())); };
    list.push_back(make_image_transfer(named("0-0:44.0.0"), "Firmware image", for_managers, std::move(t)));
}

} // namespace devices::object_lists
