<?php
/**
 * The ledger as PHP sees it.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * The tool's commands, each a method: what they answer is what the plugin shows.
 *
 * Every method gives the tool's document as an array, or a WP_Error made by TokenLedger_Problem.
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
	 * How to have answers; one for the whole request.
	 *
	 * @var TokenLedger_Runner|null
	 */
	private static $runner;

	/**
	 * The blog.
	 *
	 * @var int
	 */
	private $blog_id;

	/**
	 * The ledger of a blog.
	 *
	 * @param int|null $blog_id The blog; without it, the present one.
	 */
	public function __construct( $blog_id = null ) {
		$this->blog_id = null === $blog_id ? get_current_blog_id() : (int) $blog_id;
	}

	/**
	 * The best way to have answers that this host allows.
	 *
	 * @return TokenLedger_Runner
	 */
	public static function runner() {
		if ( null === self::$runner ) {
			$tool = new TokenLedger_Tool();
			if ( TokenLedger_Process_Runner::is_available() ) {
				self::$runner = new TokenLedger_Process_Runner( $tool );
			} elseif ( TokenLedger_Shell_Runner::is_available() ) {
				self::$runner = new TokenLedger_Shell_Runner( $tool );
			} else {
				self::$runner = new TokenLedger_Files_Runner();
			}
		}
		return self::$runner;
	}

	/**
	 * Whether PHP may start programs here.
	 *
	 * @return bool
	 */
	public static function can_run() {
		return ! self::runner() instanceof TokenLedger_Files_Runner;
	}

	/**
	 * The tokens of a span by its periods, `tokenledger.report/2`.
	 *
	 * @param TokenLedger_Span $span The span.
	 * @param int              $top  How many assistants, pages and users to name; 0 for none.
	 * @return array|WP_Error
	 */
	public function report( TokenLedger_Span $span, $top = 0 ) {
		$arguments = array_merge( array( 'report', '--no-sync' ), $span->arguments() );
		if ( $top > 0 ) {
			array_push( $arguments, '--top', (string) (int) $top );
		}
		return $this->ask( $arguments, 'tokenledger.report/2' );
	}

	/**
	 * The same as a bar chart.
	 *
	 * @param TokenLedger_Span $span The span.
	 * @return string|WP_Error An SVG document, which has yet to be made harmless.
	 */
	public function chart( TokenLedger_Span $span ) {
		$result = $this->run( array_merge( array( 'report', '--no-sync' ), $span->arguments(), array( '--format', 'svg' ) ) );
		if ( is_wp_error( $result ) ) {
			return $result;
		}
		return 0 === $result->code ? $result->output : TokenLedger_Problem::of( $result );
	}

	/**
	 * Today, this month and this year, `tokenledger.summary/2`.
	 *
	 * @return array|WP_Error
	 */
	public function summary() {
		return $this->ask( array( 'summary', '--no-sync' ), 'tokenledger.summary/2' );
	}

	/**
	 * The state of health, `tokenledger.doctor/1`; a failed check ends the tool with 65, one that could not be made
	 * now with 75.
	 *
	 * @return array|WP_Error
	 */
	public function doctor() {
		return $this->ask( array( 'doctor' ), 'tokenledger.doctor/1', self::ASKING, array( 0, 65, 75 ) );
	}

	/**
	 * Brings the ledger up to date, `tokenledger.sync/2`.
	 *
	 * The tool pauses for the site's visitors, so the first sync of a long log may take longer than a person waits. A sync
	 * that somebody waits for reads without pauses; wp-cron's sync uses the pace that is set.
	 *
	 * @param int $seconds How long it may take.
	 * @return array|WP_Error
	 */
	public function sync( $seconds = self::SYNCING ) {
		$pace = TokenLedger_Settings::pace();
		if ( $seconds < self::SYNCING_BY_CRON ) {
			$options = array( '--pace', 'full', '--connections', '2' );
		} else {
			// Without a setting, the tool uses its own default.
			$options = TokenLedger_Settings::DEFAULTS['pace'] === $pace ? array() : array( '--pace', $pace );
		}
		return $this->ask( array_merge( array( 'sync' ), $options ), 'tokenledger.sync/2', $seconds );
	}

	/**
	 * Streams the "Download Token Usage Data" file to the browser.
	 *
	 * @param bool             $raw   The token rows instead of the days.
	 * @param TokenLedger_Span $span  Whose days; its period does not matter.
	 * @param callable         $begin Called before the first byte, for the headers.
	 * @return true|WP_Error
	 */
	public function export( $raw, TokenLedger_Span $span, $begin ) {
		$arguments = array_merge( array( 'export', $raw ? '--raw' : '--no-sync', '--output', '-' ), $span->days() );
		$result    = $this->run( $arguments, self::SILENT, $begin );
		if ( is_wp_error( $result ) ) {
			return $result;
		}
		return 0 === $result->code ? true : TokenLedger_Problem::of( $result );
	}

	/**
	 * A user's days, `tokenledger.user-export/2`.
	 *
	 * @param int $user_id The user.
	 * @return array|WP_Error
	 */
	public function export_user( $user_id ) {
		return $this->ask( array( 'user', 'export', (string) (int) $user_id ), 'tokenledger.user-export/2' );
	}

	/**
	 * Moves a user's usage to the erased users, `tokenledger.user-erase/2`.
	 *
	 * @param int $user_id The user.
	 * @return array|WP_Error
	 */
	public function erase_user( $user_id ) {
		return $this->ask( array( 'user', 'erase', (string) (int) $user_id, '--yes' ), 'tokenledger.user-erase/2', self::SYNCING );
	}

	/**
	 * Folds the users of old days into one, `tokenledger.user-fold/2`.
	 *
	 * @param int $months How many months keep their users.
	 * @return array|WP_Error
	 */
	public function fold_users( $months ) {
		return $this->ask(
			array( 'user', 'fold', '--months', (string) (int) $months, '--yes' ),
			'tokenledger.user-fold/2',
			self::SYNCING_BY_CRON
		);
	}

	/**
	 * Drops the ledger's tables, `tokenledger.uninstall/1`.
	 *
	 * @return array|WP_Error
	 */
	public function uninstall() {
		return $this->ask( array( 'uninstall', '--yes' ), 'tokenledger.uninstall/1', self::SYNCING );
	}

	/**
	 * Runs a command that answers with a document.
	 *
	 * @param string[] $arguments The command and its options.
	 * @param string   $schema    The document's schema.
	 * @param int      $seconds   How long it may take.
	 * @param int[]    $good_ends Exit codes with which there is a document.
	 * @return array|WP_Error
	 */
	private function ask( array $arguments, $schema, $seconds = self::ASKING, array $good_ends = array( 0 ) ) {
		$result = $this->run( array_merge( $arguments, array( '--format', 'json' ) ), $seconds );
		return is_wp_error( $result ) ? $result : $result->document( $schema, $good_ends );
	}

	/**
	 * Runs a command.
	 *
	 * @param string[]      $arguments The command and its options.
	 * @param int           $seconds   How long it may take, or be silent.
	 * @param callable|null $begin     Called before the first byte of an output that streams.
	 * @return TokenLedger_Result|WP_Error
	 */
	private function run( array $arguments, $seconds = self::ASKING, $begin = null ) {
		$ready = self::runner()->ready();
		if ( is_wp_error( $ready ) ) {
			return $ready;
		}
		$arguments[] = '--quiet';
		return self::runner()->run( $arguments, $this->blog_id, $seconds, $begin );
	}
}
