// Whether the platform reserves address space around its memories, in which accesses without a check fault. It does not
// with `--disable-wasm-trap-handler`.
#pragma once
#include <cstdint>

namespace wasabi {

/// Whether the 8 GiB behind a base are mapped: a cheap check of each memory, once `platformReserves` holds.
bool reservationIsWhole(const uint8_t *base);

/// Whether nothing from 2 GiB before `base` to 8 GiB behind it can be accessed: true of an empty memory whose maximum is
/// one page only where the platform reserves. Reads the process's list of mappings.
bool platformReserves(const uint8_t *base);

} // namespace wasabi
