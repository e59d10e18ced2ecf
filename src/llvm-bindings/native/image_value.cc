#include "image_value.h"

#include "napi_support.h"

namespace wasabi_llvm {

napi_value make_image(napi_env env, const LinkedImage &image) {
  std::vector<std::string> names, slot_names;
  std::vector<uint32_t> entries, slots;
  for (const auto &entry : image.entries) {
    names.push_back(entry.name);
    entries.insert(entries.end(), {entry.offset, entry.size});
  }
  for (const auto &slot : image.slots) {
    slot_names.push_back(slot.symbol);
    slots.push_back(slot.offset);
  }
  const auto words = [env](const std::vector<uint32_t> &values) {
    return make_typed_array(env, napi_uint32_array, values.data(), values.size() * sizeof(uint32_t));
  };
  napi_value object = nullptr;
  napi_create_object(env, &object);
  set_property(env, object, "code", make_typed_array(env, napi_uint8_array, image.code.data(), image.code.size()));
  set_property(env, object, "names", make_texts(env, names));
  set_property(env, object, "entries", words(entries));
  set_property(env, object, "slotNames", make_texts(env, slot_names));
  set_property(env, object, "slots", words(slots));
  set_property(env, object, "lines", words(image.lines));
  set_property(env, object, "handlers", words(image.handlers));
  return object;
}

} // namespace wasabi_llvm
