#include "sim/core/error.hpp"

#include "sim/core/check.hpp"

#include <algorithm>
#include <iterator>
#include <string>

namespace sim {

table_category::table_category(const char* name, std::initializer_list<const char*> sentences) : name_(name)
{
    check(sentences.size() <= capacity, "an error table has more sentences than table_category holds");
    std::copy(sentences.begin(), sentences.end(), std::begin(sentences_));
}

std::string table_category::message(int value) const
{
    if (value >= 1 && value <= static_cast<int>(capacity) && sentences_[value - 1]) return sentences_[value - 1];
    return std::string(name_) + " error " + std::to_string(value);
}

const boost::system::error_category& core_category() noexcept
{
    static const table_category instance("sim.core", {
                                                         "the text does not have the form that is needed",
                                                         "the check digit does not match",
                                                         "the value is out of range",
                                                     });
    return instance;
}

error_code make_error_code(core_errc e) noexcept { return {static_cast<int>(e), core_category()}; }

void broken(std::string_view what, std::source_location where)
{
    throw broken_invariant(std::string(where.file_name()) + ":" + std::to_string(where.line()) + ": " +
                           std::string(what));
}

} // namespace sim
