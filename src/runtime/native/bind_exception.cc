// Node-API functions about tags and exceptions; native-addon.ts lists them.
#include "bindings.h"
#include "exception.h"
#include "thread_context.h"
#include <cstring>

namespace wasabi {

namespace {
/// JavaScript's hold on an exception.
struct ExceptionHandle {
  static const napi_type_tag tag;
  Exception *exception;
  ThreadContext *thread;

  static void finalize(ExceptionHandle *handle) {
    handle->exception->pins--;
    handle->thread->release();
    delete handle;
  }
};
const napi_type_tag ExceptionHandle::tag = {0x7761736162690007, 0x657863};
} // namespace

static napi_value addressValue(napi_env env, const void *address) {
  return numberValue(env, double(uintptr_t(address)));
}

/// JavaScript has addresses of exceptions from us, in the exchange area.
static Exception *exceptionAt(double address) { return reinterpret_cast<Exception *>(uintptr_t(address)); }

static napi_value createTag(napi_env env, napi_callback_info info) {
  Arguments<2> args(env, info);
  auto kinds = args.typedArray<uint8_t>(args[0], "payload");
  uint32_t typeId = args.u32(args[1], "type");
  if (!args.ok()) return nullptr;
  std::vector<TagObject::Kind> payload;
  for (size_t i = 0; i < kinds.length; i++)
    payload.push_back(TagObject::Kind(kinds.data[i]));
  TagObject *tag = TagObject::create(ThreadContext::current(), std::move(payload), typeId);
  ObjectBuilder object(env);
  object.set("native", externalValue(env, tag));
  object.set("address", addressValue(env, tag));
  return object.value();
}

static napi_value holdTagWithExceptions(napi_env env, napi_callback_info info) {
  Arguments<2> args(env, info);
  auto *tag = args.external<TagObject>(args[0], "tag");
  if (args.ok()) tag->setHolder(args[1]);
  return nullptr;
}

static napi_value tagOfException(napi_env env, napi_callback_info info) {
  Arguments<1> args(env, info);
  double address = args.number(args[0], "exception");
  if (!args.ok()) return nullptr;
  TagObject *tag = exceptionAt(address)->tag;
  tag->references++;
  tag->thread->retain();
  return externalValue(env, tag);
}

static napi_value throwException(napi_env env, napi_callback_info info) {
  Arguments<2> args(env, info);
  auto *tag = args.external<TagObject>(args[0], "tag");
  uint32_t object = args.u32(args[1], "object");
  if (!args.ok()) return nullptr;
  ThreadContext *thread = ThreadContext::current();
  Exception *exception = thread->exceptions.create(tag);
  if (!exception) {
    napi_throw_range_error(env, nullptr, "no memory for an exception");
    return nullptr;
  }
  exception->object = object;
  thread->exchange.thrown = uint64_t(exception);
  return nullptr;
}

static napi_value rethrowException(napi_env env, napi_callback_info info) {
  Arguments<1> args(env, info);
  auto *handle = args.external<ExceptionHandle>(args[0], "exception");
  if (args.ok()) ThreadContext::current()->exchange.thrown = uint64_t(handle->exception);
  return nullptr;
}

static napi_value openException(napi_env env, napi_callback_info info) {
  Arguments<1> args(env, info);
  double address = args.number(args[0], "exception");
  if (!args.ok()) return nullptr;
  const Exception *exception = exceptionAt(address);
  void *data = nullptr;
  napi_value buffer, payload;
  size_t sizeBytes = exception->payloadCount() * sizeof(Value);
  napi_create_arraybuffer(env, sizeBytes, &data, &buffer);
  if (sizeBytes > 0) memcpy(data, exception->values, sizeBytes);
  napi_create_typedarray(env, napi_biguint64_array, sizeBytes / sizeof(uint64_t), buffer, 0, &payload);
  ObjectBuilder object(env);
  object.number("object", exception->object);
  object.set("tag", addressValue(env, exception->tag));
  object.number("typeId", exception->tag->typeId);
  object.set("payload", payload);
  return object.value();
}

static napi_value standForException(napi_env env, napi_callback_info info) {
  Arguments<2> args(env, info);
  double address = args.number(args[0], "exception");
  uint32_t object = args.u32(args[1], "object");
  if (args.ok()) exceptionAt(address)->object = object;
  return nullptr;
}

static napi_value pinException(napi_env env, napi_callback_info info) {
  Arguments<1> args(env, info);
  double address = args.number(args[0], "exception");
  if (!args.ok()) return nullptr;
  ThreadContext *thread = ThreadContext::current();
  Exception *exception = exceptionAt(address);
  exception->pins++;
  thread->retain();
  return externalValue(env, new ExceptionHandle{exception, thread});
}

static napi_value exceptionExterns(napi_env env, napi_callback_info) {
  ExceptionHeap &heap = ThreadContext::current()->exceptions;
  heap.collect();
  std::vector<double> numbers;
  for (const Exception *exception : heap.all()) {
    if (exception->object) numbers.push_back(exception->object);
    for (size_t i = 0; i < exception->payloadCount(); i++)
      if (exception->tag->payload[i] == TagObject::Kind::externref) numbers.push_back(double(exception->values[i].bits));
  }
  void *data = nullptr;
  napi_value buffer, array;
  napi_create_arraybuffer(env, numbers.size() * sizeof(double), &data, &buffer);
  if (!numbers.empty()) memcpy(data, numbers.data(), numbers.size() * sizeof(double));
  napi_create_typedarray(env, napi_float64_array, numbers.size(), buffer, 0, &array);
  return array;
}

static napi_value liveExceptions(napi_env env, napi_callback_info) {
  return numberValue(env, double(ThreadContext::current()->exceptions.all().size()));
}

NativeFunctionTable exceptionBindings() {
  return {{"createTag", createTag},
          {"holdTagWithExceptions", holdTagWithExceptions},
          {"tagOfException", tagOfException},
          {"throwException", throwException},
          {"rethrowException", rethrowException},
          {"openException", openException},
          {"standForException", standForException},
          {"pinException", pinException},
          {"exceptionExterns", exceptionExterns},
          {"liveExceptions", liveExceptions}};
}

} // namespace wasabi
