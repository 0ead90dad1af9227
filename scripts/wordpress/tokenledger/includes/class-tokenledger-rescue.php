<?php
/**
 * Syncs before rows are deleted.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * Syncs just before the chatbot deletes rows of its log, or the whole log.
 *
 * Otherwise rows logged since the last sync would be lost. If PHP may not start programs, only the server's cron syncs.
 */
final class TokenLedger_Rescue {

	/**
	 * The chatbot's scheduled event that purges its log.
	 */
	const PURGE = 'chatbot_chatgpt_conversation_log_cleanup_event';

	/**
	 * The chatbot's main file, in a folder of any name.
	 */
	const CHATBOT = 'chatbot-chatgpt.php';

	/**
	 * Registers the hooks with the highest priority.
	 */
	public static function register() {
		add_action( self::PURGE, array( __CLASS__, 'sync' ), PHP_INT_MIN );
		add_action( 'deactivate_plugin', array( __CLASS__, 'before_deactivation' ), PHP_INT_MIN, 2 );
		add_action( 'pre_uninstall_plugin', array( __CLASS__, 'before_uninstallation' ), PHP_INT_MIN );
	}

	/**
	 * Syncs the current blog.
	 */
	public static function sync() {
		if ( TokenLedger_Ledger::can_run() ) {
			TokenLedger_Schedule::allow( TokenLedger_Ledger::RESCUING );
			TokenLedger_Schedule::sync( TokenLedger_Ledger::RESCUING );
		}
	}

	/**
	 * Syncs when the chatbot is about to be deactivated.
	 *
	 * @param string $plugin       The plugin's main file, relative to the folder of all plugins.
	 * @param bool   $network_wide Whether it is deactivated on all blogs.
	 */
	public static function before_deactivation( $plugin, $network_wide = false ) {
		if ( self::CHATBOT !== basename( $plugin ) ) {
			return;
		}
		if ( $network_wide ) {
			TokenLedger_Plugin::on_every_blog( array( __CLASS__, 'sync' ) );
		} else {
			self::sync();
		}
	}

	/**
	 * Syncs when the chatbot is about to be uninstalled, which can drop its log, on every blog.
	 *
	 * @param string $plugin The plugin's main file, relative to the folder of all plugins.
	 */
	public static function before_uninstallation( $plugin ) {
		self::before_deactivation( $plugin, true );
	}
}
