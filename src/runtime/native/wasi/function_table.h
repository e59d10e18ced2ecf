// Every function by name, with its WebAssembly parameter types and one uniform way to call it. What joins the typed
// functions with an engine, whichever passes the arguments.
#pragma once

#include "functions.h"

#include <span>

namespace wasabi::wasi {

inline constexpr size_t maxParameters = 9;

struct FunctionInfo {
  const char *name;
  /// One letter a parameter: `i` for i32, `I` for i64.
  const char *parameters;
  /// Whether it returns its errno; proc_exit returns nothing.
  bool hasResult;
  /// Takes the parameters as bit patterns; of an i32 only the low half counts.
  Errno (*invoke)(Call &call, const uint64_t *arguments);
};

enum class Version : uint8_t { preview1, unstable };

/// The functions of one version, in a fixed order.
std::span<const FunctionInfo> functionTable(Version version);

} // namespace wasabi::wasi
