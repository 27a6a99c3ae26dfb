#include "sim/core/unique_function.hpp"

#include <doctest/doctest.h>

#include <array>
#include <memory>
#include <stdexcept>

using namespace sim;

namespace {

/// Counts the living copies of itself; moving makes a second one for a while.
struct counted {
    static inline int alive = 0;
    counted() { ++alive; }
    counted(counted&&) noexcept { ++alive; }
    counted(const counted&) = delete;
    counted& operator=(counted&&) = delete;
    ~counted() { --alive; }
};

struct throwing_move {
    throwing_move() = default;
    throwing_move(throwing_move&&) noexcept(false) {}
    int operator()() const { return 3; }
};

template <std::size_t Octets>
auto make(int answer)
{
    return [keep = counted(), room = std::array<char, Octets>{}, answer] { return answer + room[0]; };
}

} // namespace

TEST_CASE("an empty function is false and does nothing when reset")
{
    unique_function<int()> none, null(nullptr);
    CHECK_FALSE(none);
    CHECK_FALSE(null);
    none.reset();
    auto moved = std::move(none);
    CHECK_FALSE(moved);
}

TEST_CASE("a callable lives exactly as long as its function, in place and on the heap")
{
    auto lives_with_it = [](auto callable) {
        CHECK(counted::alive == 1);
        {
            unique_function<int()> f(std::move(callable));
            CHECK(counted::alive == 2); // the argument and the one inside
            CHECK(f() == 42);
            unique_function<int()> g(std::move(f));
            CHECK_FALSE(f);
            CHECK(counted::alive == 2);
            CHECK(g() == 42);
            unique_function<int()> h;
            h = std::move(g);
            CHECK(h() == 42);
            h.reset();
            CHECK_FALSE(h);
            CHECK(counted::alive == 1);
        }
        CHECK(counted::alive == 1);
    };
    lives_with_it(make<1>(42));
    CHECK(counted::alive == 0);
    lives_with_it(make<100>(42));
    CHECK(counted::alive == 0);
}

TEST_CASE("assigning frees what was there, and assigning to itself keeps it")
{
    unique_function<int()> f(make<1>(1)), g(make<100>(2));
    CHECK(counted::alive == 2);
    f = std::move(g);
    CHECK(counted::alive == 1);
    CHECK(f() == 2);
    auto& same = f;
    f = std::move(same);
    CHECK(f() == 2);
    f = nullptr;
    CHECK(counted::alive == 0);
}

TEST_CASE("captures and arguments may be move-only")
{
    auto secret = std::make_unique<int>(5);
    unique_function<std::unique_ptr<int>(std::unique_ptr<int>)> add =
        [s = std::move(secret)](std::unique_ptr<int> other) {
            *other += *s;
            return other;
        };
    CHECK(*add(std::make_unique<int>(2)) == 7);
    CHECK(*add(std::make_unique<int>(3)) == 8); // callable again
}

TEST_CASE("a callable keeps its state, and a reference argument stays a reference")
{
    int seen = 0;
    unique_function<int(int&)> f = [count = 0](int& out) mutable {
        out = ++count;
        return count;
    };
    CHECK(f(seen) == 1);
    CHECK(f(seen) == 2);
    CHECK(seen == 2);
}

TEST_CASE("a callable that may throw when moved is kept on the heap and never moved again")
{
    unique_function<int()> f{throwing_move()};
    static_assert(std::is_nothrow_move_constructible_v<decltype(f)>);
    auto g = std::move(f);
    CHECK(g() == 3);
}

TEST_CASE("a function returning nothing drops the callable's result, and exceptions pass through")
{
    int calls = 0;
    unique_function<void()> f = [&] { return ++calls; };
    f();
    CHECK(calls == 1);
    unique_function<void()> bad = [] { throw std::runtime_error("boom"); };
    CHECK_THROWS_WITH(bad(), "boom");
}

TEST_CASE("a callable that replaces the function that holds it is not run in a destroyed state")
{
    // reset() inside the call destroys the callable: it may do so as its last act only.
    unique_function<void()> f;
    f = [&f, keep = counted()] { f.reset(); };
    f();
    CHECK_FALSE(f);
    CHECK(counted::alive == 0);
}
