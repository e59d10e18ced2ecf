// A compiled module as an argument of Node-API functions: by its id, referenced as long as the function runs.
#pragma once
#include "compiled_module.h"
#include "napi_values.h"
#include <memory>

namespace wasabi {

struct ReleaseModule {
  void operator()(CompiledModule *module) const { module->release(); }
};
using ModuleReference = std::unique_ptr<CompiledModule, ReleaseModule>;

/// The module of an id, or null with an Error pending.
inline ModuleReference moduleOf(napi_env env, Reader &reader, napi_value id) {
  double number = reader.number(id, "compiled module id");
  if (!reader.ok()) return nullptr;
  ModuleReference module(CompiledModule::acquire(number));
  if (!module) throwError(env, "no compiled module has this id");
  return module;
}

} // namespace wasabi
