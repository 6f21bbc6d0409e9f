# shellcheck shell=bash
# pgvector for Debian's PostgreSQL, sourced by servers.sh: its package where the release has one,
# otherwise built from the source of a later release, which takes a minute once. A server without it
# is what most people have, and then the tests look at what is said there.

find_pgvector() {
  local bin major
  bin=$(postgres_bin) || return 0
  [[ $bin =~ ^/usr/lib/postgresql/([0-9]+)/bin$ ]] || return 0
  major=${BASH_REMATCH[1]}
  [ ! -e "/usr/share/postgresql/$major/extension/vector.control" ] || return 0
  can_install || return 0
  local lock
  exec {lock}>/run/seaworthy-packages.lock
  flock "$lock"
  [ -e "/usr/share/postgresql/$major/extension/vector.control" ] || get_pgvector "$major" ||
    echo "scripts/test: no pgvector for PostgreSQL $major could be had" >&2
  exec {lock}>&-
}

get_pgvector() {
  if [ -n "$(apt-cache show "postgresql-$1-pgvector" 2>/dev/null)" ]; then
    apt_install "postgresql-$1-pgvector"
  else
    command -v dpkg-deb >/dev/null && command -v gcc >/dev/null || return 1
    echo "scripts/test: building pgvector for PostgreSQL $1" >&2
    "$(dirname "${BASH_SOURCE[0]}")/build-pgvector" "$1" "$servers_dir/pgvector" </dev/null >"$servers_dir/pgvector.log" 2>&1
  fi
}
