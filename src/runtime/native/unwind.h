// Throws exceptions through frames of compiled code to their handlers. Knows nothing of JavaScript.
#pragma once
#include "exception.h"
#include "thread_context.h"

namespace wasabi {

/// Goes on at the innermost landing pad among the wasm frames that called the function with frame pointer `frame`; where
/// none of them has any, leaves wasm with `Outcome::thrown`. The frames in between must own nothing.
[[noreturn]] void throwException(ThreadContext *thread, Exception *exception, uintptr_t frame);

} // namespace wasabi
