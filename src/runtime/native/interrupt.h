// Signals that end a program: Ctrl-C, a request to end, a terminal that is closed, and writing to a pipe that nobody reads
// any more. For the command line, where one thread runs one program.
#pragma once
#include "thread_context.h"

namespace wasabi {

/// From now on SIGINT, SIGTERM and SIGHUP, and SIGPIPE of the calling thread, make the wasm that this thread runs trap with
/// `interrupted`, wherever it is. Without wasm, or when one of the first three comes a second time, it ends the process as
/// by default. Called again it forgets the last interrupt. Returns false when the system refuses, or for a second thread.
bool interruptOnSignals();

/// Whether this is the thread that signals interrupt.
bool isInterruptible(const ThreadContext *thread);

/// The signal that interrupted the program; 0 without one.
int interruptingSignal();

/// Ends the process now, without waiting for its other threads.
[[noreturn]] void leaveProcess(int status);

} // namespace wasabi
