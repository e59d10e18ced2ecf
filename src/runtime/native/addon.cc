// Entry point of the addon: process-wide set-up once, a ThreadContext for each environment, calls from JavaScript.
#include "bindings.h"
#include "entry.h"
#include "entry_offsets.h"
#include "function_types.h"
#include "thread_signal.h"
#include "traps.h"
#include <cstring>
#include <mutex>
#if __has_include("wasi/napi_wasi.h")
#include "wasi/napi_wasi.h"
#endif

namespace wasabi {

static_assert(offsetof(ThreadContext, exchange) == THREAD_EXCHANGE);
static_assert(offsetof(ThreadContext, entry) == THREAD_ENTRY);
static_assert(offsetof(ThreadContext, exitFrame) == THREAD_EXIT_FRAME);
static_assert(offsetof(ThreadContext, outermost) == THREAD_OUTERMOST);
static_assert(offsetof(ThreadContext, leftStack) == THREAD_LEFT_STACK);
static_assert(offsetof(Exchange, ints) == EXCHANGE_INTS);
static_assert(offsetof(Exchange, floats) == EXCHANGE_FLOATS);
static_assert(offsetof(Exchange, intResult) == EXCHANGE_INT_RESULT);
static_assert(offsetof(Exchange, floatResult) == EXCHANGE_FLOAT_RESULT);
static_assert(offsetof(EntryFrame, previous) == FRAME_PREVIOUS);
static_assert(offsetof(EntryFrame, outerExitFrame) == FRAME_OUTER_EXIT);
static_assert(offsetof(EntryFrame, thread) == FRAME_THREAD);
static_assert(sizeof(EntryFrame) == 24);

static napi_value internTypeBinding(napi_env env, napi_callback_info info) {
  Arguments<2> args(env, info);
  std::string key = args.string(args[0], "type key");
  uint32_t supertype = args.u32(args[1], "supertype");
  return args.ok() ? numberValue(env, internType(key, supertype)) : nullptr;
}

static napi_value exchangeBuffer(napi_env env, napi_callback_info) {
  ThreadContext *thread = ThreadContext::current();
  napi_value buffer = nullptr;
  size_t sizeBytes = sizeof thread->values + sizeof thread->exchange;
  napi_create_external_arraybuffer(env, thread->values, sizeBytes, nullptr, nullptr, &buffer);
  return buffer;
}

/// Its argument is the function's owner: being one, it stays alive during the call.
static napi_value invoke(napi_env, napi_callback_info) {
  ThreadContext *thread = ThreadContext::current();
  const FuncRef *callee = thread->exchange.callee;
  uint32_t depth = thread->depth.load(std::memory_order_relaxed);
  thread->depth.store(depth + 1, std::memory_order_relaxed);
  // The row is read only after the depth is stored; the processor's side of this is retirement's barrier.
  std::atomic_signal_fence(std::memory_order_seq_cst);
  thread->jsEpoch++;
  uint32_t outcome;
  if (uintptr_t(__builtin_frame_address(0)) < thread->stackLimit) {
    thread->trap.code = TrapCode::stackExhausted;
    thread->trap.frameCount = 0;
    outcome = uint32_t(Outcome::trapped);
  } else {
    void *code = std::atomic_ref<void *>(*callee->codeCell).load(std::memory_order_acquire);
    outcome = wasabi_enter(thread, code, callee->context);
  }
  thread->depth.store(depth, std::memory_order_release);
  if (depth == 0) thread->freeDeferred();
  thread->exchange.outcome = outcome;
  return nullptr;
}

static napi_value takeTrap(napi_env env, napi_callback_info) {
  TrapInfo &trap = ThreadContext::current()->trap;
  void *data = nullptr;
  napi_value buffer, frames;
  napi_create_arraybuffer(env, trap.frameCount * 3 * sizeof(double), &data, &buffer);
  auto *triple = static_cast<double *>(data);
  for (uint32_t i = 0; i < trap.frameCount; i++) {
    *triple++ = trap.frames[i].compiledModule;
    *triple++ = trap.frames[i].functionIndex;
    *triple++ = trap.frames[i].wasmOffset;
  }
  napi_create_typedarray(env, napi_float64_array, trap.frameCount * 3, buffer, 0, &frames);
  ObjectBuilder object(env);
  object.number("code", double(uint32_t(trap.code)));
  object.string("message", trap.message);
  object.set("frames", frames);
  trap.message.clear();
  trap.frameCount = 0;
  return object.value();
}

static napi_value insideWasm(napi_env env, napi_callback_info) {
  return boolValue(env, ThreadContext::current()->depth.load(std::memory_order_relaxed) > 0);
}

static napi_value takeExit(napi_env env, napi_callback_info) {
  return numberValue(env, ThreadContext::current()->exitStatus);
}

static napi_value doNothing(napi_env, napi_callback_info) { return nullptr; }

static void endThread(void *thread) { static_cast<ThreadContext *>(thread)->detach(); }

static napi_value initialize(napi_env env, napi_value exports) {
  installFaultHandlers();
  installThreadSignal();
  if (!ThreadContext::current()) {
    ThreadContext *thread = ThreadContext::attach(env);
    if (!thread) {
      throwError(env, "no memory for a thread's context");
      return nullptr;
    }
    napi_value probe;
    napi_create_function(env, "probe", NAPI_AUTO_LENGTH, doNothing, nullptr, &probe);
    napi_create_reference(env, probe, 1, &thread->probe);
    napi_add_env_cleanup_hook(env, endThread, thread);
  }
  exportFunctions(env, exports,
                  {{"checkLayout", checkLayout},
                   {"internType", internTypeBinding},
                   {"exchangeBuffer", exchangeBuffer},
                   {"invoke", invoke},
                   {"insideWasm", insideWasm},
                   {"takeTrap", takeTrap},
                   {"takeExit", takeExit}});
  exportFunctions(env, exports, codeBindings());
  exportFunctions(env, exports, savedCodeBindings());
  exportFunctions(env, exports, instanceBindings());
  exportFunctions(env, exports, memoryBindings());
  exportFunctions(env, exports, exceptionBindings());
  exportFunctions(env, exports, interruptBindings());
  exportFunctions(env, exports, loadingBindings());
  exportFunctions(env, exports, samplingBindings());
#if __has_include("wasi/napi_wasi.h")
  wasi::exportWasi(env, exports);
#endif
  return exports;
}

} // namespace wasabi

NAPI_MODULE_INIT() { return wasabi::initialize(env, exports); }
