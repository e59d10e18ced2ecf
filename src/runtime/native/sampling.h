// The guest profiler: interrupts one thread by a timer while it is working, notes the wasm frames on its stack, and
// counts them on another thread. For the command line, where one thread runs one program.
#pragma once
#include "sample_tree.h"
#include "thread_context.h"
#include <memory>

namespace wasabi {

/// Begins to sample the calling thread every `intervalNs`, unless it was waiting. Each sample stands for the processor
/// time since the one before. Calls of the system that wait are interrupted (EINTR) where the kernel does not restart
/// them. False when the system refuses or samples are being taken already.
bool startSampling(uint64_t intervalNs);

struct SampledRun {
  SampleTree tree;
  uint64_t startNs = 0;
  /// Samples for which there was no room.
  uint64_t lost = 0;
};

/// Ends it, on the same thread. Null when no samples are being taken.
std::unique_ptr<SampledRun> stopSampling();

} // namespace wasabi
