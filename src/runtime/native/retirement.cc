// The scan. A row is stored before its old image is retired, so after a barrier on all processors a thread can hold a
// pointer into the image only if it was inside wasm before; those threads scan and answer.
#include "retirement.h"
#include "futex.h"
#include "thread_context.h"
#include <algorithm>
#include <csignal>
#include <linux/membarrier.h>
#include <mutex>
#include <ucontext.h>

namespace wasabi {

/// How long threads may take to answer; later, the images simply wait for the next scan.
static constexpr uint64_t answerTimeoutNs = 200'000'000;
/// Waiting images that make a scan worthwhile whatever their size.
static constexpr size_t maxWaiting = 64;

namespace {
struct Retirement {
  std::mutex mutex;
  std::vector<Image *> waiting;
  size_t waitingBytes = 0;
  size_t retired = 0;
  size_t freed = 0;
  size_t freedBytes = 0;
  bool hasBarrier = false;
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

static void onScan(int, siginfo_t *, void *rawContext) {
  ThreadContext *thread = ThreadContext::current();
  uint64_t scan = scanNumber.load(std::memory_order_acquire);
  if (!thread || thread->scanned.load(std::memory_order_relaxed) == scan) return;
  auto *context = static_cast<ucontext_t *>(rawContext);
  const CodeRegion &region = CodeRegion::get();
  auto stackPointer = uintptr_t(context->uc_mcontext.gregs[REG_RSP]);
  // On some other stack, such as a signal's, nothing is known: without an answer everything stays.
  if (stackPointer < thread->stackLow || stackPointer >= thread->stackHigh) return;
  for (greg_t word : context->uc_mcontext.gregs)
    markWord(region, uintptr_t(word), scan);
  // From the red zone up to the stack's end, word by word: the bounds are this thread's own stack.
  auto *word = reinterpret_cast<const uintptr_t *>((stackPointer - 128) & ~uintptr_t(7));
  auto *end = reinterpret_cast<const uintptr_t *>(thread->stackHigh);
  for (; word < end; word++)
    markWord(region, *word, scan);
  thread->scanned.store(scan, std::memory_order_release);
  answers.fetch_add(1, std::memory_order_release);
  futexWakeAll(&answers);
}

void installScanHandler() {
  static std::once_flag once;
  std::call_once(once, [] {
    struct sigaction action{};
    action.sa_sigaction = onScan;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(SIGURG, &action, nullptr);
    state().hasBarrier = syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0) == 0;
  });
}

static bool allAnswered(const std::vector<ThreadContext *> &asked, uint64_t scan) {
  return std::all_of(asked.begin(), asked.end(), [scan](const ThreadContext *thread) {
    return thread->scanned.load(std::memory_order_acquire) == scan;
  });
}

/// Signals threads inside wasm and waits for them. Returns the scan's number, or 0 when one did not answer in time.
static uint64_t scanThreads(bool hasBarrier) {
  uint64_t scan = scanNumber.fetch_add(1, std::memory_order_acq_rel) + 1;
  if (hasBarrier) syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0);
  std::vector<ThreadContext *> asked;
  uint64_t deadline = nowNs() + answerTimeoutNs;
  // Held until all have answered, so that no asked thread's context goes away.
  ThreadRegistryLock registry;
  for (ThreadContext *thread : registry.threads()) {
    // Without the barrier's ordering an idle thread may just be entering, so it is asked too.
    if (hasBarrier && thread->depth.load(std::memory_order_acquire) == 0) continue;
    if (syscall(SYS_tgkill, getpid(), thread->tid, SIGURG) == 0) asked.push_back(thread);
  }
  while (true) {
    uint32_t count = answers.load(std::memory_order_acquire);
    if (allAnswered(asked, scan)) return scan;
    if (nowNs() >= deadline) return 0;
    futexWait(&answers, count, 20);
  }
}

/// With the state's lock held.
static size_t collect(Retirement &retirement) {
  if (retirement.waiting.empty()) return 0;
  uint64_t scan = scanThreads(retirement.hasBarrier);
  if (scan == 0) return retirement.waiting.size();
  std::erase_if(retirement.waiting, [&](Image *image) {
    if (image->lastSeen() == scan) return false;
    retirement.freed++;
    retirement.freedBytes += image->mappedBytes();
    retirement.waitingBytes -= image->mappedBytes();
    Image::free(image);
    return true;
  });
  return retirement.waiting.size();
}

void retire(Image *image) {
  Retirement &retirement = state();
  std::lock_guard<std::mutex> lock(retirement.mutex);
  retirement.waiting.push_back(image);
  retirement.waitingBytes += image->mappedBytes();
  retirement.retired++;
  size_t live = Image::liveMappedBytes() - retirement.waitingBytes;
  if (retirement.waitingBytes * 2 >= live || retirement.waiting.size() >= maxWaiting) collect(retirement);
}

size_t collectRetired() {
  Retirement &retirement = state();
  std::lock_guard<std::mutex> lock(retirement.mutex);
  return collect(retirement);
}

RetirementFigures retirementFigures() {
  Retirement &retirement = state();
  std::lock_guard<std::mutex> lock(retirement.mutex);
  return {retirement.retired, retirement.freed, retirement.freedBytes, retirement.waiting.size(),
          retirement.waitingBytes};
}

} // namespace wasabi
