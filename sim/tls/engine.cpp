#include "sim/tls/engine_impl.hpp"

#include "sim/core/check.hpp"
#include "sim/tls/failure_words.hpp"

#include <algorithm>
#include <cstring>

namespace sim::tls {

namespace {

const trust_policy& nobody()
{
    static const auto policy = trust_policy::make({});
    return *policy;
}

int verify(void* judge, mbedtls_x509_crt* certificate, int depth, std::uint32_t* flags)
{
    static_cast<chain_judge*>(judge)->look(*certificate, depth, *flags, current_step()->now);
    return 0;
}

void export_to_step(const unsigned char* master_secret, const unsigned char* client_random)
{
    current_step()->hooks.take_secret(master_secret, client_random);
}

/// The library writes suites with hyphens.
std::string suite_name(const mbedtls_ssl_context& ssl)
{
    std::string name = mbedtls_ssl_get_ciphersuite(&ssl);
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

} // namespace

// ---- construction

engine::impl::impl(engine_options o)
    : options(std::move(o)), judge(options.trust ? *options.trust : nobody(), options.settings->role())
{
    const auto& own = options.settings->options().own;
    if (own) check_source(own->key, *options.random);
    if (mbedtls_ssl_setup(ssl.get(), &options.settings->native()) != 0) throw std::bad_alloc();
    mbedtls_ssl_set_bio(ssl.get(), this, on_send, on_receive, nullptr);
    mbedtls_ssl_set_verify(ssl.get(), verify, &judge);
    crypto::compat::preset_version(*ssl);
}

engine::engine(engine_options options)
{
    check(options.settings && options.random, "an engine needs a configuration and a random source");
    impl_ = std::make_unique<impl>(std::move(options));
}

engine::~engine() = default;

/// What costs something waits for the first step, which may run beside the world.
void engine::impl::prepare()
{
    prepared = true;
    if (options.trust) {
        for (const auto& anchor : options.trust->anchors())
            check(!crypto::append_certificate(anchor, anchors), "a policy's anchors can be read");
        if (!options.trust->anchors().empty()) mbedtls_ssl_set_hs_ca_chain(ssl.get(), anchors.get(), nullptr);
    }
    // No name is said outright: later versions of the library take it for an oversight otherwise.
    const auto* name =
        options.trust && !options.trust->expected_name().empty() ? options.trust->expected_name().c_str() : nullptr;
    if (mbedtls_ssl_set_hostname(ssl.get(), name) != 0) throw std::bad_alloc();
    crypto::compat::export_keys<export_to_step>(*ssl);
    offer_session();
}

// ---- bytes

int engine::impl::on_send(void* self, const unsigned char* data, std::size_t size)
{
    auto& engine = *static_cast<impl*>(self);
    engine.note_alerts({data, size});
    engine.out.insert(engine.out.end(), data, data + size);
    return static_cast<int>(size);
}

void engine::impl::note_alerts(byte_view records)
{
    constexpr std::uint8_t alert_record = 21, fatal = 2; // RFC 5246 6.2.1 and 7.2
    constexpr std::size_t header = 5, plain_alert = 2;
    while (records.size() >= header) {
        const std::size_t size = (std::size_t(records[3]) << 8) | records[4];
        if (records.size() < header + size) return;
        const bool plain = size == plain_alert;
        if (records[0] == alert_record && (!plain || records[5] == fatal)) {
            alert_sent = true;
            if (plain) sent = alert{records[6]};
        }
        records = records.subspan(header + size);
    }
}

int engine::impl::on_receive(void* self, unsigned char* out, std::size_t size)
{
    auto& engine = *static_cast<impl*>(self);
    const auto available = engine.in.size() - engine.in_position;
    if (available == 0) return engine.end_of_input ? 0 : MBEDTLS_ERR_SSL_WANT_READ;
    const auto count = std::min(size, available);
    std::memcpy(out, engine.in.data() + engine.in_position, count);
    engine.in_position += count;
    if (engine.in_position == engine.in.size()) {
        engine.in.clear();
        engine.in_position = 0;
    }
    return static_cast<int>(count);
}

error_code engine::feed(byte_view ciphertext)
{
    if (input().size() + ciphertext.size() > impl_->options.input_limit) return tls_errc::input_overflow;
    impl_->in.erase(impl_->in.begin(), impl_->in.begin() + static_cast<std::ptrdiff_t>(impl_->in_position));
    impl_->in_position = 0;
    impl_->in.insert(impl_->in.end(), ciphertext.begin(), ciphertext.end());
    return {};
}

void engine::feed_eof() { impl_->end_of_input = true; }
byte_view engine::input() const { return byte_view(impl_->in).subspan(impl_->in_position); }
std::size_t engine::input_limit() const { return impl_->options.input_limit; }
bool engine::has_output() const { return !impl_->out.empty(); }
bytes engine::take_output() { return std::exchange(impl_->out, {}); }

// ---- steps

/// One state of the library at a time, since what it passes through tells a full handshake from an abbreviated one.
int engine::impl::run_handshake()
{
    while (ssl->state != MBEDTLS_SSL_HANDSHAKE_OVER) {
        if (ssl->state == MBEDTLS_SSL_CLIENT_KEY_EXCHANGE) full_handshake = true;
        if (const int code = mbedtls_ssl_handshake_step(ssl.get())) return code;
    }
    return 0;
}

void engine::impl::complete(time_point now)
{
    result.established = true;
    result.resumed = !full_handshake;
    result.suite = suite_name(*ssl);
    if (const auto* peer = mbedtls_ssl_get_peer_cert(ssl.get())) {
        result.peer_certificate.assign(peer->raw.p, peer->raw.p + peer->raw.len);
        if (auto info = crypto::inspect(result.peer_certificate)) result.peer = std::move(*info);
    }
    if (options.settings->role() == role::client) result.resumption = session_to_keep(now);
}

engine::step engine::handshake(time_point now)
{
    auto& i = *impl_;
    if (i.error) return {progress::failed, i.error};
    if (i.result.established) return {};
    i.alert_sent = false;
    const step_scope scope(now, *i.options.random, i);
    if (!i.prepared) i.prepare();
    const int code = i.run_handshake();
    if (code == 0) i.complete(now);
    return i.settle(code);
}

engine::step engine::read(std::span<std::uint8_t> out, time_point now)
{
    auto& i = *impl_;
    check(i.result.established, "application data is read after the handshake");
    if (i.error) return {progress::failed, i.error};
    if (out.empty()) return {};
    i.alert_sent = false;
    const step_scope scope(now, *i.options.random, i);
    const int code = mbedtls_ssl_read(i.ssl.get(), out.data(), out.size());
    return i.settle(code == 0 ? MBEDTLS_ERR_SSL_CONN_EOF : code);
}

engine::step engine::write(byte_view data, time_point now)
{
    auto& i = *impl_;
    check(i.result.established && !i.closing, "application data is written between the handshake and close_notify");
    if (i.error && i.write_fails()) return {progress::failed, i.error};
    i.alert_sent = false;
    const step_scope scope(now, *i.options.random, i);
    std::size_t written = 0;
    while (written < data.size()) {
        const int code = mbedtls_ssl_write(i.ssl.get(), data.data() + written, data.size() - written);
        if (code <= 0) return i.settle(code);
        written += static_cast<std::size_t>(code);
    }
    return {progress::done, {}, written};
}

engine::step engine::close_notify(time_point now)
{
    auto& i = *impl_;
    if (std::exchange(i.closing, true)) return {};
    if (i.error && i.write_fails()) return {progress::failed, i.error};
    i.alert_sent = false;
    const step_scope scope(now, *i.options.random, i);
    return i.settle(mbedtls_ssl_close_notify(i.ssl.get()));
}

// ---- failing

engine::step engine::impl::settle(int code)
{
    if (code >= 0) return {progress::done, {}, static_cast<std::size_t>(code)};
    if (code == MBEDTLS_ERR_SSL_WANT_READ) return {progress::want_input};
    if (code == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY && result.established) {
        error = end_of_file();
        return {progress::failed, error};
    }
    if (code == MBEDTLS_ERR_SSL_CONN_EOF) {
        error = result.established ? tls_errc::truncated : tls_errc::ended_early;
        result.failure = failure{party::transport, std::nullopt, error.message()};
    } else if (code == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY || code == MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE) {
        error = tls_errc::rejected_by_peer;
        const auto said = code == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY ? alert::close_notify : alert{ssl->in_msg[1]};
        result.failure = failure{party::peer, said, words_for(said)};
    } else {
        fail_by_us(code);
    }
    return {progress::failed, error};
}

void engine::impl::fail_by_us(int code)
{
    error = tls_errc::rejected_by_us;
    if (!result.established && judge.peer()) {
        result.peer = judge.peer();
        result.peer_certificate = judge.peer_certificate();
    }
    auto told = judge.rejected() ? *judge.rejected() : rejection_for(code, options.settings->role());
    if (!alert_sent)
        mbedtls_ssl_send_alert_message(ssl.get(), MBEDTLS_SSL_ALERT_LEVEL_FATAL,
                                       static_cast<unsigned char>(told.description));
    if (sent) told.description = *sent;
    result.failure = failure{party::us, told.description, std::move(told.reason)};
}

/// After the peer has finished sending, this end may go on.
bool engine::impl::write_fails() const { return error != end_of_file() && error != tls_errc::truncated; }

// ---- results

role engine::own_role() const { return impl_->options.settings->role(); }
const outcome& engine::result() const { return impl_->result; }
void engine::offer_cached(std::shared_ptr<const session> found) { impl_->cached = std::move(found); }
std::shared_ptr<const session> engine::take_cacheable() { return std::exchange(impl_->cacheable, nullptr); }
std::vector<std::string> engine::take_key_log() { return std::exchange(impl_->log, {}); }

} // namespace sim::tls
