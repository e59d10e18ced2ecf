// Reads CPUID directly: what LLVM would derive a name and features from, without LLVM.
#include "processor.h"
#include <cpuid.h>
#include <cstdint>
#include <cstdio>

namespace wasabi {

static uint64_t enabledState() {
  uint32_t low, high;
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return uint64_t(high) << 32 | low;
}

std::string processorIdentity() {
  std::string identity;
  auto note = [&identity](uint64_t value) {
    char text[20];
    snprintf(text, sizeof text, "%llx.", static_cast<unsigned long long>(value));
    identity += text;
  };
  uint32_t a = 0, b = 0, c = 0, d = 0;
  if (__get_cpuid(0, &a, &b, &c, &d)) note(b), note(c), note(d);
  if (__get_cpuid(1, &a, &b, &c, &d)) {
    // Not b: it numbers the core that this thread happens to run on.
    note(a), note(c), note(d);
    if (c & bit_OSXSAVE) note(enabledState());
  }
  for (uint32_t part : {0u, 1u})
    if (__get_cpuid_count(7, part, &a, &b, &c, &d)) note(a), note(b), note(c), note(d);
  if (__get_cpuid_count(0xd, 1, &a, &b, &c, &d)) note(a);
  if (__get_cpuid(0x80000001, &a, &b, &c, &d)) note(c), note(d);
  if (__get_cpuid(0x80000008, &a, &b, &c, &d)) note(b);
  return identity;
}

} // namespace wasabi
