// Calls across the border, many in one request: into wasm (the caller loops in JavaScript over `leaf`) and out of it.
#include <stdint.h>

__attribute__((import_module("env"), import_name("host"))) uint32_t host(uint32_t value);

__attribute__((export_name("leaf"))) uint32_t leaf(uint32_t value) { return value + 1; }

__attribute__((export_name("call_host"))) uint32_t call_host(uint32_t times) {
  uint32_t value = 0;
  while (times-- > 0) value = host(value);
  return value;
}
