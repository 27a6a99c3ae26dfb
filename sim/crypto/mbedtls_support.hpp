// Owners of the library's objects, and the bridge from our random sources to its callback. For .cpp files only.
#pragma once
#include "sim/core/bytes.hpp"
#include "sim/crypto/identity.hpp"
#include "sim/crypto/mbedtls_compat.hpp"
#include "sim/crypto/random.hpp"
#include "sim/kernel/time.hpp"

namespace sim::crypto {

/// Initialises in its constructor, frees in its destructor, and stays where it is: the library keeps pointers.
template <class T, void (*Init)(T*), void (*Free)(T*)>
class library_object {
public:
    library_object() { Init(&object_); }
    library_object(const library_object&) = delete;
    library_object& operator=(const library_object&) = delete;
    ~library_object() { Free(&object_); }
    T* get() { return &object_; }
    const T* get() const { return &object_; }
    T* operator->() { return &object_; }
    const T* operator->() const { return &object_; }
    T& operator*() { return object_; }

private:
    T object_;
};

using pk_object = library_object<mbedtls_pk_context, mbedtls_pk_init, mbedtls_pk_free>;
using certificate_object = library_object<mbedtls_x509_crt, mbedtls_x509_crt_init, mbedtls_x509_crt_free>;

/// The library's f_rng over a `random_source*`.
int fill_from(void* source, unsigned char* out, std::size_t size) noexcept;

/// Parses DER or PEM. Errors: malformed_key, unsupported_key.
error_code parse_key(byte_view data, pk_object& into);
result<key_type> type_of(const mbedtls_pk_context& key);
/// Appends one certificate in DER. Error: malformed_certificate.
error_code append_certificate(byte_view der, certificate_object& chain);
time_point to_time_point(const mbedtls_x509_time& t);

} // namespace sim::crypto
