#include "compile_threads.h"

#include "module_stream.h"

#include <algorithm>
#include <chrono>
#include <malloc.h>
#include <sys/resource.h>
#include <system_error>

using namespace llvm;

namespace wasabi_llvm {

namespace {

/// A thread without work for so long gives the memory back that the allocator keeps for it.
constexpr std::chrono::milliseconds idle_time(200);

/// Nanoseconds between two readings.
class Stopwatch {
public:
  double lap() {
    const auto now = std::chrono::steady_clock::now();
    const std::chrono::duration<double, std::nano> taken = now - std::exchange(last, now);
    return taken.count();
  }

private:
  std::chrono::steady_clock::time_point last = std::chrono::steady_clock::now();
};

Error compile_module(CompileJob &job, ModuleState &state, Compiler &compiler, Stopwatch &watch) {
  auto machine = compiler.machines.get(static_cast<CodeGenOptLevel>(job.options.level), job.target);
  if (!machine) return machine.takeError();
  if (job.options.level > 0) {
    auto is_complete = optimize(state, **machine, job.options);
    if (!is_complete) return is_complete.takeError();
  }
  job.phases[1] = watch.lap();
  Expected<LinkedImage> image = LinkedImage();
  const auto receive = [&](ArrayRef<char> object) {
    job.phases[2] = watch.lap();
    image = link_image({object.data(), object.size()});
  };
  if (Error error = compiler.pipelines.emit(state, **machine, receive)) {
    consumeError(image.takeError());
    return error;
  }
  if (!image) return image.takeError();
  job.image = std::move(*image);
  job.phases[3] = watch.lap();
  return Error::success();
}

void compile(CompileJob &job, Compiler &compiler) {
  Stopwatch watch;
  const std::vector<std::span<const int32_t>> bodies(job.bodies.begin(), job.bodies.end());
  auto state = build_module(job.name, job.commands, job.pool, bodies, /*keep_names=*/false);
  if (!state) {
    job.error = toString(state.takeError());
    return;
  }
  job.phases[0] = watch.lap();
  if (Error error = compile_module(job, **state, compiler, watch)) job.error = toString(std::move(error));
  dispose(std::move(*state));
}

} // namespace

CompileThreads::CompileThreads(CompileThreadsOptions options, std::function<void()> finished)
    : options(options), finished(std::move(finished)) {}

Error CompileThreads::start() {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  int failure = pthread_attr_setstacksize(&attributes, options.stack_bytes);
  while (failure == 0 && started.size() < options.count) {
    auto *start = new Start{this, static_cast<uint32_t>(started.size()) + 1};
    const auto main = [](void *argument) -> void * {
      const std::unique_ptr<Start> start(static_cast<Start *>(argument));
      pthread_setname_np(pthread_self(), ("wasabi-llvm-" + std::to_string(start->number)).c_str());
      start->threads->run(start->number);
      return nullptr;
    };
    pthread_t thread;
    failure = pthread_create(&thread, &attributes, main, start);
    if (failure == 0)
      started.push_back(thread);
    else
      delete start;
  }
  pthread_attr_destroy(&attributes);
  // Fewer threads than wanted will do.
  if (!started.empty()) return Error::success();
  return createStringError(std::error_code(failure, std::generic_category()), "no compile thread can be started");
}

Error CompileThreads::submit(Job job, bool urgent) {
  if (started.empty())
    if (Error error = start()) return error;
  {
    const std::lock_guard lock(mutex);
    (urgent ? this->urgent : others).push_back(std::move(job));
  }
  changed.notify_all();
  return Error::success();
}

void CompileThreads::hurry(uint32_t id) {
  {
    const std::lock_guard lock(mutex);
    const auto job = std::ranges::find_if(others, [id](const Job &each) { return each->id == id; });
    if (job == others.end()) return;
    urgent.push_back(std::move(*job));
    others.erase(job);
  }
  changed.notify_all();
}

std::vector<CompileThreads::Job> CompileThreads::take_finished() {
  const std::lock_guard lock(mutex);
  return std::exchange(done, {});
}

void CompileThreads::stop() {
  {
    const std::lock_guard lock(mutex);
    stopping = true;
    urgent.clear();
    others.clear();
  }
  changed.notify_all();
  for (const pthread_t thread : started)
    pthread_join(thread, nullptr);
  started.clear();
}

CompileThreads::Job CompileThreads::next(uint32_t thread) {
  std::deque<Job> *jobs = !urgent.empty() ? &urgent : &others;
  if (jobs->empty() || (thread == 1 && jobs == &others)) return nullptr;
  Job job = std::move(jobs->front());
  jobs->pop_front();
  return job;
}

void CompileThreads::rest(std::unique_lock<std::mutex> &lock) {
  if (changed.wait_for(lock, idle_time) == std::cv_status::no_timeout) return;
  lock.unlock();
  malloc_trim(0);
  lock.lock();
  if (urgent.empty() && others.empty() && !stopping) changed.wait(lock);
}

void CompileThreads::run(uint32_t thread) {
  // Of this thread alone, on Linux. Without the right to change it, the thread runs as everything else.
  if (thread > 1) setpriority(PRIO_PROCESS, 0, options.niceness);
  Compiler compiler;
  std::unique_lock lock(mutex);
  while (!stopping) {
    Job job = next(thread);
    if (!job) {
      rest(lock);
      continue;
    }
    lock.unlock();
    job->thread = thread;
    compile(*job, compiler);
    lock.lock();
    done.push_back(std::move(job));
    lock.unlock();
    finished();
    lock.lock();
  }
}

} // namespace wasabi_llvm
