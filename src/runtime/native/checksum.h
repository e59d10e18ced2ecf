// CRC-32C of bytes: detects damage, not malice.
#pragma once
#include <cstddef>
#include <cstdint>

namespace wasabi {

/// `before`: the checksum of what stands before these bytes.
uint32_t crc32c(const uint8_t *bytes, size_t length, uint32_t before = 0);

} // namespace wasabi
