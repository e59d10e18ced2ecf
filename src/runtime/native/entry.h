// Declarations of entry_x64.S and of the C++ functions it calls.
#pragma once
#include "thread_context.h"

namespace wasabi {
struct HostFunction;
}

extern "C" {
/// Calls code(context, …) on this thread with the registers in its exchange; an Outcome.
uint32_t wasabi_enter(wasabi::ThreadContext *thread, void *code, void *context);
/// Continues at the innermost entry frame. Destructors of frames in between do not run.
[[noreturn]] void wasabi_resume(wasabi::ThreadContext *thread, uint32_t outcome);
/// Calls function(argument) on the piece of stack kept free below the outermost entry frame. It must not enter wasm.
void wasabi_call_above(wasabi::ThreadContext *thread, void (*function)(void *), void *argument);
/// Continues at a landing pad, which finds the exception in rax, with the stack and frame pointer of its frame.
[[noreturn]] void wasabi_land(uint8_t *pad, wasabi::Exception *exception, uintptr_t stackPointer,
                              uintptr_t framePointer);
void wasabi_host_trampoline();
void wasabi_lazy_common();

void wasabi_host_call(wasabi::HostFunction *function);
void *wasabi_lazy_resolve(wasabi::VmContext *context, uint32_t definedIndex);
}
