// Ends wasm execution: traps raised by helpers and hardware faults, exits, exceptions of host functions. All continue
// at the innermost entry frame of the thread.
#pragma once
#include "thread_context.h"
#include <ucontext.h>

namespace wasabi {

/// Installs the fault handlers, once a process, after Node's own: what is not ours goes on to those.
void installFaultHandlers();

/// Records a trap with the backtrace of the calling frame and leaves wasm. The caller and its callers up to compiled
/// code must own nothing: no destructor runs. `wasmOffset` 0: as the line table says. A null message keeps the one in
/// the thread's TrapInfo.
[[noreturn, gnu::noinline]] void raiseTrap(ThreadContext *thread, TrapCode code, uint32_t wasmOffset = 0,
                                           const char *message = "");
/// Leaves wasm because the program ended itself; the entry's caller throws an exit with this status.
[[noreturn]] void raiseExit(ThreadContext *thread, int32_t status);
/// Leaves wasm with the exception that is pending in the thread's environment.
[[noreturn]] void raisePendingException(ThreadContext *thread);

/// For signal handlers: makes the interrupted thread, whose program counter is in compiled code, trap there once the
/// handler returns. Async-signal-safe.
void trapInContext(ThreadContext *thread, TrapCode code, ucontext_t *context);

/// For signal handlers: makes the interrupted thread, whose program counter is in compiled code, leave wasm.
void leaveInContext(ThreadContext *thread, Outcome outcome, ucontext_t *context);

/// Frames of compiled code from a program counter (0: none) and a frame pointer outwards, across host calls.
/// Async-signal-safe. Returns how many were written.
uint32_t collectFrames(const ThreadContext *thread, uintptr_t pc, uintptr_t frame, CodeLocation *frames,
                       uint32_t limit);
/// Whether the frame pointers from `frame` outwards end at the thread's innermost entry frame: those of code that keeps
/// none lead anywhere. Async-signal-safe.
bool leadsToEntry(const ThreadContext *thread, uintptr_t frame);

} // namespace wasabi
