// What of the suite needs garbage collection (structs, arrays, i31, casts), which Wasabi rejects: by file, the lines of the
// commands whose own modules need it. Commands that only use such a module stand behind them and are not listed.
// Reviewed by hand; the suite's tests fail when a line is missing here, or need not be here.

/** Line numbers, ascending, of modules that are rejected with `unsupported: garbage collection`. */
export const garbageCollection: Readonly<Record<string, readonly number[]>> = {
  'array.wast': [3, 27, 37, 48, 52, 60, 106, 151, 219, 292, 302, 315, 332],
  'array_copy.wast': [5, 17, 29, 41, 54],
  'array_fill.wast': [5, 16, 27, 38],
  'array_init_data.wast': [5, 18, 31, 113],
  'array_init_elem.wast': [5, 18, 31, 44, 117, 160],
  'array_new_data.wast': [1, 23, 89, 105, 120],
  'array_new_elem.wast': [3, 29, 51, 77, 106],
  'binary-gc.wast': [1],
  'br_on_cast.wast': [3, 104, 211, 225, 234, 243, 252, 260, 271],
  'br_on_cast_fail.wast': [3, 104, 226, 240, 249, 258, 267, 275, 286],
  'extern.wast': [1],
  'i31.wast': [1, 61, 128, 140, 150, 168],
  'ref_cast.wast': [3, 99],
  'ref_eq.wast': [1, 121, 129, 137, 145, 153, 161],
  'ref_null.wast': [1, 23],
  'ref_test.wast': [3, 182],
  'struct.wast': [3, 25, 36, 40, 48, 58, 70, 132, 145, 160],
  'table_init.wast': [2272],
  'table_init64.wast': [2457],
  'type-rec.wast': [39, 71, 78, 93, 103, 114, 124, 137, 143, 148, 167, 176, 185, 197, 204, 216],
  'type-subtyping.wast': [
    3, 15, 24, 37, 43, 53, 115, 124, 139, 151, 159, 229, 233, 237, 241, 246, 250, 254, 258, 283, 344, 402, 414, 432,
    444, 455, 476, 492, 515, 525, 620, 626, 632, 642, 652, 659, 668, 675, 682, 693, 788, 816, 824, 832, 840, 848, 856,
    864, 872, 880, 888, 896, 904, 912, 920, 928, 936, 980,
  ],
};
