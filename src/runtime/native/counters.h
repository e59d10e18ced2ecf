// Counter blocks of baseline code: allocation, arming of (trip, base) pairs, summing. Layout:
// src/core/counter-layout.ts. Words are written by the one thread that runs the instance and read racily by others:
// sums may be slightly off.
#pragma once
#include "vm_layout.h"
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace wasabi {

struct CounterShape {
  uint32_t words = 0;
  uint32_t loops = 0;
  /// First word of each indirect site, which lie within the block.
  std::vector<uint32_t> sites;

  bool operator==(const CounterShape &) const = default;
  bool fits() const;
};

struct Thresholds {
  uint32_t entryBudget = 1000;
  uint32_t loopBudget = 20000;
  uint32_t misfitBudget = 10000;
  double budgetGrowth = 2;
  uint32_t maxBudget = 1u << 30;
  bool sync = false;
};

/// An indirect site in words from its start, which is 8-byte aligned; mirrors IndirectSite.
struct TargetEntry {
  uint64_t funcRef;
  uint32_t count;
  uint32_t unused;
};
struct TargetSite {
  static constexpr uint32_t entryCount = 8;
  uint32_t total;
  uint32_t unused;
  TargetEntry entries[entryCount];
};

inline constexpr uint32_t foreignTarget = 0xffffffff;

/// What stands for a loop where something else of a function is meant: its entries, misfits of its optimized code.
inline constexpr int32_t entryCounter = -1;
inline constexpr int32_t misfitCounter = -2;

/// Word of the pair of a loop, or of the function's entries.
inline uint32_t tripWord(int32_t loop) { return uint32_t(2 * (1 + loop)); }
/// Events that a pair stands for.
inline uint32_t tripTotal(const uint32_t *pair) { return pair[0] + pair[1]; }
/// Events until an armed pair trips.
inline uint32_t tripsIn(const uint32_t *pair) { return 0u - pair[0]; }
/// Sets a pair to trip after `budget` more events; its total stays.
void arm(uint32_t *pair, uint32_t budget);
/// Arms all pairs of a fresh block.
void armBlock(uint32_t *block, const CounterShape &shape, const Thresholds &thresholds);
/// Adds one sampled target to a site; keeps the strongest few (space saving).
void recordTarget(TargetSite *site, uint64_t funcRef);

/// Sums of one function's blocks. A sum is a block of the same layout that no code updates: its sites name targets by
/// function index.
class CounterSum {
public:
  explicit CounterSum(const CounterShape &shape);
  /// `ownFuncRefs`: the instance's array, of which entries `firstOwn` … `functionCount`-1 are own functions.
  void add(const uint32_t *block, const FuncRef *ownFuncRefs, uint32_t firstOwn, uint32_t functionCount);
  /// Adds what `result` gave.
  void addSum(const std::vector<uint32_t> &sum);
  /// The sum, with each site's strongest targets.
  std::vector<uint32_t> result() const;

private:
  std::vector<uint32_t> words;
  std::vector<uint32_t> sites;
  std::vector<bool> inSite;
  /// For each site, count by function index.
  std::vector<std::unordered_map<uint32_t, uint32_t>> targets;
};

} // namespace wasabi
