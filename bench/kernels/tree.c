// Tree: a treap of 20,000 keys built by recursive insertion, looked up, and walked: dependent loads and recursion.
#include "kernel.h"

enum { KEYS = 20000 };

typedef struct Node {
  uint32_t key, priority, size;
  struct Node *left, *right;
} Node;

static Node nodes[KEYS];
static uint32_t used;

static inline uint32_t size_of(const Node *node) { return node ? node->size : 0; }

static inline void refresh(Node *node) { node->size = 1 + size_of(node->left) + size_of(node->right); }

static Node *rotate_right(Node *node) {
  Node *top = node->left;
  node->left = top->right;
  top->right = node;
  refresh(node);
  refresh(top);
  return top;
}

static Node *rotate_left(Node *node) {
  Node *top = node->right;
  node->right = top->left;
  top->left = node;
  refresh(node);
  refresh(top);
  return top;
}

static NOINLINE Node *insert(Node *node, uint32_t key, uint32_t priority) {
  if (!node) {
    Node *made = &nodes[used++];
    *made = (Node){key, priority, 1, 0, 0};
    return made;
  }
  if (key < node->key) {
    node->left = insert(node->left, key, priority);
    if (node->left->priority > node->priority) return rotate_right(node);
  } else {
    node->right = insert(node->right, key, priority);
    if (node->right->priority > node->priority) return rotate_left(node);
  }
  refresh(node);
  return node;
}

static NOINLINE uint32_t rank_of(const Node *node, uint32_t key) {
  uint32_t rank = 0;
  while (node) {
    if (key < node->key) {
      node = node->left;
    } else {
      rank += 1 + size_of(node->left);
      node = node->right;
    }
  }
  return rank;
}

static NOINLINE uint32_t walk(const Node *node, uint32_t depth) {
  if (!node) return depth;
  return mix(walk(node->left, depth + 1), node->key) + walk(node->right, depth + 1);
}

EXPORT uint32_t run(uint32_t n) {
  uint32_t state = 2463534242u, sum = 0;
  for (uint32_t i = 0; i < n; i++) {
    Node *root = 0;
    used = 0;
    for (int k = 0; k < KEYS; k++) {
      uint32_t key = next_random(&state);
      root = insert(root, key, next_random(&state));
    }
    for (int k = 0; k < KEYS; k++)
      sum = mix(sum, rank_of(root, next_random(&state)));
    sum = mix(sum, walk(root, 0));
  }
  return sum;
}
