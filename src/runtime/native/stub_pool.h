// Lazy stubs: stub i puts i into eax and jumps to wasabi_lazy_common. One pool for the process, shared by all modules,
// grown on demand and never freed.
#pragma once
#include <cstdint>

namespace wasabi {

/// Writes the addresses of stubs 0 … count-1 into rows. False when the code region is exhausted.
bool fillWithStubs(void **rows, uint32_t count);
/// Whether a row leads to a stub.
bool isStub(const void *code);

} // namespace wasabi
