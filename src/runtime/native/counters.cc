// Arithmetic on counter blocks. Knows neither instances nor threads.
#include "counters.h"
#include <algorithm>
#include <cstring>

namespace wasabi {

void arm(uint32_t *pair, uint32_t budget) {
  uint32_t total = pair[0] + pair[1];
  pair[0] = 0u - budget;
  pair[1] = total + budget;
}

void armBlock(uint32_t *block, const CounterShape &shape, const Thresholds &thresholds) {
  arm(block, thresholds.entryBudget);
  for (uint32_t loop = 0; loop < shape.loops; loop++)
    arm(block + tripWord(int32_t(loop)), thresholds.loopBudget);
}

void recordTarget(TargetSite *site, uint64_t funcRef) {
  TargetEntry *weakest = site->entries;
  for (TargetEntry &entry : site->entries) {
    if (entry.funcRef == funcRef) {
      entry.count++;
      return;
    }
    if (entry.count < weakest->count) weakest = &entry;
  }
  weakest->funcRef = funcRef;
  weakest->count++;
}

bool CounterShape::fits() const {
  if (words & 1 || words / 2 < 1 + uint64_t(loops)) return false;
  return std::all_of(sites.begin(), sites.end(), [this](uint32_t site) {
    return site % 2 == 0 && site >= tripWord(int32_t(loops)) && uint64_t(site) + sizeof(TargetSite) / 4 <= words;
  });
}

CounterSum::CounterSum(const CounterShape &shape)
    : words(shape.words), sites(shape.sites), inSite(shape.words), targets(shape.sites.size()) {
  for (uint32_t site : sites)
    std::fill_n(inSite.begin() + site, sizeof(TargetSite) / 4, true);
}

void CounterSum::add(const uint32_t *block, const FuncRef *ownFuncRefs, uint32_t firstOwn, uint32_t functionCount) {
  for (size_t i = 0; i < words.size(); i++)
    if (!inSite[i]) words[i] += block[i];
  for (size_t i = 0; i < sites.size(); i++) {
    TargetSite site;
    memcpy(&site, block + sites[i], sizeof site);
    words[sites[i]] += site.total;
    for (const TargetEntry &entry : site.entries) {
      if (entry.count == 0) continue;
      // Addresses are compared, never followed: the function's instance may be gone.
      uint64_t index = (entry.funcRef - uint64_t(ownFuncRefs)) / sizeof(FuncRef);
      bool own = entry.funcRef >= uint64_t(ownFuncRefs) && index >= firstOwn && index < functionCount;
      targets[i][own ? uint32_t(index) : foreignTarget] += entry.count;
    }
  }
}

void CounterSum::addSum(const std::vector<uint32_t> &sum) {
  for (size_t i = 0; i < words.size() && i < sum.size(); i++)
    if (!inSite[i]) words[i] += sum[i];
  for (size_t i = 0; i < sites.size(); i++) {
    TargetSite site;
    memcpy(&site, sum.data() + sites[i], sizeof site);
    words[sites[i]] += site.total;
    for (const TargetEntry &entry : site.entries)
      if (entry.count > 0) targets[i][uint32_t(entry.funcRef)] += entry.count;
  }
}

std::vector<uint32_t> CounterSum::result() const {
  std::vector<uint32_t> block = words;
  for (size_t i = 0; i < sites.size(); i++) {
    std::vector<std::pair<uint32_t, uint32_t>> sorted(targets[i].begin(), targets[i].end());
    std::sort(sorted.begin(), sorted.end(), [](auto &a, auto &b) { return a.second > b.second; });
    TargetSite site{};
    site.total = words[sites[i]];
    for (size_t k = 0; k < std::min<size_t>(sorted.size(), TargetSite::entryCount); k++)
      site.entries[k] = {sorted[k].first, sorted[k].second, 0};
    memcpy(block.data() + sites[i], &site, sizeof site);
  }
  return block;
}

} // namespace wasabi
