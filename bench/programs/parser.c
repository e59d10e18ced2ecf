// Tree-sitter, round by round: parses a JavaScript file from the folder /text into a syntax tree and walks it. One line a
// round, flushed.
//   parser ROUNDS FILE
#include "tree_sitter/api.h"
#include <stdio.h>
#include <stdlib.h>

const TSLanguage *tree_sitter_javascript(void);

static char *read_file(const char *path, uint32_t *bytes) {
  FILE *file = fopen(path, "rb");
  if (!file) return 0;
  fseek(file, 0, SEEK_END);
  *bytes = (uint32_t)ftell(file);
  rewind(file);
  char *text = malloc(*bytes);
  if (text && fread(text, 1, *bytes, file) != *bytes) return 0;
  fclose(file);
  return text;
}

/// Visits every node; a number that depends on kinds and places.
static uint32_t walk(TSTree *tree) {
  TSTreeCursor cursor = ts_tree_cursor_new(ts_tree_root_node(tree));
  uint32_t sum = 0;
  for (;;) {
    TSNode node = ts_tree_cursor_current_node(&cursor);
    sum = (sum ^ ts_node_symbol(node) ^ ts_node_end_byte(node)) * 16777619u;
    if (ts_tree_cursor_goto_first_child(&cursor) || ts_tree_cursor_goto_next_sibling(&cursor)) continue;
    do {
      if (!ts_tree_cursor_goto_parent(&cursor)) {
        ts_tree_cursor_delete(&cursor);
        return sum;
      }
    } while (!ts_tree_cursor_goto_next_sibling(&cursor));
  }
}

int main(int argc, char **argv) {
  if (argc < 3) {
    fprintf(stderr, "usage: %s ROUNDS FILE\n", argv[0]);
    return 2;
  }
  uint32_t bytes = 0;
  char *text = read_file(argv[2], &bytes);
  if (!text) {
    fprintf(stderr, "parser: %s cannot be read\n", argv[2]);
    return 1;
  }
  TSParser *parser = ts_parser_new();
  if (!ts_parser_set_language(parser, tree_sitter_javascript())) return 1;
  for (int round = 0; round < atoi(argv[1]); round++) {
    TSTree *tree = ts_parser_parse_string(parser, 0, text, bytes);
    printf("%d %u\n", round, walk(tree));
    fflush(stdout);
    ts_tree_delete(tree);
  }
  ts_parser_delete(parser);
  return 0;
}
