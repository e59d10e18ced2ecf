// Creation and registry of thread contexts, stack bounds, alternate signal stacks.
#include "thread_context.h"
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <mutex>
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

namespace wasabi {

/// Kept free below the stack limit for helpers, host functions, V8 and its garbage collector.
static constexpr size_t headroomBytes = 320 * 1024;
/// A stack without limit (`ulimit -s unlimited`) is used this far.
static constexpr size_t maxStackBytes = size_t(1) << 30;
static constexpr size_t signalStackBytes = 64 * 1024;

// Only written by its own thread; initial-exec so that reading it in a signal handler cannot allocate.
static thread_local ThreadContext *currentThread = nullptr;

static std::mutex &registryMutex() {
  static std::mutex *mutex = new std::mutex();
  return *mutex;
}

ThreadRegistryLock::ThreadRegistryLock() { registryMutex().lock(); }
ThreadRegistryLock::~ThreadRegistryLock() { registryMutex().unlock(); }

std::vector<ThreadContext *> &ThreadRegistryLock::threads() {
  static auto *registered = new std::vector<ThreadContext *>();
  return *registered;
}

ThreadContext *ThreadContext::current() { return currentThread; }

ThreadContext *ThreadContext::attach(napi_env env) {
  void *memory = nullptr;
  if (posix_memalign(&memory, 64, sizeof(ThreadContext)) != 0) return nullptr;
  auto *thread = new (memory) ThreadContext();
  thread->env = env;
  thread->tid = gettid();
  if (!thread->findStack() || !thread->installSignalStack() || !thread->growOsrBuffer(256)) {
    thread->release();
    return nullptr;
  }
  currentThread = thread;
  ThreadRegistryLock registry;
  registry.threads().push_back(thread);
  return thread;
}

bool ThreadContext::findStack() {
  pthread_attr_t attributes;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return false;
  void *low = nullptr;
  size_t sizeBytes = 0;
  pthread_attr_getstack(&attributes, &low, &sizeBytes);
  pthread_attr_destroy(&attributes);
  stackHigh = uintptr_t(low) + sizeBytes;
  stackLow = stackHigh - std::min(sizeBytes, maxStackBytes);
  stackLimit = stackLow + std::min(headroomBytes, (stackHigh - stackLow) / 2);
  return true;
}

bool ThreadContext::installSignalStack() {
  size_t page = CodeRegion::pageBytes;
  void *memory = mmap(nullptr, signalStackBytes + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return false;
  // An overrun of the signal stack must not run into other memory.
  mprotect(memory, page, PROT_NONE);
  signalStack = memory;
  stack_t stack{};
  stack.ss_sp = static_cast<uint8_t *>(memory) + page;
  stack.ss_size = signalStackBytes;
  return sigaltstack(&stack, nullptr) == 0;
}

void ThreadContext::detach() {
  {
    ThreadRegistryLock registry;
    std::erase(registry.threads(), this);
  }
  stack_t stack{};
  stack.ss_flags = SS_DISABLE;
  sigaltstack(&stack, nullptr);
  currentThread = nullptr;
  env = nullptr;
  freeDeferred();
  release();
}

void ThreadContext::release() {
  if (--references > 0) return;
  this->~ThreadContext();
  free(this);
}

ThreadContext::~ThreadContext() {
  std::free(osrBuffer);
  if (signalStack) munmap(signalStack, signalStackBytes + CodeRegion::pageBytes);
}

void ThreadContext::whenOutside(std::function<void()> free) {
  if (depth.load(std::memory_order_relaxed) == 0)
    free();
  else
    deferred.push_back(std::move(free));
}

void ThreadContext::freeDeferred() {
  while (!deferred.empty()) {
    auto waiting = std::move(deferred);
    deferred.clear();
    for (auto &free : waiting)
      free();
  }
}

bool ThreadContext::growOsrBuffer(uint64_t count) {
  if (count <= osrCapacity) return true;
  uint64_t wanted = std::max(count, osrCapacity * 2);
  void *memory = aligned_alloc(64, (wanted * sizeof(Value) + 63) & ~uint64_t(63));
  if (!memory) return false;
  std::free(osrBuffer);
  osrBuffer = static_cast<Value *>(memory);
  osrCapacity = wanted;
  return true;
}

} // namespace wasabi
