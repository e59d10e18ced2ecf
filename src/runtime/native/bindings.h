// What addon.cc exports: each file of bindings lists its functions.
#pragma once
#include "napi_values.h"
#include "thread_context.h"

namespace wasabi {

NativeFunctionTable codeBindings();
NativeFunctionTable savedCodeBindings();
NativeFunctionTable instanceBindings();
NativeFunctionTable memoryBindings();
NativeFunctionTable exceptionBindings();
NativeFunctionTable interruptBindings();
NativeFunctionTable loadingBindings();
NativeFunctionTable samplingBindings();

/// Checks JavaScript's tables against our structures; throws an Error that names the first difference.
napi_value checkLayout(napi_env env, napi_callback_info info);

} // namespace wasabi
