// Offsets that entry_x64.S uses, in bytes; entry.cc compares them with the structures. Plain macros: also assembled.
#pragma once
#define THREAD_EXCHANGE 16448
#define THREAD_ENTRY 16688
#define THREAD_EXIT_FRAME 16696
#define THREAD_OUTERMOST 16704
#define THREAD_LEFT_STACK 16712
#define EXCHANGE_INTS 0
#define EXCHANGE_FLOATS 48
#define EXCHANGE_INT_RESULT 176
#define EXCHANGE_FLOAT_RESULT 192
// Stack kept free below the outermost entry frame, see wasabi_call_above.
#define HOST_RESERVE 196608
#define FRAME_PREVIOUS 0
#define FRAME_OUTER_EXIT 8
#define FRAME_THREAD 16
