<?php
/**
 * Takes the plugin away. The ledger stays, unless its owner ticked "Delete data".
 *
 * @package TokenLedger
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

defined( 'TOKENLEDGER_FILE' ) || define( 'TOKENLEDGER_FILE', __DIR__ . '/tokenledger.php' );
require_once __DIR__ . '/includes/autoload.php';

TokenLedger_Plugin::on_every_blog(
	static function () {
		if ( TokenLedger_Settings::deletes_data() ) {
			$outcome = TokenLedger_Ledger::of()->uninstall();
			if ( is_wp_error( $outcome ) ) {
				// phpcs:ignore WordPress.PHP.DevelopmentFunctions -- the plugin's pages are gone.
				error_log( 'TokenLedger: the ledger was not dropped: ' . $outcome->get_error_message() );
			}
		}
		TokenLedger_Schedule::clear();
		delete_option( TokenLedger_Settings::OPTION );
		delete_transient( TokenLedger_Models::CACHE );
		delete_option( TokenLedger_Schedule::PROBLEM );
		delete_option( TokenLedger_Schedule::MODEL_OPTIONS );
		TokenLedger_Dismissals::forget();
	}
);
delete_site_option( TokenLedger_Tool::OPTION );
delete_site_transient( TokenLedger_Tool::VERSION_CACHE );
