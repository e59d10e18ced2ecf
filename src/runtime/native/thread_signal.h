// The one signal (SIGURG) by which threads that run wasm are reached wherever they are: to look through their stacks
// for retired code, and to notice that their environment is being ended while they never return to it.
#pragma once
#include "thread_context.h"

namespace wasabi {

/// Installs the handler; once a process.
void installThreadSignal();
/// Sends the signal. False when the thread is gone.
bool signalThread(const ThreadContext *thread);

/// Whether the thread's environment still runs JavaScript; a worker that is being terminated does not. Called on that
/// thread, where no lock is held.
bool environmentLives(ThreadContext *thread);
/// From now on worker threads that stay in wasm are asked now and then whether they are being terminated.
void watchForTermination(const ThreadContext *thread);

} // namespace wasabi
