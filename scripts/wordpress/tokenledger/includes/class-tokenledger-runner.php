<?php
/**
 * What is asked of the tool.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * The ledger of one blog, a method for each thing that can be asked: through a process, a shell, or the files that cron
 * keeps.
 *
 * Unless a method says otherwise, it gives the tool's document as an array, or a WP_Error made by TokenLedger_Problem.
 */
interface TokenLedger_Runner {

	/**
	 * Whether this way can be gone at all.
	 *
	 * @return true|WP_Error What is missing, and what to do.
	 */
	public function ready();

	/**
	 * All that a page shows, `tokenledger.dashboard/1`: a summary, a report with its chart, and the state of health. The
	 * last is null when it is unknown: then `doctor` says why.
	 *
	 * @param TokenLedger_Span $span The report's span.
	 * @param int              $top  How many assistants, pages and users to name; 0 for none.
	 * @return array|WP_Error
	 */
	public function dashboard( TokenLedger_Span $span, $top );

	/**
	 * The same without rankings and the state of health, which may wait for locks.
	 *
	 * @param TokenLedger_Span $span The report's span.
	 * @return array|WP_Error
	 */
	public function overview( TokenLedger_Span $span );

	/**
	 * The tokens of a span by its periods, `tokenledger.report/2`, or by dimensions, `tokenledger.breakdown/1`.
	 *
	 * @param TokenLedger_Usage_Query $usage Which usage.
	 * @return array|WP_Error
	 */
	public function usage( TokenLedger_Usage_Query $usage );

	/**
	 * Sends the same as a spreadsheet's file to the browser, block by block.
	 *
	 * @param TokenLedger_Usage_Query $usage Which usage.
	 * @param callable                $begin Called before the first byte, for the headers.
	 * @return true|WP_Error
	 */
	public function send_usage( TokenLedger_Usage_Query $usage, $begin );

	/**
	 * What models cost, `tokenledger.prices/1`.
	 *
	 * @param string $model Only models of this name; '' for all.
	 * @param string $on    The day as YYYY-MM-DD; '' for the date of the price list.
	 * @return array|WP_Error
	 */
	public function prices( $model, $on );

	/**
	 * The usage that has no price, `tokenledger.unpriced/1`.
	 *
	 * @return array|WP_Error
	 */
	public function unpriced();

	/**
	 * Which model was used when, `tokenledger.models/2`.
	 *
	 * @return array|WP_Error
	 */
	public function models();

	/**
	 * Today, this month and this year, `tokenledger.summary/2`.
	 *
	 * @return array|WP_Error
	 */
	public function summary();

	/**
	 * The state of health, `tokenledger.doctor/1`, checks that failed included.
	 *
	 * @return array|WP_Error
	 */
	public function doctor();

	/**
	 * Marks notices and rejected rows as read; `tokenledger.doctor/1` shows them once more.
	 *
	 * @return array|WP_Error
	 */
	public function acknowledge();

	/**
	 * Brings the ledger up to date, `tokenledger.sync/2`.
	 *
	 * @param int $seconds How long it may take.
	 * @return array|WP_Error
	 */
	public function sync( $seconds );

	/**
	 * Sends the "Download Token Usage Data" file to the browser, block by block.
	 *
	 * @param bool             $raw   The token rows instead of the days.
	 * @param TokenLedger_Span $span  Whose days; its period does not matter.
	 * @param callable         $begin Called before the first byte, for the headers.
	 * @return true|WP_Error
	 */
	public function export( $raw, TokenLedger_Span $span, $begin );

	/**
	 * A user's days, `tokenledger.user-export/2`.
	 *
	 * @param int $user_id The user.
	 * @return array|WP_Error
	 */
	public function export_user( $user_id );

	/**
	 * Moves a user's usage to the erased users, `tokenledger.user-erase/2`.
	 *
	 * @param int $user_id The user.
	 * @return array|WP_Error
	 */
	public function erase_user( $user_id );

	/**
	 * Folds the users of old days into one, `tokenledger.user-fold/2`.
	 *
	 * @param int $months How many months keep their users.
	 * @return array|WP_Error
	 */
	public function fold_users( $months );

	/**
	 * Declares which model was used, `tokenledger.models/2`.
	 *
	 * @param TokenLedger_Model_Usage $usage    Where it was used.
	 * @param string                  $platform The platform.
	 * @param string                  $model    The model.
	 * @return array|WP_Error
	 */
	public function declare_model( TokenLedger_Model_Usage $usage, $platform, $model );

	/**
	 * Takes back a declaration, `tokenledger.models/2`.
	 *
	 * @param TokenLedger_Model_Usage $usage What it was made for.
	 * @return array|WP_Error
	 */
	public function undeclare_model( TokenLedger_Model_Usage $usage );

	/**
	 * The owner's own prices, `tokenledger.own-prices/1`.
	 *
	 * @return array|WP_Error
	 */
	public function own_prices();

	/**
	 * Replaces the owner's own prices that the ledger keeps, `tokenledger.own-prices/1`.
	 *
	 * @param string $yaml A section `prices` as in tokenledger.yml.
	 * @return array|WP_Error
	 */
	public function set_own_prices( $yaml );

	/**
	 * Drops the ledger's tables, `tokenledger.uninstall/1`.
	 *
	 * @return array|WP_Error
	 */
	public function uninstall();

	/**
	 * Runs the tool with somebody's own words, for a person at a terminal: its output and errors go where PHP's go.
	 *
	 * @param string[] $words      The words.
	 * @param bool     $names_site Whether they are about the blog.
	 * @return int|WP_Error The exit code.
	 */
	public function hand_on( array $words, $names_site );
}
