#!/usr/bin/env bash
# Brings a fresh checkout to where it runs: system packages (through apt, as root or with sudo), npm packages from
# the lock file, both native addons, the TypeScript, and the `wasabi` command for npx. Does only what is missing or
# stale; with nothing to do it takes a fraction of a second and starts neither apt nor npm.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

stamp=build/setup-stamp
lock_stamp=node_modules/.wasabi-lock

say() { printf 'set-up: %s\n' "$*" >&2; }
fail() {
  printf 'set-up: %s\n' "$@" >&2
  exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

check_node() {
  has node || fail 'Node.js 20.11 or newer is needed: https://nodejs.org'
  node -e 'const [major, minor] = process.versions.node.split(".").map(Number);
    process.exit(major > 20 || (major === 20 && minor >= 11) ? 0 : 1)' ||
    fail "Node.js 20.11 or newer is needed, this is $(node --version): https://nodejs.org"
  [ "$(uname -s)-$(uname -m)" = Linux-x86_64 ] || fail "Linux on x86-64 is needed, this is $(uname -s) on $(uname -m)"
}

# Debian packages that give what is not there yet.
missing_packages() {
  local missing=()
  has llvm-config-19 && [ -e "$(llvm-config-19 --includedir)/llvm-c/Core.h" ] || missing+=(llvm-19-dev)
  has g++ || missing+=(g++)
  has cmake || missing+=(cmake)
  has make || missing+=(make)
  printf '%s\n' "${missing[*]-}"
}

install_system_packages() {
  local missing as_root=()
  missing=$(missing_packages)
  [ -n "$missing" ] || return 0
  local advice="Install these (names as in Debian 12 and newer), then start again: $missing"
  has apt-get || fail "$advice"
  if [ "$(id -u)" -ne 0 ]; then
    has sudo || fail "Neither root nor sudo. $advice"
    sudo -n true 2>/dev/null || { [ -t 0 ] && sudo -v; } || fail "sudo was refused. $advice"
    as_root=(sudo)
  fi
  say "installing with apt: $missing"
  "${as_root[@]}" apt-get update -qq || fail "apt-get update failed. $advice"
  # shellcheck disable=SC2086 # a list of words
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >&2 ||
    fail "apt-get install failed. $advice" 'LLVM 19 is in Debian since 12.9, and at https://apt.llvm.org'
  missing=$(missing_packages)
  [ -z "$missing" ] || fail "still missing after the installation: $missing"
}

install_node_modules() {
  has npm || fail 'npm is needed: it comes with Node.js'
  if [ package-lock.json -nt "$lock_stamp" ] || [ package.json -nt "$lock_stamp" ]; then
    if node scripts/modules-match-lock.mjs; then
      touch "$lock_stamp"
    else
      say 'installing npm packages from package-lock.json'
      npm ci --no-audit --no-fund --loglevel=error >&2
      rm -f node_modules/.bin/node
      touch "$lock_stamp"
    fi
  fi
}

# What the build reads; a deleted file shows as a newer folder.
inputs=(src tiers profiles bench test scripts package.json package-lock.json tsconfig.json)

present_inputs() {
  local path
  for path in "${inputs[@]}"; do [ ! -e "$path" ] || printf '%s\n' "$path"; done
}

build_is_current() {
  [ -e "$stamp" ] && [ -e build/cli.cjs ] && [ -e node_modules/.bin/wasabi ] && [ -e "$lock_stamp" ] || return 1
  local addon
  for addon in llvm-bindings runtime; do [ -e "build/native/$addon/$addon.node" ] || return 1; done
  [ "$(cat "$stamp")" = "$(node --version)" ] || return 1
  local paths
  mapfile -t paths < <(present_inputs)
  [ -z "$(find "${paths[@]}" -name node_modules -prune -o -newer "$stamp" -print -quit)" ]
}

build() {
  local began
  began=$(mktemp)
  say 'building the native addons (about two minutes the first time)'
  node scripts/build.mjs native
  say 'building the TypeScript'
  node scripts/build.mjs ts
  mkdir -p node_modules/.bin
  chmod +x build/cli.cjs
  ln -sfn ../../build/cli.cjs node_modules/.bin/wasabi
  node --version >"$stamp"
  touch -r "$began" "$stamp"
  rm -f "$began"
}

# The newest Node is a package only for comparison; npm would put it before the user's own on the PATH of scripts.
rm -f node_modules/.bin/node
! build_is_current || exit 0
check_node
install_system_packages
install_node_modules
build
say 'done'
