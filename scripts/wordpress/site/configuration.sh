# How the site is configured, in the ways that are met with. Part of scripts/with-wordpress, whose variables
# it uses and which sources it.
# shellcheck shell=bash disable=SC2034,SC2154

# The constants that every layout has; the first argument says whether the network is there already.
common_constants() {
  local limit
  cat <<PHP
define( 'DB_CHARSET', 'utf8mb4' );
define( 'DB_COLLATE', '' );
define( 'AUTH_KEY', '$(secret)' );
define( 'SECURE_AUTH_KEY', '$(secret)' );
define( 'LOGGED_IN_KEY', '$(secret)' );
define( 'NONCE_KEY', '$(secret)' );
define( 'AUTH_SALT', '$(secret)' );
define( 'SECURE_AUTH_SALT', '$(secret)' );
define( 'LOGGED_IN_SALT', '$(secret)' );
define( 'NONCE_SALT', '$(secret)' );
// The local kind may use application passwords without HTTPS.
define( 'WP_ENVIRONMENT_TYPE', 'local' );
define( 'WP_DEBUG', true );
define( 'WP_DEBUG_DISPLAY', false );
define( 'WP_DEBUG_LOG', $(literal "$folder/php-errors.log") );
// The site speaks to itself and to nobody else.
define( 'WP_HTTP_BLOCK_EXTERNAL', true );
define( 'AUTOMATIC_UPDATER_DISABLED', true );
define( 'TOKENLEDGER_BIN', $(literal "$folder/bin/tokenledger") );
PHP
  $wp_cron || echo "define( 'DISABLE_WP_CRON', true );"
  if [[ -n $memory ]]; then
    for limit in WP_MEMORY_LIMIT WP_MAX_MEMORY_LIMIT; do
      echo "define( '$limit', '$memory' );"
    done
  fi
  if $1; then
    cat <<PHP
define( 'WP_ALLOW_MULTISITE', true );
define( 'MULTISITE', true );
define( 'SUBDOMAIN_INSTALL', false );
define( 'DOMAIN_CURRENT_SITE', '127.0.0.1:$port' );
define( 'PATH_CURRENT_SITE', '/' );
define( 'SITE_ID_CURRENT_SITE', 1 );
define( 'BLOG_ID_CURRENT_SITE', 1 );
PHP
  fi
}

tail_of_configuration() {
  cat <<'PHP'
if ( ! defined( 'ABSPATH' ) ) {
	define( 'ABSPATH', __DIR__ . '/' );
}
require_once ABSPATH . 'wp-settings.php';
PHP
}

plain_configuration() {
  cat <<PHP
<?php
define( 'DB_NAME', '$database' );
define( 'DB_USER', '$database' );
define( 'DB_PASSWORD', '$db_password' );
define( 'DB_HOST', $(literal "localhost:$TOKENLEDGER_TEST_SOCKET") );
$(common_constants "$1")
\$table_prefix = '$prefix';
$(tail_of_configuration)
PHP
}

# The settings are in the environment of the web server, the password in a file that it names.
write_docker_environment() {
  (umask 077 && echo "$db_password" >"$folder/db-password")
  docker_environment=(
    WORDPRESS_DB_HOST="localhost:$TOKENLEDGER_TEST_SOCKET" WORDPRESS_DB_NAME="$database"
    WORDPRESS_DB_USER="$database" WORDPRESS_DB_PASSWORD_FILE="$folder/db-password"
    WORDPRESS_TABLE_PREFIX="$prefix"
  )
}

docker_configuration() {
  cat <<PHP
<?php
if ( ! function_exists( 'getenv_docker' ) ) {
	function getenv_docker( \$env, \$default ) {
		if ( \$fileEnv = getenv( \$env . '_FILE' ) ) {
			return rtrim( file_get_contents( \$fileEnv ), "\r\n" );
		} else if ( ( \$val = getenv( \$env ) ) !== false ) {
			return \$val;
		} else {
			return \$default;
		}
	}
}
define( 'DB_NAME', getenv_docker( 'WORDPRESS_DB_NAME', 'wordpress' ) );
define( 'DB_USER', getenv_docker( 'WORDPRESS_DB_USER', 'example username' ) );
define( 'DB_PASSWORD', getenv_docker( 'WORDPRESS_DB_PASSWORD', 'example password' ) );
define( 'DB_HOST', getenv_docker( 'WORDPRESS_DB_HOST', 'mysql' ) );
$(common_constants "$1")
\$table_prefix = getenv_docker( 'WORDPRESS_TABLE_PREFIX', 'wp_' );
$(tail_of_configuration)
PHP
}

# A Bedrock project: the settings in .env at its top, WordPress in web/wp, the content in web/app.
write_bedrock_project() {
  local project=$folder/project
  mkdir -p "$project/config"
  cat >"$project/.env" <<DOTENV
DB_NAME='$database'
DB_USER='$database'
DB_PASSWORD='$db_password'
DB_HOST='localhost:$TOKENLEDGER_TEST_SOCKET'
DB_PREFIX='$prefix'
WP_HOME='$url'
WP_SITEURL="\${WP_HOME}/wp"
DOTENV
  cat >"$project/config/application.php" <<PHP
<?php
/**
 * Like the project's .env loader, for values without escapes.
 */
function env( \$name ) {
	\$settings = parse_ini_file( dirname( __DIR__ ) . '/.env', false, INI_SCANNER_RAW );
	return trim( \$settings[ \$name ], "'" );
}
define( 'DB_NAME', env( 'DB_NAME' ) );
define( 'DB_USER', env( 'DB_USER' ) );
define( 'DB_PASSWORD', env( 'DB_PASSWORD' ) );
define( 'DB_HOST', env( 'DB_HOST' ) ?: 'localhost' );
define( 'WP_HOME', env( 'WP_HOME' ) );
define( 'WP_SITEURL', WP_HOME . '/wp' );
define( 'WP_CONTENT_DIR', dirname( __DIR__ ) . '/web/app' );
define( 'WP_CONTENT_URL', WP_HOME . '/app' );
$(common_constants "$1")
\$table_prefix = env( 'DB_PREFIX' ) ?: 'wp_';
PHP
  cat >"$project/web/wp-config.php" <<'PHP'
<?php
require_once dirname( __DIR__ ) . '/config/application.php';
if ( ! defined( 'ABSPATH' ) ) {
	define( 'ABSPATH', __DIR__ . '/wp/' );
}
require_once ABSPATH . 'wp-settings.php';
PHP
  cat >"$project/web/index.php" <<'PHP'
<?php
define( 'WP_USE_THEMES', true );
require __DIR__ . '/wp/wp-blog-header.php';
PHP
}

# Writes what the layout has for configuration; the argument is true once the network's tables are there.
write_configuration() {
  (
    umask 077
    case $layout in
      plain) plain_configuration "$1" >"$path/wp-config.php" ;;
      docker) docker_configuration "$1" >"$path/wp-config.php" ;;
      bedrock) write_bedrock_project "$1" ;;
    esac
  )
}
