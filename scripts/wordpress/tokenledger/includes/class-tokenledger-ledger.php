<?php
/**
 * The ledger as PHP sees it.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * Reaches the ledger of a blog in the best way that this host allows.
 */
final class TokenLedger_Ledger {

	/**
	 * How long a question may take, in seconds: a visitor waits.
	 */
	const ASKING = 20;

	/**
	 * How long a sync may take when a visitor waits, and when nobody does, in seconds.
	 */
	const SYNCING         = 60;
	const SYNCING_BY_CRON = 300;

	/**
	 * The time limit in seconds of a sync before rows are deleted: it reads at full speed while the chatbot waits.
	 */
	const RESCUING = 240;

	/**
	 * How long a download may go without a byte, in seconds.
	 */
	const SILENT = 30;

	/**
	 * The ledger of a blog.
	 *
	 * @param int|null $blog_id The blog; without it, the present one.
	 * @return TokenLedger_Runner
	 */
	public static function of( $blog_id = null ) {
		$blog_id = null === $blog_id ? get_current_blog_id() : (int) $blog_id;
		if ( TokenLedger_Process_Runner::is_available() ) {
			return new TokenLedger_Process_Runner( new TokenLedger_Tool(), $blog_id );
		}
		if ( TokenLedger_Shell_Runner::is_available() ) {
			return new TokenLedger_Shell_Runner( new TokenLedger_Tool(), $blog_id );
		}
		return new TokenLedger_Files_Runner( $blog_id );
	}

	/**
	 * Whether PHP may start programs here.
	 *
	 * @return bool
	 */
	public static function can_run() {
		return TokenLedger_Process_Runner::is_available() || TokenLedger_Shell_Runner::is_available();
	}
}
