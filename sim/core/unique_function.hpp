// A move-only callable, the handler type of every asynchronous interface (std::move_only_function is C++23).
// Callables of up to three pointers that move without throwing are stored in place.
#pragma once
#include <cstddef>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace sim {

template <class Signature>
class unique_function;

template <class R, class... Args>
class unique_function<R(Args...)> {
public:
    unique_function() = default;
    unique_function(std::nullptr_t) {}
    template <class F>
    requires(!std::is_same_v<std::decay_t<F>, unique_function> && std::is_invocable_r_v<R, std::decay_t<F>&, Args...>)
        unique_function(F&& f)
    {
        using callable = std::decay_t<F>;
        if constexpr (fits_in_place<callable>) {
            ::new (static_cast<void*>(storage_)) callable(std::forward<F>(f));
            operations_ = &in_place<callable>;
        } else {
            ::new (static_cast<void*>(storage_)) callable*(new callable(std::forward<F>(f)));
            operations_ = &on_heap<callable>;
        }
    }
    unique_function(unique_function&& other) noexcept { steal(other); }
    unique_function& operator=(unique_function&& other) noexcept
    {
        if (this != &other) {
            reset();
            steal(other);
        }
        return *this;
    }
    ~unique_function() { reset(); }

    explicit operator bool() const { return operations_ != nullptr; }
    R operator()(Args... args) { return operations_->call(storage_, std::forward<Args>(args)...); }
    void reset()
    {
        if (auto* old = std::exchange(operations_, nullptr)) old->destroy(storage_);
    }

private:
    static constexpr std::size_t capacity = 3 * sizeof(void*);
    struct table {
        R (*call)(void*, Args&&...);
        void (*move)(void* from, void* to) noexcept;
        void (*destroy)(void*) noexcept;
    };
    template <class F>
    static constexpr bool fits_in_place = sizeof(F) <= capacity &&
                                          alignof(F) <= alignof(void*) && std::is_nothrow_move_constructible_v<F>;

    template <class F>
    static constexpr table in_place{
        [](void* s, Args&&... args) -> R { return static_cast<R>((*static_cast<F*>(s))(std::forward<Args>(args)...)); },
        [](void* from, void* to) noexcept {
            ::new (to) F(std::move(*static_cast<F*>(from)));
            static_cast<F*>(from)->~F();
        },
        [](void* s) noexcept { static_cast<F*>(s)->~F(); }};
    template <class F>
    static constexpr table on_heap{[](void* s, Args&&... args) -> R {
                                       return static_cast<R>((**static_cast<F**>(s))(std::forward<Args>(args)...));
                                   },
                                   [](void* from, void* to) noexcept { ::new (to) F*(*static_cast<F**>(from)); },
                                   [](void* s) noexcept { delete *static_cast<F**>(s); }};

    void steal(unique_function& other) noexcept
    {
        operations_ = std::exchange(other.operations_, nullptr);
        if (operations_) operations_->move(other.storage_, storage_);
    }

    alignas(void*) unsigned char storage_[capacity];
    const table* operations_{nullptr};
};

} // namespace sim
