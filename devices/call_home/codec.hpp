// Bytes ↔ messages of the call-home protocol.
//
// A message on the wire: u16 length of what follows, u8 version, u8 type, body. Every body ends with a list of
// extensions (u8 count, then u8 tag, u16 length, value each), so that the protocol can grow: a receiver skips tags from
// 0x80 on that it does not know, and refuses unknown ones below. Numbers are big endian.
#pragma once
#include "devices/call_home/error.hpp"
#include "devices/call_home/messages.hpp"

namespace devices::call_home {

/// The whole message with its length prefix. Error: `too_long` above a limit, `out_of_range` for a value that the
/// protocol cannot carry (a time outside its span, an offset not below the period, ranges that overlap …).
sim::result<sim::bytes> encode(const message& m);

/// `data` is one message without its length prefix, as the framer gives it out. Errors: codec_errc and call_home::errc.
sim::result<message> decode(sim::byte_view data);

} // namespace devices::call_home
