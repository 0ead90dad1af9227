<?php
/**
 * Starting the tool as a program.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * Asks the tool by its command line; how a program is started and told where the site is differs.
 */
abstract class TokenLedger_Program_Runner implements TokenLedger_Runner {

	/**
	 * The longest answer that is kept, in bytes. The longest dashboard (26 years by days) has a fifth of it.
	 */
	const LONGEST_OUTPUT = 16 * MB_IN_BYTES;

	/**
	 * As much of standard error as is kept, in bytes.
	 */
	const LONGEST_ERRORS = 8 * KB_IN_BYTES;

	/**
	 * How much is read at a time, in bytes.
	 */
	const BLOCK = 64 * KB_IN_BYTES;

	/**
	 * Finds the tool.
	 *
	 * @var TokenLedger_Tool
	 */
	private $tool;

	/**
	 * The blog.
	 *
	 * @var int
	 */
	protected $blog_id;

	/**
	 * Makes the runner.
	 *
	 * @param TokenLedger_Tool $tool    Finds the tool.
	 * @param int              $blog_id The blog, from 1.
	 */
	public function __construct( TokenLedger_Tool $tool, $blog_id ) {
		$this->tool    = $tool;
		$this->blog_id = $blog_id;
	}

	/** {@inheritDoc} */
	public function ready() {
		$version = $this->tool->version( $this );
		return is_wp_error( $version ) ? $version : true;
	}

	/** {@inheritDoc} */
	public function dashboard( TokenLedger_Span $span, $top ) {
		return $this->ask( TokenLedger_Commands::dashboard( $span, $top ), 'tokenledger.dashboard/1' );
	}

	/** {@inheritDoc} */
	public function overview( TokenLedger_Span $span ) {
		return $this->ask( TokenLedger_Commands::overview( $span ), 'tokenledger.dashboard/1' );
	}

	/** {@inheritDoc} */
	public function usage( TokenLedger_Usage_Query $usage ) {
		return $this->ask( TokenLedger_Commands::usage_query( $usage ), $usage->schema() );
	}

	/** {@inheritDoc} */
	public function send_usage( TokenLedger_Usage_Query $usage, $begin ) {
		return $this->send( array_merge( TokenLedger_Commands::usage_query( $usage ), TokenLedger_Commands::AS_SPREADSHEET ), $begin );
	}

	/** {@inheritDoc} */
	public function prices( $model, $on ) {
		return $this->ask( TokenLedger_Commands::prices( $model, $on ), 'tokenledger.prices/1' );
	}

	/** {@inheritDoc} */
	public function unpriced() {
		return $this->ask( TokenLedger_Commands::unpriced(), 'tokenledger.unpriced/1' );
	}

	/** {@inheritDoc} */
	public function models() {
		return $this->ask( TokenLedger_Commands::models(), 'tokenledger.models/2' );
	}

	/** {@inheritDoc} */
	public function summary() {
		return $this->ask( TokenLedger_Commands::summary(), 'tokenledger.summary/2' );
	}

	/** {@inheritDoc} */
	public function doctor() {
		return $this->ask( TokenLedger_Commands::doctor(), 'tokenledger.doctor/1' );
	}

	/** {@inheritDoc} */
	public function acknowledge() {
		return $this->ask( TokenLedger_Commands::doctor( true ), 'tokenledger.doctor/1', TokenLedger_Ledger::SYNCING );
	}

	/**
	 * Brings the ledger up to date.
	 *
	 * The tool pauses for the site's visitors, so the first sync of a long log may take longer than a person waits. A sync
	 * that somebody waits for reads without pauses; wp-cron's sync uses the pace that is set.
	 *
	 * @param int $seconds How long it may take.
	 * @return array|WP_Error
	 */
	public function sync( $seconds ) {
		$pace = TokenLedger_Settings::pace();
		// Without a setting, the tool uses its own default.
		$pace    = TokenLedger_Settings::DEFAULTS['pace'] === $pace ? '' : $pace;
		$command = $seconds < TokenLedger_Ledger::SYNCING_BY_CRON
			? TokenLedger_Commands::quick_sync()
			: TokenLedger_Commands::sync( $pace );
		return $this->ask( $command, 'tokenledger.sync/2', $seconds );
	}

	/** {@inheritDoc} */
	public function export( $raw, TokenLedger_Span $span, $begin ) {
		return $this->send( array_merge( TokenLedger_Commands::export( $raw, $span ), TokenLedger_Commands::AS_DOCUMENT ), $begin );
	}

	/** {@inheritDoc} */
	public function export_user( $user_id ) {
		return $this->ask( TokenLedger_Commands::export_user( $user_id ), 'tokenledger.user-export/2' );
	}

	/** {@inheritDoc} */
	public function erase_user( $user_id ) {
		return $this->ask( TokenLedger_Commands::erase_user( $user_id ), 'tokenledger.user-erase/2', TokenLedger_Ledger::SYNCING );
	}

	/** {@inheritDoc} */
	public function fold_users( $months ) {
		return $this->ask( TokenLedger_Commands::fold_users( $months ), 'tokenledger.user-fold/2', TokenLedger_Ledger::SYNCING_BY_CRON );
	}

	/** {@inheritDoc} */
	public function declare_model( TokenLedger_Model_Usage $usage, $platform, $model ) {
		return $this->ask( TokenLedger_Commands::declare_model( $usage, $platform, $model ), 'tokenledger.models/2', TokenLedger_Ledger::SYNCING );
	}

	/** {@inheritDoc} */
	public function undeclare_model( TokenLedger_Model_Usage $usage ) {
		return $this->ask( TokenLedger_Commands::undeclare_model( $usage ), 'tokenledger.models/2', TokenLedger_Ledger::SYNCING );
	}

	/** {@inheritDoc} */
	public function own_prices() {
		return $this->ask( TokenLedger_Commands::own_prices(), 'tokenledger.own-prices/1' );
	}

	/** {@inheritDoc} */
	public function set_own_prices( $yaml ) {
		// Only we may read the file, and it goes when it is closed, or when PHP ends before that.
		$file = tmpfile();
		if ( ! $file || strlen( $yaml ) !== fwrite( $file, $yaml ) ) { // phpcs:ignore WordPress.WP.AlternativeFunctions
			return TokenLedger_Problem::make(
				'tokenledger_no_file',
				__( 'PHP could not write a temporary file.', 'tokenledger' ),
				__( 'Ask the host whether PHP may write into the folder for temporary files, and whether there is room.', 'tokenledger' ),
				500
			);
		}
		$answer = $this->ask(
			TokenLedger_Commands::set_own_prices( stream_get_meta_data( $file )['uri'] ),
			'tokenledger.own-prices/1',
			TokenLedger_Ledger::SYNCING
		);
		fclose( $file ); // phpcs:ignore WordPress.WP.AlternativeFunctions
		return $answer;
	}

	/** {@inheritDoc} */
	public function uninstall() {
		return $this->ask( TokenLedger_Commands::uninstall(), 'tokenledger.uninstall/1', TokenLedger_Ledger::SYNCING );
	}

	/** {@inheritDoc} */
	public function hand_on( array $words, $names_site ) {
		$path = $this->path();
		if ( is_wp_error( $path ) ) {
			return $path;
		}
		$command = array_merge( array( $path ), $words, $names_site ? $this->site() : array() );
		$code    = $this->attach( $command, $names_site ? $this->input() : '' );
		return $code < 0 ? TokenLedger_Problem::of( new TokenLedger_Result( $code ) ) : $code;
	}

	/**
	 * Runs a program to its end, however long it takes, with PHP's own output and errors.
	 *
	 * @param string[] $command The program's path and its arguments.
	 * @param string   $input   What it reads from standard input.
	 * @return int The exit code; below 0 when it could not be started.
	 */
	abstract public function attach( array $command, $input );

	/**
	 * Runs a program to its end.
	 *
	 * @param string[]      $command The program's path and its arguments.
	 * @param int           $seconds How long it may take; when it streams, how long it may be silent.
	 * @param string        $input   What it reads from standard input.
	 * @param callable|null $begin   With it, standard output goes to the browser block by block, and this is called
	 *                               before the first byte; without it the result holds all of it.
	 * @return TokenLedger_Result
	 */
	abstract public function execute( array $command, $seconds, $input = '', $begin = null );

	/**
	 * The options that tell the tool where the blog is.
	 *
	 * @return string[]
	 */
	abstract protected function site();

	/**
	 * What the tool reads from standard input.
	 *
	 * @return string
	 */
	abstract protected function input();

	/**
	 * Whether all of these functions are there: hosts disable some of them.
	 *
	 * @param string ...$names Functions.
	 * @return bool
	 */
	protected static function has( ...$names ) {
		return array_filter( $names, 'function_exists' ) === $names;
	}

	/**
	 * Runs a command that answers with a document.
	 *
	 * @param string[] $command Its words.
	 * @param string   $schema  The document's schema.
	 * @param int      $seconds How long it may take.
	 * @return array|WP_Error
	 */
	private function ask( array $command, $schema, $seconds = TokenLedger_Ledger::ASKING ) {
		$result = $this->run( array_merge( $command, TokenLedger_Commands::AS_DOCUMENT ), $seconds );
		return is_wp_error( $result ) ? $result : $result->document( $schema );
	}

	/**
	 * Runs a command whose output goes to the browser.
	 *
	 * @param string[] $command Its words, with the format of its output.
	 * @param callable $begin   Called before the first byte.
	 * @return true|WP_Error
	 */
	private function send( array $command, $begin ) {
		$result = $this->run( $command, TokenLedger_Ledger::SILENT, $begin );
		if ( is_wp_error( $result ) ) {
			return $result;
		}
		return 0 === $result->code ? true : TokenLedger_Problem::of( $result );
	}

	/**
	 * Runs a command on the blog's ledger.
	 *
	 * @param string[]      $command Its words, with the format of its output.
	 * @param int           $seconds How long it may take, or be silent.
	 * @param callable|null $begin   Called before the first byte of an output that streams.
	 * @return TokenLedger_Result|WP_Error
	 */
	private function run( array $command, $seconds, $begin = null ) {
		$path = $this->path();
		return is_wp_error( $path )
			? $path
			: $this->execute( array_merge( array( $path ), $command, $this->site() ), $seconds, $this->input(), $begin );
	}

	/**
	 * Where the tool is, when it is one that the plugin understands.
	 *
	 * @return string|WP_Error
	 */
	private function path() {
		$ready = $this->ready();
		return is_wp_error( $ready ) ? $ready : $this->tool->path();
	}
}
