#include "bind_compile_threads.h"

#include "compile_threads.h"
#include "image_value.h"
#include "napi_support.h"

#include <map>

using namespace llvm;

namespace wasabi_llvm {

namespace {

constexpr napi_type_tag threads_tag = {0x6c6c766d2d746872ull, 0x656164732d2d3139ull};

/// The threads with what their results go to. Two own it: the handle, and the function that wakes the environment.
struct OpenThreads {
  explicit OpenThreads(CompileThreadsOptions options)
      : threads(options, [this] { napi_call_threadsafe_function(wake, nullptr, napi_tsfn_nonblocking); }) {}

  std::map<uint32_t, napi_deferred> promised;
  /// Set until the environment or `close` ends it, which ends the threads first.
  napi_threadsafe_function wake = nullptr;
  CompileThreads threads;
};

using Owner = std::shared_ptr<OpenThreads>;

OpenThreads *threads_argument(napi_env env, const Arguments &arguments) {
  if (void *data = arguments.wrapped(0, threads_tag)) return static_cast<Owner *>(data)->get();
  throw_error(env, "argument 0 is no handle of compile threads");
  return nullptr;
}

/// The deferred of a job, which is forgotten. While there are others, the environment's event loop stays alive.
napi_deferred take_promise(napi_env env, OpenThreads &open, uint32_t id) {
  const auto found = open.promised.find(id);
  const napi_deferred deferred = found->second;
  open.promised.erase(found);
  if (open.promised.empty() && open.wake) napi_unref_threadsafe_function(env, open.wake);
  return deferred;
}

void reject(napi_env env, napi_deferred deferred, const std::string &message) {
  napi_value error = nullptr;
  napi_create_error(env, nullptr, make_text(env, "llvm-bindings: " + message), &error);
  napi_reject_deferred(env, deferred, error);
}

void settle(napi_env env, OpenThreads &open, const CompileJob &job) {
  const napi_deferred deferred = take_promise(env, open, job.id);
  if (!job.error.empty()) {
    reject(env, deferred, job.error);
    return;
  }
  napi_value result = nullptr, phases = nullptr;
  napi_create_object(env, &result);
  set_property(env, result, "image", make_image(env, job.image));
  napi_create_array_with_length(env, std::size(job.phases), &phases);
  for (uint32_t i = 0; i < std::size(job.phases); ++i)
    napi_set_element(env, phases, i, make_number(env, job.phases[i]));
  set_property(env, result, "phases", phases);
  set_property(env, result, "thread", make_number(env, job.thread));
  napi_resolve_deferred(env, deferred, result);
}

/// Runs on the environment's thread. Node runs what waits for the promises when it returns.
void settle_finished(napi_env env, napi_value, void *context, void *) {
  if (!env) return;
  const Owner owner = *static_cast<Owner *>(context);
  for (const auto &job : owner->threads.take_finished()) {
    napi_handle_scope scope;
    napi_open_handle_scope(env, &scope);
    settle(env, *owner, *job);
    napi_close_handle_scope(env, scope);
  }
}

/// The environment ends, or `close` was called: nobody may wake it any more.
void end_waking(napi_env, void *, void *context) {
  const std::unique_ptr<Owner> owner(static_cast<Owner *>(context));
  (*owner)->threads.stop();
  (*owner)->wake = nullptr;
}

} // namespace

napi_value open_compile_threads(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info);
  uint32_t count = 0, stack_mb = 0, niceness = 0;
  if (!arguments.number(0, count) || !arguments.number(1, stack_mb) || !arguments.number(2, niceness)) return nullptr;
  const auto owner = std::make_shared<OpenThreads>(
      CompileThreadsOptions{std::max(count, 2u), size_t(stack_mb) << 20, static_cast<int>(niceness)});
  auto waker = std::make_unique<Owner>(owner);
  if (napi_create_threadsafe_function(env, nullptr, nullptr, make_text(env, "wasabi compile threads"), 0, 1,
                                      waker.get(), end_waking, waker.get(), settle_finished, &owner->wake) != napi_ok) {
    return throw_error(env, "the compile threads cannot be opened");
  }
  (void)waker.release();
  napi_unref_threadsafe_function(env, owner->wake);
  napi_value handle = nullptr;
  napi_create_object(env, &handle);
  napi_type_tag_object(env, handle, &threads_tag);
  const auto drop = [](napi_env, void *data, void *) { delete static_cast<Owner *>(data); };
  napi_wrap(env, handle, new Owner(owner), drop, nullptr, nullptr);
  return handle;
}

napi_value submit_compile(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info);
  OpenThreads *open = threads_argument(env, arguments);
  if (!open) return nullptr;
  auto job = std::make_unique<CompileJob>();
  std::span<const int32_t> commands;
  std::span<const uint8_t> pool;
  std::vector<std::span<const int32_t>> bodies;
  bool urgent = false;
  if (!arguments.number(1, job->id) || !arguments.text(2, job->name) || !arguments.words(3, commands) ||
      !arguments.bytes(4, pool) || !arguments.word_arrays(5, bodies) || !arguments.number(6, job->options.level) ||
      !arguments.text(7, job->target.cpu) || !arguments.text(8, job->target.features) || !arguments.boolean(9, urgent)) {
    return nullptr;
  }
  if (!open->wake) return throw_error(env, "the compile threads are closed");
  if (job->options.level > 3) return throw_error(env, "there is no such optimization level");
  if (open->promised.contains(job->id)) return throw_error(env, "there is such a job already");
  job->commands.assign(commands.begin(), commands.end());
  job->pool.assign(pool.begin(), pool.end());
  for (const auto &body : bodies)
    job->bodies.emplace_back(body.begin(), body.end());
  const uint32_t id = job->id;
  if (Error error = open->threads.submit(std::move(job), urgent)) return throw_error(env, std::move(error));
  napi_value promise = nullptr;
  if (open->promised.empty()) napi_ref_threadsafe_function(env, open->wake);
  napi_create_promise(env, &open->promised[id], &promise);
  return promise;
}

napi_value hurry_compile(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info);
  uint32_t id = 0;
  OpenThreads *open = threads_argument(env, arguments);
  if (open && arguments.number(1, id)) open->threads.hurry(id);
  return nullptr;
}

napi_value close_compile_threads(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  OpenThreads *open = threads_argument(env, arguments);
  if (!open || !open->wake) return nullptr;
  open->threads.stop();
  while (!open->promised.empty())
    reject(env, take_promise(env, *open, open->promised.begin()->first), "the compile threads are closed");
  napi_release_threadsafe_function(std::exchange(open->wake, nullptr), napi_tsfn_abort);
  return nullptr;
}

} // namespace wasabi_llvm
