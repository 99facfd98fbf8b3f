#!/bin/sh
# Installs Debian packages whose programs are missing, after saying which and why.
# usage: sh scripts/packages.sh "why" program:package ...
set -eu

why=$1
shift
missing=
for pair in "$@"; do
  program=${pair%%:*}
  # Debian keeps servers in /usr/sbin and PostgreSQL's programs in a folder of their own, outside a person's PATH.
  if ! PATH="$PATH:/usr/sbin:/usr/local/sbin" command -v "$program" >/dev/null 2>&1 &&
    ! ls /usr/lib/postgresql/*/bin/"$program" >/dev/null 2>&1; then
    missing="$missing ${pair#*:}"
  fi
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
  echo "Missing:$missing ($why). There is no apt-get here: please install them with your system's own tool." >&2
  exit 1
fi

if [ "$(id -u)" -eq 0 ]; then
  as_root=
elif command -v sudo >/dev/null 2>&1 && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
  as_root=sudo
else
  echo "Missing:$missing ($why). Please install them as root: apt-get install$missing" >&2
  exit 1
fi

echo "Installing from Debian:$missing ($why)${as_root:+; sudo may ask for your password}."
export DEBIAN_FRONTEND=noninteractive
${as_root:+sudo} apt-get update -q
# shellcheck disable=SC2086 -- a list of package names
${as_root:+sudo} apt-get install -q -y --no-install-recommends $missing
