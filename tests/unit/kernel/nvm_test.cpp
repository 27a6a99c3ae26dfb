#include "sim/core/check.hpp"
#include "sim/kernel/nvm.hpp"

#include <doctest/doctest.h>

namespace {

struct address_book {
    std::uint16_t port{0};
    std::string name;
    bool operator==(const address_book&) const = default;
};
void encode(sim::writer& out, const address_book& book) { out.u16(book.port).text8(book.name); }
address_book decode(sim::reader& in, const address_book*)
{
    address_book book;
    book.port = in.u16();
    book.name = in.text8();
    return book;
}

} // namespace

using namespace sim;

TEST_CASE("a cell that was never written is as made")
{
    nvm_memory memory;
    nvm_cell<address_book> cell(memory, "tri-1.chf", "hes", 1);
    CHECK_FALSE(cell.get().has_value());
    CHECK(memory.size() == 0);
}

TEST_CASE("what was written is there for whoever boots next, until it is reset")
{
    nvm_memory memory;
    {
        nvm_cell<address_book> cell(memory, "tri-1.chf", "hes", 1);
        cell.set({7443, "s1sp"});
        cell.set({7444, "dcc"});
    }
    nvm_cell<address_book> after_power_cut(memory, "tri-1.chf", "hes", 1);
    REQUIRE(after_power_cut.get().has_value());
    CHECK(*after_power_cut.get() == address_book{7444, "dcc"});
    CHECK(memory.size() == 1);
    after_power_cut.reset();
    CHECK_FALSE(after_power_cut.get().has_value());
    CHECK(memory.size() == 0);
}

TEST_CASE("cells of another device or section are other cells")
{
    nvm_memory memory;
    nvm_cell<address_book> hes(memory, "tri-1", "hes", 1), old(memory, "tri-1", "old", 1),
        other(memory, "tri-2", "hes", 1);
    nvm_cell<address_book> ambiguous(memory, "tri-1h", "es", 1); // the same letters, divided elsewhere
    hes.set({1, "a"});
    CHECK_FALSE(old.get().has_value());
    CHECK_FALSE(other.get().has_value());
    CHECK_FALSE(ambiguous.get().has_value());
    other.reset();
    CHECK(hes.get().has_value());
}

TEST_CASE("memory of another version is refused, never read as something else")
{
    nvm_memory memory;
    nvm_cell<address_book>(memory, "tri-1", "hes", 1).set({1, "a"});
    nvm_cell<address_book> newer(memory, "tri-1", "hes", 2);
    CHECK_THROWS_WITH_AS(newer.get(), doctest::Contains("another version: tri-1/hes"), broken_invariant);
    newer.set({2, "b"});
    CHECK(memory.find("tri-1", "hes")->version == 2);
}

TEST_CASE("damaged memory is an error: truncated, or with something behind it")
{
    nvm_memory memory;
    nvm_cell<address_book> cell(memory, "tri-1", "hes", 1);
    cell.set({1, "abc"});
    auto good = memory.find("tri-1", "hes")->data;
    auto shorter = good, longer = good;
    shorter.pop_back();
    longer.push_back(0);
    memory.store("tri-1", "hes", {1, shorter});
    CHECK_THROWS_WITH_AS(cell.get(), doctest::Contains("damaged"), broken_invariant);
    memory.store("tri-1", "hes", {1, longer});
    CHECK_THROWS_WITH_AS(cell.get(), doctest::Contains("damaged"), broken_invariant);
    memory.store("tri-1", "hes", {1, good});
    CHECK(cell.get()->name == "abc");
}

TEST_CASE("a value that does not fit leaves what was there")
{
    nvm_memory memory;
    nvm_cell<address_book> cell(memory, "tri-1", "hes", 1);
    cell.set({1, "short"});
    CHECK_THROWS_AS(cell.set({2, std::string(256, 'x')}), broken_invariant);
    CHECK(cell.get()->port == 1);
}
