<?php
/**
 * The tool's command line.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * The words of each command that the plugin knows: the only place where arguments are made.
 *
 * How the answer is written, and where the site is, is added by those who run or show a command.
 */
final class TokenLedger_Commands {

	/**
	 * Asks for a document, or for the error as one.
	 */
	const AS_DOCUMENT = array( '--format', 'json', '--quiet' );

	/**
	 * Asks for a spreadsheet's file in place of a document.
	 */
	const AS_SPREADSHEET = array( '--format', 'csv', '--quiet' );

	/**
	 * The version.
	 *
	 * @return string[]
	 */
	public static function version() {
		return array( '--version' );
	}

	/**
	 * All that a page shows.
	 *
	 * @param TokenLedger_Span $span     The span of its report.
	 * @param int              $top      How many assistants, pages and users to name; 0 for none.
	 * @param bool             $examines Whether with the state of health.
	 * @return string[]
	 */
	public static function dashboard( TokenLedger_Span $span, $top, $examines = true ) {
		return array_merge(
			array( 'dashboard', '--no-sync' ),
			self::period( $span ),
			self::days( $span ),
			'' === $span->by ? array() : array( '--by', $span->by ),
			$top > 0 ? array( '--top', (string) (int) $top ) : array(),
			$examines ? array() : array( '--no-doctor' )
		);
	}

	/**
	 * What the widget shows: without the checks, which may wait for locks.
	 *
	 * @param TokenLedger_Span $span The span of its report.
	 * @return string[]
	 */
	public static function overview( TokenLedger_Span $span ) {
		return self::dashboard( $span, 0, false );
	}

	/**
	 * The tokens of a span by its periods.
	 *
	 * @param TokenLedger_Span $span The span.
	 * @return string[]
	 */
	public static function report( TokenLedger_Span $span ) {
		return array_merge( array( 'report', '--no-sync' ), self::period( $span ), self::days( $span ) );
	}

	/**
	 * The tokens of a span by its periods or by dimensions. Names are of visitors' making, so each is in one word with its
	 * option, where it cannot be taken for another option.
	 *
	 * @param TokenLedger_Usage_Query $usage Which usage.
	 * @return string[]
	 */
	public static function usage_query( TokenLedger_Usage_Query $usage ) {
		$words = self::report( $usage->span );
		if ( $usage->dimensions ) {
			array_push( $words, '--by', implode( ',', $usage->dimensions ) );
		}
		if ( $usage->measures ) {
			array_push( $words, '--measure', implode( ',', $usage->measures ) );
		}
		foreach ( $usage->filters as $name => $value ) {
			$option = '--' . str_replace( '_', '-', $name );
			// The tool takes an empty name only as a separate word.
			array_push( $words, ...( '' === $value ? array( $option, '' ) : array( "$option=$value" ) ) );
		}
		return $words;
	}

	/**
	 * What models cost.
	 *
	 * @param string $model Only models of this name; '' for all.
	 * @param string $on    The day as YYYY-MM-DD; '' for the date of the list.
	 * @return string[]
	 */
	public static function prices( $model, $on ) {
		return array_merge(
			array( 'prices', 'list' ),
			'' === $model ? array() : array( "--model=$model" ),
			'' === $on ? array() : array( '--on', $on )
		);
	}

	/**
	 * The usage that has no price.
	 *
	 * @return string[]
	 */
	public static function unpriced() {
		return array( 'prices', 'list', '--unpriced' );
	}

	/**
	 * Which model was used when.
	 *
	 * @return string[]
	 */
	public static function models() {
		return array( 'models', 'list' );
	}

	/**
	 * Today, this month and this year.
	 *
	 * @return string[]
	 */
	public static function summary() {
		return array( 'summary', '--no-sync' );
	}

	/**
	 * The state of health.
	 *
	 * @param bool $settles Whether it also marks as read what a person has to read.
	 * @return string[]
	 */
	public static function doctor( $settles = false ) {
		return array_merge( array( 'doctor' ), $settles ? array( '--acknowledge' ) : array() );
	}

	/**
	 * A sync that pauses for visitors.
	 *
	 * @param string $pace When; '' leaves it to the tool.
	 * @return string[]
	 */
	public static function sync( $pace = '' ) {
		return array_merge( array( 'sync' ), '' === $pace ? array() : array( '--pace', $pace ) );
	}

	/**
	 * A sync that somebody waits for.
	 *
	 * @return string[]
	 */
	public static function quick_sync() {
		return array_merge( self::sync( 'full' ), array( '--connections', '2' ) );
	}

	/**
	 * The "Download Token Usage Data" file, on standard output.
	 *
	 * @param bool             $raw  The token rows instead of the days.
	 * @param TokenLedger_Span $span Whose days; its period does not matter.
	 * @return string[]
	 */
	public static function export( $raw, TokenLedger_Span $span ) {
		return array_merge( array( 'export', $raw ? '--raw' : '--no-sync', '--output', '-' ), self::days( $span ) );
	}

	/**
	 * A user's days.
	 *
	 * @param int $user_id The user.
	 * @return string[]
	 */
	public static function export_user( $user_id ) {
		return array( 'user', 'export', (string) (int) $user_id );
	}

	/**
	 * Moves a user's usage to the erased users.
	 *
	 * @param int $user_id The user.
	 * @return string[]
	 */
	public static function erase_user( $user_id ) {
		return array( 'user', 'erase', (string) (int) $user_id, '--yes' );
	}

	/**
	 * Folds the users of old days into one.
	 *
	 * @param int $months How many months keep their users.
	 * @return string[]
	 */
	public static function fold_users( $months ) {
		return array( 'user', 'fold', '--months', (string) (int) $months, '--yes' );
	}

	/**
	 * Declares which model was used.
	 *
	 * @param TokenLedger_Model_Usage $usage    Where it was used.
	 * @param string                  $platform The platform.
	 * @param string                  $model    The model.
	 * @return string[]
	 */
	public static function declare_model( TokenLedger_Model_Usage $usage, $platform, $model ) {
		// A name may begin with a hyphen, and is no option all the same.
		return array_merge( array( 'models', 'set' ), self::usage( $usage ), array( "--platform=$platform", "--model=$model" ) );
	}

	/**
	 * Takes back a declaration.
	 *
	 * @param TokenLedger_Model_Usage $usage What it was made for.
	 * @return string[]
	 */
	public static function undeclare_model( TokenLedger_Model_Usage $usage ) {
		return array_merge( array( 'models', 'unset' ), self::usage( $usage ) );
	}

	/**
	 * The owner's own prices.
	 *
	 * @return string[]
	 */
	public static function own_prices() {
		return array( 'prices', 'show' );
	}

	/**
	 * Replaces the owner's own prices that the ledger keeps.
	 *
	 * @param string $path The file that they are in.
	 * @return string[]
	 */
	public static function set_own_prices( $path ) {
		return array( 'prices', 'set', $path );
	}

	/**
	 * Drops the ledger's tables.
	 *
	 * @return string[]
	 */
	public static function uninstall() {
		return array( 'uninstall', '--yes' );
	}

	/**
	 * The option for a span's period.
	 *
	 * @param TokenLedger_Span $span The span.
	 * @return string[]
	 */
	private static function period( TokenLedger_Span $span ) {
		return '' === $span->period ? array() : array( '--period', $span->period );
	}

	/**
	 * The options for a span's days.
	 *
	 * @param TokenLedger_Span $span The span.
	 * @return string[]
	 */
	private static function days( TokenLedger_Span $span ) {
		return array_merge(
			'' === $span->from ? array() : array( '--from', $span->from ),
			'' === $span->to ? array() : array( '--to', $span->to )
		);
	}

	/**
	 * The options for where a model was used.
	 *
	 * @param TokenLedger_Model_Usage $usage Where.
	 * @return string[]
	 */
	private static function usage( TokenLedger_Model_Usage $usage ) {
		$options = array();
		foreach ( array( 'from' => (array) $usage->from, 'to' => (array) $usage->to, 'assistant' => $usage->assistants, 'page' => $usage->pages ) as $name => $values ) {
			foreach ( $values as $value ) {
				$options[] = "--$name=$value";
			}
		}
		return $options;
	}
}
