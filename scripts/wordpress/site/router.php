<?php
/**
 * What a web server's rewrite rules do for WordPress, for PHP's own server: files as they are, everything
 * else to index.php, and in a network the blog's folder left out of the paths to files.
 *
 * @package TokenLedger
 */

// A folder becomes its index.php; false when there is neither file nor such a folder.
$tokenledger_file = static function ( $path ) {
	$file = $_SERVER['DOCUMENT_ROOT'] . $path;
	if ( is_dir( $file ) && is_file( rtrim( $file, '/' ) . '/index.php' ) ) {
		return rtrim( $path, '/' ) . '/index.php';
	}
	return is_file( $file ) ? $path : false;
};

$tokenledger_path = rawurldecode( (string) parse_url( $_SERVER['REQUEST_URI'], PHP_URL_PATH ) );
if ( false !== strpos( $tokenledger_path, '..' ) ) {
	http_response_code( 400 );
	return;
}
if ( preg_match( '#/wp-admin$#', $tokenledger_path ) ) {
	header( 'Location: ' . $tokenledger_path . '/', true, 301 );
	return;
}

$tokenledger_script = $tokenledger_file( $tokenledger_path );
if ( false === $tokenledger_script && 'true' === getenv( 'TOKENLEDGER_WP_MULTISITE' ) ) {
	$tokenledger_script = $tokenledger_file( preg_replace( '#^/[_0-9a-zA-Z-]+/#', '/', $tokenledger_path ) );
}
if ( false === $tokenledger_script ) {
	$tokenledger_script = '/index.php';
}
if ( '.php' !== substr( $tokenledger_script, -4 ) ) {
	if ( $tokenledger_script === $tokenledger_path ) {
		return false;
	}
	$tokenledger_types = array(
		'css'   => 'text/css',
		'js'    => 'text/javascript',
		'svg'   => 'image/svg+xml',
		'png'   => 'image/png',
		'gif'   => 'image/gif',
		'woff2' => 'font/woff2',
	);
	$tokenledger_type  = pathinfo( $tokenledger_script, PATHINFO_EXTENSION );
	header( 'Content-Type: ' . ( $tokenledger_types[ $tokenledger_type ] ?? 'application/octet-stream' ) );
	readfile( $_SERVER['DOCUMENT_ROOT'] . $tokenledger_script );
	return;
}

$_SERVER['SCRIPT_NAME']     = $tokenledger_script;
$_SERVER['PHP_SELF']        = $tokenledger_script;
$_SERVER['SCRIPT_FILENAME'] = $_SERVER['DOCUMENT_ROOT'] . $tokenledger_script;
chdir( dirname( $_SERVER['SCRIPT_FILENAME'] ) );
// From the outermost scope, where WordPress' globals belong.
require $_SERVER['SCRIPT_FILENAME'];
