# shellcheck shell=bash
# Throw-away PostgreSQL and MariaDB (or MySQL) servers, sourced by scripts/test.
# A caller calls start_servers, and stop_servers on every way out.

# shellcheck source=scripts/tls-servers.sh
source "$(dirname "${BASH_SOURCE[0]}")/tls-servers.sh"
# shellcheck source=scripts/fault-servers.sh
source "$(dirname "${BASH_SOURCE[0]}")/fault-servers.sh"
# shellcheck source=scripts/pgvector.sh
source "$(dirname "${BASH_SOURCE[0]}")/pgvector.sh"

servers_dir=
servers_pids=()
declare -A servers_signals=()
servers_installer_files=()

fail() {
  echo "scripts/test: $*" >&2
  exit 1
}

start_servers() {
  make_servers_dir
  # The tools of backups are to be the server's own.
  [ -z "${SEAWORTHY_TEST_MYSQL_BIN-}" ] || export PATH=$SEAWORTHY_TEST_MYSQL_BIN:$PATH
  install_packages
  [ -n "${SEAWORTHY_TEST_POSTGRES-}" ] || find_pgvector
  [ -n "${SEAWORTHY_TEST_POSTGRES-}" ] || start_postgres
  [ -n "${SEAWORTHY_TEST_MYSQL-}" ] || start_mysql
  [ -n "${SEAWORTHY_TEST_TLS-}" ] || start_tls_servers
  [ -n "${SEAWORTHY_TEST_PGBOUNCER-}" ] || start_pgbouncer
  [ -n "${SEAWORTHY_TEST_FAKETIME-}" ] || find_faketime
  [ "${SEAWORTHY_TEST_GALERA-}" != start ] || start_galera
}

stop_servers() {
  local pid
  for pid in "${servers_pids[@]}"; do
    ! is_running "$pid" || kill -"${servers_signals[$pid]-QUIT}" "$pid" || true
  done
  for pid in "${servers_pids[@]}"; do
    await_end "$pid"
  done
  rm -rf "$servers_dir"
  rm -f "${servers_installer_files[@]}"
}

# --- packages ---------------------------------------------------------------

# The newest PostgreSQL of Debian's, or else one in the PATH, unless a folder is given.
postgres_bin() {
  local initdb
  if [ -n "${SEAWORTHY_TEST_POSTGRES_BIN-}" ]; then
    [ -x "$SEAWORTHY_TEST_POSTGRES_BIN/initdb" ] || fail "no initdb in $SEAWORTHY_TEST_POSTGRES_BIN"
    echo "$SEAWORTHY_TEST_POSTGRES_BIN"
    return
  fi
  initdb=$(find /usr/lib/postgresql/*/bin -name initdb 2>/dev/null | sort -V | tail -n 1) || true
  initdb=${initdb:-$(command -v initdb)} && dirname "$initdb"
}

# An ordinary user's PATH lacks /usr/sbin, where Debian has the server.
mysql_server() {
  local path=${SEAWORTHY_TEST_MYSQL_BIN:-$PATH:/usr/sbin}
  PATH=$path command -v mariadbd || PATH=$path command -v mysqld ||
    { [ -z "${SEAWORTHY_TEST_MYSQL_BIN-}" ] || fail "no mariadbd and no mysqld in $path"; false; }
}

missing_packages() {
  [ -n "${SEAWORTHY_TEST_POSTGRES:+${SEAWORTHY_TEST_TLS-}}" ] || postgres_bin >/dev/null || echo postgresql
  [ -n "${SEAWORTHY_TEST_MYSQL:+${SEAWORTHY_TEST_TLS-}}" ] || mysql_server >/dev/null || echo mariadb-server
  [ -n "${SEAWORTHY_TEST_TLS-}" ] || command -v openssl >/dev/null || echo openssl
  # The tools of backups; the servers' own packages bring those of their version.
  PATH=$PATH:$(postgres_bin) command -v pg_dump >/dev/null || echo postgresql-client
  command -v mariadb-dump >/dev/null || command -v mysqldump >/dev/null || echo mariadb-client
  [ -n "${SEAWORTHY_TEST_PGBOUNCER-}" ] || pgbouncer_server >/dev/null || echo pgbouncer
  faketime_library >/dev/null || ! can_install || echo libfaketime
  # SQLite is compiled from its source, and Rust links with cc.
  command -v cc >/dev/null || printf '%s\n' gcc libc6-dev
}

install_packages() {
  local packages
  mapfile -t packages < <(missing_packages)
  [ ${#packages[@]} -gt 0 ] || return 0
  command -v apt-get >/dev/null || fail "missing, by their Debian names: ${packages[*]}"
  [ "$(id -u)" = 0 ] || fail "packages are missing; as root, run:
  apt-get install --no-install-recommends ${packages[*]}"

  local lock
  exec {lock}>/run/seaworthy-packages.lock
  flock "$lock"
  mapfile -t packages < <(missing_packages)
  [ ${#packages[@]} = 0 ] || apt_install "${packages[@]}"
  exec {lock}>&-
}

apt_install() {
  # In a session of its own, because Ctrl-C would leave packages half installed.
  local apt_get=(setsid --wait env DEBIAN_FRONTEND=noninteractive
    apt-get --quiet --yes --option=DPkg::Lock::Timeout=600)
  local log=$servers_dir/apt.log
  echo "scripts/test: installing $*" >&2
  # No service is to start and no cluster to appear in /var/lib: the tests have
  # servers of their own.
  mkdir -p /etc/postgresql-common/createcluster.d
  for_installer /etc/postgresql-common/createcluster.d/seaworthy.conf 'create_main_cluster = false'
  for_installer /usr/sbin/policy-rc.d '#!/bin/sh' 'exit 101'
  # A package source out of reach matters only if it is one of these packages'.
  "${apt_get[@]}" update </dev/null >"$log" 2>&1 || "${apt_get[@]}" update </dev/null >>"$log" 2>&1 || true
  "${apt_get[@]}" install --no-install-recommends "$@" </dev/null >>"$log" 2>&1 || fail_with_log "apt-get failed" "$log"
  rm -f "${servers_installer_files[@]}"
  servers_installer_files=()
}

# Writes a file that stays only as long as the installation runs.
for_installer() {
  local file=$1
  shift
  [ ! -e "$file" ] || return 0
  servers_installer_files+=("$file")
  printf '%s\n' "$@" >"$file"
  chmod 755 "$file"
}

# --- processes --------------------------------------------------------------

# The shell's own list of jobs cannot mistake a stranger's process for ours.
is_running() {
  [[ " $(jobs -pr | tr '\n' ' ') " == *" $1 "* ]]
}

# Waits for a process to end, and kills it if it does not within 20 seconds.
await_end() {
  local tries
  for ((tries = 0; tries < 200; tries++)); do
    is_running "$1" || return 0
    sleep 0.1
  done
  kill -KILL "$1" 2>/dev/null || true
}

# Chooses the account for a server, which refuses to run as root. setpriv turns
# into the command it is given, so that the process started is the server itself.
become() {
  account=$(id -u) as=()
  [ "$account" = 0 ] || return 0
  account=$(id -u "$1" 2>/dev/null || id -u nobody)
  as=(setpriv "--reuid=$account" "--regid=$(id -g "$account")" --clear-groups)
}

# A server's account cannot reach a TMPDIR inside somebody's home directory.
make_servers_dir() {
  local account as parent
  become nobody
  for parent in "${TMPDIR:-/tmp}" /tmp; do
    servers_dir=$(mktemp -d "$parent/seaworthy.XXXXXX") || continue
    chmod 755 "$servers_dir"
    (cd / && "${as[@]}" test -x "$servers_dir") && return
    rm -rf "$servers_dir"
  done
  fail "no directory for the servers below ${TMPDIR:-/tmp}"
}

# The functions below work on the $home, $log and $as of one server.

make_home() {
  become "$1"
  mkdir -m 700 "$home"
  chown "$account" "$home"
}

# The servers keep temporary files too, so the caller's TMPDIR is not for them.
prepare() {
  (cd "$home" && TMPDIR=$home exec "${as[@]}" "$@") </dev/null >"$log" 2>&1 || fail_with_log "$1 failed" "$log"
}

# The server has a session of its own, so that Ctrl-C reaches the tests first.
# Should this shell be killed outright, the kernel stops the server.
launch() {
  rm -f "$log"
  (cd "$home" && TMPDIR=$home exec setsid "${as[@]}" setpriv --pdeathsig=QUIT "$@") </dev/null >"$log" 2>&1 &
  servers_pids+=($!)
}

# await_ready COMMAND...: waits until the server launched last makes COMMAND
# succeed. It fails if the server ends instead or takes two minutes.
await_ready() {
  local pid=${servers_pids[-1]} tries
  for ((tries = 0; tries < 1200; tries++)); do
    "$@" && return
    is_running "$pid" || return 1
    sleep 0.1
  done
  return 1
}

# Below the ports that the kernel hands to outgoing connections.
random_port() {
  echo $((20000 + RANDOM % 12000))
}

random_password() {
  od -An -N16 -tx1 /dev/urandom | tr -d ' \n'
}

fail_with_log() {
  tail -n 40 "$2" >&2
  fail "$1; the end of its log is above"
}

# --- the servers ------------------------------------------------------------

start_postgres() {
  local account as bin password port
  local home=$servers_dir/postgres log=$servers_dir/postgres.log
  bin=$(postgres_bin)
  # pg_dump must not be older than its server.
  export PATH=$bin:$PATH
  password=$(random_password)
  make_home postgres
  install -m 644 /dev/stdin "$home/password" <<<"$password"
  prepare "$bin/initdb" -D "$home/data" -U postgres --pwfile="$home/password" \
    -A scram-sha-256 -E UTF8 --locale=C.UTF-8 --no-sync

  for _ in 1 2 3 4 5; do
    port=$(random_port)
    launch "$bin/postgres" -D "$home/data" -p "$port" \
      -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
      -c max_connections=200 -c timezone=UTC -c log_timezone=UTC \
      -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c jit=off \
      -c log_statement=all -c log_line_prefix='%m [%p] %q%u@%d '
    if await_ready postgres_is_ready "$home/data/postmaster.pid"; then
      export SEAWORTHY_TEST_POSTGRES=postgres://postgres:$password@127.0.0.1:$port/postgres
      export SEAWORTHY_TEST_POSTGRES_LOG=$log
      return
    fi
    grep -q 'Address already in use' "$log" || break
  done
  fail_with_log "PostgreSQL did not start" "$log"
}

postgres_is_ready() {
  [[ $(sed -n 8p "$1" 2>/dev/null) == ready* ]]
}

start_mysql() {
  local account as server password port
  local home=$servers_dir/mysql log=$servers_dir/mysql.log
  local options=(--no-defaults "--datadir=$home/data")
  server=$(mysql_server)
  password=$(random_password)
  make_home mysql
  prepare_mysql "$server" "$home/data"
  # A new MariaDB has TLS of its own accord, and this one is to be a server without.
  if is_mariadb "$server"; then options+=(--skip-ssl); else options+=(--mysqlx=0); fi
  write_mysql_accounts "$password" "$home/accounts.sql"
  options+=(
    "--init-file=$home/accounts.sql" "--socket=mysql.sock" "--pid-file=$home/mysql.pid"
    --bind-address=127.0.0.1 --skip-name-resolve --max-connections=300
    --character-set-server=utf8mb4 --default-time-zone=+00:00
    --skip-log-bin --innodb-flush-log-at-trx-commit=0 --innodb-doublewrite=0 --secure-file-priv=
    --general-log=1 "--general-log-file=$home/general.log"
  )
  for _ in 1 2 3 4 5; do
    port=$(random_port)
    launch "$server" "${options[@]}" --port="$port"
    if await_ready grep -qs 'ready for connections' "$log"; then
      export SEAWORTHY_TEST_MYSQL=mysql://root:$password@127.0.0.1:$port/mysql
      export SEAWORTHY_TEST_MYSQL_LOG=$home/general.log
      return
    fi
    grep -qi 'address already in use' "$log" || break
  done
  fail_with_log "MariaDB or MySQL did not start" "$log"
}

is_mariadb() {
  "$1" --version | grep -q MariaDB
}

# prepare_mysql SERVER DATA: makes the data of a new server
prepare_mysql() {
  if is_mariadb "$1"; then
    prepare mariadb-install-db --no-defaults "--datadir=$2" --skip-test-db --auth-root-authentication-method=normal
  else
    prepare "$1" --no-defaults "--datadir=$2" --secure-file-priv= --initialize-insecure
  fi
}

# write_mysql_accounts PASSWORD FILE
write_mysql_accounts() {
  install -m 644 /dev/stdin "$2" <<SQL
CREATE USER IF NOT EXISTS root@'127.0.0.1';
GRANT ALL ON *.* TO root@'127.0.0.1' WITH GRANT OPTION;
ALTER USER root@'127.0.0.1' IDENTIFIED BY '$1';
ALTER USER root@localhost IDENTIFIED BY '$1';
SQL
}
