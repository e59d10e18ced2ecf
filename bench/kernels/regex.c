// Regex: patterns of literals, classes, dots and repetitions, compiled to nodes and matched by backtracking at every
// place of a text: recursion, a switch on node kinds, early exits.
#include "kernel.h"

enum { TEXT_BYTES = 16384, NODES = 64 };

typedef enum { END, LITERAL, ANY, DIGIT, LETTER } Kind;

typedef struct {
  Kind kind;
  char literal;
  uint8_t minimum, maximum;
} Node;

static char text[TEXT_BYTES + 1];
static Node nodes[NODES];

static Node parse_atom(const char **pattern) {
  char c = *(*pattern)++;
  if (c == '.') return (Node){ANY, 0, 1, 1};
  if (c != '\\') return (Node){LITERAL, c, 1, 1};
  char class = *(*pattern)++;
  return (Node){class == 'd' ? DIGIT : class == 'w' ? LETTER : LITERAL, class, 1, 1};
}

static NOINLINE void compile(const char *pattern) {
  uint32_t count = 0;
  while (*pattern && count < NODES - 1) {
    Node node = parse_atom(&pattern);
    if (*pattern == '*' || *pattern == '+' || *pattern == '?') {
      node.minimum = *pattern == '+';
      node.maximum = *pattern == '?' ? 1 : 255;
      pattern++;
    }
    nodes[count++] = node;
  }
  nodes[count] = (Node){END, 0, 0, 0};
}

static int fits(const Node *node, char c) {
  switch (node->kind) {
  case LITERAL:
    return c == node->literal;
  case ANY:
    return c != 0 && c != '\n';
  case DIGIT:
    return c >= '0' && c <= '9';
  case LETTER:
    return (c >= 'a' && c <= 'z') || c == '_';
  default:
    return 0;
  }
}

/// Where the longest greedy match that begins here ends, or 0.
static NOINLINE const char *match(const Node *node, const char *at) {
  if (node->kind == END) return at;
  uint32_t count = 0;
  while (count < node->maximum && fits(node, at[count]))
    count++;
  for (;; count--) {
    if (count < node->minimum) return 0;
    const char *end = match(node + 1, at + count);
    if (end || count == 0) return end;
  }
}

static void write_text(void) {
  uint32_t state = 2463534242u;
  for (uint32_t i = 0; i < TEXT_BYTES; i++) {
    uint32_t choice = next_random(&state) >> 5;
    text[i] = (choice & 63) == 0 ? '\n' : (choice & 7) == 0 ? ' ' : "etaoinshrdlu_0123.="[(choice >> 6) % 19];
  }
  text[TEXT_BYTES] = 0;
}

static const char *const patterns[] = {
    "\\w+=\\d+", "s\\w*t", "\\d+\\.\\d+", "a.*b", "in?\\w\\d*e", ".*=.*\\.", "\\w\\w\\w\\w\\w\\w\\w+", "th?e? .o",
};

static NOINLINE uint32_t count_matches(void) {
  uint32_t sum = 0;
  for (const char *at = text; *at;) {
    const char *end = match(nodes, at);
    if (end) sum = mix(sum, (uint32_t)(end - at));
    at = end > at ? end : at + 1;
  }
  return sum;
}

EXPORT uint32_t run(uint32_t n) {
  uint32_t sum = 0;
  write_text();
  for (uint32_t i = 0; i < n; i++) {
    for (uint32_t p = 0; p < sizeof patterns / sizeof *patterns; p++) {
      compile(patterns[p]);
      sum = mix(sum, count_matches());
    }
  }
  return sum;
}
