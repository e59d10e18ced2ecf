// Signal handler and counting thread. Frames are resolved to functions in the handler: the interrupted thread's stack
// holds their addresses, so no image that it finds can be freed meanwhile.
#include "sampling.h"
#include "bindings.h"
#include "futex.h"
#include "traps.h"
#include <cerrno>
#include <csignal>
#include <mutex>
#include <pthread.h>
#include <thread>
#include <ucontext.h>

namespace wasabi {

/// How often the counting thread looks; the ring holds far more.
static constexpr uint32_t drainIntervalMs = 50;

namespace {
struct Sampling {
  ThreadContext *thread;
  /// Below this processor time since the last sample the thread was waiting, which is not what is measured.
  uint64_t leastCpuNs;
  timer_t timer;
  uint64_t lastCpuNs = 0;
  SampleRing ring;
  std::unique_ptr<SampledRun> run = std::make_unique<SampledRun>();
  std::atomic<uint32_t> stopping{0};
  std::thread counter;
  /// Used by the handler only, which is not re-entered.
  Sample sample;
  CodeLocation locations[maxSampleFrames];
};
} // namespace

/// What the handler works for. A signal that is still on its way when sampling ends finds null.
static std::atomic<Sampling *> active{nullptr};
static struct sigaction previousAction;

static uint64_t threadCpuNs() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return uint64_t(now.tv_sec) * 1000000000 + uint64_t(now.tv_nsec);
}

/// Outside compiled code the frame pointer may be any number: one is used only if the chain from it ends at our entry.
static uint32_t collect(Sampling &sampling, const greg_t *registers) {
  const ThreadContext *thread = sampling.thread;
  auto pc = uintptr_t(registers[REG_RIP]);
  auto stackPointer = uintptr_t(registers[REG_RSP]);
  auto framePointer = uintptr_t(registers[REG_RBP]);
  CodeLocation *locations = sampling.locations;
  if (Image::find(pc)) return collectFrames(thread, pc, framePointer, locations, maxSampleFrames);
  for (uintptr_t frame : {framePointer, thread->exitFrame}) {
    if (frame >= stackPointer && leadsToEntry(thread, frame))
      return collectFrames(thread, 0, frame, locations, maxSampleFrames - 1);
  }
  return 0;
}

static void takeSample(Sampling &sampling, const ucontext_t *context) {
  uint64_t cpuNs = threadCpuNs();
  uint64_t spentNs = cpuNs - sampling.lastCpuNs;
  if (spentNs < sampling.leastCpuNs) return;
  sampling.lastCpuNs = cpuNs;
  const ThreadContext *thread = sampling.thread;
  if (!thread->entry || thread->depth.load(std::memory_order_relaxed) == 0) return;
  const greg_t *registers = context->uc_mcontext.gregs;
  uint32_t found = collect(sampling, registers);
  Sample &sample = sampling.sample;
  sample.timeNs = nowNs();
  sample.cpuNs = spentNs;
  sample.frameCount = 0;
  if (!Image::find(uintptr_t(registers[REG_RIP]))) sample.frames[sample.frameCount++] = {0, 0, 0, 0};
  for (uint32_t i = 0; i < found; i++) {
    const CodeLocation &location = sampling.locations[i];
    sample.frames[sample.frameCount++] = {location.compiledModule, location.functionIndex, location.wasmOffset,
                                          uint8_t(location.tier)};
  }
  sampling.ring.write(sample);
}

static void onSignal(int signal, siginfo_t *info, void *context) {
  if (info->si_code != SI_TIMER || info->si_value.sival_ptr != &active) {
    if (previousAction.sa_flags & SA_SIGINFO)
      previousAction.sa_sigaction(signal, info, context);
    else if (previousAction.sa_handler != SIG_DFL && previousAction.sa_handler != SIG_IGN)
      previousAction.sa_handler(signal);
    return;
  }
  int savedErrno = errno;
  Sampling *sampling = active.load(std::memory_order_acquire);
  if (sampling && ThreadContext::current() == sampling->thread)
    takeSample(*sampling, static_cast<const ucontext_t *>(context));
  errno = savedErrno;
}

static void drain(Sampling &sampling) {
  Sample sample;
  while (sampling.ring.take(&sample))
    sampling.run->tree.add(sample);
}

static void count(Sampling *sampling) {
  while (!sampling->stopping.load(std::memory_order_acquire)) {
    futexWait(&sampling->stopping, 0, drainIntervalMs);
    drain(*sampling);
  }
}

static void startCounting(Sampling *sampling) {
  // The new thread inherits the mask: no signal of the process shall be delivered to it.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  sampling->counter = std::thread(count, sampling);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

static bool createTimer(Sampling *sampling) {
  sigevent event{};
  event.sigev_notify = SIGEV_THREAD_ID;
  event.sigev_signo = SIGPROF;
  event.sigev_value.sival_ptr = &active;
  event._sigev_un._tid = sampling->thread->tid;
  // The thread's own clock would be read at the kernel's tick only: 250 samples a second on many systems.
  return timer_create(CLOCK_MONOTONIC, &event, &sampling->timer) == 0;
}

static void installHandler() {
  static std::once_flag once;
  std::call_once(once, [] {
    struct sigaction action{};
    action.sa_sigaction = onSignal;
    action.sa_flags = SA_SIGINFO | SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(SIGPROF, &action, &previousAction);
  });
}

bool startSampling(uint64_t intervalNs) {
  ThreadContext *thread = ThreadContext::current();
  if (!thread || active.load() || intervalNs == 0) return false;
  // Not make_unique, which would write zeros all over the ring.
  std::unique_ptr<Sampling> sampling(new Sampling);
  sampling->thread = thread;
  sampling->leastCpuNs = intervalNs / 8;
  sampling->lastCpuNs = threadCpuNs();
  sampling->run->startNs = nowNs();
  if (!createTimer(sampling.get())) return false;
  installHandler();
  startCounting(sampling.get());
  itimerspec period{};
  period.it_interval = {time_t(intervalNs / 1000000000), long(intervalNs % 1000000000)};
  period.it_value = period.it_interval;
  timer_settime(sampling->timer, 0, &period, nullptr);
  active.store(sampling.release(), std::memory_order_release);
  return true;
}

std::unique_ptr<SampledRun> stopSampling() {
  Sampling *sampling = active.load();
  if (!sampling || sampling->thread != ThreadContext::current()) return nullptr;
  timer_delete(sampling->timer);
  // The handler runs on this thread only, so it is not using what is freed below.
  active.store(nullptr, std::memory_order_release);
  std::unique_ptr<Sampling> owned(sampling);
  owned->stopping.store(1, std::memory_order_release);
  futexWakeAll(&owned->stopping);
  owned->counter.join();
  drain(*owned);
  owned->run->lost = owned->ring.lostCount();
  return std::move(owned->run);
}

static napi_value startSamplingBinding(napi_env env, napi_callback_info info) {
  Arguments<1> args(env, info);
  double intervalNs = args.number(args[0], "intervalNs");
  return args.ok() ? boolValue(env, intervalNs >= 1 && startSampling(uint64_t(intervalNs))) : nullptr;
}

static napi_value rows(napi_env env, size_t length, double **data) {
  napi_value buffer, array = nullptr;
  napi_create_arraybuffer(env, length * sizeof(double), reinterpret_cast<void **>(data), &buffer);
  napi_create_typedarray(env, napi_float64_array, length, buffer, 0, &array);
  return array;
}

/// The rows of src/core/guest-samples.ts.
static napi_value stopSamplingBinding(napi_env env, napi_callback_info) {
  std::unique_ptr<SampledRun> run = stopSampling();
  if (!run) return undefinedValue(env);
  ObjectBuilder object(env);
  object.number("startNs", double(run->startNs));
  object.number("lost", double(run->lost));
  double *out = nullptr;
  object.set("nodes", rows(env, run->tree.nodes.size() * 6, &out));
  for (const SampleNode &node : run->tree.nodes) {
    for (double value : {double(node.parent), node.compiledModule, double(node.functionIndex), double(node.tier),
                         double(node.samples), double(node.cpuNs)})
      *out++ = value;
  }
  object.set("points", rows(env, run->tree.points.size() * 4, &out));
  for (const SamplePoint &point : run->tree.points) {
    for (double value : {double(point.timeNs - run->startNs), double(point.cpuNs), double(point.node),
                         double(point.wasmOffset)})
      *out++ = value;
  }
  return object.value();
}

NativeFunctionTable samplingBindings() {
  return {{"startSampling", startSamplingBinding}, {"stopSampling", stopSamplingBinding}};
}

} // namespace wasabi
