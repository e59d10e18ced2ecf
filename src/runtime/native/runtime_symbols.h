// The C library functions that LLVM's code may call; everything else in an image is position independent.
#pragma once
#include <string>

namespace wasabi {

/// Address of a function compiled code may call by name; null for any other name.
const void *runtimeSymbol(const std::string &name);
/// The name of such an address; empty for any other.
std::string runtimeSymbolName(const void *address);

} // namespace wasabi
