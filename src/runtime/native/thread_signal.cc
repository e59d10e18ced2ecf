// Handler and watchdog. Node ends a worker by refusing JavaScript and waiting for its thread; compiled code would never
// learn of it, so a watchdog interrupts long stays, and the handler asks by calling a function that does nothing.
#include "thread_signal.h"
#include "futex.h"
#include "retirement.h"
#include "traps.h"
#include <cerrno>
#include <csignal>
#include <mutex>
#include <pthread.h>
#include <thread>

namespace wasabi {

static constexpr uint32_t watchIntervalMs = 100;

/// Changes when a worker thread gets something to run; the watchdog sleeps until then.
static std::atomic<uint32_t> workersWatched{0};

bool signalThread(const ThreadContext *thread) { return syscall(SYS_tgkill, getpid(), thread->tid, SIGURG) == 0; }

static bool isMainThread(const ThreadContext *thread) { return thread->tid == getpid(); }

bool environmentLives(ThreadContext *thread) {
  // Nothing ends the main thread's environment while wasm runs in it. (And V8 lets no JavaScript start far down there.)
  if (isMainThread(thread)) return true;
  napi_env env = thread->env;
  napi_handle_scope scope;
  if (!env || napi_open_handle_scope(env, &scope) != napi_ok) return false;
  napi_value probe = nullptr, receiver = nullptr;
  napi_get_undefined(env, &receiver);
  bool lives = napi_get_reference_value(env, thread->probe, &probe) == napi_ok &&
               napi_call_function(env, receiver, probe, 0, nullptr, nullptr) == napi_ok;
  napi_close_handle_scope(env, scope);
  return lives;
}

static void onSignal(int, siginfo_t *, void *rawContext) {
  int savedErrno = errno;
  auto *context = static_cast<ucontext_t *>(rawContext);
  if (ThreadContext *thread = ThreadContext::current()) {
    answerScan(thread, context);
    // In compiled code the thread is inside no function of V8 or libc, and the handler runs on its own stack: anything
    // may be called from here as if compiled code had called it.
    bool inCode = Image::find(uintptr_t(context->uc_mcontext.gregs[REG_RIP])) != nullptr;
    if (inCode && thread->entry && thread->probeWanted.exchange(false) && !environmentLives(thread))
      leaveInContext(thread, Outcome::threw, context);
  }
  errno = savedErrno;
}

void installThreadSignal() {
  static std::once_flag once;
  std::call_once(once, [] {
    struct sigaction action{};
    action.sa_sigaction = onSignal;
    action.sa_flags = SA_SIGINFO | SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(SIGURG, &action, nullptr);
  });
}

/// Asks worker threads that have been in wasm, without JavaScript, since the last look.
static bool askLongStays() {
  bool anyWorker = false;
  ThreadRegistryLock registry;
  for (ThreadContext *thread : registry.threads()) {
    if (!thread->watched) continue;
    anyWorker = true;
    uint64_t epoch = std::atomic_ref<uint64_t>(thread->jsEpoch).load(std::memory_order_relaxed);
    bool stayed = thread->depth.load(std::memory_order_relaxed) > 0 && epoch == thread->watchedEpoch;
    thread->watchedEpoch = epoch;
    if (!stayed) continue;
    thread->probeWanted = true;
    signalThread(thread);
  }
  return anyWorker;
}

static void watch() {
  while (true) {
    uint32_t seen = workersWatched.load(std::memory_order_acquire);
    if (askLongStays())
      usleep(watchIntervalMs * 1000);
    else
      futexWait(&workersWatched, seen, 3'600'000);
  }
}

void watchForTermination(const ThreadContext *thread) {
  if (isMainThread(thread) || thread->watched) return;
  static std::once_flag once;
  std::call_once(once, [] {
    // The new thread inherits the mask: no signal of the process shall be delivered to it.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    std::thread(watch).detach();
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
  });
  thread->watched = true;
  workersWatched.fetch_add(1, std::memory_order_release);
  futexWakeAll(&workersWatched);
}

} // namespace wasabi
