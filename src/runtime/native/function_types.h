// Canonical ids of function types, the same in the whole process, and which are subtypes of which. Knows no structure:
// JavaScript names equal types by equal keys.
#pragma once
#include <cstdint>
#include <string>

namespace wasabi {

/// Id (from 1) of the type with this key; `supertype` is the id of its declared supertype, or 0.
uint32_t internType(const std::string &key, uint32_t supertype);

/// Whether the type `actual` is `expected` or one of its subtypes.
bool isSubtype(uint32_t actual, uint32_t expected);

} // namespace wasabi
