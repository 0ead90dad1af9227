<?php
/**
 * A stand-in for WP-CLI, which no package source of Debian, npm or PyPI has: its published rules for arguments, and as much of
 * its class WP_CLI as a command of a plugin's calls. The tests do not show that a release of the real one does the same.
 *
 *   php wp_cli.php [--path=DIR] [--url=URL] [--user=ID] [--quiet] [--no-color] COMMAND [WORD|--NAME=VALUE|--NAME|--no-NAME]…
 *
 * The rules: "--name=value", "--name" (true) and "--no-name" (false) are options wherever they stand, all else are words; its own
 * options are taken away wherever they stand; of an option that is given more than once the last is kept.
 *
 * @package TokenLedger
 */

define( 'WP_CLI', true );

/** What a plugin sees of it. */
final class WP_CLI {
	public static $commands = array();
	public static $config   = array();

	public static function add_command( $name, $callable ) {
		self::$commands[ $name ] = $callable;
	}

	public static function get_config( $key ) {
		return isset( self::$config[ $key ] ) ? self::$config[ $key ] : null;
	}

	public static function error( $message, $exit = true ) {
		fwrite( STDERR, "Error: $message\n" );
		if ( $exit ) {
			exit( 1 );
		}
	}

	public static function halt( $code ) {
		exit( $code );
	}
}

$own    = array( 'path', 'url', 'blog', 'user', 'quiet', 'color', 'debug', 'prompt', 'require', 'exec', 'skip-plugins', 'skip-themes' );
$words  = array();
$given  = array();
$config = array( 'quiet' => false, 'color' => 'auto' );
foreach ( array_slice( $argv, 1 ) as $arg ) {
	if ( preg_match( '|^--no-([^=]+)$|', $arg, $match ) ) {
		$option = array( $match[1], false );
	} elseif ( preg_match( '|^--([^=]+)$|', $arg, $match ) ) {
		$option = array( $match[1], true );
	} elseif ( preg_match( '|^--([^=]+)=(.*)|s', $arg, $match ) ) {
		$option = array( $match[1], $match[2] );
	} else {
		$words[] = $arg;
		continue;
	}
	if ( in_array( $option[0], $own, true ) ) {
		$config[ $option[0] ] = $option[1];
	} else {
		$given[ $option[0] ] = $option[1];
	}
}
WP_CLI::$config = $config;

$address = parse_url( isset( $config['url'] ) ? $config['url'] : 'http://127.0.0.1:' . getenv( 'TOKENLEDGER_WP_PORT' ) . '/' );

$_SERVER['HTTP_HOST']       = $address['host'] . ( isset( $address['port'] ) ? ':' . $address['port'] : '' );
$_SERVER['REQUEST_URI']     = isset( $address['path'] ) ? $address['path'] : '/';
$_SERVER['REQUEST_METHOD']  = 'GET';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
define( 'DISABLE_WP_CRON', true );
require $config['path'] . '/wp-load.php';

$name = array_shift( $words );
if ( ! isset( WP_CLI::$commands[ $name ] ) ) {
	WP_CLI::error( "'$name' is not a registered wp command." );
}
call_user_func( WP_CLI::$commands[ $name ], $words, $given );
