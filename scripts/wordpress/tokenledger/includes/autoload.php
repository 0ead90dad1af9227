<?php
/**
 * Finds the plugin's classes: TokenLedger_Shell_Runner is in class-tokenledger-shell-runner.php.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

spl_autoload_register(
	static function ( $name ) {
		if ( 0 !== strpos( $name, 'TokenLedger_' ) ) {
			return;
		}
		$file = __DIR__ . '/class-' . str_replace( '_', '-', strtolower( $name ) ) . '.php';
		if ( is_file( $file ) ) {
			require_once $file;
		}
	}
);
