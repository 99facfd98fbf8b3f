#!/bin/sh
# What the tests run against. Without them the tests that need them are skipped, and say so.
set -eu
sh "$(dirname "$0")/packages.sh" "the tests use a real browser, database, cache and bus" \
  chromium:chromium postgres:postgresql redis-server:redis-server nats-server:nats-server openssl:openssl ||
  echo "Going on without them." >&2
