// Reservation and growth of tables. Knows nothing of what the elements are.
#include "table.h"
#include <algorithm>
#include <sys/mman.h>

namespace wasabi {

const napi_type_tag TableObject::tag = {0x7761736162690002, 0x7461626c65};

TableObject *TableObject::create(ThreadContext *thread, uint64_t initial, uint64_t maximum, uint64_t fill) {
  uint64_t reserved = std::min(maximum, maxElements);
  if (initial > reserved) return nullptr;
  size_t sizeBytes = CodeRegion::roundUp(std::max<uint64_t>(reserved, 1) * sizeof(uint64_t));
  void *memory = mmap(nullptr, sizeBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) return nullptr;
  auto *table = new TableObject();
  table->elements = static_cast<uint64_t *>(memory);
  table->length = initial;
  table->reserved = reserved;
  table->owner = thread;
  thread->retain();
  // Fresh pages are null already.
  if (fill != 0) std::fill_n(table->elements, initial, fill);
  return table;
}

void TableObject::finalize(TableObject *table) {
  table->owner->whenOutside([table] { delete table; });
}

void TableObject::holdExceptions() {
  owner->exceptions.addRoots(this, [this](auto &marker) { marker.words(elements, elements + length); });
}

TableObject::~TableObject() {
  owner->exceptions.removeRoots(this);
  munmap(elements, CodeRegion::roundUp(std::max<uint64_t>(reserved, 1) * sizeof(uint64_t)));
  owner->release();
}

int64_t TableObject::grow(uint64_t delta, uint64_t fill) {
  if (delta > reserved || length > reserved - delta) return -1;
  auto old = int64_t(length);
  if (fill != 0) std::fill_n(elements + length, delta, fill);
  length += delta;
  return old;
}

} // namespace wasabi
