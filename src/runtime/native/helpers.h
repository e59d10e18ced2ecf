// The runtime's entry points for compiled code.
#pragma once
#include "vm_layout.h"

namespace wasabi {

/// Addresses by `Helper` slot; unused slots trap. The same for all instances and threads.
void *const *helperTable();

} // namespace wasabi
