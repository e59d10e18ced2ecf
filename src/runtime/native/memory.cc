// Lengths and growth of linear memories. The memory itself is the platform's: JavaScript may grow it unasked, so a
// length is only ever too small.
#include "memory.h"
#include "entry.h"
#include <sys/mman.h>

namespace wasabi {

const napi_type_tag MemoryObject::tag = {0x7761736162690001, 0x6d656d6f7279};

static constexpr size_t reservedBytes = size_t(8) << 30;

MemoryObject *MemoryObject::create(ThreadContext *thread, uint8_t *base, uint64_t lengthBytes, bool shared,
                                   napi_value platform, napi_value grow) {
  auto *memory = new MemoryObject();
  memory->start = base;
  memory->length = lengthBytes;
  memory->shared = shared;
  memory->checkedAt = thread->jsEpoch;
  memory->owner = thread;
  thread->retain();
  napi_create_reference(thread->env, platform, 0, &memory->platform);
  napi_create_reference(thread->env, grow, 0, &memory->growFunction);
  return memory;
}

void MemoryObject::finalize(MemoryObject *memory) {
  memory->owner->whenOutside([memory] { delete memory; });
}

MemoryObject::~MemoryObject() {
  if (napi_env env = owner->env) {
    napi_delete_reference(env, platform);
    napi_delete_reference(env, growFunction);
  }
  owner->release();
}

namespace {
/// Handles made in it go away; so does an exception: too little stack for JavaScript, or the thread is ending.
class Scope {
public:
  explicit Scope(napi_env env) : env(env), open(napi_open_handle_scope(env, &scope) == napi_ok) {}
  ~Scope() {
    napi_value ignored;
    napi_get_and_clear_last_exception(env, &ignored);
    if (open) napi_close_handle_scope(env, scope);
  }
  /// Null when the value is gone.
  napi_value get(napi_ref reference) const {
    napi_value value = nullptr;
    return napi_get_reference_value(env, reference, &value) == napi_ok ? value : nullptr;
  }

private:
  napi_env env;
  napi_handle_scope scope;
  bool open;
};
} // namespace

/// Runs `action` where V8 lets JavaScript run: compiled code goes deeper than that.
template <typename Action> static void runAbove(ThreadContext *thread, Action action) {
  if (!thread->entry) return action();
  wasabi_call_above(thread, [](void *argument) { (*static_cast<Action *>(argument))(); }, &action);
}

bool MemoryObject::callGrow(double delta, double *result) {
  napi_env env = owner->env;
  Scope scope(env);
  napi_value function = scope.get(growFunction), receiver, argument, answer;
  napi_get_undefined(env, &receiver);
  napi_create_double(env, delta, &argument);
  return function && napi_call_function(env, receiver, function, 1, &argument, &answer) == napi_ok &&
         napi_get_value_double(env, answer, result) == napi_ok;
}

bool MemoryObject::readLength(double *result) {
  napi_env env = owner->env;
  Scope scope(env);
  napi_value memory = scope.get(platform), buffer, length;
  return memory && napi_get_named_property(env, memory, "buffer", &buffer) == napi_ok &&
         napi_get_named_property(env, buffer, "byteLength", &length) == napi_ok &&
         napi_get_value_double(env, length, result) == napi_ok;
}

void MemoryObject::refresh() {
  double bytes = 0;
  bool known = false;
  runAbove(owner, [&] { known = readLength(&bytes); });
  if (!known) return;
  if (uint64_t(bytes) > length) length = uint64_t(bytes);
  checkedAt = owner->jsEpoch;
}

uint64_t MemoryObject::currentLength() {
  if (shared || checkedAt != owner->jsEpoch) refresh();
  return length;
}

int64_t MemoryObject::grow(uint64_t deltaPages) {
  if (deltaPages == 0) return int64_t(currentLength() / wasmPageBytes);
  if (deltaPages > 65536) return -1;
  double old = -1;
  bool called = false;
  runAbove(owner, [&] { called = callGrow(double(deltaPages), &old); });
  if (!called || old < 0) return -1;
  uint64_t grown = (uint64_t(old) + deltaPages) * wasmPageBytes;
  if (grown > length) length = grown;
  return int64_t(old);
}

bool reservationIsWhole(const uint8_t *base) {
  if (!base || uintptr_t(base) % CodeRegion::pageBytes != 0) return false;
  // Changes nothing, but fails where any page of the range is not mapped.
  return madvise(const_cast<uint8_t *>(base), reservedBytes, MADV_NORMAL) == 0;
}

} // namespace wasabi
