// The process's table of function types.
#include "function_types.h"
#include <deque>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

namespace wasabi {

namespace {
struct TypeTable {
  std::shared_mutex mutex;
  std::unordered_map<std::string, uint32_t> ids;
  /// By id; entry 0 stands for no type.
  std::deque<uint32_t> supertypes{0};
};
} // namespace

static TypeTable &typeTable() {
  static auto *table = new TypeTable();
  return *table;
}

uint32_t internType(const std::string &key, uint32_t supertype) {
  TypeTable &table = typeTable();
  std::unique_lock<std::shared_mutex> lock(table.mutex);
  auto [entry, isNew] = table.ids.try_emplace(key, uint32_t(table.supertypes.size()));
  if (isNew) table.supertypes.push_back(supertype < table.supertypes.size() ? supertype : 0);
  return entry->second;
}

bool isSubtype(uint32_t actual, uint32_t expected) {
  TypeTable &table = typeTable();
  std::shared_lock<std::shared_mutex> lock(table.mutex);
  for (uint32_t at = actual; at != 0 && at < table.supertypes.size(); at = table.supertypes[at])
    if (at == expected) return true;
  return false;
}

} // namespace wasabi
