// A bounded view of a guest's linear memory. Every access is checked against the length that held when the call
// began; lengths only grow, so the check stays true. Knows nothing of WASI, of instances or of N-API.
#pragma once

#include <cstdint>
#include <cstring>

namespace wasabi::wasi {

/// Base address and length in bytes of memory 0 as of the start of one call. A view: owns nothing.
struct GuestMemory {
  uint8_t *base = nullptr;
  uint64_t length = 0;

  /// Whether `size` bytes from `address` lie within the memory.
  bool contains(uint32_t address, uint64_t size) const { return size <= length && address <= length - size; }

  /// Reads a little-endian scalar; false when out of bounds.
  template <class T> [[nodiscard]] bool load(uint32_t address, T &value) const {
    if (!contains(address, sizeof(T))) return false;
    std::memcpy(&value, base + address, sizeof(T));
    return true;
  }

  /// Writes a little-endian scalar; false, and nothing written, when out of bounds.
  template <class T> [[nodiscard]] bool store(uint32_t address, T value) const {
    if (!contains(address, sizeof(T))) return false;
    std::memcpy(base + address, &value, sizeof(T));
    return true;
  }

  /// Writes raw bytes; false, and nothing written, when out of bounds.
  [[nodiscard]] bool storeBytes(uint32_t address, const void *bytes, uint64_t size) const {
    if (!contains(address, size)) return false;
    if (size != 0) std::memcpy(base + address, bytes, size);
    return true;
  }
};

} // namespace wasabi::wasi
