// Reservation, growth and release of address space.
#include "mapping.h"
#include <algorithm>
#include <sys/mman.h>

namespace wasabi {

const napi_type_tag Mapping::tag = {0x7761736162690006, 0x6d617070696e67};

static size_t reservedBytes(uint64_t maximumBytes) {
  return CodeRegion::roundUp(std::max<uint64_t>(maximumBytes, 1));
}

Mapping *Mapping::create(ThreadContext *thread, uint64_t lengthBytes, uint64_t maximumBytes) {
  void *memory = mmap(nullptr, reservedBytes(maximumBytes), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) return nullptr;
  auto *mapping = new Mapping();
  mapping->start = static_cast<uint8_t *>(memory);
  mapping->maximum = maximumBytes;
  mapping->owner = thread;
  thread->retain();
  if (mapping->grow(lengthBytes)) return mapping;
  delete mapping;
  return nullptr;
}

void Mapping::finalize(Mapping *mapping) {
  mapping->owner->whenOutside([mapping] { mapping->release(); });
}

void Mapping::release() {
  if (--references == 0) delete this;
}

Mapping::~Mapping() {
  munmap(start, reservedBytes(maximum));
  owner->release();
}

bool Mapping::grow(uint64_t lengthBytes) {
  if (lengthBytes < length || lengthBytes > maximum) return false;
  uint64_t accessible = CodeRegion::roundUp(length), wanted = CodeRegion::roundUp(lengthBytes);
  if (wanted > accessible && mprotect(start + accessible, wanted - accessible, PROT_READ | PROT_WRITE) != 0) {
    return false;
  }
  length = lengthBytes;
  return true;
}

} // namespace wasabi
