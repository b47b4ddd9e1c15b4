#!/bin/sh
# Makes an empty cluster in $PGDATA: superuser postgres without a password, UTF8, C.UTF-8. Run at build, and again by the
# entry script when an empty volume hides the one of the image. Small WAL segments keep the tree, and every copy of it, small.
set -eu
initdb --pgdata="$PGDATA" --username=postgres --encoding=UTF8 --locale=C.UTF-8 \
  --auth-local=trust --auth-host=scram-sha-256 --wal-segsize=1 --data-checksums >/dev/null
cat /etc/postgresql/postgresql.conf >>"$PGDATA/postgresql.conf"
echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
