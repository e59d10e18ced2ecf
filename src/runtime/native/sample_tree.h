// Samples counted: a tree of call stacks, and the first samples one by one with their times. Knows nothing of signals.
#pragma once
#include "sample_ring.h"
#include <unordered_map>
#include <vector>

namespace wasabi {

struct SampleNode {
  /// Index of the calling frame's node; the root, node 0, has itself.
  uint32_t parent;
  uint8_t tier;
  double compiledModule;
  uint32_t functionIndex;
  uint64_t samples;
  uint64_t cpuNs;
};

struct SamplePoint {
  uint64_t timeNs;
  uint64_t cpuNs;
  uint32_t node;
  uint32_t wasmOffset;
};

class SampleTree {
public:
  SampleTree() { nodes.push_back({}); }
  void add(const Sample &sample);

  std::vector<SampleNode> nodes;
  std::vector<SamplePoint> points;

private:
  struct ChildKey {
    uint32_t parent;
    uint32_t functionIndex;
    uint64_t moduleAndTier;
    bool operator==(const ChildKey &) const = default;
  };
  struct ChildHash {
    size_t operator()(const ChildKey &key) const;
  };
  uint32_t child(uint32_t parent, const SampleFrame &frame);

  std::unordered_map<ChildKey, uint32_t, ChildHash> children;
};

} // namespace wasabi
