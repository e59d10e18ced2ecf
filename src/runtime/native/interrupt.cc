// The signal handler. In compiled code it traps at once; anywhere else (a host call, a wait, a helper) it asks for a
// trap at the next safepoint and comes back a moment later by a timer, since a loop may have no safepoint.
#include "interrupt.h"
#include "bindings.h"
#include "code_region.h"
#include "futex.h"
#include "traps.h"
#include <csignal>
#include <ctime>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

namespace wasabi {

static constexpr long retryNs = 1'000'000;

/// Signals to the process that ask it to end. SIGPIPE is the thread's.
static constexpr int endingSignals[] = {SIGINT, SIGTERM, SIGHUP};

/// A signal that comes again within this time is still the first: a terminal sends Ctrl-C to npm too, which passes it on.
static constexpr uint64_t sameSignalNs = 500'000'000;

/// Set once, before the handler is installed.
static ThreadContext *target = nullptr;
static timer_t retryTimer;
static volatile sig_atomic_t pendingSignal = 0;
static volatile uint64_t pendingSinceNs = 0;

static void retryLater() {
  itimerspec delay{};
  delay.it_value.tv_nsec = retryNs;
  timer_settime(retryTimer, 0, &delay, nullptr);
}

static void endBySignal(int signal) {
  struct sigaction byDefault{};
  byDefault.sa_handler = SIG_DFL;
  sigaction(signal, &byDefault, nullptr);
  // Blocked while the handler runs: it takes effect when the handler returns.
  raise(signal);
}

/// Whether a new signal is to interrupt the program; otherwise it was dealt with.
static bool accept(int signal) {
  bool ofProcess = signal != SIGPIPE;
  if (ThreadContext::current() != target) {
    if (ofProcess) syscall(SYS_tgkill, getpid(), target->tid, signal);
    return false;
  }
  if (target->entry && !pendingSignal) {
    pendingSignal = signal;
    pendingSinceNs = nowNs();
    return true;
  }
  bool same = pendingSignal == signal && nowNs() - pendingSinceNs < sameSignalNs;
  if (ofProcess && !same) endBySignal(signal);
  return false;
}

static void onSignal(int signal, siginfo_t *info, void *rawContext) {
  bool fromTimer = info->si_code == SI_TIMER;
  if (!fromTimer && !accept(signal)) return;
  ThreadContext *thread = ThreadContext::current();
  if (thread != target || !thread->entry) return;
  auto *context = static_cast<ucontext_t *>(rawContext);
  if (CodeRegion::get().contains(uintptr_t(context->uc_mcontext.gregs[REG_RIP]))) {
    thread->interruptWanted = false;
    trapInContext(thread, TrapCode::interrupted, context);
    return;
  }
  thread->interruptWanted = true;
  retryLater();
}

bool interruptOnSignals() {
  pendingSignal = 0;
  if (target) return target == ThreadContext::current();
  target = ThreadContext::current();
  sigevent event{};
  event.sigev_notify = SIGEV_THREAD_ID;
  event.sigev_signo = SIGINT;
  event._sigev_un._tid = target->tid;
  if (timer_create(CLOCK_MONOTONIC, &event, &retryTimer) != 0) return false;
  struct sigaction action{};
  action.sa_sigaction = onSignal;
  // No SA_RESTART: a blocked read must come back.
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  for (int signal : {SIGPIPE, SIGURG})
    sigaddset(&action.sa_mask, signal);
  for (int signal : endingSignals)
    sigaddset(&action.sa_mask, signal);
  bool installed = sigaction(SIGPIPE, &action, nullptr) == 0;
  for (int signal : endingSignals)
    installed = sigaction(signal, &action, nullptr) == 0 && installed;
  return installed;
}

bool isInterruptible(const ThreadContext *thread) { return target == thread; }

int interruptingSignal() { return pendingSignal; }

void leaveProcess(int status) { _exit(status); }

static napi_value interruptOnSignalsBinding(napi_env env, napi_callback_info) {
  return boolValue(env, interruptOnSignals());
}

static napi_value interruptingSignalBinding(napi_env env, napi_callback_info) {
  return numberValue(env, interruptingSignal());
}

static napi_value leaveProcessBinding(napi_env env, napi_callback_info info) {
  Arguments<1> args(env, info);
  leaveProcess(int(args.u32(args[0], "status")));
}

NativeFunctionTable interruptBindings() {
  return {{"interruptOnSignals", interruptOnSignalsBinding},
          {"interruptingSignal", interruptingSignalBinding},
          {"leaveProcess", leaveProcessBinding}};
}

} // namespace wasabi
