// A live process that has nothing to do with PostgreSQL; it ends when its stdin does.
process.stdin.resume();
