# shellcheck shell=bash
# What the tests of faults need, sourced by scripts/servers.sh, whose functions these use.

pgbouncer_server() {
  PATH=$PATH:/usr/sbin command -v pgbouncer
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
    # An older one takes no QUIT.
    servers_signals[${servers_pids[-1]}]=TERM
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

# The library that gives a program another clock.
faketime_library() {
  find /usr/lib -maxdepth 3 -path '*/faketime/libfaketime.so.1' -print -quit | grep .
}

find_faketime() {
  SEAWORTHY_TEST_FAKETIME=$(faketime_library) || return 0
  export SEAWORTHY_TEST_FAKETIME
}

# What the tests can do without is installed where that is possible.
can_install() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null
}
