// Node-API functions about code that outlives the process; binding.ts documents them.
#include "bindings.h"
#include "checksum.h"
#include "module_argument.h"
#include "saved_code.h"
#include <cerrno>
#include <cstring>
#include <sys/mman.h>

namespace wasabi {

/// A key of saved code, or null with a TypeError pending.
static const uint8_t *keyOf(Reader &reader, napi_value value) {
  auto key = reader.typedArray<uint8_t>(value, "key");
  if (reader.ok() && key.length != savedKeyBytes) reader.fail("key", "32 bytes");
  return reader.ok() ? key.data : nullptr;
}

static napi_value hasNews(napi_env env, napi_callback_info info) {
  Arguments<1> args(env, info);
  ModuleReference module = moduleOf(env, args, args[0]);
  return module ? boolValue(env, module->hasNews()) : nullptr;
}

static napi_value saveCode(napi_env env, napi_callback_info info) {
  Arguments<4> args(env, info);
  ModuleReference module = moduleOf(env, args, args[0]);
  const uint8_t *key = keyOf(args, args[1]);
  bool onlyNew = args.boolean(args[2], "onlyNew");
  uint32_t file = args.u32(args[3], "file");
  if (!module || !args.ok()) return nullptr;
  size_t length = module->save(key, onlyNew, int(file));
  if (length > 0) return numberValue(env, double(length));
  throwError(env, std::string("the code cannot be saved: ") + strerror(errno));
  return nullptr;
}

static napi_value restoreCode(napi_env env, napi_callback_info info) {
  Arguments<3> args(env, info);
  ModuleReference module = moduleOf(env, args, args[0]);
  const uint8_t *key = keyOf(args, args[1]);
  auto bytes = args.typedArray<uint8_t>(args[2], "bytes");
  if (!module || !args.ok()) return nullptr;
  RestoredCode restored;
  const char *problem = module->restore(bytes, key, &restored);
  ObjectBuilder object(env);
  object.string("problem", problem ? problem : "");
  object.number("images", restored.images);
  object.number("baselineFunctions", restored.baselineFunctions);
  object.number("optimizedFunctions", restored.optimizedFunctions);
  object.number("continuations", restored.continuations);
  object.number("codeBytes", restored.codeBytes);
  return object.value();
}

static napi_value checkSavedCode(napi_env env, napi_callback_info info) {
  Arguments<2> args(env, info);
  const uint8_t *key = keyOf(args, args[0]);
  auto bytes = args.typedArray<uint8_t>(args[1], "bytes");
  if (!args.ok()) return nullptr;
  const char *problem = SavedReader::check(bytes);
  if (!problem && memcmp(SavedReader(bytes).header().key, key, savedKeyBytes) != 0) problem = "of another key";
  napi_value text;
  napi_create_string_utf8(env, problem ? problem : "", NAPI_AUTO_LENGTH, &text);
  return text;
}

static napi_value checksumBinding(napi_env env, napi_callback_info info) {
  Arguments<1> args(env, info);
  auto bytes = args.typedArray<uint8_t>(args[0], "bytes");
  return args.ok() ? numberValue(env, crc32c(bytes.data, bytes.length)) : nullptr;
}

/// A file's bytes without reading them: valid as long as the array lives, not to be written.
static napi_value mapFile(napi_env env, napi_callback_info info) {
  Arguments<2> args(env, info);
  uint32_t file = args.u32(args[0], "file");
  double length = args.number(args[1], "length");
  if (!args.ok()) return nullptr;
  auto sizeBytes = size_t(length);
  void *bytes = mmap(nullptr, sizeBytes, PROT_READ, MAP_PRIVATE | MAP_POPULATE, int(file), 0);
  if (bytes == MAP_FAILED) {
    throwError(env, "the file cannot be mapped");
    return nullptr;
  }
  auto unmap = [](napi_env, void *start, void *size) { munmap(start, size_t(size)); };
  napi_value buffer, array = nullptr;
  if (napi_create_external_arraybuffer(env, bytes, sizeBytes, unmap, reinterpret_cast<void *>(sizeBytes), &buffer) !=
      napi_ok) {
    munmap(bytes, sizeBytes);
    throwError(env, "no buffer for a mapped file");
    return nullptr;
  }
  napi_create_typedarray(env, napi_uint8_array, sizeBytes, buffer, 0, &array);
  return array;
}

NativeFunctionTable savedCodeBindings() {
  return {{"hasNews", hasNews},
          {"saveCode", saveCode},
          {"restoreCode", restoreCode},
          {"checkSavedCode", checkSavedCode},
          {"checksum", checksumBinding},
          {"mapFile", mapFile}};
}

} // namespace wasabi
