# shellcheck shell=bash
# What scripts/demo, scripts/test and .ci/run need on a fresh Debian with Node 20 and git. Source it, then call:
#   need_node           Node is new enough
#   need_build_tools    a compiler, for better-sqlite3 where no ready-made file of it can be had
#   need_test_tools     the stand-in for systemd in tests and its messenger, a C compiler for the disk lab, a clock to shift, certificates
#   need_fonts          letters of all scripts, for receipts that are drawn
#   need_bench_tools    a load generator
#   need_chromium       a browser; exports CHROMIUM
#   npm_install         node_modules as package-lock.json says; at once when nothing changed
# Everything may be called again and does nothing when all is there. Must be called from the project's root.

say() { printf '%s %s\n' '==' "$*" >&2; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    say "needs root or sudo for: $*"
    return 1
  fi
}

# apt_install PACKAGE...
apt_install() {
  if ! command -v apt-get >/dev/null; then
    say "this system has no apt: please install $*"
    return 1
  fi
  say "installing $* (apt)"
  local log
  log=$(mktemp)
  if as_root apt-get update -qq >"$log" 2>&1 &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >>"$log" 2>&1; then
    rm -f "$log"
  else
    tail -n 20 "$log" >&2
    rm -f "$log"
    say "apt could not install $*"
    return 1
  fi
}

# A service that nobody asked for is not started with its program.
apt_install_unstarted() {
  local policy=/usr/sbin/policy-rc.d ours=
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null && as_root chmod +x "$policy" && ours=yes
  fi
  apt_install "$@"
  local status=$?
  [ -z "$ours" ] || as_root rm -f "$policy"
  return "$status"
}

# need COMMAND=PACKAGE...: installs the packages whose command is missing, all in one go
need() {
  local pair missing=()
  for pair in "$@"; do
    command -v "${pair%%=*}" >/dev/null || missing+=("${pair##*=}")
  done
  [ "${#missing[@]}" -eq 0 ] || apt_install "${missing[@]}"
}

need_node() {
  if ! node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' 2>/dev/null; then
    say "Node 20.19 or newer is needed, found: $(node -v 2>/dev/null || echo none)"
    return 1
  fi
}

need_build_tools() { need g++=g++ make=make python3=python3; }

need_test_tools() {
  need python3=python3 systemd-notify=systemd cc=gcc openssl=openssl faketime=faketime socat=socat zbarimg=zbar-tools \
    pdftoppm=poppler-utils flock=util-linux
  # Only the program is wanted: Debian would start the service on this machine.
  command -v snmpd >/dev/null || [ -x /usr/sbin/snmpd ] || apt_install_unstarted snmpd
  need_fonts
}

need_fonts() {
  local package missing=()
  for package in fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji; do
    dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
  done
  [ "${#missing[@]}" -eq 0 ] || apt_install "${missing[@]}"
}

need_bench_tools() { need cc=gcc wrk=wrk; }

need_chromium() {
  CHROMIUM=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
  if [ -z "$CHROMIUM" ]; then
    # Receipts and the dashboard are looked at with a font that has more than ASCII.
    apt_install chromium fonts-dejavu-core || return 1
    CHROMIUM=$(command -v chromium)
  fi
  export CHROMIUM
}

npm_install() {
  local stamp=node_modules/.installed want
  # Native addons are built for one Node: another one needs them anew.
  want="$(sha256sum package-lock.json | cut -d ' ' -f 1) $(node -p 'process.version + " " + process.arch')"
  if [ "$(cat "$stamp" 2>/dev/null)" = "$want" ]; then return 0; fi
  use_local_node_headers
  say "npm ci (better-sqlite3 is compiled where no ready-made file can be had: about 2 minutes)"
  npm ci --no-audit --no-fund --loglevel=error || return 1
  node -e 'new (require("better-sqlite3"))(":memory:").close()' || return 1
  printf '%s\n' "$want" >"$stamp"
}

# node-gyp would download Node's headers although they lie beside it.
use_local_node_headers() {
  local prefix
  prefix=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")
  if [ -e "$prefix/include/node/node.h" ]; then export npm_config_nodedir="$prefix"; fi
}
