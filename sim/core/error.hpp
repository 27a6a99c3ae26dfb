// Errors that are expected: values, never exceptions. Exceptions are for programmer and set-up errors (check.hpp).
#pragma once
#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

#include <initializer_list>
#include <string>
#include <string_view>

namespace sim {

using boost::system::error_code;
template <class T>
using result = boost::system::result<T>;

// Boost's error_category has no virtual destructor by design: categories are static objects that nobody deletes.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"
/// A category whose messages are a table of sentences, indexed by the value of the enumerator minus one.
class table_category final : public boost::system::error_category {
public:
    /// `name` and the sentences must outlive the category: pass literals.
    table_category(const char* name, std::initializer_list<const char*> sentences);
    const char* name() const noexcept override { return name_; }
    std::string message(int value) const override;

private:
    const char* name_;
    static constexpr std::size_t capacity = 32;
    const char* sentences_[capacity]{};
};
#pragma GCC diagnostic pop

enum class core_errc {
    malformed = 1, ///< the text does not have the form that the identifier or number needs
    bad_check_digit,
    out_of_range,
};
const boost::system::error_category& core_category() noexcept;
error_code make_error_code(core_errc e) noexcept;

} // namespace sim

template <>
struct boost::system::is_error_code_enum<sim::core_errc> : std::true_type {};
