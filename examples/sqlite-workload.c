// sqlite-workload: SQLite in memory under a load that scales: rows inserted, indexed, joined, grouped, updated and
// deleted. Linked with the amalgamation, sqlite3.c. The output depends on every row.
//   wasabi pgo run sqlite-workload.wasm [ROWS]     default 1000000
#include "sqlite3.h"
#include <stdio.h>
#include <stdlib.h>

static sqlite3 *database;

static void check(int result, const char *what) {
  if (result == SQLITE_OK || result == SQLITE_DONE || result == SQLITE_ROW) return;
  fprintf(stderr, "sqlite-workload: %s: %s\n", what, sqlite3_errmsg(database));
  exit(1);
}

static void execute(const char *sql) { check(sqlite3_exec(database, sql, 0, 0, 0), sql); }

static void show(const char *title, const char *sql) {
  sqlite3_stmt *statement;
  printf("%s\n", title);
  check(sqlite3_prepare_v2(database, sql, -1, &statement, 0), sql);
  int result;
  while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
    for (int i = 0; i < sqlite3_column_count(statement); i++) {
      const unsigned char *text = sqlite3_column_text(statement, i);
      printf("%s%s", i > 0 ? " | " : "  ", text ? (const char *)text : "null");
    }
    printf("\n");
  }
  check(result, sql);
  sqlite3_finalize(statement);
}

static void insertRows(long long rows) {
  sqlite3_stmt *statement;
  execute("create table item (id integer primary key, customer integer, amount integer, label text)");
  check(sqlite3_prepare_v2(database, "insert into item values (?, ?, ?, ?)", -1, &statement, 0), "insert");
  unsigned seed = 1;
  execute("begin");
  for (long long id = 1; id <= rows; id++) {
    char label[32];
    seed = seed * 1664525u + 1013904223u;
    snprintf(label, sizeof label, "label %u", (seed >> 8) % 5000);
    sqlite3_bind_int64(statement, 1, id);
    sqlite3_bind_int64(statement, 2, (seed >> 12) % 1000);
    sqlite3_bind_int64(statement, 3, (seed >> 4) % 100000);
    sqlite3_bind_text(statement, 4, label, -1, SQLITE_TRANSIENT);
    check(sqlite3_step(statement), "insert");
    sqlite3_reset(statement);
  }
  execute("commit");
  sqlite3_finalize(statement);
}

int main(int argc, char **argv) {
  long long rows = argc > 1 ? atoll(argv[1]) : 1000000;
  if (rows < 1) {
    fprintf(stderr, "usage: %s [ROWS]\n", argv[0]);
    return 2;
  }
  check(sqlite3_open(":memory:", &database), "open");
  insertRows(rows);
  execute("create index item_customer on item (customer, amount)");
  execute("create table customer as select distinct customer as id, 'name ' || customer as name from item");
  show("totals", "select count(*), sum(amount), min(label), max(label) from item");
  show("best customers",
       "select name, count(*) as n, sum(amount) as total from item join customer on customer.id = item.customer "
       "group by customer.id order by total desc, name limit 5");
  show("labels", "select label, count(*) as n from item group by label having n > 1 order by n desc, label limit 5");
  execute("update item set amount = amount * 2 where customer < 100");
  execute("delete from item where id % 7 = 3");
  show("after update and delete", "select count(*), sum(amount), avg(amount) from item");
  show("range", "select customer, max(amount) from item where customer between 10 and 14 group by customer");
  sqlite3_close(database);
  return 0;
}
