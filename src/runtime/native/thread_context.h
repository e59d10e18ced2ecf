// State of one OS thread that runs wasm: what compiled code reads of it, its stack's bounds, entry frames, the trap
// being reported, and objects whose freeing must wait until no wasm runs. One for each environment of Node.
#pragma once
#include "exception.h"
#include "image.h"
#include "vm_layout.h"
#include <atomic>
#include <functional>
#include <node_api.h>
#include <string>
#include <sys/types.h>
#include <vector>

namespace wasabi {

/// On the stack of `wasabi_enter`; layout known to entry_x64.S.
struct EntryFrame {
  EntryFrame *previous;
  /// Frame in which the enclosing wasm left for JavaScript, where backtraces continue.
  uintptr_t outerExitFrame;
  ThreadContext *thread;

  /// Frame pointer of wasabi_enter: five saved registers stand between.
  uintptr_t framePointer() const { return uintptr_t(this) + 64; }
};

inline constexpr size_t maxTrapFrames = 64;

struct TrapInfo {
  TrapCode code{};
  /// Module offset of the innermost frame when compiled code gave it; otherwise 0.
  uint32_t frameCount = 0;
  CodeLocation frames[maxTrapFrames];
  std::string message;
};

struct ThreadContext {
  /// Locals and operand stack of a loop being transferred; grown by the hotLoop helper.
  Value *osrBuffer = nullptr;
  uint64_t osrCapacity = 0;
  uint8_t reserved[64 - 16];
  Value values[valueCount];
  Exchange exchange;
  /// Innermost entry frame; null outside wasm.
  EntryFrame *entry = nullptr;
  /// Frame pointer of the host trampoline that left wasm last.
  uintptr_t exitFrame = 0;
  /// Outermost entry frame; below it a piece of stack is kept free.
  EntryFrame *outermost = nullptr;
  /// Stack pointer of the frames that wait below while this thread runs on that piece; 0 otherwise.
  uintptr_t leftStack = 0;

  /// Entries not yet left. Set before a code row is read, so that retirement knows who may hold a pointer into code.
  std::atomic<uint32_t> depth{0};
  /// Rises whenever JavaScript may have run; lengths of memories checked at the same count still hold.
  uint64_t jsEpoch = 1;
  /// Set by other threads: the next safepoint traps with `interrupted`.
  std::atomic<bool> interruptWanted{false};
  /// Numbers of the last stack scan this thread was asked for and of the last it made; see retirement.cc.
  std::atomic<uint64_t> askedToScan{0};
  std::atomic<uint64_t> scanned{0};

  /// Of the watchdog in thread_signal.cc: whether it looks at this thread, and what it saw.
  mutable std::atomic<bool> watched{false};
  std::atomic<bool> probeWanted{false};
  uint64_t watchedEpoch = 0;
  /// A function that does nothing; calling it fails when the environment is being ended.
  napi_ref probe = nullptr;

  napi_env env = nullptr;
  pid_t tid = 0;
  uintptr_t stackLow = 0;
  uintptr_t stackHigh = 0;
  /// Least frame address of compiled code.
  uintptr_t stackLimit = 0;
  TrapInfo trap;
  int32_t exitStatus = 0;
  ExceptionHeap exceptions{this};

  /// The calling thread's context, or null before the addon was loaded there. Async-signal-safe.
  static ThreadContext *current();
  /// Creates and registers the calling thread's context, with an alternate signal stack. Null when memory is exhausted.
  static ThreadContext *attach(napi_env env);
  /// Unregisters it when its environment ends; freed with the last `release`.
  void detach();

  void retain() { references++; }
  void release();

  /// Runs `free` now, or once no wasm is on this thread's stack. Called on this thread.
  void whenOutside(std::function<void()> free);
  /// Runs what waited. Called at depth 0.
  void freeDeferred();
  /// Makes room for `count` values. False when memory is exhausted.
  bool growOsrBuffer(uint64_t count);

private:
  ~ThreadContext();
  bool findStack();
  bool installSignalStack();

  uint32_t references = 1;
  void *signalStack = nullptr;
  std::vector<std::function<void()>> deferred;
};

/// All registered threads; none can be added or go away while this lives.
class ThreadRegistryLock {
public:
  ThreadRegistryLock();
  ~ThreadRegistryLock();
  ThreadRegistryLock(const ThreadRegistryLock &) = delete;
  std::vector<ThreadContext *> &threads();
};

} // namespace wasabi
