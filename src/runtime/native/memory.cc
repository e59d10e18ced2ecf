// Lengths, growth, waiting and waking of linear memories. JavaScript, or another thread, may grow one unasked, so a
// length is only ever too small.
#include "memory.h"
#include "entry.h"
#include <cmath>

namespace wasabi {

const napi_type_tag MemoryObject::tag = {0x7761736162690001, 0x6d656d6f7279};

MemoryObject *MemoryObject::create(ThreadContext *thread, const MemoryParts &parts, napi_value operations) {
  auto *memory = new MemoryObject();
  memory->parts = parts;
  memory->length = parts.lengthBytes;
  memory->checkedAt = thread->jsEpoch;
  memory->owner = thread;
  if (parts.mapping) parts.mapping->retain();
  thread->retain();
  napi_create_reference(thread->env, operations, 0, &memory->operations);
  return memory;
}

void MemoryObject::finalize(MemoryObject *memory) {
  memory->owner->whenOutside([memory] { delete memory; });
}

MemoryObject::~MemoryObject() {
  if (napi_env env = owner->env) napi_delete_reference(env, operations);
  if (parts.mapping) parts.mapping->release();
  owner->release();
}

/// Runs `action` where V8 lets JavaScript run: compiled code goes deeper than that.
template <typename Action> static void runAbove(ThreadContext *thread, Action action) {
  if (!thread->entry) return action();
  wasabi_call_above(thread, [](void *argument) { (*static_cast<Action *>(argument))(); }, &action);
}

/// Calls an operation with what `make(env, arguments)` writes (at most three; it returns how many). False when it
/// threw: too little stack for JavaScript, or the thread is ending.
template <typename MakeArguments>
bool MemoryObject::callAbove(const char *operation, double *result, Exception exception, MakeArguments make) {
  bool called = false;
  runAbove(owner, [&] {
    napi_env env = owner->env;
    napi_handle_scope scope;
    if (napi_open_handle_scope(env, &scope) != napi_ok) return;
    napi_value arguments[3];
    size_t count = make(env, arguments);
    called = call(operation, count, arguments, result);
    napi_value ignored;
    if (exception == Exception::forget) napi_get_and_clear_last_exception(env, &ignored);
    napi_close_handle_scope(env, scope);
  });
  return called;
}

bool MemoryObject::call(const char *operation, size_t count, const napi_value *arguments, double *result) {
  napi_env env = owner->env;
  napi_value object = nullptr, function, answer;
  return napi_get_reference_value(env, operations, &object) == napi_ok && object &&
         napi_get_named_property(env, object, operation, &function) == napi_ok &&
         napi_call_function(env, object, function, count, arguments, &answer) == napi_ok &&
         napi_get_value_double(env, answer, result) == napi_ok;
}

void MemoryObject::refresh() {
  if (parts.mapping) return;
  double bytes = 0;
  // A function's entry is where V8 takes notice of growth by other threads; a property of the platform's would not do.
  if (!callAbove("length", &bytes, Exception::forget, [](napi_env, napi_value *) { return 0; })) return;
  if (uint64_t(bytes) > length) length = uint64_t(bytes);
  checkedAt = owner->jsEpoch;
}

uint64_t MemoryObject::currentLength() {
  if (parts.shared || checkedAt != owner->jsEpoch) refresh();
  return *lengthCell();
}

bool MemoryObject::covers(uint64_t offset, uint64_t count) {
  auto inside = [&](uint64_t bytes) { return count <= bytes && offset <= bytes - count; };
  if (inside(*lengthCell())) return true;
  refresh();
  return inside(*lengthCell());
}

int64_t MemoryObject::grow(uint64_t deltaPages) {
  // Larger than any memory, and still exact as a number.
  static constexpr uint64_t tooManyPages = uint64_t(1) << 48;
  if (deltaPages == 0) return int64_t(currentPages());
  if (deltaPages >= tooManyPages) return -1;
  double old = -1;
  bool called = callAbove("grow", &old, Exception::forget, [&](napi_env env, napi_value *arguments) {
    napi_create_double(env, double(deltaPages), &arguments[0]);
    return 1;
  });
  if (!called || old < 0) return -1;
  uint64_t grown = (uint64_t(old) + deltaPages) << parts.pageBytesLog2;
  if (grown > length) length = grown;
  return int64_t(old);
}

WaitResult MemoryObject::wait(uint64_t address, int64_t expected, bool is64, double timeoutMs) {
  double result = 0;
  bool called = callAbove("wait", &result, Exception::leavePending, [&](napi_env env, napi_value *arguments) {
    napi_create_double(env, double(address), &arguments[0]);
    if (is64)
      napi_create_bigint_int64(env, expected, &arguments[1]);
    else
      napi_create_int32(env, int32_t(expected), &arguments[1]);
    napi_create_double(env, timeoutMs < 0 ? INFINITY : timeoutMs, &arguments[2]);
    return 3;
  });
  return called ? WaitResult(int32_t(result)) : WaitResult::failed;
}

uint32_t MemoryObject::notify(uint64_t address, uint32_t count) {
  double woken = 0;
  callAbove("notify", &woken, Exception::forget, [&](napi_env env, napi_value *arguments) {
    napi_create_double(env, double(address), &arguments[0]);
    napi_create_uint32(env, count, &arguments[1]);
    return 2;
  });
  return uint32_t(woken);
}

} // namespace wasabi
