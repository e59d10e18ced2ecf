// JavaScript functions as functions that compiled code can call, each with its own FuncRef and a fixed code cell.
// Native functions (wasi/) make FuncRefs of their own: any code that follows the ABI, any context.
#pragma once
#include "thread_context.h"

namespace wasabi {

struct HostFunction {
  static const napi_type_tag tag;

  /// First member: entry_x64.S loads it from the context.
  ThreadContext *thread;
  FuncRef ref;
  void *cell;
  /// Weak: whoever holds the native object holds the wrapper too.
  napi_ref wrapper;

  /// Compiled code's call runs `wrapper()` on this thread, with arguments and result in the thread's exchange.
  static HostFunction *create(ThreadContext *thread, napi_value wrapper, uint32_t typeId);
  static void finalize(HostFunction *function);
};

/// The `{native, ref, context}` object that JavaScript gets for a host function.
napi_value hostFunctionValue(napi_env env, HostFunction *function);

} // namespace wasabi
