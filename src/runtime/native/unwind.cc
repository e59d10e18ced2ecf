// The walk. All frames above the innermost entry frame are compiled code's, which keeps frame pointers and, at calls
// that can land, nothing in callee-saved registers that its landing pads or its callers' frames do not find in memory.
#include "unwind.h"
#include "entry.h"

namespace wasabi {

void throwException(ThreadContext *thread, Exception *exception, uintptr_t frame) {
  const uintptr_t outermost = thread->entry->framePointer();
  while (frame != outermost) {
    // The word pair at a frame pointer: the caller's frame pointer, the return address. Behind it stands what the caller
    // had on its stack at the call.
    auto *words = reinterpret_cast<const uintptr_t *>(frame);
    Image *image = Image::find(words[1] - 1);
    uint8_t *pad = image ? image->landingPad(words[1]) : nullptr;
    if (pad) wasabi_land(pad, exception, frame + 2 * sizeof(uintptr_t), words[0]);
    frame = words[0];
  }
  thread->exchange.thrown = uint64_t(exception);
  wasabi_resume(thread, uint32_t(Outcome::thrown));
}

} // namespace wasabi
