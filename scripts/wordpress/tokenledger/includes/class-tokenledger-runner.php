<?php
/**
 * What starts the tool.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * A way to have the tool's answers: a process, a shell, or the files that cron keeps.
 */
interface TokenLedger_Runner {

	/**
	 * Whether this way can be gone at all.
	 *
	 * @return true|WP_Error What is missing, and what to do.
	 */
	public function ready();

	/**
	 * Runs one command on a blog's ledger.
	 *
	 * @param string[]      $arguments The command and its options, without those that say where the site is.
	 * @param int           $blog_id   The blog, from 1.
	 * @param int           $seconds   How long it may take; when it streams, how long it may be silent.
	 * @param callable|null $begin     With it, standard output goes to the browser block by block, and this is
	 *                                 called before the first byte; without it the result holds all of it.
	 * @return TokenLedger_Result
	 */
	public function run( array $arguments, $blog_id, $seconds, $begin = null );
}
