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

# The library that makes MariaDB a node of a cluster; a node that joins fetches its data with rsync.
galera_library() {
  command -v rsync >/dev/null && command -v mariadbd >/dev/null &&
    find /usr/lib/galera /usr/lib -maxdepth 1 -name libgalera_smm.so -print -quit 2>/dev/null | grep .
}

# A cluster of two, where it can be had: SEAWORTHY_TEST_GALERA has the URLs of its nodes.
start_galera() {
  local account as library password node address port
  local urls=() ports=() home log
  SEAWORTHY_TEST_GALERA=
  library=$(PATH=$PATH:/usr/sbin galera_library) || return 0
  password=$(random_password)
  for node in 1 2; do
    home=$servers_dir/galera-$node log=$servers_dir/galera-$node.log
    make_home mysql
    install -d -m 700 -o "$account" "$home/data"
  done
  home=$servers_dir/galera-1 log=$servers_dir/galera-1.log
  prepare mariadb-install-db --no-defaults "--datadir=$home/data" --skip-test-db \
    --auth-root-authentication-method=normal
  write_mysql_accounts "$password" "$home/accounts.sql"
  mapfile -t ports < <(free_ports 8)
  address=gcomm://127.0.0.1:${ports[1]},127.0.0.1:${ports[5]}
  for node in 1 2; do
    home=$servers_dir/galera-$node log=$servers_dir/galera-$node.log
    launch_galera
    await_ready grep -qs 'ready for connections' "$log" && await_ready grep -qs 'Synchronized with group' "$log" ||
      fail_with_log "Galera did not start" "$log"
    urls+=("mysql://root:$password@127.0.0.1:$port/mysql")
  done
  export SEAWORTHY_TEST_GALERA=${urls[*]}
}

# Starts $node, whose four ports are its share of $ports: for programs, the group, and the data that
# it fetches, a part or all.
launch_galera() {
  local own=("${ports[@]:$((node * 4 - 4)):4}") options=()
  port=${own[0]}
  [ "$node" != 1 ] || options=(--wsrep-new-cluster "--init-file=$home/accounts.sql")
  launch "$(PATH=$PATH:/usr/sbin command -v mariadbd)" --no-defaults "--datadir=$home/data" \
    "--port=$port" "--socket=$home/socket" "--pid-file=$home/pid" \
    --bind-address=127.0.0.1 --skip-name-resolve --max-connections=300 --default-time-zone=+00:00 \
    --binlog-format=ROW --innodb-autoinc-lock-mode=2 --innodb-flush-log-at-trx-commit=0 \
    --innodb-buffer-pool-size=64M --innodb-log-file-size=32M \
    --wsrep-on=ON "--wsrep-provider=$library" --wsrep-cluster-name=seaworthy \
    "--wsrep-cluster-address=$address" "--wsrep-node-name=$node" \
    "--wsrep-node-address=127.0.0.1:${own[1]}" "--wsrep-node-incoming-address=127.0.0.1:$port" \
    --wsrep-sst-method=rsync "--wsrep-sst-receive-address=127.0.0.1:${own[3]}" \
    "--wsrep-provider-options=gmcast.listen_addr=tcp://127.0.0.1:${own[1]};ist.recv_addr=127.0.0.1:${own[2]};gcache.size=32M;pc.recovery=FALSE" \
    "${options[@]}"
}

# free_ports COUNT: that many different ones
free_ports() {
  local port found=" " left=$1
  while [ "$left" -gt 0 ]; do
    port=$(random_port)
    [[ $found != *" $port "* ]] && ! (: <>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || continue
    found+="$port "
    left=$((left - 1))
    echo "$port"
  done
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
