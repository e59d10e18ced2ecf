// Fault handlers, classification of faults, backtraces. The handler runs on the alternate signal stack, takes no lock
// and allocates nothing; it rewrites the interrupted context, so that the thread goes on in wasabi_resume.
#include "traps.h"
#include "entry.h"
#include <csignal>
#include <cstdlib>
#include <mutex>
#include <ucontext.h>

namespace wasabi {

/// A null reference is dereferenced at small offsets only.
static constexpr uintptr_t nullPageBytes = 64 * 1024;
/// A probing prologue touches the stack page by page, so a fault of it lies this near to the stack pointer.
static constexpr uintptr_t probeReachBytes = 2 * CodeRegion::pageBytes;
static constexpr int faultSignals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL};
/// Handlers found when ours were installed, by signal number. Written once before ours can run.
static struct sigaction previousActions[NSIG];

uint32_t collectFrames(const ThreadContext *thread, uintptr_t pc, uintptr_t frame, CodeLocation *frames,
                       uint32_t limit) {
  uint32_t count = 0;
  auto add = [&](uintptr_t address) {
    Image *image = Image::find(address);
    if (image && count < limit && image->locate(address, &frames[count])) count++;
  };
  if (pc) add(pc);
  const EntryFrame *entry = thread->entry;
  while (count < limit && frame % 8 == 0 && frame >= thread->stackLow && frame + 16 <= thread->stackHigh) {
    // The word pair at a frame pointer: the caller's frame pointer, the return address. The bounds were checked above.
    auto *words = reinterpret_cast<const uintptr_t *>(frame);
    uintptr_t next = words[0];
    if (entry && frame == entry->framePointer()) {
      next = entry->outerExitFrame;
      entry = entry->previous;
      if (next == 0) break;
    } else {
      add(words[1] - 1);
    }
    if (next <= frame) break;
    frame = next;
  }
  return count;
}

bool leadsToEntry(const ThreadContext *thread, uintptr_t frame) {
  if (!thread->entry) return false;
  const uintptr_t end = thread->entry->framePointer();
  while (frame % 8 == 0 && frame >= thread->stackLow && frame < end) {
    // Below the entry frame's own words, so inside the thread's stack.
    uintptr_t next = *reinterpret_cast<const uintptr_t *>(frame);
    if (next <= frame) return false;
    frame = next;
  }
  return frame == end;
}

static bool isStackFault(const ThreadContext *thread, uintptr_t address, uintptr_t stackPointer) {
  if (address - (stackPointer - probeReachBytes) < 2 * probeReachBytes) return true;
  return address >= thread->stackLow - probeReachBytes && address < thread->stackLow + probeReachBytes;
}

static TrapCode classify(const ThreadContext *thread, int signal, uintptr_t address, uintptr_t stackPointer) {
  if (signal == SIGFPE) return TrapCode::integerDivideByZero;
  if (signal == SIGILL) return TrapCode::unreachable;
  if (address < nullPageBytes) return TrapCode::uninitializedElement;
  if (isStackFault(thread, address, stackPointer)) return TrapCode::stackExhausted;
  return TrapCode::memoryOutOfBounds;
}

static void passOn(int signal, siginfo_t *info, void *context) {
  const struct sigaction &previous = previousActions[signal];
  if (previous.sa_flags & SA_SIGINFO) {
    previous.sa_sigaction(signal, info, context);
  } else if (previous.sa_handler != SIG_DFL && previous.sa_handler != SIG_IGN) {
    previous.sa_handler(signal);
  } else {
    // Returning repeats the fault under the default action: the process ends with the right signal.
    sigaction(signal, &previous, nullptr);
  }
}

void leaveInContext(ThreadContext *thread, Outcome outcome, ucontext_t *context) {
  greg_t *registers = context->uc_mcontext.gregs;
  registers[REG_RIP] = greg_t(&wasabi_resume);
  registers[REG_RDI] = greg_t(thread);
  registers[REG_RSI] = greg_t(outcome);
}

void trapInContext(ThreadContext *thread, TrapCode code, ucontext_t *context) {
  greg_t *registers = context->uc_mcontext.gregs;
  TrapInfo &trap = thread->trap;
  trap.code = code;
  trap.frameCount =
      collectFrames(thread, uintptr_t(registers[REG_RIP]), uintptr_t(registers[REG_RBP]), trap.frames, maxTrapFrames);
  leaveInContext(thread, Outcome::trapped, context);
}

static void onFault(int signal, siginfo_t *info, void *rawContext) {
  auto *context = static_cast<ucontext_t *>(rawContext);
  greg_t *registers = context->uc_mcontext.gregs;
  ThreadContext *thread = ThreadContext::current();
  auto pc = uintptr_t(registers[REG_RIP]);
  // In a page without an image, even one of the region, the fault is ours: it must not look like the guest's.
  if (!thread || !thread->entry || !Image::find(pc)) return passOn(signal, info, rawContext);
  trapInContext(thread, classify(thread, signal, uintptr_t(info->si_addr), uintptr_t(registers[REG_RSP])), context);
}

void installFaultHandlers() {
  static std::once_flag once;
  std::call_once(once, [] {
    CodeRegion::get();
    struct sigaction action{};
    action.sa_sigaction = onFault;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    // A stack scan (retirement.cc) must see the thread's own stack, not this handler's.
    sigaddset(&action.sa_mask, SIGURG);
    for (int signal : faultSignals)
      sigaction(signal, nullptr, &previousActions[signal]);
    for (int signal : faultSignals)
      sigaction(signal, &action, nullptr);
  });
}

void raiseTrap(ThreadContext *thread, TrapCode code, uint32_t wasmOffset, const char *message) {
  // Without a frame to return to there is no wasm to leave: a caller's mistake that must not run on.
  if (!thread->entry) abort();
  TrapInfo &trap = thread->trap;
  trap.code = code;
  if (message) trap.message = message;
  trap.frameCount = collectFrames(thread, 0, uintptr_t(__builtin_frame_address(0)), trap.frames, maxTrapFrames);
  if (wasmOffset && trap.frameCount > 0) trap.frames[0].wasmOffset = wasmOffset;
  wasabi_resume(thread, uint32_t(Outcome::trapped));
}

void raiseExit(ThreadContext *thread, int32_t status) {
  thread->exitStatus = status;
  wasabi_resume(thread, uint32_t(Outcome::exited));
}

void raisePendingException(ThreadContext *thread) { wasabi_resume(thread, uint32_t(Outcome::threw)); }

} // namespace wasabi
