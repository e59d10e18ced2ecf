// JSON: writes a document of nested objects, parses it by recursive descent into nodes, and walks these: a switch on
// characters, recursion, strings and numbers byte by byte.
#include "kernel.h"

enum { TEXT_BYTES = 1 << 17, NODES = 1 << 15 };

typedef enum { NULL_NODE, TRUE_NODE, NUMBER, STRING, ARRAY, OBJECT } Kind;

typedef struct Node {
  Kind kind;
  uint32_t length;
  double number;
  const char *text;
  struct Node *key, *first, *next;
} Node;

static char text[TEXT_BYTES];
static uint32_t text_bytes;
static Node nodes[NODES];
static uint32_t used;
static const char *at;

static void put(char c) { text[text_bytes++] = c; }

static void put_string(const char *string) {
  for (; *string; string++)
    put(*string);
}

static void put_number(uint32_t value) {
  char digits[10];
  int count = 0;
  do {
    digits[count++] = (char)('0' + value % 10);
    value /= 10;
  } while (value);
  while (count)
    put(digits[--count]);
}

static void write_value(uint32_t *state, int depth) {
  uint32_t choice = next_random(state) % 8, members = 2 + next_random(state) % 4;
  if (depth == 0) choice = 5 + choice % 3;
  switch (choice) {
  case 0:
  case 1:
  case 2:
    put('{');
    for (uint32_t i = 0; i < members; i++) {
      put_string(i ? ", \"member" : "\"member");
      put_number(i);
      put_string("\": ");
      write_value(state, depth - 1);
    }
    put('}');
    return;
  case 3:
  case 4:
    put('[');
    for (uint32_t i = 0; i < members; i++) {
      if (i) put_string(",\n ");
      write_value(state, depth - 1);
    }
    put(']');
    return;
  case 5:
    put_number(next_random(state) >> 4);
    put('.');
    put_number(members);
    return;
  case 6:
    put_string("\"a \\\"quoted\\\" text of some length\"");
    return;
  default:
    put_string(members & 1 ? "true" : "null");
  }
}

static Node *make(Kind kind) {
  Node *node = &nodes[used < NODES ? used++ : 0];
  *node = (Node){kind, 0, 0, 0, 0, 0, 0};
  return node;
}

static void skip_space(void) {
  while (*at == ' ' || *at == '\n' || *at == '\t')
    at++;
}

static Node *parse_string(void) {
  Node *node = make(STRING);
  node->text = ++at;
  while (*at != '"') {
    if (*at == '\\') at++;
    at++;
    node->length++;
  }
  at++;
  return node;
}

static Node *parse_number(void) {
  Node *node = make(NUMBER);
  double value = 0, scale = 1;
  for (; *at >= '0' && *at <= '9'; at++)
    value = value * 10 + (*at - '0');
  if (*at == '.') {
    for (at++; *at >= '0' && *at <= '9'; at++) {
      scale *= 10;
      value = value * 10 + (*at - '0');
    }
  }
  node->number = value / scale;
  return node;
}

static Node *parse_value(void);

static Node *parse_members(Kind kind, char end) {
  Node *node = make(kind), **link = &node->first;
  at++;
  skip_space();
  while (*at != end) {
    Node *key = 0;
    if (kind == OBJECT) {
      key = parse_string();
      skip_space();
      at++;
    }
    *link = parse_value();
    (*link)->key = key;
    link = &(*link)->next;
    node->length++;
    skip_space();
    if (*at == ',') at++;
    skip_space();
  }
  at++;
  return node;
}

static NOINLINE Node *parse_value(void) {
  skip_space();
  switch (*at) {
  case '{':
    return parse_members(OBJECT, '}');
  case '[':
    return parse_members(ARRAY, ']');
  case '"':
    return parse_string();
  case 't':
    at += 4;
    return make(TRUE_NODE);
  case 'n':
    at += 4;
    return make(NULL_NODE);
  default:
    return parse_number();
  }
}

static NOINLINE uint32_t walk(const Node *node) {
  uint32_t sum = (uint32_t)node->kind + node->length + (uint32_t)node->number;
  if (node->key) sum = mix(sum, (uint8_t)node->key->text[6]);
  for (const Node *child = node->first; child; child = child->next)
    sum = mix(sum, walk(child));
  return sum;
}

EXPORT uint32_t run(uint32_t n) {
  uint32_t state = 2463534242u, sum = 0;
  text_bytes = 0;
  put('[');
  while (text_bytes < TEXT_BYTES / 3 * 2) {
    if (text_bytes > 1) put(',');
    write_value(&state, 4);
  }
  put(']');
  put(0);
  for (uint32_t i = 0; i < n; i++) {
    used = 0;
    at = text;
    sum = mix(sum, walk(parse_value()));
    sum = mix(sum, used);
  }
  return sum;
}
