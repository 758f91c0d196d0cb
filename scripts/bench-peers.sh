#!/bin/sh
# The other durable queues that `npm run bench -- --only peers` compares with: pinned versions, in a folder of their own,
# for none of them is a dependency of the gateway. The bench itself starts them, on loopback, on the disk it measures.
set -eu
folder=${TILLGATE_BENCH_PEERS:-$HOME/.cache/tillgate-bench/peers}
mkdir -p "$folder"
# 12.x of pg-boss wants a newer Node than ours.
npm install --prefix "$folder" --no-audit --no-fund --no-save \
  bullmq@6.7.0 ioredis@5.9.2 pg-boss@10.4.2 pouchdb-node@9.0.0

missing=""
command -v redis-server >/dev/null || missing="$missing redis-server"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
[ -z "$missing" ] || {
  if [ "$(id -u)" = 0 ]; then
    apt-get update -qq
    # Only the programs: no service is to start on this machine.
    policy=/usr/sbin/policy-rc.d
    [ -e "$policy" ] || {
      trap 'rm -f "$policy"' EXIT
      printf '#!/bin/sh\nexit 101\n' >"$policy"
      chmod +x "$policy"
    }
    apt-get install -y --no-install-recommends $missing
  else
    echo "install these for the whole comparison:$missing" >&2
  fi
}
echo "peers are in $folder"
