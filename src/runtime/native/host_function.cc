// Host functions and the C++ half of their trampoline.
#include "host_function.h"
#include "entry.h"
#include "napi_values.h"
#include "traps.h"
#include "unwind.h"
#include <cstddef>
#include <utility>

namespace wasabi {

const napi_type_tag HostFunction::tag = {0x7761736162690004, 0x686f7374};
static_assert(offsetof(HostFunction, thread) == 0);

HostFunction *HostFunction::create(ThreadContext *thread, napi_value wrapper, uint32_t typeId) {
  auto *function = new HostFunction{
      .thread = thread, .ref = {}, .cell = reinterpret_cast<void *>(wasabi_host_trampoline), .wrapper = nullptr};
  FuncRef *ref = &function->ref;
  *ref = {&function->cell, function, typeId, noFunction, ref};
  thread->retain();
  napi_create_reference(thread->env, wrapper, 0, &function->wrapper);
  return function;
}

void HostFunction::finalize(HostFunction *function) {
  function->thread->whenOutside([function] {
    if (function->thread->env) napi_delete_reference(function->thread->env, function->wrapper);
    function->thread->release();
    delete function;
  });
}

napi_value hostFunctionValue(napi_env env, HostFunction *function) {
  ObjectBuilder object(env);
  object.number("ref", double(uintptr_t(&function->ref)));
  object.number("context", double(uintptr_t(function)));
  object.set("native", externalValue(env, function));
  return object.value();
}

} // namespace wasabi

using namespace wasabi;

/// False when the wrapper threw; the exception is pending then.
static bool callWrapper(HostFunction *function) {
  napi_env env = function->thread->env;
  napi_handle_scope scope;
  if (napi_open_handle_scope(env, &scope) != napi_ok) return false;
  napi_value wrapper, receiver;
  napi_get_undefined(env, &receiver);
  bool returned = napi_get_reference_value(env, function->wrapper, &wrapper) == napi_ok && wrapper &&
                  napi_call_function(env, receiver, wrapper, 0, nullptr, nullptr) == napi_ok;
  napi_close_handle_scope(env, scope);
  return returned;
}

void wasabi_host_call(HostFunction *function) {
  ThreadContext *thread = function->thread;
  bool returned = callWrapper(function);
  thread->jsEpoch++;
  if (!returned) raisePendingException(thread);
  if (!thread->exchange.thrown) return;
  // The wrapper caught what its function threw, and made an exception of it.
  auto *exception = reinterpret_cast<Exception *>(std::exchange(thread->exchange.thrown, 0));
  throwException(thread, exception, thread->exitFrame);
}
