// Node-API functions about linear memories and what they are made of; native-addon.ts lists them.
#include "bindings.h"
#include "memory.h"
#include "reservation.h"
#include <mutex>

namespace wasabi {

/// From JavaScript: sizes it has checked, exact as numbers.
static uint64_t bytesOf(Reader &reader, napi_value value, const char *what) {
  double number = reader.number(value, what);
  if (reader.ok() && !(number >= 0 && number < 9007199254740992.0)) reader.fail(what, "a size in bytes");
  return reader.ok() ? uint64_t(number) : 0;
}

static napi_value createMemory(napi_env env, napi_callback_info info) {
  Arguments<6> args(env, info);
  MemoryParts parts{};
  bool isMapping = false;
  napi_check_object_type_tag(env, args[0], &Mapping::tag, &isMapping);
  if (isMapping) {
    parts.mapping = args.external<Mapping>(args[0], "mapping");
    parts.base = parts.mapping ? parts.mapping->base() : nullptr;
  } else {
    parts.base = args.typedArray<uint8_t>(args[0], "bytes").data;
  }
  parts.lengthBytes = bytesOf(args, args[1], "lengthBytes");
  parts.pageBytesLog2 = args.u32(args[2], "pageBytesLog2");
  parts.shared = args.boolean(args[3], "shared");
  bool guarded = args.boolean(args[4], "guarded");
  if (!args.ok()) return nullptr;
  if (guarded && !reservationIsWhole(parts.base)) {
    throwError(env, "8 GiB of address space are not reserved for a memory");
    return nullptr;
  }
  return externalValue(env, MemoryObject::create(ThreadContext::current(), parts, args[5]));
}

static napi_value memoryBase(napi_env env, napi_callback_info info) {
  Arguments<1> args(env, info);
  auto *memory = args.external<MemoryObject>(args[0], "memory");
  return args.ok() ? numberValue(env, double(uintptr_t(memory->base()))) : nullptr;
}

static napi_value decideReservation(napi_env env, napi_callback_info info) {
  Arguments<1> args(env, info);
  auto bytes = args.typedArray<uint8_t>(args[0], "bytes");
  if (!args.ok()) return nullptr;
  // Code compiled on one thread runs on another: all of them must be told the same.
  static const bool decided = platformReserves(bytes.data);
  return boolValue(env, decided);
}

static napi_value createMapping(napi_env env, napi_callback_info info) {
  Arguments<2> args(env, info);
  uint64_t length = bytesOf(args, args[0], "lengthBytes");
  uint64_t maximum = bytesOf(args, args[1], "maximumBytes");
  if (!args.ok()) return nullptr;
  Mapping *mapping = Mapping::create(ThreadContext::current(), length, maximum);
  if (mapping) return externalValue(env, mapping);
  napi_throw_range_error(env, nullptr, "no address space for a memory");
  return nullptr;
}

static napi_value growMapping(napi_env env, napi_callback_info info) {
  Arguments<2> args(env, info);
  auto *mapping = args.external<Mapping>(args[0], "mapping");
  uint64_t length = bytesOf(args, args[1], "lengthBytes");
  return args.ok() ? boolValue(env, mapping->grow(length)) : nullptr;
}

/// A buffer over the mapping's present length, which holds a reference to it.
static napi_value mappingBuffer(napi_env env, napi_callback_info info) {
  Arguments<1> args(env, info);
  auto *mapping = args.external<Mapping>(args[0], "mapping");
  if (!args.ok()) return nullptr;
  napi_value buffer = nullptr;
  auto give = [](napi_env, void *, void *hint) { static_cast<Mapping *>(hint)->release(); };
  mapping->retain();
  if (napi_create_external_arraybuffer(env, mapping->base(), *mapping->lengthCell(), give, mapping, &buffer) == napi_ok)
    return buffer;
  mapping->release();
  return nullptr;
}

static napi_value detachBuffer(napi_env env, napi_callback_info info) {
  Arguments<1> args(env, info);
  if (napi_detach_arraybuffer(env, args[0]) != napi_ok) args.fail("buffer", "an ArrayBuffer that can be detached");
  return nullptr;
}

/// One of all threads at a time: for steps that only JavaScript can make and that must not interleave.
static napi_value exclusively(napi_env env, napi_callback_info info) {
  static auto *mutex = new std::mutex();
  Arguments<1> args(env, info);
  napi_value result = nullptr;
  std::lock_guard<std::mutex> lock(*mutex);
  if (napi_call_function(env, undefinedValue(env), args[0], 0, nullptr, &result) != napi_ok)
    args.fail("action", "a function");
  return result;
}

NativeFunctionTable memoryBindings() {
  return {{"createMemory", createMemory},   {"memoryBase", memoryBase},       {"decideReservation", decideReservation},
          {"createMapping", createMapping}, {"growMapping", growMapping},     {"mappingBuffer", mappingBuffer},
          {"detachBuffer", detachBuffer},   {"exclusively", exclusively}};
}

} // namespace wasabi
