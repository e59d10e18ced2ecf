// FFT: radix-2 fast Fourier transform of 4,096 complex doubles, forth and back; strided access and rotations.
#include "kernel.h"

enum { POINTS = 4096 };

typedef struct {
  double re, im;
} Complex;

static Complex signal[POINTS], twiddles[POINTS / 2];

static inline Complex times(Complex a, Complex b) {
  return (Complex){a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}

// cos and sin of one step of 2π/4096; every fourth of a turn begins anew, so that errors stay small.
static void make_twiddles(void) {
  const Complex step = {0.99999882345170187925, -0.00153398018628476550};
  Complex at = {1, 0};
  for (int i = 0; i < POINTS / 2; i++) {
    twiddles[i] = at;
    at = times(at, step);
  }
}

static void reorder(void) {
  for (uint32_t i = 0, j = 0; i < POINTS; i++) {
    if (i < j) {
      Complex kept = signal[i];
      signal[i] = signal[j];
      signal[j] = kept;
    }
    uint32_t bit = POINTS >> 1;
    for (; j & bit; bit >>= 1)
      j ^= bit;
    j |= bit;
  }
}

static NOINLINE void transform(double direction) {
  reorder();
  for (int half = 1, stride = POINTS / 2; half < POINTS; half *= 2, stride /= 2) {
    for (int base = 0; base < POINTS; base += 2 * half) {
      for (int i = 0; i < half; i++) {
        Complex turn = twiddles[i * stride];
        turn.im *= direction;
        Complex low = signal[base + i], high = times(signal[base + i + half], turn);
        signal[base + i] = (Complex){low.re + high.re, low.im + high.im};
        signal[base + i + half] = (Complex){low.re - high.re, low.im - high.im};
      }
    }
  }
}

EXPORT uint32_t run(uint32_t n) {
  uint32_t state = 2463534242u, sum = 0;
  make_twiddles();
  for (uint32_t i = 0; i < n; i++) {
    for (int k = 0; k < POINTS; k++)
      signal[k] = (Complex){(double)(next_random(&state) >> 16), 0};
    transform(1);
    sum = mix(sum, (uint32_t)(int32_t)signal[(i * 31) % POINTS].re);
    transform(-1);
    sum = mix(sum, (uint32_t)(signal[(i * 17) % POINTS].re / POINTS + 0.5));
  }
  return sum;
}
