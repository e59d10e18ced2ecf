// Linked images as JavaScript sees them: an object of parallel arrays.
#pragma once

#include "link_image.h"

#include <node_api.h>

namespace wasabi_llvm {

/// Copies the image.
napi_value make_image(napi_env env, const LinkedImage &image);

} // namespace wasabi_llvm
