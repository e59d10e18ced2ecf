// Compile threads for JavaScript: opened by one environment, their results are promises on its thread.
#pragma once

#include <node_api.h>

namespace wasabi_llvm {

/// (count, stackMb, niceness) → handle. They end with the environment at the latest.
napi_value open_compile_threads(napi_env env, napi_callback_info info);
/// (handle, id, name, commands, pool, bodies, level, cpu, features, urgent) → promise of { image, phases, thread }.
napi_value submit_compile(napi_env env, napi_callback_info info);
/// (handle, id): makes a job urgent that no thread has taken.
napi_value hurry_compile(napi_env env, napi_callback_info info);
/// (handle): rejects what is not done. Returns when the threads have ended.
napi_value close_compile_threads(napi_env env, napi_callback_info info);

} // namespace wasabi_llvm
