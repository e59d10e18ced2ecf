// SQLite in memory, round by round: rows inserted, indexed, joined, grouped, updated and deleted. One line a round, flushed.
//   sqlite ROUNDS ROWS
#include "sqlite3.h"
#include <stdio.h>
#include <stdlib.h>

static sqlite3 *database;

static void check(int result, const char *what) {
  if (result == SQLITE_OK || result == SQLITE_DONE || result == SQLITE_ROW) return;
  fprintf(stderr, "sqlite: %s: %s\n", what, sqlite3_errmsg(database));
  exit(1);
}

static void execute(const char *sql) { check(sqlite3_exec(database, sql, 0, 0, 0), sql); }

static long long number(const char *sql) {
  sqlite3_stmt *statement;
  long long sum = 0;
  int result;
  check(sqlite3_prepare_v2(database, sql, -1, &statement, 0), sql);
  while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
    for (int i = 0; i < sqlite3_column_count(statement); i++)
      sum = sum * 31 + sqlite3_column_int64(statement, i);
  }
  check(result, sql);
  sqlite3_finalize(statement);
  return sum;
}

static void insert_rows(int rows, unsigned seed) {
  sqlite3_stmt *statement;
  check(sqlite3_prepare_v2(database, "insert into item values (?, ?, ?, ?)", -1, &statement, 0), "insert");
  execute("begin");
  for (int id = 1; id <= rows; id++) {
    char label[32];
    seed = seed * 1664525u + 1013904223u;
    snprintf(label, sizeof label, "label %u", (seed >> 8) % 5000);
    sqlite3_bind_int(statement, 1, id);
    sqlite3_bind_int(statement, 2, (int)((seed >> 12) % 1000));
    sqlite3_bind_int(statement, 3, (int)((seed >> 4) % 100000));
    sqlite3_bind_text(statement, 4, label, -1, SQLITE_TRANSIENT);
    check(sqlite3_step(statement), "insert");
    sqlite3_reset(statement);
  }
  execute("commit");
  sqlite3_finalize(statement);
}

int main(int argc, char **argv) {
  int rounds = argc > 1 ? atoi(argv[1]) : 1, rows = argc > 2 ? atoi(argv[2]) : 10000;
  for (int round = 0; round < rounds; round++) {
    check(sqlite3_open(":memory:", &database), "open");
    execute("create table item (id integer primary key, customer integer, amount integer, label text)");
    insert_rows(rows, (unsigned)round + 1);
    execute("create index item_customer on item (customer, amount)");
    long long sum = number("select count(*), sum(amount) from item");
    sum ^= number("select customer, count(*), sum(amount) as total from item group by customer order by total desc limit 50");
    sum ^= number("select count(*) from item a join item b on b.id = a.customer where a.label > b.label");
    sum ^= number("select count(*), length(label) from item group by label having count(*) > 1 order by label limit 100");
    execute("update item set amount = amount * 2 where customer < 100");
    execute("delete from item where id % 7 = 3");
    sum ^= number("select count(*), sum(amount) from item where label like '%9%'");
    sqlite3_close(database);
    printf("%d %lld\n", round, sum);
    fflush(stdout);
  }
  return 0;
}
