// Typed access to N-API: arguments in, values and errors out. Every failure leaves a pending JavaScript exception.
#pragma once

#include "llvm/Support/Error.h"

#include <node_api.h>

#include <cstring>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace wasabi_llvm {

/// Throws a JavaScript Error with this message; returns null for the caller to return.
napi_value throw_error(napi_env env, const std::string &message);
/// As above, with the words of an LLVM error, which is consumed.
napi_value throw_error(napi_env env, llvm::Error error);

/// The arguments of one call. A reader that fails throws a TypeError and returns false.
class Arguments {
public:
  static constexpr size_t max_count = 10;

  Arguments(napi_env env, napi_callback_info info);

  bool text(size_t index, std::string &out);
  bool number(size_t index, uint32_t &out);
  bool boolean(size_t index, bool &out);
  bool words(size_t index, std::span<const int32_t> &out);
  bool bytes(size_t index, std::span<const uint8_t> &out);
  bool word_arrays(size_t index, std::vector<std::span<const int32_t>> &out);
  bool is_undefined(size_t index);
  /// What an object with this tag wraps; null, with no exception pending, for anything else.
  void *wrapped(size_t index, const napi_type_tag &tag) const;
  napi_value operator[](size_t index) const { return values[index]; }

private:
  bool mistaken(size_t index, const char *wanted);
  bool typed_array(napi_value value, napi_typedarray_type wanted, void *&data, size_t &length);

  napi_env env;
  napi_value values[max_count] = {};
};

napi_value make_text(napi_env env, const std::string &text);
napi_value make_number(napi_env env, double number);
napi_value make_texts(napi_env env, const std::vector<std::string> &texts);
/// A Uint8Array or Uint32Array over a copy of `size_bytes` bytes.
napi_value make_typed_array(napi_env env, napi_typedarray_type type, const void *data, size_t size_bytes);
void set_property(napi_env env, napi_value object, const char *name, napi_value value);

} // namespace wasabi_llvm
