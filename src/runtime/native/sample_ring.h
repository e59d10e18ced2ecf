// Samples on their way from the signal handler that takes them to the thread that counts them: a ring of words with
// one writer and one reader, neither of which ever waits.
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace wasabi {

/// Frames of a sample at most; outer ones beyond are left out.
inline constexpr uint32_t maxSampleFrames = 100;

struct SampleFrame {
  double compiledModule;
  uint32_t functionIndex;
  /// Module byte offset; 0: unknown.
  uint32_t wasmOffset;
  /// `CodeTier`; `none` for the host.
  uint8_t tier;
};

struct Sample {
  /// CLOCK_MONOTONIC.
  uint64_t timeNs;
  /// Processor time of the thread since the sample before.
  uint64_t cpuNs;
  uint32_t frameCount;
  /// Innermost first.
  SampleFrame frames[maxSampleFrames];
};

class SampleRing {
public:
  /// Appends a sample, or counts it as lost when there is no room. Async-signal-safe; on the sampled thread only.
  void write(const Sample &sample) {
    size_t wanted = 3 + sample.frameCount * frameWords;
    size_t at = written.load(std::memory_order_relaxed);
    if (wanted > capacity - (at - read.load(std::memory_order_acquire))) {
      lost.fetch_add(1, std::memory_order_relaxed);
      return;
    }
    put(at, sample.timeNs);
    put(at, sample.cpuNs);
    put(at, sample.frameCount);
    for (uint32_t i = 0; i < sample.frameCount; i++) {
      const SampleFrame &frame = sample.frames[i];
      put(at, uint64_t(frame.compiledModule));
      put(at, uint64_t(frame.functionIndex) << 32 | frame.wasmOffset);
      put(at, frame.tier);
    }
    written.store(at, std::memory_order_release);
  }

  /// Takes the oldest sample. False when there is none.
  bool take(Sample *sample) {
    size_t at = read.load(std::memory_order_relaxed);
    if (at == written.load(std::memory_order_acquire)) return false;
    sample->timeNs = get(at);
    sample->cpuNs = get(at);
    sample->frameCount = uint32_t(get(at));
    for (uint32_t i = 0; i < sample->frameCount; i++) {
      SampleFrame &frame = sample->frames[i];
      frame.compiledModule = double(get(at));
      uint64_t place = get(at);
      frame.functionIndex = uint32_t(place >> 32);
      frame.wasmOffset = uint32_t(place);
      frame.tier = uint8_t(get(at));
    }
    read.store(at, std::memory_order_release);
    return true;
  }

  uint64_t lostCount() const { return lost.load(std::memory_order_relaxed); }

private:
  static constexpr size_t frameWords = 3;
  /// About a second of 1,000 deep stacks, or ten of usual ones.
  static constexpr size_t capacity = size_t(1) << 18;

  void put(size_t &at, uint64_t word) { words[at++ % capacity] = word; }
  uint64_t get(size_t &at) const { return words[at++ % capacity]; }

  std::atomic<size_t> written{0};
  std::atomic<size_t> read{0};
  std::atomic<uint64_t> lost{0};
  uint64_t words[capacity];
};

} // namespace wasabi
