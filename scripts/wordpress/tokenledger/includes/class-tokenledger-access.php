<?php
/**
 * The way to the database.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * Describes the database access that WordPress itself uses, however its configuration was made.
 */
final class TokenLedger_Access {

	/**
	 * MYSQLI_CLIENT_SSL and MYSQLI_CLIENT_SSL_VERIFY_SERVER_CERT, which PHP without mysqli does not define.
	 */
	const SSL        = 2048;
	const SSL_VERIFY = 1073741824;

	/**
	 * The description for the tool's standard input. It holds the password: it is written nowhere else.
	 *
	 * @param int $blog_id The blog.
	 * @return string A JSON object.
	 */
	public static function json( $blog_id ) {
		global $wpdb;

		$access = array(
			'host'     => self::setting( 'DB_HOST' ),
			'user'     => self::setting( 'DB_USER' ),
			'password' => self::setting( 'DB_PASSWORD' ),
			'database' => self::setting( 'DB_NAME' ),
			'prefix'   => $wpdb->base_prefix,
		);
		if ( is_multisite() ) {
			$access['blog_id'] = (int) $blog_id;
		}
		if ( $wpdb->users !== $wpdb->base_prefix . 'users' ) {
			$access['user_table'] = $wpdb->users;
		}
		$charset = self::setting( 'DB_CHARSET' );
		if ( '' !== $charset ) {
			$access['charset'] = $charset;
		}
		$socket = (string) ini_get( 'mysqli.default_socket' );
		if ( '' !== $socket && in_array( $access['host'], array( '', 'localhost' ), true ) ) {
			// Where PHP looks for "localhost"; the tool's client library may look elsewhere.
			$access['socket'] = $socket;
		}
		$flags = (int) self::setting( 'MYSQL_CLIENT_FLAGS' );
		if ( $flags & self::SSL_VERIFY ) {
			$access['ssl_mode'] = 'verify-identity';
		} elseif ( $flags & self::SSL ) {
			$access['ssl_mode'] = 'required';
		}
		/**
		 * Filters how the tool reaches the database, for sites whose database drop-in knows better.
		 *
		 * @param array $access  host, port, socket, user, password, database, prefix, blog_id, user_table, charset,
		 *                       ssl_mode, ssl_ca, ssl_cert, ssl_key: those that are set.
		 * @param int   $blog_id The blog.
		 */
		$access = apply_filters( 'tokenledger_access', $access, $blog_id );
		return (string) wp_json_encode( $access );
	}

	/**
	 * One of WordPress' constants. A site with another kind of database may lack some.
	 *
	 * @param string $name Its name.
	 * @return string Empty when it is not there.
	 */
	private static function setting( $name ) {
		return defined( $name ) ? (string) constant( $name ) : '';
	}
}
