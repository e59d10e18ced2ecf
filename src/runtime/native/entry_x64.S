// Crossings between C++ and compiled code on x86-64 System V: entry, unwinding to it, host calls, lazy stubs.
// Offsets come from entry_offsets.h, which C++ checks against its structures.
#include "entry_offsets.h"
        .intel_syntax noprefix
        .text

// uint32_t wasabi_enter(ThreadContext *thread, void *code, void *context)
// Calls code(context, …) with the registers of the thread's exchange, stores its result there; returns an Outcome.
        .globl  wasabi_enter
        .hidden wasabi_enter
        .type   wasabi_enter, @function
wasabi_enter:
        .cfi_startproc
        push    rbp
        .cfi_def_cfa_offset 16
        .cfi_offset rbp, -16
        mov     rbp, rsp
        .cfi_def_cfa_register rbp
        push    rbx
        push    r12
        push    r13
        push    r14
        push    r15
        sub     rsp, 24
        mov     rbx, rdi
        mov     rax, [rbx + THREAD_ENTRY]
        mov     [rsp + FRAME_PREVIOUS], rax
        mov     rax, [rbx + THREAD_EXIT_FRAME]
        mov     [rsp + FRAME_OUTER_EXIT], rax
        mov     [rsp + FRAME_THREAD], rbx
        mov     [rbx + THREAD_ENTRY], rsp
        mov     rax, [rsp + FRAME_PREVIOUS]
        test    rax, rax
        jnz     1f
        mov     [rbx + THREAD_OUTERMOST], rsp
        sub     rsp, HOST_RESERVE
1:      lea     r10, [rbx + THREAD_EXCHANGE]
        mov     r11, rsi
        mov     rdi, rdx
        mov     rsi, [r10 + EXCHANGE_INTS + 8]
        mov     rdx, [r10 + EXCHANGE_INTS + 16]
        mov     rcx, [r10 + EXCHANGE_INTS + 24]
        mov     r8, [r10 + EXCHANGE_INTS + 32]
        mov     r9, [r10 + EXCHANGE_INTS + 40]
        movaps  xmm0, [r10 + EXCHANGE_FLOATS]
        movaps  xmm1, [r10 + EXCHANGE_FLOATS + 16]
        movaps  xmm2, [r10 + EXCHANGE_FLOATS + 32]
        movaps  xmm3, [r10 + EXCHANGE_FLOATS + 48]
        movaps  xmm4, [r10 + EXCHANGE_FLOATS + 64]
        movaps  xmm5, [r10 + EXCHANGE_FLOATS + 80]
        movaps  xmm6, [r10 + EXCHANGE_FLOATS + 96]
        movaps  xmm7, [r10 + EXCHANGE_FLOATS + 112]
        call    r11
        mov     [rbx + THREAD_EXCHANGE + EXCHANGE_INT_RESULT], rax
        movaps  [rbx + THREAD_EXCHANGE + EXCHANGE_FLOAT_RESULT], xmm0
        xor     eax, eax
        mov     rsp, [rbx + THREAD_ENTRY]
.Lleave:
        mov     rcx, [rsp + FRAME_PREVIOUS]
        mov     [rbx + THREAD_ENTRY], rcx
        mov     rcx, [rsp + FRAME_OUTER_EXIT]
        mov     [rbx + THREAD_EXIT_FRAME], rcx
        add     rsp, 24
        pop     r15
        pop     r14
        pop     r13
        pop     r12
        pop     rbx
        pop     rbp
        .cfi_def_cfa rsp, 8
        ret
        .cfi_endproc
        .size   wasabi_enter, . - wasabi_enter

// [[noreturn]] void wasabi_resume(ThreadContext *thread, uint32_t outcome)
// Drops everything above the innermost entry frame and makes its wasabi_enter return the outcome.
        .globl  wasabi_resume
        .hidden wasabi_resume
        .type   wasabi_resume, @function
wasabi_resume:
        cld
        mov     rbx, rdi
        mov     eax, esi
        mov     rsp, [rbx + THREAD_ENTRY]
        jmp     .Lleave
        .size   wasabi_resume, . - wasabi_resume

// [[noreturn]] void wasabi_land(uint8_t *pad, Exception *exception, uintptr_t stackPointer, uintptr_t framePointer)
// Drops the frames above a frame of compiled code and goes on at its landing pad.
        .globl  wasabi_land
        .hidden wasabi_land
        .type   wasabi_land, @function
wasabi_land:
        cld
        mov     rax, rsi
        mov     rsp, rdx
        mov     rbp, rcx
        jmp     rdi
        .size   wasabi_land, . - wasabi_land

// void wasabi_call_above(ThreadContext *thread, void (*function)(void *), void *argument)
// Calls function(argument) on the stack kept free below the outermost entry frame, where V8 lets JavaScript run however
// deep wasm is. The function must not enter wasm.
        .globl  wasabi_call_above
        .hidden wasabi_call_above
        .type   wasabi_call_above, @function
wasabi_call_above:
        .cfi_startproc
        push    rbp
        .cfi_def_cfa_offset 16
        .cfi_offset rbp, -16
        mov     rbp, rsp
        .cfi_def_cfa_register rbp
        push    rbx
        push    r12
        mov     rbx, rdi
        mov     r12, rsp
        mov     [rbx + THREAD_LEFT_STACK], rsp
        mov     rsp, [rbx + THREAD_OUTERMOST]
        mov     rax, rsi
        mov     rdi, rdx
        call    rax
        mov     rsp, r12
        mov     qword ptr [rbx + THREAD_LEFT_STACK], 0
        pop     r12
        pop     rbx
        pop     rbp
        .cfi_def_cfa rsp, 8
        ret
        .cfi_endproc
        .size   wasabi_call_above, . - wasabi_call_above

// Code of every host function made by JavaScript; its context is a HostFunction, which starts with its thread.
        .globl  wasabi_host_trampoline
        .hidden wasabi_host_trampoline
        .type   wasabi_host_trampoline, @function
wasabi_host_trampoline:
        .cfi_startproc
        push    rbp
        .cfi_def_cfa_offset 16
        .cfi_offset rbp, -16
        mov     rbp, rsp
        .cfi_def_cfa_register rbp
        push    rbx
        sub     rsp, 8
        mov     rbx, [rdi]
        mov     [rbx + THREAD_EXIT_FRAME], rbp
        lea     r10, [rbx + THREAD_EXCHANGE]
        mov     [r10 + EXCHANGE_INTS + 8], rsi
        mov     [r10 + EXCHANGE_INTS + 16], rdx
        mov     [r10 + EXCHANGE_INTS + 24], rcx
        mov     [r10 + EXCHANGE_INTS + 32], r8
        mov     [r10 + EXCHANGE_INTS + 40], r9
        movaps  [r10 + EXCHANGE_FLOATS], xmm0
        movaps  [r10 + EXCHANGE_FLOATS + 16], xmm1
        movaps  [r10 + EXCHANGE_FLOATS + 32], xmm2
        movaps  [r10 + EXCHANGE_FLOATS + 48], xmm3
        movaps  [r10 + EXCHANGE_FLOATS + 64], xmm4
        movaps  [r10 + EXCHANGE_FLOATS + 80], xmm5
        movaps  [r10 + EXCHANGE_FLOATS + 96], xmm6
        movaps  [r10 + EXCHANGE_FLOATS + 112], xmm7
        call    wasabi_host_call
        mov     rax, [rbx + THREAD_EXCHANGE + EXCHANGE_INT_RESULT]
        movaps  xmm0, [rbx + THREAD_EXCHANGE + EXCHANGE_FLOAT_RESULT]
        add     rsp, 8
        pop     rbx
        pop     rbp
        .cfi_def_cfa rsp, 8
        ret
        .cfi_endproc
        .size   wasabi_host_trampoline, . - wasabi_host_trampoline

// Where lazy stubs jump to with the defined function's index in eax. Gets the code, then goes on there with every
// argument register as it was.
        .globl  wasabi_lazy_common
        .hidden wasabi_lazy_common
        .type   wasabi_lazy_common, @function
wasabi_lazy_common:
        .cfi_startproc
        push    rbp
        .cfi_def_cfa_offset 16
        .cfi_offset rbp, -16
        mov     rbp, rsp
        .cfi_def_cfa_register rbp
        sub     rsp, 176
        mov     [rsp], rdi
        mov     [rsp + 8], rsi
        mov     [rsp + 16], rdx
        mov     [rsp + 24], rcx
        mov     [rsp + 32], r8
        mov     [rsp + 40], r9
        movaps  [rsp + 48], xmm0
        movaps  [rsp + 64], xmm1
        movaps  [rsp + 80], xmm2
        movaps  [rsp + 96], xmm3
        movaps  [rsp + 112], xmm4
        movaps  [rsp + 128], xmm5
        movaps  [rsp + 144], xmm6
        movaps  [rsp + 160], xmm7
        mov     esi, eax
        call    wasabi_lazy_resolve
        mov     rdi, [rsp]
        mov     rsi, [rsp + 8]
        mov     rdx, [rsp + 16]
        mov     rcx, [rsp + 24]
        mov     r8, [rsp + 32]
        mov     r9, [rsp + 40]
        movaps  xmm0, [rsp + 48]
        movaps  xmm1, [rsp + 64]
        movaps  xmm2, [rsp + 80]
        movaps  xmm3, [rsp + 96]
        movaps  xmm4, [rsp + 112]
        movaps  xmm5, [rsp + 128]
        movaps  xmm6, [rsp + 144]
        movaps  xmm7, [rsp + 160]
        leave
        .cfi_def_cfa rsp, 8
        jmp     rax
        .cfi_endproc
        .size   wasabi_lazy_common, . - wasabi_lazy_common

        .section .note.GNU-stack, "", @progbits
