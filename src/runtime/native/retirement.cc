// The scan. A row is stored before its old image is retired, so after a barrier on all processors a thread can hold a
// pointer into the image only if it was inside wasm before; those threads scan and answer.
#include "retirement.h"
#include "futex.h"
#include "thread_context.h"
#include "thread_signal.h"
#include <algorithm>
#include <linux/membarrier.h>
#include <mutex>
#include <ucontext.h>
#include <utility>

namespace wasabi {

/// How long to wait for threads' answers where waiting is wanted.
static constexpr uint64_t answerTimeoutNs = 500'000'000;
/// Live code counts as at least this much: below, a scan costs more than the memory is worth.
static constexpr size_t leastLiveBytes = 256 * 1024;

namespace {
struct Retirement {
  std::mutex mutex;
  /// Retired since the running scan began.
  std::vector<Image *> waiting;
  size_t waitingBytes = 0;
  /// What the running scan decides about; empty without one.
  std::vector<Image *> scanning;
  size_t scanningBytes = 0;
  size_t retired = 0;
  size_t freed = 0;
  size_t freedBytes = 0;
  const bool hasBarrier = syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0) == 0;

  size_t pendingBytes() const { return waitingBytes + scanningBytes; }
  size_t liveBytes() const { return std::max(Image::liveMappedBytes() - pendingBytes(), leastLiveBytes); }
};
} // namespace

/// Number of the running scan, and a word that changes with every answer; used by the handler.
static std::atomic<uint64_t> scanNumber{0};
static std::atomic<uint32_t> answers{0};

static Retirement &state() {
  static Retirement *retirement = new Retirement();
  return *retirement;
}

static inline void markWord(const CodeRegion &region, uintptr_t word, uint64_t scan) {
  if (region.contains(word)) Image::markSeen(word, scan);
}

void answerScan(ThreadContext *thread, const ucontext_t *context) {
  uint64_t scan = scanNumber.load(std::memory_order_acquire);
  if (thread->scanned.load(std::memory_order_relaxed) == scan) return;
  const CodeRegion &region = CodeRegion::get();
  auto stackPointer = uintptr_t(context->uc_mcontext.gregs[REG_RSP]);
  // On some other stack, such as a signal's, nothing is known: without an answer everything stays.
  if (stackPointer < thread->stackLow || stackPointer >= thread->stackHigh) return;
  for (greg_t word : context->uc_mcontext.gregs)
    markWord(region, uintptr_t(word), scan);
  // From the red zone up to the stack's end, word by word: the bounds are this thread's own stack.
  // While the thread runs above its frames (wasabi_call_above), those begin where it left them.
  if (thread->leftStack) stackPointer = std::min(stackPointer, thread->leftStack);
  auto *word = reinterpret_cast<const uintptr_t *>((stackPointer - 128) & ~uintptr_t(7));
  auto *end = reinterpret_cast<const uintptr_t *>(thread->stackHigh);
  for (; word < end; word++)
    markWord(region, *word, scan);
  thread->scanned.store(scan, std::memory_order_release);
  answers.fetch_add(1, std::memory_order_release);
  futexWakeAll(&answers);
}

static bool allAnswered(uint64_t scan) {
  ThreadRegistryLock registry;
  const auto &threads = registry.threads();
  return std::all_of(threads.begin(), threads.end(), [scan](const ThreadContext *thread) {
    return thread->askedToScan.load(std::memory_order_relaxed) != scan ||
           thread->scanned.load(std::memory_order_acquire) == scan;
  });
}

/// Sends the signal to threads inside wasm.
static void askThreads(uint64_t scan, bool hasBarrier) {
  if (hasBarrier) syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0);
  ThreadRegistryLock registry;
  for (ThreadContext *thread : registry.threads()) {
    // Without the barrier's ordering an idle thread may just be entering, so it is asked too.
    if (hasBarrier && thread->depth.load(std::memory_order_acquire) == 0) continue;
    if (signalThread(thread)) thread->askedToScan.store(scan, std::memory_order_relaxed);
  }
}

static void startScan(Retirement &retirement) {
  std::swap(retirement.scanning, retirement.waiting);
  std::swap(retirement.scanningBytes, retirement.waitingBytes);
  askThreads(scanNumber.fetch_add(1, std::memory_order_acq_rel) + 1, retirement.hasBarrier);
}

/// Frees what the running scan found nowhere. False while threads have not answered; with `wait`, only after a timeout.
static bool finishScan(Retirement &retirement, bool wait) {
  uint64_t scan = scanNumber.load(std::memory_order_acquire);
  uint64_t deadline = wait ? nowNs() + answerTimeoutNs : 0;
  while (true) {
    uint32_t count = answers.load(std::memory_order_acquire);
    if (allAnswered(scan)) break;
    if (!wait || nowNs() >= deadline) return false;
    futexWait(&answers, count, 20);
  }
  for (Image *image : std::exchange(retirement.scanning, {})) {
    size_t bytes = image->mappedBytes();
    retirement.scanningBytes -= bytes;
    if (image->lastSeen() == scan) {
      retirement.waiting.push_back(image);
      retirement.waitingBytes += bytes;
      continue;
    }
    retirement.freed++;
    retirement.freedBytes += bytes;
    Image::free(image);
  }
  return true;
}

void retire(const std::vector<Image *> &images) {
  if (images.empty()) return;
  Retirement &retirement = state();
  std::lock_guard<std::mutex> lock(retirement.mutex);
  for (Image *image : images) {
    retirement.waiting.push_back(image);
    retirement.waitingBytes += image->mappedBytes();
    retirement.retired++;
  }
  if (!retirement.scanning.empty()) {
    // Three quarters: what is retired while a scan runs must fit under the size of the live code too.
    bool wait = retirement.pendingBytes() >= retirement.liveBytes() / 4 * 3;
    if (!finishScan(retirement, wait)) return;
  }
  if (retirement.waitingBytes >= retirement.liveBytes() / 4) {
    startScan(retirement);
    finishScan(retirement, false);
  }
}

size_t collectRetired() {
  Retirement &retirement = state();
  std::lock_guard<std::mutex> lock(retirement.mutex);
  if (!retirement.scanning.empty() && !finishScan(retirement, true))
    return retirement.scanning.size() + retirement.waiting.size();
  if (!retirement.waiting.empty()) {
    startScan(retirement);
    finishScan(retirement, true);
  }
  return retirement.scanning.size() + retirement.waiting.size();
}

RetirementFigures retirementFigures() {
  Retirement &retirement = state();
  std::lock_guard<std::mutex> lock(retirement.mutex);
  return {retirement.retired, retirement.freed, retirement.freedBytes,
          retirement.waiting.size() + retirement.scanning.size(), retirement.pendingBytes()};
}

} // namespace wasabi
