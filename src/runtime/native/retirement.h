// Frees code that nothing leads to any more, once no thread can be in it. Each thread inside wasm is sent a signal
// whose handler looks for addresses of retired images in its registers and on its stack: works for threads that call
// nothing.
#pragma once
#include "image.h"
#include "thread_context.h"
#include <ucontext.h>

namespace wasabi {

/// For the signal handler of thread_signal.h: marks the retired images whose addresses the interrupted thread holds.
/// Async-signal-safe.
void answerScan(ThreadContext *thread, const ucontext_t *context);

/// Takes over images that no row and no OSR entry names. Scans are started when enough waits for one, and finished
/// by later calls: this one waits for threads only where retired code would outgrow live code.
void retire(const std::vector<Image *> &images);
/// Frees what can be freed, waiting for threads' answers. Returns how many images are left waiting.
size_t collectRetired();

struct RetirementFigures {
  size_t retired;
  size_t freed;
  size_t freedBytes;
  size_t waiting;
  size_t waitingBytes;
};
RetirementFigures retirementFigures();

} // namespace wasabi
