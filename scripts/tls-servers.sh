# shellcheck shell=bash
# Throw-away servers with TLS, sourced by scripts/servers.sh, whose functions these use. The servers
# of the other tests stay without it, and are what a plaintext server is.
#
# SEAWORTHY_TEST_TLS is a folder with certificates and, for each server, a file with its URL:
#
#   ca.pem            made with the commands of docs/tls.md, as are the certificates of
#   postgres.url      and
#   mysql.url         which name `localhost` and nothing else
#   other-ca.pem      an authority that signed none of them
#   *-expired.url     a certificate of ca.pem's from the year 2020; this mysqld is read-only as well
#   *-self-signed.url the certificate self-signed.pem, which is its own authority
#   standby.url       a hot standby of postgres.url, with its certificate

start_tls_servers() {
  export SEAWORTHY_TEST_TLS=$servers_dir/tls
  mkdir "$SEAWORTHY_TEST_TLS"
  make_certificates >"$servers_dir/openssl.log" 2>&1 || fail_with_log "openssl failed" "$servers_dir/openssl.log"
  start_tls_postgres_servers
  start_tls_mysql_servers
}

# --- certificates -----------------------------------------------------------

make_certificates() {
  local document
  document=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/docs/tls.md
  (
    set -e
    cd "$SEAWORTHY_TEST_TLS"
    # What the document shows is what is tested.
    # shellcheck disable=SC2016 # The backticks are Markdown's.
    sed -n '/^```sh$/,/^```$/{//!p}' "$document" | sed 's/db\.example\.com/localhost/g' >commands.sh
    sh -e commands.sh

    local curve=(-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes)
    openssl req -x509 "${curve[@]}" -subj "/CN=Another CA" -keyout other-ca.key -out other-ca.pem
    openssl req -x509 "${curve[@]}" -subj "/CN=localhost" -addext subjectAltName=DNS:localhost \
      -keyout self-signed.key -out self-signed.pem

    # Of openssl's commands only `ca` signs for a time that is over.
    : >index.txt
    cat >ca.cnf <<CNF
[ca]
default_ca = authority
[authority]
database = index.txt
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = names
x509_extensions = server
[names]
commonName = supplied
[server]
subjectAltName = DNS:localhost
CNF
    openssl ca -config ca.cnf -batch -notext -cert ca.pem -keyfile ca.key \
      -startdate 20200101000000Z -enddate 20200201000000Z -in server.csr -out expired.pem
    cp server.key expired.key
  )
}

# Gives the server of $home a certificate and its key.
install_certificate() {
  install -m 600 -o "$account" "$SEAWORTHY_TEST_TLS/$1.pem" "$home/server.pem"
  install -m 600 -o "$account" "$SEAWORTHY_TEST_TLS/$1.key" "$home/server.key"
}

# --- PostgreSQL -------------------------------------------------------------

start_tls_postgres_servers() {
  local account as bin password postgres_port port name
  local home=$servers_dir/tls-postgres log=$servers_dir/tls-postgres.log
  bin=$(postgres_bin)
  password=$(random_password)
  make_home postgres
  install -m 644 /dev/stdin "$home/password" <<<"$password"
  prepare "$bin/initdb" -D "$home/data" -U postgres --pwfile="$home/password" \
    -A scram-sha-256 -E UTF8 --locale=C.UTF-8 --no-sync
  # An account that is let in with encryption only.
  sed -i '1i hostnossl all encrypted_only all reject' "$home/data/pg_hba.conf"
  # Of a server that never ran, a copy is another server, or its standby.
  for name in expired self-signed standby; do
    cp -a "$home" "$home-$name"
  done

  start_tls_postgres "" server
  postgres_port=$port
  start_tls_postgres -expired expired
  start_tls_postgres -self-signed self-signed
  install -m 600 -o "$account" /dev/null "$servers_dir/tls-postgres-standby/data/standby.signal"
  start_tls_postgres -standby server \
    -c "primary_conninfo=host=127.0.0.1 port=$postgres_port user=postgres password=$password"
  mv "$SEAWORTHY_TEST_TLS/postgres-standby.url" "$SEAWORTHY_TEST_TLS/standby.url"
}

# start_tls_postgres SUFFIX CERTIFICATE OPTIONS...: leaves its port in $port
start_tls_postgres() {
  local home=$servers_dir/tls-postgres$1 log=$servers_dir/tls-postgres$1.log
  local name=postgres$1 certificate=$2
  shift 2
  install_certificate "$certificate"
  for _ in 1 2 3 4 5; do
    port=$(random_port)
    launch "$bin/postgres" -D "$home/data" -p "$port" \
      -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
      -c ssl=on -c "ssl_cert_file=$home/server.pem" -c "ssl_key_file=$home/server.key" \
      -c shared_buffers=16MB -c timezone=UTC -c log_timezone=UTC \
      -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c jit=off "$@"
    if await_ready postgres_is_ready "$home/data/postmaster.pid"; then
      echo "postgres://postgres:$password@localhost:$port/postgres" >"$SEAWORTHY_TEST_TLS/$name.url"
      return
    fi
    grep -q 'Address already in use' "$log" || break
  done
  fail_with_log "PostgreSQL did not start ($name)" "$log"
}

# --- MariaDB or MySQL -------------------------------------------------------

start_tls_mysql_servers() {
  local account as server password name
  local home=$servers_dir/tls-mysql log=$servers_dir/tls-mysql.log
  server=$(mysql_server)
  password=$(random_password)
  make_home mysql
  prepare_mysql "$server" "$home/data"
  write_mysql_accounts "$password" "$home/accounts.sql"
  for name in expired self-signed; do
    cp -a "$home" "$home-$name"
  done
  start_tls_mysql "" server
  start_tls_mysql -expired expired --read-only
  start_tls_mysql -self-signed self-signed
}

# start_tls_mysql SUFFIX CERTIFICATE OPTIONS...
start_tls_mysql() {
  local home=$servers_dir/tls-mysql$1 log=$servers_dir/tls-mysql$1.log
  local name=mysql$1 certificate=$2 port
  shift 2
  install_certificate "$certificate"
  local options=(
    --no-defaults "--datadir=$home/data" "--init-file=$home/accounts.sql"
    "--socket=$home/mysql.sock" "--pid-file=$home/mysql.pid"
    "--ssl-cert=$home/server.pem" "--ssl-key=$home/server.key"
    --bind-address=127.0.0.1 --skip-name-resolve --character-set-server=utf8mb4
    --default-time-zone=+00:00 --skip-log-bin --performance-schema=0 --secure-file-priv=
    --innodb-buffer-pool-size=16M --innodb-flush-log-at-trx-commit=0 --innodb-doublewrite=0 "$@"
  )
  is_mariadb "$server" || options+=(--mysqlx=0)
  for _ in 1 2 3 4 5; do
    port=$(random_port)
    launch "$server" "${options[@]}" --port="$port"
    if await_ready grep -qs 'ready for connections' "$log"; then
      echo "mysql://root:$password@localhost:$port/mysql" >"$SEAWORTHY_TEST_TLS/$name.url"
      return
    fi
    grep -qi 'address already in use' "$log" || break
  done
  fail_with_log "MariaDB or MySQL did not start ($name)" "$log"
}
