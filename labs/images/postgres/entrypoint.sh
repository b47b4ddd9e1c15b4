#!/bin/bash
# Starts PostgreSQL and honours, at the first start, what the official image honours: POSTGRES_PASSWORD (or _FILE),
# POSTGRES_USER, POSTGRES_DB, POSTGRES_HOST_AUTH_METHOD=trust, and *.sql, *.sql.gz, *.sh in /docker-entrypoint-initdb.d.
# The port opens only when all of that is done: a connection that is accepted finds everything in place.
set -euo pipefail

# Any other command is run as it is: `docker run IMAGE pg_dump …`.
case ${1:-postgres} in
  postgres) shift || true ;;
  -*) ;;
  *) exec "$@" ;;
esac

literal() { printf "'%s'" "${1//\'/\'\'}"; }
identifier() { printf '"%s"' "${1//\"/\"\"}"; }

# Statements on stdin, one a line, by a backend without a server; a failed statement does not change its exit code.
single_user() {
  local said
  said=$(postgres --single -D "$PGDATA" -c standard_conforming_strings=on -c log_checkpoints=off \
    -c log_min_messages=error -c log_min_error_statement=panic "$1" 2>&1 >/dev/null) || { echo "$said" >&2; return 1; }
  case $said in *ERROR:* | *FATAL:* | *PANIC:*) echo "$said" >&2; return 1 ;; esac
}

run_init_files() {
  pg_ctl -D "$PGDATA" -w -o "-c listen_addresses=''" start >/dev/null
  local file psql=(psql -X --quiet --set ON_ERROR_STOP=1 --username "$user" --dbname "$database")
  for file in /docker-entrypoint-initdb.d/*; do
    case $file in
      *.sql) "${psql[@]}" --file "$file" ;;
      *.sql.gz) gunzip --stdout "$file" | "${psql[@]}" ;;
      *.sh) if [ -x "$file" ]; then "$file"; else . "$file"; fi ;;
    esac
  done
  pg_ctl -D "$PGDATA" -w -m fast stop >/dev/null
}

user=${POSTGRES_USER:-postgres}
database=${POSTGRES_DB:-$user}
password=${POSTGRES_PASSWORD:-}
if [ -n "${POSTGRES_PASSWORD_FILE:-}" ]; then password=$(<"$POSTGRES_PASSWORD_FILE"); fi

[ -s "$PGDATA/PG_VERSION" ] || initialise.sh

if [ ! -e "$PGDATA/orkestr-initialised" ]; then
  if [ -z "$password" ] && [ "${POSTGRES_HOST_AUTH_METHOD:-}" != trust ]; then
    echo 'POSTGRES_PASSWORD is not set: give the superuser a password, or set POSTGRES_HOST_AUTH_METHOD=trust' >&2
    exit 1
  fi
  {
    [ "$user" = postgres ] || echo "CREATE ROLE $(identifier "$user") SUPERUSER LOGIN;"
    [ -z "$password" ] || echo "ALTER ROLE $(identifier "$user") PASSWORD $(literal "$password");"
    [ "$database" = postgres ] || echo "CREATE DATABASE $(identifier "$database") OWNER $(identifier "$user");"
  } | single_user template1
  if [ "${POSTGRES_HOST_AUTH_METHOD:-}" = trust ]; then
    sed -i 's/^host all all all .*/host all all all trust/' "$PGDATA/pg_hba.conf"
  fi
  if compgen -G '/docker-entrypoint-initdb.d/*' >/dev/null; then run_init_files; fi
  : >"$PGDATA/orkestr-initialised"
fi

exec postgres -D "$PGDATA" "$@"
