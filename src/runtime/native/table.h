// A table: elements that never move, because the maximum is reserved at once. Shared by all instances that import it.
#pragma once
#include "thread_context.h"

namespace wasabi {

class TableObject : public TableHeader {
public:
  static const napi_type_tag tag;
  /// Elements reserved at most; larger maxima only fail when growth passes this.
  static constexpr uint64_t maxElements = 10'000'000;

  /// Null when memory is exhausted or `initial` exceeds `maxElements`.
  static TableObject *create(ThreadContext *thread, uint64_t initial, uint64_t maximum, uint64_t fill);
  static void finalize(TableObject *table);

  bool covers(uint64_t offset, uint64_t count) const { return count <= length && offset <= length - count; }
  /// Old length, or -1.
  int64_t grow(uint64_t delta, uint64_t fill);
  /// Its elements are exnrefs.
  void holdExceptions();

private:
  TableObject() = default;
  ~TableObject();

  uint64_t reserved = 0;
  ThreadContext *owner = nullptr;
};

} // namespace wasabi
