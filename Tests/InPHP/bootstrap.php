<?php
/**
 * Loads as much of WordPress as the plugin's pure parts call: its own functions, without a site or a database.
 *
 * @package TokenLedger
 */

define( 'ABSPATH', dirname( __DIR__, 2 ) . '/.build/wordpress/usr/share/wordpress/' );
define( 'WPINC', 'wp-includes' );
define( 'WP_CONTENT_DIR', ABSPATH . 'wp-content' );
define( 'WP_LANG_DIR', WP_CONTENT_DIR . '/languages' );
define( 'WP_DEBUG', true );

if ( ! is_file( ABSPATH . WPINC . '/version.php' ) ) {
	fwrite( STDERR, "There is no WordPress in .build: run scripts/install-dependencies wordpress\n" );
	exit( 69 );
}
$parts = array( 'compat', 'load', 'plugin', 'class-wp-error', 'class-wp-list-util', 'functions', 'formatting', 'kses', 'l10n' );
array_push( $parts, 'default-constants', 'pomo/translations', 'class-wp-textdomain-registry', 'option', 'cache', 'link-template' );
foreach ( $parts as $part ) {
	require_once ABSPATH . WPINC . "/$part.php";
}
$GLOBALS['wp_textdomain_registry'] = new WP_Textdomain_Registry();
$GLOBALS['locale']                 = 'en_US';
wp_initial_constants();
// All options that they ask for, as if they had been read from a database.
wp_cache_init();
wp_cache_set(
	'alloptions',
	array(
		'blog_charset' => 'UTF-8',
		'siteurl'      => 'https://example.org',
		'date_format'  => 'F j, Y',
		'time_format'  => 'g:i a',

		'timezone_string' => 'America/New_York',
	),
	'options'
);

require_once dirname( __DIR__, 2 ) . '/scripts/wordpress/tokenledger/includes/autoload.php';
