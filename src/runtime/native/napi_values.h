// Small conveniences over Node-API: argument access that throws TypeErrors, object building, externals with a type.
#pragma once
#include <cstdint>
#include <node_api.h>
#include <string>
#include <string_view>
#include <vector>

namespace wasabi {

inline void throwError(napi_env env, const std::string &message) { napi_throw_error(env, nullptr, message.c_str()); }
inline void throwType(napi_env env, const std::string &message) {
  napi_throw_type_error(env, nullptr, message.c_str());
}

inline napi_value undefinedValue(napi_env env) {
  napi_value value;
  napi_get_undefined(env, &value);
  return value;
}

inline napi_value numberValue(napi_env env, double number) {
  napi_value value;
  napi_create_double(env, number, &value);
  return value;
}

inline napi_value boolValue(napi_env env, bool flag) {
  napi_value value;
  napi_get_boolean(env, flag, &value);
  return value;
}

class ObjectBuilder {
public:
  explicit ObjectBuilder(napi_env env) : env(env) { napi_create_object(env, &object); }
  void number(const char *name, double number) { set(name, numberValue(env, number)); }
  void string(const char *name, std::string_view text) {
    napi_value value;
    napi_create_string_utf8(env, text.data(), text.size(), &value);
    set(name, value);
  }
  void set(const char *name, napi_value value) { napi_set_named_property(env, object, name, value); }
  napi_value value() const { return object; }

private:
  napi_env env;
  napi_value object;
};

template <typename T> struct Span {
  T *data = nullptr;
  size_t length = 0;
};

/// Reads properties and elements; after a failure `ok()` is false and a TypeError is pending.
class Reader {
public:
  explicit Reader(napi_env env) : env(env) {}
  bool ok() const { return valid; }

  double number(napi_value value, const char *what) {
    double result = 0;
    if (valid && napi_get_value_double(env, value, &result) != napi_ok) fail(what, "a number");
    return result;
  }
  uint32_t u32(napi_value value, const char *what) {
    double result = number(value, what);
    if (valid && !(result >= 0 && result <= 0xffffffff && double(uint32_t(result)) == result)) fail(what, "a u32");
    return valid ? uint32_t(result) : 0;
  }
  bool boolean(napi_value value, const char *what) {
    bool result = false;
    if (valid && napi_get_value_bool(env, value, &result) != napi_ok) fail(what, "a boolean");
    return result;
  }
  std::string string(napi_value value, const char *what) {
    size_t length = 0;
    if (!valid || napi_get_value_string_utf8(env, value, nullptr, 0, &length) != napi_ok) {
      fail(what, "a string");
      return {};
    }
    std::string text(length, '\0');
    napi_get_value_string_utf8(env, value, text.data(), length + 1, &length);
    return text;
  }
  template <typename T> Span<T> typedArray(napi_value value, const char *what) {
    napi_typedarray_type type;
    void *data = nullptr;
    size_t length = 0;
    bool isArray = false;
    napi_is_typedarray(env, value, &isArray);
    if (!valid || !isArray ||
        napi_get_typedarray_info(env, value, &type, &length, &data, nullptr, nullptr) != napi_ok ||
        elementBytes(type) != sizeof(T)) {
      fail(what, "a typed array of the right kind");
      return {};
    }
    return {static_cast<T *>(data), length};
  }
  /// Absent and undefined properties give null.
  napi_value property(napi_value object, const char *name) {
    napi_value value = nullptr;
    napi_valuetype type;
    if (!valid || napi_get_named_property(env, object, name, &value) != napi_ok) {
      fail(name, "a property of an object");
      return nullptr;
    }
    napi_typeof(env, value, &type);
    return type == napi_undefined ? nullptr : value;
  }
  uint32_t arrayLength(napi_value array, const char *what) {
    uint32_t length = 0;
    if (!valid || !array || napi_get_array_length(env, array, &length) != napi_ok) fail(what, "an array");
    return length;
  }
  napi_value element(napi_value array, uint32_t index) {
    napi_value value = nullptr;
    if (napi_get_element(env, array, index, &value) != napi_ok) fail("element", "readable");
    return value;
  }
  template <typename T> T *external(napi_value value, const char *what) {
    bool tagged = false;
    void *data = nullptr;
    if (!valid || napi_check_object_type_tag(env, value, &T::tag, &tagged) != napi_ok || !tagged ||
        napi_get_value_external(env, value, &data) != napi_ok) {
      fail(what, "a native object of the right kind");
      return nullptr;
    }
    return static_cast<T *>(data);
  }
  void fail(const char *what, const char *expected) {
    if (!valid) return;
    valid = false;
    bool pending = false;
    napi_is_exception_pending(env, &pending);
    if (!pending) throwType(env, std::string(what) + " must be " + expected);
  }

private:
  static size_t elementBytes(napi_typedarray_type type) {
    switch (type) {
    case napi_int8_array:
    case napi_uint8_array:
    case napi_uint8_clamped_array:
      return 1;
    case napi_int16_array:
    case napi_uint16_array:
      return 2;
    case napi_int32_array:
    case napi_uint32_array:
    case napi_float32_array:
      return 4;
    default:
      return 8;
    }
  }

  napi_env env;
  bool valid = true;
};

/// The arguments of a call; missing ones are undefined.
template <size_t count> class Arguments : public Reader {
public:
  Arguments(napi_env env, napi_callback_info info) : Reader(env) {
    size_t given = count;
    napi_get_cb_info(env, info, &given, values, nullptr, nullptr);
  }
  napi_value operator[](size_t index) const { return values[index]; }

private:
  napi_value values[count];
};

/// Wraps an object that its finalizer gives to `T::finalize`.
template <typename T> napi_value externalValue(napi_env env, T *object) {
  napi_value value = nullptr;
  auto finalize = [](napi_env, void *data, void *) { T::finalize(static_cast<T *>(data)); };
  if (napi_create_external(env, object, finalize, nullptr, &value) != napi_ok) return nullptr;
  napi_type_tag_object(env, value, &T::tag);
  return value;
}

using NativeFunctionTable = std::vector<std::pair<const char *, napi_callback>>;

inline void exportFunctions(napi_env env, napi_value exports, const NativeFunctionTable &functions) {
  for (auto &[name, callback] : functions) {
    napi_value function;
    napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, nullptr, &function);
    napi_set_named_property(env, exports, name, function);
  }
}

} // namespace wasabi
