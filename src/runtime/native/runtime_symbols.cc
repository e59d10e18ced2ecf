// A closed list: a name outside it is an error when code is installed, not a lookup in the process.
#include "runtime_symbols.h"
#include <cmath>
#include <cstring>
#include <unordered_map>

extern "C" {
// From libgcc: 128-bit division, which LLVM calls for wide multiplications and divisions of constants it combined.
__int128 __divti3(__int128, __int128);
__int128 __modti3(__int128, __int128);
unsigned __int128 __udivti3(unsigned __int128, unsigned __int128);
unsigned __int128 __umodti3(unsigned __int128, unsigned __int128);
__int128 __multi3(__int128, __int128);
}

namespace wasabi {

static const std::unordered_map<std::string, const void *> &symbolTable() {
#define SYMBOL(function) {#function, reinterpret_cast<const void *>(function)}
  // The C functions by exact type, as C++ overloads some of them.
  static const auto *symbols = new std::unordered_map<std::string, const void *>{
      {"memcpy", reinterpret_cast<const void *>(static_cast<void *(*)(void *, const void *, size_t)>(memcpy))},
      {"memmove", reinterpret_cast<const void *>(static_cast<void *(*)(void *, const void *, size_t)>(memmove))},
      {"memset", reinterpret_cast<const void *>(static_cast<void *(*)(void *, int, size_t)>(memset))},
      {"memcmp", reinterpret_cast<const void *>(static_cast<int (*)(const void *, const void *, size_t)>(memcmp))},
      {"bcmp", reinterpret_cast<const void *>(static_cast<int (*)(const void *, const void *, size_t)>(memcmp))},
      {"fmod", reinterpret_cast<const void *>(static_cast<double (*)(double, double)>(::fmod))},
      {"fma", reinterpret_cast<const void *>(static_cast<double (*)(double, double, double)>(::fma))},
      {"ceil", reinterpret_cast<const void *>(static_cast<double (*)(double)>(::ceil))},
      {"floor", reinterpret_cast<const void *>(static_cast<double (*)(double)>(::floor))},
      {"trunc", reinterpret_cast<const void *>(static_cast<double (*)(double)>(::trunc))},
      {"rint", reinterpret_cast<const void *>(static_cast<double (*)(double)>(::rint))},
      {"nearbyint", reinterpret_cast<const void *>(static_cast<double (*)(double)>(::nearbyint))},
      {"sqrt", reinterpret_cast<const void *>(static_cast<double (*)(double)>(::sqrt))},
      {"roundeven", reinterpret_cast<const void *>(static_cast<double (*)(double)>(::rint))},
      SYMBOL(fmodf),
      SYMBOL(fmaf),
      SYMBOL(ceilf),
      SYMBOL(floorf),
      SYMBOL(truncf),
      SYMBOL(rintf),
      SYMBOL(nearbyintf),
      SYMBOL(sqrtf),
      {"roundevenf", reinterpret_cast<const void *>(rintf)},
      SYMBOL(__divti3),
      SYMBOL(__modti3),
      SYMBOL(__udivti3),
      SYMBOL(__umodti3),
      SYMBOL(__multi3)};
#undef SYMBOL
  return *symbols;
}

const void *runtimeSymbol(const std::string &name) {
  auto found = symbolTable().find(name);
  return found == symbolTable().end() ? nullptr : found->second;
}

std::string runtimeSymbolName(const void *address) {
  for (auto &[name, target] : symbolTable())
    if (target == address) return name;
  return {};
}

} // namespace wasabi
