// CRC-32C of bytes: detects damage, not malice.
#pragma once
#include <cstddef>
#include <cstdint>

namespace wasabi {

uint32_t crc32c(const uint8_t *bytes, size_t length);

} // namespace wasabi
