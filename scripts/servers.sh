# shellcheck shell=bash
# Throw-away PostgreSQL, with PgBouncer before it, and MariaDB (or MySQL) servers, sourced by
# scripts/test.
# A caller calls start_servers, and stop_servers on every way out.

servers_dir=
servers_pids=()
servers_installer_files=()

fail() {
  echo "scripts/test: $*" >&2
  exit 1
}

start_servers() {
  make_servers_dir
  install_packages
  [ -n "${SEAWORTHY_TEST_POSTGRES-}" ] || start_postgres
  [ -n "${SEAWORTHY_TEST_PGBOUNCER-}" ] || start_pgbouncer
  [ -n "${SEAWORTHY_TEST_MYSQL-}" ] || start_mysql
  [ -n "${SEAWORTHY_TEST_FAKETIME-}" ] || find_faketime
}

stop_servers() {
  local pid
  for pid in "${servers_pids[@]}"; do
    ! is_running "$pid" || kill -QUIT "$pid" || true
  done
  for pid in "${servers_pids[@]}"; do
    await_end "$pid"
  done
  rm -rf "$servers_dir"
  rm -f "${servers_installer_files[@]}"
}

# --- packages ---------------------------------------------------------------

# The newest PostgreSQL of Debian's, or else one in the PATH.
postgres_bin() {
  local initdb
  initdb=$(find /usr/lib/postgresql/*/bin -name initdb 2>/dev/null | sort -V | tail -n 1) || true
  initdb=${initdb:-$(command -v initdb)} && dirname "$initdb"
}

# An ordinary user's PATH lacks /usr/sbin, where Debian has the server.
mysql_server() {
  PATH=$PATH:/usr/sbin command -v mariadbd || PATH=$PATH:/usr/sbin command -v mysqld
}

pgbouncer_server() {
  PATH=$PATH:/usr/sbin command -v pgbouncer
}

# The library that gives a program another clock.
faketime_library() {
  find /usr/lib -maxdepth 3 -path '*/faketime/libfaketime.so.1' -print -quit | grep .
}

missing_packages() {
  [ -n "${SEAWORTHY_TEST_POSTGRES-}" ] || postgres_bin >/dev/null || echo postgresql
  [ -n "${SEAWORTHY_TEST_PGBOUNCER-}" ] || pgbouncer_server >/dev/null || echo pgbouncer
  [ -n "${SEAWORTHY_TEST_MYSQL-}" ] || mysql_server >/dev/null || echo mariadb-server
  # SQLite is compiled from its source, and Rust links with cc.
  command -v cc >/dev/null || printf '%s\n' gcc libc6-dev
  faketime_library >/dev/null || ! can_install || echo libfaketime
}

# What the tests can do without is installed where that is possible.
can_install() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null
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

# Its clients share four connections, and one to the database seaworthy_single.
start_pgbouncer() {
  local account as server version port
  local home=$servers_dir/pgbouncer log=$servers_dir/pgbouncer.log
  local url='^postgres(ql)?://([^:/@]+):([^@/]*)@([^:/@]+):([0-9]+)/'
  [[ $SEAWORTHY_TEST_POSTGRES =~ $url ]] ||
    fail "SEAWORTHY_TEST_POSTGRES must be postgres://user:password@host:port/database, or set SEAWORTHY_TEST_PGBOUNCER"
  local user=${BASH_REMATCH[2]} password=${BASH_REMATCH[3]}
  local address="host=${BASH_REMATCH[4]} port=${BASH_REMATCH[5]}"
  server=$(pgbouncer_server)
  version=$("$server" --version | sed -nE '1s/^[^0-9]*([0-9]+)\.([0-9]+).*/\1 \2/p')
  make_home postgres
  install -m 600 -o "$account" /dev/stdin "$home/accounts" <<<"\"$user\" \"$password\""

  for _ in 1 2 3 4 5; do
    port=$(random_port)
    install -m 600 -o "$account" /dev/stdin "$home/pgbouncer.ini" <<INI
[databases]
seaworthy_single = $address pool_size=1
* = $address
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $port
unix_socket_dir =
auth_type = scram-sha-256
auth_file = $home/accounts
admin_users = $user
pool_mode = transaction
default_pool_size = 4
max_client_conn = 1000
ignore_startup_parameters = extra_float_digits
log_connections = 0
log_disconnections = 0
$(knows_prepared_statements "$version" && echo 'max_prepared_statements = 0')
INI
    launch "$server" "$home/pgbouncer.ini"
    if await_ready grep -qs 'process up' "$log"; then
      export SEAWORTHY_TEST_PGBOUNCER=postgres://$user:$password@127.0.0.1:$port/postgres
      return
    fi
    grep -qi 'address already in use' "$log" || break
  done
  fail_with_log "PgBouncer did not start" "$log"
}

# knows_prepared_statements "MAJOR MINOR": an older one refuses the setting.
knows_prepared_statements() {
  local major minor
  read -r major minor <<<"$1"
  [ "$major" -gt 1 ] || [ "$minor" -ge 21 ]
}

find_faketime() {
  SEAWORTHY_TEST_FAKETIME=$(faketime_library) || return 0
  export SEAWORTHY_TEST_FAKETIME
}

start_mysql() {
  local account as server password port
  local home=$servers_dir/mysql log=$servers_dir/mysql.log
  local options=(--no-defaults "--datadir=$home/data")
  server=$(mysql_server)
  password=$(random_password)
  make_home mysql
  if "$server" --version | grep -q MariaDB; then
    prepare mariadb-install-db "${options[@]}" --skip-test-db --auth-root-authentication-method=normal
  else
    prepare "$server" "${options[@]}" --initialize-insecure
    options+=(--mysqlx=0)
  fi

  install -m 644 /dev/stdin "$home/accounts.sql" <<SQL
CREATE USER IF NOT EXISTS root@'127.0.0.1';
GRANT ALL ON *.* TO root@'127.0.0.1' WITH GRANT OPTION;
ALTER USER root@'127.0.0.1' IDENTIFIED BY '$password';
ALTER USER root@localhost IDENTIFIED BY '$password';
SQL
  options+=(
    "--init-file=$home/accounts.sql" "--socket=mysql.sock" "--pid-file=$home/mysql.pid"
    --bind-address=127.0.0.1 --skip-name-resolve --max-connections=300
    --character-set-server=utf8mb4 --default-time-zone=+00:00
    --skip-log-bin --innodb-flush-log-at-trx-commit=0 --innodb-doublewrite=0
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
