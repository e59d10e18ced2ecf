// hello: the smallest WASI program worth running. Prints its arguments, one environment variable, and whether standard
// input has anything to say.
//   wasabi --env NAME=world hello.wasm a b
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  const char *name = getenv("NAME");
  printf("Hello, %s!\n", name ? name : "WebAssembly");
  for (int i = 1; i < argc; i++) printf("argument %d: %s\n", i, argv[i]);
  return 0;
}
