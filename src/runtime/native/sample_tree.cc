// Adding samples to the tree.
#include "sample_tree.h"

namespace wasabi {

/// Samples kept one by one: 17 minutes at 1 kHz. Later ones count in the tree only.
static constexpr size_t maxPoints = size_t(1) << 20;

size_t SampleTree::ChildHash::operator()(const ChildKey &key) const {
  uint64_t mixed = (uint64_t(key.parent) << 32 | key.functionIndex) * 0x9e3779b97f4a7c15u;
  mixed ^= key.moduleAndTier * 0xc2b2ae3d27d4eb4fu;
  return size_t(mixed ^ mixed >> 29);
}

uint32_t SampleTree::child(uint32_t parent, const SampleFrame &frame) {
  ChildKey key{parent, frame.functionIndex, uint64_t(frame.compiledModule) << 8 | frame.tier};
  auto [found, fresh] = children.try_emplace(key, uint32_t(nodes.size()));
  if (fresh) nodes.push_back({parent, frame.tier, frame.compiledModule, frame.functionIndex, 0, 0});
  return found->second;
}

void SampleTree::add(const Sample &sample) {
  uint32_t node = 0;
  for (uint32_t i = sample.frameCount; i > 0; i--)
    node = child(node, sample.frames[i - 1]);
  nodes[node].samples++;
  nodes[node].cpuNs += sample.cpuNs;
  uint32_t offset = sample.frameCount > 0 ? sample.frames[0].wasmOffset : 0;
  if (points.size() < maxPoints) points.push_back({sample.timeNs, sample.cpuNs, node, offset});
}

} // namespace wasabi
