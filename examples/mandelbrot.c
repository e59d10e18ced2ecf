// mandelbrot: floating point in a hot loop nest, drawn in characters and summed up, so that one wrong bit shows.
//   wasabi mandelbrot.wasm [COLUMNS [ITERATIONS]]     defaults 100 and 2000
#include <stdio.h>
#include <stdlib.h>

static int escapeTime(double cr, double ci, int limit) {
  double zr = 0, zi = 0;
  int n = 0;
  while (n < limit) {
    double r2 = zr * zr, i2 = zi * zi;
    if (r2 + i2 > 4) break;
    zi = 2 * zr * zi + ci;
    zr = r2 - i2 + cr;
    n++;
  }
  return n;
}

int main(int argc, char **argv) {
  int columns = argc > 1 ? atoi(argv[1]) : 100;
  int limit = argc > 2 ? atoi(argv[2]) : 2000;
  if (columns < 2 || limit < 1) {
    fprintf(stderr, "usage: %s [COLUMNS [ITERATIONS]]\n", argv[0]);
    return 2;
  }
  const char *shades = " .:-=+*%#@";
  int rows = columns * 2 / 5;
  unsigned long long total = 0;
  for (int y = 0; y < rows; y++) {
    for (int x = 0; x < columns; x++) {
      int n = escapeTime(-2.2 + 3.2 * x / columns, -1.2 + 2.4 * y / rows, limit);
      total += (unsigned long long)n * (unsigned)(x + 1);
      putchar(n == limit ? '@' : shades[n % 9]);
    }
    putchar('\n');
  }
  printf("checksum %llu\n", total);
  return 0;
}
