// Joins WASI with the runtime addon: what JavaScript creates guests with. AOT executables leave this pair of files out.
#pragma once

#include <node_api.h>

namespace wasabi::wasi {

/// Adds the functions of src/abi/wasi/native-wasi.ts to the addon's exports.
void exportWasi(napi_env env, napi_value exports);

} // namespace wasabi::wasi
