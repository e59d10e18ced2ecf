// What the suite `swaps` measures, by name. Measures nothing.
export const metrics = {
  /** All functions of a module at once, from linked code to stored rows. */
  install: 'install to publish',
  stall: 'stall by a swap',
  /** The same at moments when nothing is swapped: what the machine alone does to a thread. */
  pause: 'pause without a swap',
} as const;
