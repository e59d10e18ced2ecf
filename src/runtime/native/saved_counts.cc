// Counts as they outlive their process: sums of counter blocks, and how far each counter is from its next trip.
#include "instance.h"
#include "saved_code.h"
#include <algorithm>

namespace wasabi {

/// Counts above this are halved, all of a module's together, so that adding up runs never overflows.
static constexpr uint32_t largestCount = 1u << 30;

void writeShape(SavedWriter &writer, const CounterShape &shape) {
  writer.word(shape.words);
  writer.word(shape.loops);
  writer.word(uint32_t(shape.sites.size()));
  writer.words(shape.sites);
}

CounterShape readShape(SavedReader &reader) {
  CounterShape shape;
  shape.words = reader.word();
  shape.loops = reader.word();
  shape.sites = reader.words(reader.word());
  return shape;
}

/// With the mutex held: events until the pair trips in some instance, and at once when its last question is open.
uint32_t CompiledModule::eventsUntilTrip(uint32_t functionIndex, int32_t loop) {
  auto state = hotStates.find(loopKey(functionIndex, loop));
  if (state != hotStates.end() && state->second.pending) return 1;
  if (state != hotStates.end() && state->second.answered) return state->second.budget;
  uint32_t least = 0x7fffffff;
  for (Instance *instance : instances)
    if (const uint32_t *block = instance->counterBlock(functionIndex - imported))
      least = std::min(least, tripsIn(block + tripWord(loop)));
  return std::max(least, 1u);
}

static void halve(SavedCounts *counts) {
  std::vector<bool> kept(counts->words.size());
  for (uint32_t site : counts->shape.sites) {
    TargetSite indirect;
    memcpy(&indirect, counts->words.data() + site, sizeof indirect);
    indirect.total /= 2;
    for (TargetEntry &entry : indirect.entries)
      entry.count /= 2;
    memcpy(counts->words.data() + site, &indirect, sizeof indirect);
    std::fill_n(kept.begin() + site, sizeof(TargetSite) / 4, true);
  }
  for (size_t i = 0; i < counts->words.size(); i++)
    if (!kept[i]) counts->words[i] /= 2;
}

static uint32_t largest(const SavedCounts &counts) {
  uint32_t most = 0;
  // A count of an indirect site is never larger than the site's total, but a target's index may be.
  std::vector<bool> target(counts.words.size());
  for (uint32_t site : counts.shape.sites)
    std::fill_n(target.begin() + site + 1, sizeof(TargetSite) / 4 - 1, true);
  for (size_t i = 0; i < counts.words.size(); i++)
    if (!target[i]) most = std::max(most, counts.words[i]);
  return most;
}

static void limitCounts(std::vector<SavedCounts *> all) {
  uint32_t most = 0;
  for (const SavedCounts *counts : all)
    most = std::max(most, largest(*counts));
  for (; most > largestCount; most /= 2)
    for (SavedCounts *counts : all)
      halve(counts);
}

/// With the mutex held.
SavedCounts CompiledModule::countsOf(uint32_t functionIndex, const CounterShape &shape, bool withRestored) {
  SavedCounts counts{functionIndex, shape, sumCounters(functionIndex, shape, withRestored), {}};
  for (uint32_t pair = 0; pair <= shape.loops; pair++) {
    uint32_t *words = counts.words.data() + 2 * pair;
    words[0] = tripTotal(words);
    words[1] = 0;
    counts.untilTrip.push_back(eventsUntilTrip(functionIndex, int32_t(pair) - 1));
  }
  return counts;
}

/// Share of the way to a trip that this process's counts went, in some counter of the function.
static double towardsTrip(const SavedCounts &counts) {
  double most = 0;
  for (size_t pair = 0; pair < counts.untilTrip.size(); pair++) {
    double counted = counts.words[2 * pair];
    most = std::max(most, counted / (counted + counts.untilTrip[pair]));
  }
  return most;
}

/// With the mutex held: whether a counter of the function tripped in this process.
bool CompiledModule::hasTripped(const SavedCounts &counts) {
  for (size_t pair = 0; pair < counts.untilTrip.size(); pair++)
    if (hotStates.contains(loopKey(counts.functionIndex, int32_t(pair) - 1))) return true;
  return false;
}

/// With the mutex held: what this process counted where a counter tripped or went at least this share of the way.
std::vector<SavedCounts> CompiledModule::countsToSave(bool onlyNew, double least) {
  std::vector<SavedCounts> all;
  for (auto &[index, shape] : counterShapes) {
    SavedCounts counts = countsOf(index, shape, !onlyNew);
    bool wanted = towardsTrip(counts) >= least || hasTripped(counts);
    if (largest(counts) > 0 && wanted) all.push_back(std::move(counts));
  }
  if (!onlyNew)
    for (auto &[index, restored] : restoredCounts)
      if (!counterShapes.contains(index)) all.push_back(restored);
  return all;
}

void writeCounts(SavedWriter &writer, std::vector<SavedCounts> &all) {
  std::vector<SavedCounts *> pointers;
  for (SavedCounts &counts : all)
    pointers.push_back(&counts);
  limitCounts(pointers);
  for (const SavedCounts &counts : all) {
    writer.word(counts.functionIndex);
    writeShape(writer, counts.shape);
    writer.words(counts.untilTrip);
    writer.words(counts.words);
  }
}

void CompiledModule::restoreCounts(SavedReader &reader) {
  std::lock_guard<std::mutex> lock(mutex);
  for (uint32_t i = 0; i < reader.header().countsCount && reader.ok(); i++) {
    SavedCounts counts;
    counts.functionIndex = reader.word();
    counts.shape = readShape(reader);
    counts.untilTrip = reader.words(size_t(1) + counts.shape.loops);
    counts.words = reader.words(counts.shape.words);
    bool own = counts.functionIndex >= imported && counts.functionIndex < functions;
    if (!reader.ok() || !own || !counts.shape.fits()) return;
    auto known = restoredCounts.find(counts.functionIndex);
    if (known == restoredCounts.end()) {
      restoredCounts.emplace(counts.functionIndex, std::move(counts));
      continue;
    }
    if (known->second.shape != counts.shape) continue;
    CounterSum sum(counts.shape);
    sum.addSum(known->second.words);
    sum.addSum(counts.words);
    known->second.words = sum.result();
    known->second.untilTrip = counts.untilTrip;
  }
  std::vector<SavedCounts *> all;
  for (auto &[index, counts] : restoredCounts)
    all.push_back(&counts);
  limitCounts(all);
}

} // namespace wasabi
