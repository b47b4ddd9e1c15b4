#!/bin/sh
# What a person does by hand to see one behaviour of the todo-service: build (cached), database, migrate, run, wait, freeze
# the database, ask /live twenty times, thaw, take everything away. The same steps, in the same order, as the check
# todo/health.live-shape; the peer of the warm-grade benchmark.
set -eu
source=$1
name=orkestr-by-hand-$$
clean() { docker rm -fv "$name-app" "$name-pg" >/dev/null 2>&1 || true; docker network rm "$name" >/dev/null 2>&1 || true; }
trap clean EXIT
docker build -q -t orkestr-by-hand "$source" >/dev/null
docker network create --internal "$name" >/dev/null
docker run -d --name "$name-pg" --network "$name" --network-alias postgres -e POSTGRES_USER=todouser \
  -e POSTGRES_PASSWORD=todopass -e POSTGRES_DB=tododb orkestr/postgres:17 -c fsync=off -c full_page_writes=off >/dev/null
until docker exec "$name-pg" pg_isready -q -h 127.0.0.1 -U todouser -d tododb; do :; done
url=postgres://todouser:todopass@postgres:5432/tododb
docker run --rm --network "$name" -e DATABASE_URL="$url" --entrypoint node orkestr-by-hand src/migrate.ts up >/dev/null
docker run -d --name "$name-app" --network "$name" -e PORT=8080 -e DATABASE_URL="$url" orkestr-by-hand >/dev/null
address=$(docker inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' "$name-app")
until curl -fsS -m 2 "http://$address:8080/ready" >/dev/null 2>&1; do :; done
curl -fsS "http://$address:8080/live" >/dev/null
docker pause "$name-pg" >/dev/null
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do curl -fsS -m 1 "http://$address:8080/live" >/dev/null; done
docker unpause "$name-pg" >/dev/null
