// Reads mappings.
#include "reservation.h"
#include "code_region.h"
#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <sys/mman.h>

namespace wasabi {

static constexpr uint64_t reachBytes = uint64_t(8) << 30;
/// V8 reserves this much in front as well; nothing else in the process looks like both.
static constexpr uint64_t frontBytes = uint64_t(2) << 30;

bool reservationIsWhole(const uint8_t *base) {
  if (!base || uintptr_t(base) % CodeRegion::pageBytes != 0) return false;
  // Changes nothing, but fails where any page of the range is not mapped.
  return madvise(const_cast<uint8_t *>(base), reachBytes, MADV_NORMAL) == 0;
}

bool platformReserves(const uint8_t *base) {
  FILE *maps = fopen("/proc/self/maps", "re");
  if (!maps) return false;
  const uint64_t end = uintptr_t(base) + reachBytes;
  uint64_t reached = uintptr_t(base) - frontBytes;
  char line[512], permissions[5];
  uint64_t from = 0, to = 0;
  // Sorted by address; a line that is longer than the buffer goes on in pieces that do not parse.
  while (reached < end && fgets(line, sizeof line, maps)) {
    if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %4s", &from, &to, permissions) != 3 || to <= reached) continue;
    if (from > reached || strncmp(permissions, "---", 3) != 0) break;
    reached = to;
  }
  fclose(maps);
  return reached >= end;
}

} // namespace wasabi
