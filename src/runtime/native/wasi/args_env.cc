// args_* and environ_*: lists of strings, copied out behind an array of pointers to them.
#include "functions.h"

namespace wasabi::wasi {

namespace {

uint64_t totalSize(const std::vector<std::string> &list) {
  uint64_t size = 0;
  for (const std::string &entry : list) size += entry.size() + 1;
  return size;
}

Errno storeList(const GuestMemory &memory, const std::vector<std::string> &list, uint32_t pointers, uint32_t buffer) {
  if (!memory.contains(pointers, list.size() * 4) || !memory.contains(buffer, totalSize(list))) return Errno::fault;
  for (const std::string &entry : list) {
    if (!memory.store(pointers, buffer) || !memory.storeBytes(buffer, entry.c_str(), entry.size() + 1)) {
      return Errno::fault;
    }
    pointers += 4;
    buffer += static_cast<uint32_t>(entry.size() + 1);
  }
  return Errno::success;
}

Errno storeSizes(const GuestMemory &memory, const std::vector<std::string> &list, uint32_t count, uint32_t size) {
  uint64_t total = totalSize(list);
  if (total > UINT32_MAX) return Errno::overflow;
  if (!memory.contains(count, 4) || !memory.contains(size, 4)) return Errno::fault;
  bool stored = memory.store(count, static_cast<uint32_t>(list.size())) &&
                memory.store(size, static_cast<uint32_t>(total));
  return stored ? Errno::success : Errno::fault;
}

} // namespace

Errno args_get(Call &call, uint32_t argv, uint32_t buffer) {
  return storeList(call.memory, call.context.args, argv, buffer);
}

Errno args_sizes_get(Call &call, uint32_t count, uint32_t size) {
  return storeSizes(call.memory, call.context.args, count, size);
}

Errno environ_get(Call &call, uint32_t environ, uint32_t buffer) {
  return storeList(call.memory, call.context.environ, environ, buffer);
}

Errno environ_sizes_get(Call &call, uint32_t count, uint32_t size) {
  return storeSizes(call.memory, call.context.environ, count, size);
}

} // namespace wasabi::wasi
