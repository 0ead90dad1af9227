<?php
/**
 * Sets the site up, a step at a time: php set-up.php STEP. Run by scripts/with-wordpress, whose environment
 * says where the site is.
 *
 * @package TokenLedger
 */

// phpcs:disable WordPress.Security -- It has no user but the script that runs it.

$tokenledger_step     = $argv[1] ?? '';
$tokenledger_url      = getenv( 'TOKENLEDGER_WP_URL' );
$tokenledger_siteurl  = getenv( 'TOKENLEDGER_WP_SITEURL' );
$tokenledger_password = getenv( 'TOKENLEDGER_WP_PASSWORD' );

/**
 * Ends the script with what went wrong.
 *
 * @param string $message One line.
 */
function tokenledger_set_up_fail( $message ) {
	fwrite( STDERR, 'set-up: error: ' . $message . "\n" );
	exit( 69 );
}

if ( 'install' === $tokenledger_step ) {
	// WordPress' own installer, as a browser would send its form.
	$tokenledger_form = array(
		'weblog_title'    => 'Harbor Lane Cycles',
		'user_name'       => 'owner',
		'admin_password'  => $tokenledger_password,
		'admin_password2' => $tokenledger_password,
		'pw_weak'         => '1',
		'admin_email'     => 'owner@harborlane.example',
		'blog_public'     => '0',
		'language'        => '',
	);
	$tokenledger_page = file_get_contents(
		$tokenledger_siteurl . '/wp-admin/install.php?step=2',
		false,
		stream_context_create(
			array(
				'http' => array(
					'method'        => 'POST',
					'header'        => 'Content-Type: application/x-www-form-urlencoded',
					'content'       => http_build_query( $tokenledger_form ),
					'ignore_errors' => true,
				),
			)
		)
	);
	if ( ! is_string( $tokenledger_page ) || false === strpos( $tokenledger_page, 'Success!' ) ) {
		tokenledger_set_up_fail( 'the installer answered: ' . substr( preg_replace( '/\s+/', ' ', strip_tags( (string) $tokenledger_page ) ), -400 ) );
	}
	exit;
}

// The other steps happen inside WordPress, as if the owner had asked for a page.
$_SERVER['HTTP_HOST']       = parse_url( $tokenledger_url, PHP_URL_HOST ) . ':' . parse_url( $tokenledger_url, PHP_URL_PORT );
$_SERVER['REQUEST_URI']     = '/';
$_SERVER['REQUEST_METHOD']  = 'GET';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
define( 'WP_ADMIN', true );
require getenv( 'TOKENLEDGER_WP_PATH' ) . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/admin.php';
wp_set_current_user( 1 );

switch ( $tokenledger_step ) {
	case 'network':
		require_once ABSPATH . 'wp-admin/includes/upgrade.php';
		foreach ( $wpdb->tables( 'ms_global' ) as $tokenledger_table => $tokenledger_name ) {
			$wpdb->$tokenledger_table = $tokenledger_name;
		}
		install_network();
		$tokenledger_done = populate_network( 1, $_SERVER['HTTP_HOST'], 'owner@harborlane.example', 'Harbor Lane', '/', false );
		// A name that is not on the internet makes a warning only.
		if ( is_wp_error( $tokenledger_done ) && 'no_wildcard_dns' !== $tokenledger_done->get_error_code() ) {
			tokenledger_set_up_fail( $tokenledger_done->get_error_message() );
		}
		break;

	case 'blogs':
		// A blog's domain is cleaned like a user's name, which would drop the colon before the port.
		add_filter(
			'sanitize_user',
			static function ( $name, $raw ) {
				return $raw === $_SERVER['HTTP_HOST'] ? $raw : $name;
			},
			10,
			2
		);
		foreach ( array( 'rentals' => 'Harbor Lane Rentals', 'workshop' => 'Harbor Lane Workshop' ) as $tokenledger_slug => $tokenledger_title ) {
			$tokenledger_done = wpmu_create_blog( $_SERVER['HTTP_HOST'], "/$tokenledger_slug/", $tokenledger_title, 1 );
			if ( is_wp_error( $tokenledger_done ) ) {
				tokenledger_set_up_fail( $tokenledger_done->get_error_message() );
			}
		}
		break;

	case 'people':
		// Without the sample's people, those who log in are made here.
		$tokenledger_roles = array(
			'workshop'   => 'editor',
			'mara.ellis' => 'subscriber',
			'tom-o'      => '',
		);
		foreach ( $tokenledger_roles as $tokenledger_login => $tokenledger_role ) {
			if ( ! username_exists( $tokenledger_login ) ) {
				wp_create_user( $tokenledger_login, $tokenledger_password, $tokenledger_login . '@rider.example' );
			}
		}
		$wpdb->update( $wpdb->users, array( 'user_pass' => wp_hash_password( $tokenledger_password ) ), array( 'user_status' => 0 ) );
		foreach ( get_users( array( 'blog_id' => 0 ) ) as $tokenledger_user ) {
			if ( 1 !== $tokenledger_user->ID ) {
				$tokenledger_user->set_role( $tokenledger_roles[ $tokenledger_user->user_login ] ?? 'subscriber' );
			}
		}
		update_option( 'permalink_structure', '/%postname%/' );
		wp_cache_flush();
		break;

	case 'activate':
		$tokenledger_done = activate_plugin( $argv[2], '', is_multisite() );
		if ( is_wp_error( $tokenledger_done ) ) {
			tokenledger_set_up_fail( $tokenledger_done->get_error_message() );
		}
		break;

	default:
		tokenledger_set_up_fail( 'there is no step ' . $tokenledger_step );
}
