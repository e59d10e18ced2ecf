// The part of CompiledModule that answers running threads: first calls that wait for code, counters that trip, profiles
// that do not fit, the controller's answers, and counter blocks of instances that come and go.
#include "compiled_module.h"
#include "futex.h"
#include "instance.h"
#include "stub_pool.h"
#include <algorithm>
#include <utility>

namespace wasabi {

/// Waiting threads look again this often, so that an interrupt or a missed wake-up cannot hang them.
static constexpr uint32_t lookAgainMs = 50;

/// An unanswered counter's budget grows by this factor at least.
static constexpr double unansweredGrowth = 2;

void CompiledModule::failFirstCall(uint32_t functionIndex, std::string message) {
  if (functionIndex < imported || functionIndex >= functions) return;
  {
    std::lock_guard<std::mutex> lock(mutex);
    uint32_t index = functionIndex - imported;
    if (rowImages[index]) return;
    failures[functionIndex] = std::move(message);
    tiers[index].store(uint8_t(CodeTier::failed), std::memory_order_release);
  }
  announce();
}

void *CompiledModule::waitForCode(uint32_t definedIndex, uint32_t instance, const std::function<bool()> &giveUp,
                                  std::string *message) {
  uint64_t started = nowNs();
  waiting.fetch_add(1, std::memory_order_acq_rel);
  void *code = nullptr;
  while (true) {
    uint32_t seen = progress.load(std::memory_order_acquire);
    code = std::atomic_ref<void *>(rows[definedIndex]).load(std::memory_order_acquire);
    if (!isStub(code)) break;
    code = nullptr;
    if (CodeTier(tiers[definedIndex].load(std::memory_order_acquire)) == CodeTier::failed) {
      std::lock_guard<std::mutex> lock(mutex);
      *message = failures[definedIndex + imported];
      break;
    }
    if (!hasController() || controllerEnded.load(std::memory_order_acquire)) {
      *message = "nothing compiles this module any more";
      break;
    }
    if (giveUp()) break;
    startController();
    if (!requested[definedIndex].exchange(true, std::memory_order_acq_rel)) {
      codeFigures().firstCalls.fetch_add(1, std::memory_order_relaxed);
      uint32_t function = definedIndex + imported;
      events.post({EventKind::firstCall, function, entryCounter, instance, nowNs(), function});
    }
    futexWait(&progress, seen, lookAgainMs);
  }
  waiting.fetch_sub(1, std::memory_order_acq_rel);
  codeFigures().firstCallWaitNs.fetch_add(nowNs() - started, std::memory_order_relaxed);
  return code;
}

void CompiledModule::setThresholds(const Thresholds &values) {
  std::lock_guard<std::mutex> lock(mutex);
  thresholds = values;
}

void CompiledModule::answerHot(uint32_t functionIndex, int32_t loop, uint32_t nextBudget) {
  {
    std::lock_guard<std::mutex> lock(mutex);
    HotState &state = hotStates[loopKey(functionIndex, loop)];
    state.budget = nextBudget == 0 ? 0x7fffffff : std::min(nextBudget, 0x7fffffffu);
    state.answers++;
    state.pending = false;
    state.answered = true;
  }
  announce();
}

/// With the mutex held.
uint32_t CompiledModule::firstBudget(int32_t loop) const {
  if (loop == misfitCounter) return thresholds.misfitBudget;
  return loop == entryCounter ? thresholds.entryBudget : thresholds.loopBudget;
}

/// With the mutex held: the budget for the next round; without an answer, larger than the last by the growth factor.
uint32_t CompiledModule::nextBudget(uint32_t functionIndex, int32_t loop) {
  HotState &state = hotStates[loopKey(functionIndex, loop)];
  // Whoever spins while the controller is busy must not bury it in events.
  double least = state.pending && !thresholds.sync ? unansweredGrowth : 1;
  auto grow = [this, least](uint32_t budget) {
    double grown = double(budget) * std::max(thresholds.budgetGrowth, least);
    return std::max({uint32_t(std::min(grown, double(thresholds.maxBudget))), budget, 1u});
  };
  if (state.budget == 0) state.budget = grow(firstBudget(loop));
  state.answered = false;
  return std::exchange(state.budget, grow(state.budget));
}

bool CompiledModule::isSettled(uint32_t functionIndex, int32_t loop, uint32_t answersBefore) {
  if (controllerEnded.load(std::memory_order_acquire)) return true;
  auto tier = CodeTier(tiers[functionIndex - imported].load(std::memory_order_acquire));
  if (loop == entryCounter && tier != CodeTier::baseline) return true;
  std::lock_guard<std::mutex> lock(mutex);
  if (loop >= 0 && osrEntries.contains(loopKey(functionIndex, loop))) return true;
  return hotStates[loopKey(functionIndex, loop)].answers != answersBefore;
}

void CompiledModule::waitForAnswer(uint32_t functionIndex, int32_t loop, uint32_t answersBefore) {
  waiting.fetch_add(1, std::memory_order_acq_rel);
  while (true) {
    uint32_t seen = progress.load(std::memory_order_acquire);
    if (isSettled(functionIndex, loop, answersBefore)) break;
    futexWait(&progress, seen, lookAgainMs);
  }
  waiting.fetch_sub(1, std::memory_order_acq_rel);
}

static void countEvent(EventKind kind) {
  CodeFigures &figures = codeFigures();
  if (kind == EventKind::hotFunction) figures.hotFunctionEvents.fetch_add(1, std::memory_order_relaxed);
  if (kind == EventKind::hotLoop) figures.hotLoopEvents.fetch_add(1, std::memory_order_relaxed);
}

uint32_t CompiledModule::ask(EventKind kind, uint32_t functionIndex, int32_t loop, uint32_t member,
                             const Instance *instance) {
  std::unique_lock<std::mutex> lock(mutex);
  bool sync = thresholds.sync;
  uint32_t answersBefore = hotStates[loopKey(functionIndex, loop)].answers;
  lock.unlock();
  if (hasController() && !isSettled(functionIndex, loop, answersBefore)) {
    startController();
    lock.lock();
    hotStates[loopKey(functionIndex, loop)].pending = true;
    lock.unlock();
    events.post({kind, functionIndex, loop, instance->id(), nowNs(), member});
    countEvent(kind);
    if (sync) waitForAnswer(functionIndex, loop, answersBefore);
  }
  lock.lock();
  return nextBudget(functionIndex, loop);
}

void CompiledModule::onTrip(EventKind kind, uint32_t functionIndex, int32_t loop, Instance *instance, uint32_t *pair) {
  arm(pair, ask(kind, functionIndex, loop, functionIndex, instance));
}

void CompiledModule::onMisfit(uint32_t functionIndex, uint32_t member, Instance *instance) {
  uint32_t budget = ask(EventKind::misfit, functionIndex, misfitCounter, member, instance);
  instance->allowMisfits(functionIndex - imported, budget);
}

/// With the mutex held: new optimized code of the function, or an instance that will run it, begins with the first budget.
void CompiledModule::allowMisfits(uint32_t functionIndex, Instance *instance) {
  auto state = hotStates.find(loopKey(functionIndex, misfitCounter));
  if (state != hotStates.end()) state->second.budget = 0;
  instance->allowMisfits(functionIndex - imported, thresholds.misfitBudget);
}

bool CompiledModule::connectController(napi_env env, napi_value callback) {
  // What an earlier controller took and did not answer is asked again.
  for (uint32_t i = 0; i < definedCount(); i++)
    requested[i].store(false, std::memory_order_release);
  controllerEnded.store(false, std::memory_order_release);
  return events.connect(env, callback, [this] {
    controllerEnded.store(true, std::memory_order_release);
    progress.fetch_add(1, std::memory_order_acq_rel);
    futexWakeAll(&progress);
  });
}

void CompiledModule::disconnectController() {
  events.disconnect();
  controllerEnded.store(true, std::memory_order_release);
  announce();
}

bool CompiledModule::addInstance(Instance *instance) {
  std::lock_guard<std::mutex> lock(mutex);
  size_t words = 0;
  for (auto &[index, shape] : counterShapes)
    words += shape.words;
  if (words > 0) {
    uint32_t *block = instance->allocateCounters(words);
    if (!block) return false;
    for (auto &[index, shape] : counterShapes) {
      armBlockOf(index, block, shape);
      instance->setCounterBlock(index - imported, block);
      block += shape.words;
    }
  }
  for (uint32_t i = 0; i < definedCount(); i++)
    if (CodeTier(tiers[i].load(std::memory_order_relaxed)) == CodeTier::optimized) allowMisfits(i + imported, instance);
  for (auto &[key, entry] : osrEntries)
    allowMisfits(uint32_t(key >> 32), instance);
  instances.push_back(instance);
  return true;
}

/// With the mutex held: sets aside what was counted of a function whose code starts to count anew, and whatever
/// depended on it. Frames of older code go on with their blocks, which nobody reads any more.
void CompiledModule::restartCounters(const InstallRow &row, std::vector<Image *> *dropped) {
  uint32_t index = row.functionIndex;
  for (Instance *instance : instances) {
    uint32_t *block = instance->allocateCounters(row.counters.words);
    // Without memory it goes on counting where it was.
    if (!block) continue;
    armBlock(block, row.counters, thresholds);
    instance->setCounterBlock(index - imported, block);
  }
  pastCounts.erase(index);
  restoredCounts.erase(index);
  recounts[index]++;
  for (int32_t loop = entryCounter; loop < int32_t(row.counters.loops); loop++) {
    hotStates.erase(loopKey(index, loop));
    auto entry = osrEntries.find(loopKey(index, loop));
    if (entry == osrEntries.end()) continue;
    dropUse(entry->second.image, dropped);
    osrEntries.erase(entry);
  }
}

void CompiledModule::removeInstance(Instance *instance) {
  std::lock_guard<std::mutex> lock(mutex);
  std::erase(instances, instance);
  for (auto &[index, shape] : counterShapes) {
    const uint32_t *block = instance->counterBlock(index - imported);
    if (!block) continue;
    CounterSum sum(shape);
    sum.add(block, instance->funcRefs(), imported, functions);
    auto past = pastCounts.find(index);
    if (past != pastCounts.end()) sum.addSum(past->second);
    pastCounts[index] = sum.result();
  }
}

/// With the mutex held. Counters of a function that an earlier process counted go on from there.
void CompiledModule::armBlockOf(uint32_t functionIndex, uint32_t *block, const CounterShape &shape) {
  armBlock(block, shape, thresholds);
  auto restored = restoredCounts.find(functionIndex);
  if (restored == restoredCounts.end()) return;
  for (size_t pair = 0; pair < restored->second.untilTrip.size(); pair++)
    arm(block + 2 * pair, std::clamp(restored->second.untilTrip[pair], 1u, 0x7fffffffu));
}

/// With the mutex held.
std::vector<uint32_t> CompiledModule::sumCounters(uint32_t functionIndex, const CounterShape &shape,
                                                  bool withRestored) {
  CounterSum sum(shape);
  for (Instance *instance : instances)
    if (const uint32_t *block = instance->counterBlock(functionIndex - imported))
      sum.add(block, instance->funcRefs(), imported, functions);
  auto past = pastCounts.find(functionIndex);
  if (past != pastCounts.end()) sum.addSum(past->second);
  auto restored = restoredCounts.find(functionIndex);
  if (withRestored && restored != restoredCounts.end()) sum.addSum(restored->second.words);
  return sum.result();
}

bool CompiledModule::readCounters(uint32_t functionIndex, std::vector<uint32_t> *words) {
  std::lock_guard<std::mutex> lock(mutex);
  auto shape = counterShapes.find(functionIndex);
  auto restored = restoredCounts.find(functionIndex);
  if (shape != counterShapes.end())
    *words = sumCounters(functionIndex, shape->second, true);
  else if (restored != restoredCounts.end())
    *words = restored->second.words;
  else
    return false;
  return true;
}

} // namespace wasabi
