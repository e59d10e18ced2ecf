// What this processor is, for keys of saved code.
#pragma once
#include <string>

namespace wasabi {

/// Vendor, model and features, as CPUID tells them; equal on equal processors.
std::string processorIdentity();

} // namespace wasabi
