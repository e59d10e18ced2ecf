// proc_exit and proc_raise. Both only ask for the exit: the caller unwinds once no C++ frame of ours is left.
#include "functions.h"

namespace wasabi::wasi {

namespace {

/// What the default action of each WASI `signal` is; the numbers are WASI's.
enum class Action { ignore, terminate, stop };

Action defaultAction(uint32_t signal) {
  switch (signal) {
  case 0:  // none
  case 13: // pipe
  case 16: // chld
  case 17: // cont
  case 22: // urg
  case 27: // winch
    return Action::ignore;
  case 18: // stop
  case 19: // tstp
  case 20: // ttin
  case 21: // ttou
    return Action::stop;
  default: return Action::terminate;
  }
}

/// The number that a shell adds to 128; Linux has STKFLT where WASI goes on counting.
uint32_t linuxNumber(uint32_t signal) { return signal < 16 ? signal : signal + 1; }

constexpr uint32_t lastSignal = 30;

} // namespace

Errno proc_exit(Call &call, uint32_t code) {
  call.exitCode = code;
  return Errno::exitRequested;
}

Errno proc_raise(Call &call, uint32_t signal) {
  if (signal > lastSignal) return Errno::inval;
  switch (defaultAction(signal)) {
  case Action::ignore: return Errno::success;
  case Action::stop: return Errno::notsup;
  case Action::terminate: break;
  }
  call.exitCode = 128 + linuxNumber(signal);
  return Errno::exitRequested;
}

} // namespace wasabi::wasi
