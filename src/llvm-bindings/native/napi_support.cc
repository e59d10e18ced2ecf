#include "napi_support.h"

using namespace llvm;

namespace wasabi_llvm {

napi_value throw_error(napi_env env, const std::string &message) {
  napi_throw_error(env, "ERR_LLVM", ("llvm-bindings: " + message).c_str());
  return nullptr;
}

napi_value throw_error(napi_env env, Error error) { return throw_error(env, toString(std::move(error))); }

Arguments::Arguments(napi_env env, napi_callback_info info) : env(env) {
  // N-API fills what the caller left out with undefined.
  size_t count = max_count;
  napi_get_cb_info(env, info, &count, values, nullptr, nullptr);
}

bool Arguments::mistaken(size_t index, const char *wanted) {
  const std::string message = "llvm-bindings: argument " + std::to_string(index) + " must be " + wanted;
  napi_throw_type_error(env, "ERR_INVALID_ARG_TYPE", message.c_str());
  return false;
}

bool Arguments::text(size_t index, std::string &out) {
  size_t length = 0;
  if (napi_get_value_string_utf8(env, values[index], nullptr, 0, &length) != napi_ok)
    return mistaken(index, "a string");
  out.resize(length + 1);
  napi_get_value_string_utf8(env, values[index], out.data(), out.size(), &length);
  out.resize(length);
  return true;
}

bool Arguments::number(size_t index, uint32_t &out) {
  return napi_get_value_uint32(env, values[index], &out) == napi_ok || mistaken(index, "a number");
}

bool Arguments::boolean(size_t index, bool &out) {
  return napi_get_value_bool(env, values[index], &out) == napi_ok || mistaken(index, "a boolean");
}

bool Arguments::typed_array(napi_value value, napi_typedarray_type wanted, void *&data, size_t &length) {
  bool is_typed_array = false;
  napi_typedarray_type type;
  if (napi_is_typedarray(env, value, &is_typed_array) != napi_ok || !is_typed_array) return false;
  if (napi_get_typedarray_info(env, value, &type, &length, &data, nullptr, nullptr) != napi_ok) return false;
  return type == wanted;
}

bool Arguments::words(size_t index, std::span<const int32_t> &out) {
  void *data = nullptr;
  size_t length = 0;
  if (!typed_array(values[index], napi_int32_array, data, length)) return mistaken(index, "an Int32Array");
  out = {static_cast<const int32_t *>(data), length};
  return true;
}

bool Arguments::bytes(size_t index, std::span<const uint8_t> &out) {
  void *data = nullptr;
  size_t length = 0;
  if (!typed_array(values[index], napi_uint8_array, data, length)) return mistaken(index, "a Uint8Array");
  out = {static_cast<const uint8_t *>(data), length};
  return true;
}

bool Arguments::word_arrays(size_t index, std::vector<std::span<const int32_t>> &out) {
  uint32_t count = 0;
  if (napi_get_array_length(env, values[index], &count) != napi_ok) return mistaken(index, "an array");
  out.reserve(count);
  for (uint32_t i = 0; i < count; ++i) {
    napi_handle_scope scope;
    napi_open_handle_scope(env, &scope);
    napi_value element = nullptr;
    void *data = nullptr;
    size_t length = 0;
    napi_get_element(env, values[index], i, &element);
    const bool is_words = typed_array(element, napi_int32_array, data, length);
    // The array keeps its elements alive while this call lasts.
    napi_close_handle_scope(env, scope);
    if (!is_words) return mistaken(index, "an array of Int32Arrays");
    out.emplace_back(static_cast<const int32_t *>(data), length);
  }
  return true;
}

bool Arguments::is_undefined(size_t index) {
  napi_valuetype type;
  return napi_typeof(env, values[index], &type) == napi_ok && type == napi_undefined;
}

void *Arguments::wrapped(size_t index, const napi_type_tag &tag) const {
  napi_valuetype type = napi_undefined;
  bool is_tagged = false;
  void *data = nullptr;
  if (napi_typeof(env, values[index], &type) != napi_ok || type != napi_object) return nullptr;
  if (napi_check_object_type_tag(env, values[index], &tag, &is_tagged) != napi_ok || !is_tagged) return nullptr;
  return napi_unwrap(env, values[index], &data) == napi_ok ? data : nullptr;
}

napi_value make_text(napi_env env, const std::string &text) {
  napi_value value = nullptr;
  napi_create_string_utf8(env, text.data(), text.size(), &value);
  return value;
}

napi_value make_number(napi_env env, double number) {
  napi_value value = nullptr;
  napi_create_double(env, number, &value);
  return value;
}

napi_value make_texts(napi_env env, const std::vector<std::string> &texts) {
  napi_value array = nullptr;
  napi_create_array_with_length(env, texts.size(), &array);
  for (size_t i = 0; i < texts.size(); ++i)
    napi_set_element(env, array, i, make_text(env, texts[i]));
  return array;
}

napi_value make_typed_array(napi_env env, napi_typedarray_type type, const void *data, size_t size_bytes) {
  void *copy = nullptr;
  napi_value buffer = nullptr, array = nullptr;
  if (napi_create_arraybuffer(env, size_bytes, &copy, &buffer) != napi_ok) return nullptr;
  if (size_bytes != 0) memcpy(copy, data, size_bytes);
  const size_t element_bytes = type == napi_uint8_array ? 1 : 4;
  napi_create_typedarray(env, type, size_bytes / element_bytes, buffer, 0, &array);
  return array;
}

void set_property(napi_env env, napi_value object, const char *name, napi_value value) {
  napi_set_named_property(env, object, name, value);
}

} // namespace wasabi_llvm
