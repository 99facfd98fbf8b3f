#!/bin/sh
# Makes a fresh clone able to run: npm, the npm packages of the lock file (Node itself is one of them), nothing else.
set -eu
cd "$(dirname "$0")/.."

# npm replaces node_modules, so it must not run on the Node that lives in there.
PATH=$(printf %s "$PATH" | tr ':' '\n' | grep -v -x -F "$PWD/node_modules/.bin" | paste -s -d : -)

sh scripts/packages.sh "npm brings everything else, Node 24 included" node:nodejs npm:npm

# The platform belongs to the stamp: packages with native parts are of no use on another one.
wanted="$(uname -sm) $(cat package.json package-lock.json | cksum)"
stamp=node_modules/.fechatter-installed
if [ "$(cat "$stamp" 2>/dev/null || true)" != "$wanted" ]; then
  echo "Installing npm packages (about 1 GB, a minute or two) …"
  rm -f "$stamp"
  # Git hooks are for those who ask for them: make hooks.
  SKIP_INSTALL_SIMPLE_GIT_HOOKS=1 PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 \
    npm ci --include=dev --include=optional --no-audit --no-fund --loglevel=error </dev/null
  printf %s "$wanted" >"$stamp"
fi

version=$(PATH="$PWD/node_modules/.bin:$PATH" node --version)
case $version in
  v2[4-9].* | v[3-9][0-9].*) ;;
  *)
    echo "Fechatter needs Node 24 or newer; this system has $version and npm has no Node for it. Please install Node 24." >&2
    exit 1
    ;;
esac
