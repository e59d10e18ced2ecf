// Writes stubs chunk by chunk into the code region. A chunk ends with an indirect jump, as the addon is out of reach
// of a relative one.
#include "stub_pool.h"
#include "code_region.h"
#include "entry.h"
#include <cstring>
#include <vector>

namespace wasabi {

static constexpr uint32_t stubBytes = 16;
static constexpr uint32_t chunkBytes = 64 * 1024;
static constexpr uint32_t stubsInChunk = chunkBytes / stubBytes - 1;

static void put32(uint8_t *to, uint32_t value) { memcpy(to, &value, 4); }

static void writeChunk(uint8_t *start, uint32_t first) {
  uint8_t *exit = start + stubsInChunk * stubBytes;
  for (uint32_t i = 0; i < stubsInChunk; i++) {
    uint8_t *stub = start + i * stubBytes;
    memset(stub, 0xcc, stubBytes);
    stub[0] = 0xb8; // mov eax, imm32
    put32(stub + 1, first + i);
    stub[5] = 0xe9; // jmp rel32
    put32(stub + 6, uint32_t(exit - (stub + 10)));
  }
  auto target = uint64_t(&wasabi_lazy_common);
  exit[0] = 0xff; // jmp [rip + 2]
  exit[1] = 0x25;
  put32(exit + 2, 2);
  memcpy(exit + 8, &target, 8);
}

bool fillWithStubs(void **rows, uint32_t count) {
  static std::mutex *mutex = new std::mutex();
  static auto *chunks = new std::vector<uint8_t *>();
  std::lock_guard<std::mutex> lock(*mutex);
  CodeRegion &region = CodeRegion::get();
  while (chunks->size() * stubsInChunk < count) {
    uint8_t *chunk = region.allocate(chunkBytes);
    if (!chunk) return false;
    writeChunk(chunk, uint32_t(chunks->size()) * stubsInChunk);
    if (!region.seal(chunk, chunkBytes, CodeRegion::stubOwner)) return false;
    chunks->push_back(chunk);
  }
  for (uint32_t i = 0; i < count; i++)
    rows[i] = (*chunks)[i / stubsInChunk] + i % stubsInChunk * stubBytes;
  return true;
}

bool isStub(const void *code) {
  CodeRegion &region = CodeRegion::get();
  return region.contains(uintptr_t(code)) && region.ownerOf(uintptr_t(code)) == CodeRegion::stubOwner;
}

} // namespace wasabi
