// Frees code that nothing leads to any more, once no thread can be in it. Each thread inside wasm is sent a signal
// whose handler looks for addresses of retired images in its registers and on its stack: works for threads that call
// nothing.
#pragma once
#include "image.h"

namespace wasabi {

/// Installs the scan's signal handler; once a process.
void installScanHandler();

/// Takes over an image that no row and no OSR entry names. Frees it, and others waiting, when that is worth a scan.
void retire(Image *image);
/// Frees what can be freed. Returns how many images are left waiting.
size_t collectRetired();

struct RetirementFigures {
  size_t retired;
  size_t freed;
  size_t freedBytes;
  size_t waiting;
  size_t waitingBytes;
};
RetirementFigures retirementFigures();

} // namespace wasabi
