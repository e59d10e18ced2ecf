// Starts a module's controller only when a thread wants one: JavaScript of the engine's thread is called back, however
// deep in wasm that thread is.
#include "compiled_module.h"
#include "entry.h"
#include <utility>

namespace wasabi {

void CompiledModule::setControllerStarter(napi_env env, napi_value callback) {
  dropStarter();
  napi_valuetype type = napi_undefined;
  napi_typeof(env, callback, &type);
  if (type != napi_function) return;
  napi_create_reference(env, callback, 1, &starter);
  starterThread.store(ThreadContext::current());
  ThreadContext::current()->retain();
}

void CompiledModule::dropStarter() {
  ThreadContext *thread = starterThread.load();
  // On another thread the reference goes with its environment, and the context stays: its count belongs to its thread.
  if (!thread || thread != ThreadContext::current()) return;
  if (thread->env) napi_delete_reference(thread->env, starter);
  starterThread.store(nullptr);
  thread->release();
}

static bool callStarter(napi_env env, napi_ref starter) {
  napi_handle_scope scope;
  if (napi_open_handle_scope(env, &scope) != napi_ok) return false;
  napi_value function = nullptr, receiver, thrown;
  napi_get_undefined(env, &receiver);
  bool called = napi_get_reference_value(env, starter, &function) == napi_ok && function &&
                napi_call_function(env, receiver, function, 0, nullptr, nullptr) == napi_ok;
  if (!called) napi_get_and_clear_last_exception(env, &thrown);
  napi_close_handle_scope(env, scope);
  return called;
}

void CompiledModule::startController() {
  ThreadContext *thread = starterThread.load();
  if (!thread || thread != ThreadContext::current() || !thread->env) return;
  struct Call {
    napi_env env;
    napi_ref starter;
    bool called;
  } call{thread->env, starter, false};
  auto run = [](void *argument) {
    auto *start = static_cast<Call *>(argument);
    start->called = callStarter(start->env, start->starter);
  };
  if (thread->entry)
    wasabi_call_above(thread, run, &call);
  else
    run(&call);
  thread->jsEpoch++;
  dropStarter();
  if (!call.called) expectController.store(false);
}

} // namespace wasabi
