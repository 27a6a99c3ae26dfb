#include "sim/kernel/compute.hpp"

#include "sim/kernel/kernel.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace sim {

struct compute::impl {
    struct job {
        unique_function<void()> work;
        std::exception_ptr failure;
        ticket gate;
        void run() noexcept
        {
            try {
                work();
            } catch (...) {
                failure = std::current_exception();
            }
            work.reset(); // what it owns dies on the thread that ran it, before the world hears of it
        }
    };

    std::mutex guard;
    std::condition_variable awake;
    std::deque<std::shared_ptr<job>> queue;
    bool stopping{false};
    std::size_t helpers{0}; ///< threads beside the world's own
    std::vector<std::jthread> threads;

    std::shared_ptr<job> take()
    {
        std::lock_guard lock(guard);
        if (queue.empty()) return nullptr;
        auto j = std::move(queue.front());
        queue.pop_front();
        return j;
    }
};

compute::compute(kernel& k, unsigned threads) : kernel_(k), impl_(std::make_unique<impl>())
{
    impl_->helpers = threads - 1;
}

compute::~compute() { join(); }

void compute::serve(boost::asio::io_context& wire)
{
    for (;;) {
        std::shared_ptr<impl::job> j;
        {
            std::unique_lock lock(impl_->guard);
            impl_->awake.wait(lock, [this] { return impl_->stopping || !impl_->queue.empty(); });
            if (impl_->stopping) return;
            j = std::move(impl_->queue.front());
            impl_->queue.pop_front();
        }
        j->run();
        boost::asio::post(wire, [j = std::move(j)] { j->gate.confirm(); });
    }
}

void compute::join()
{
    {
        std::lock_guard lock(impl_->guard);
        impl_->stopping = true;
        impl_->queue.clear();
    }
    impl_->awake.notify_all();
    impl_->threads.clear();
}

void compute::submit(duration modelled_cost, const char* label, std::string owner, unique_function<void()> work,
                     unique_function<void()> done)
{
    ++submitted_;
    auto j = std::make_shared<impl::job>();
    j->work = std::move(work);
    auto completed = [j, done = std::move(done)]() mutable {
        if (j->failure) std::rethrow_exception(j->failure);
        done();
    };
    j->gate = kernel_.open_ticket(kernel_.now() + modelled_cost, label, std::move(owner), std::move(completed));
    {
        std::lock_guard lock(impl_->guard);
        if (impl_->stopping) return;
        impl_->queue.push_back(std::move(j));
    }
    // One more thread per job until all run: most kernels never submit one.
    if (impl_->threads.size() < impl_->helpers)
        impl_->threads.emplace_back([this, &wire = kernel_.wire()] { serve(wire); });
    impl_->awake.notify_one();
}

bool compute::help()
{
    auto j = impl_->take();
    if (!j) return false;
    j->run();
    j->gate.confirm();
    return true;
}

} // namespace sim
