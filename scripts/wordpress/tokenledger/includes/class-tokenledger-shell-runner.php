<?php
/**
 * Starting the tool through a shell.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * Starts the tool with passthru or exec, for hosts that have disabled proc_open.
 *
 * Standard input is not to be had there, so the tool reads wp-config.php itself.
 */
final class TokenLedger_Shell_Runner extends TokenLedger_Program_Runner {

	/**
	 * The longest that a download may take, in seconds: silence cannot be told from a slow visitor here.
	 */
	const LONGEST_DOWNLOAD = 300;

	/**
	 * Whether PHP lets us.
	 *
	 * @return bool
	 */
	public static function is_available() {
		return self::has( 'passthru' ) || self::has( 'exec' );
	}

	/** {@inheritDoc} */
	protected function site() {
		$site = array( '--wp-path', untrailingslashit( ABSPATH ) );
		return is_multisite() ? array_merge( $site, array( '--blog', (string) $this->blog_id ) ) : $site;
	}

	/** {@inheritDoc} */
	protected function input() {
		return '';
	}

	/**
	 * Runs a program to its end.
	 *
	 * @param string[]      $command The program's path and its arguments.
	 * @param int           $seconds How long it may take.
	 * @param string        $input   Not to be had through a shell.
	 * @param callable|null $begin   Called before the first byte of an output that streams to the browser.
	 * @return TokenLedger_Result
	 */
	public function execute( array $command, $seconds, $input = '', $begin = null ) {
		$line = implode( ' ', array_map( array( __CLASS__, 'quoted' ), $command ) );
		if ( null !== $begin ) {
			return $this->stream( self::limited( $line, self::LONGEST_DOWNLOAD ) . ' 2>/dev/null', $begin );
		}
		// Of a command that is asked to be quiet there is either an answer or an error.
		$line = self::limited( $line, $seconds ) . ' 2>&1';
		$code = TokenLedger_Result::NOT_STARTED;
		if ( self::has( 'passthru' ) ) {
			ob_start();
			passthru( $line, $code ); // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions
			$output = (string) ob_get_clean();
		} else {
			exec( $line, $lines, $code ); // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions
			$output = implode( "\n", $lines );
		}
		return new TokenLedger_Result( $code, $output, self::errors( $code, $output ) );
	}

	/** {@inheritDoc} */
	public function attach( array $command, $input ) {
		$line = implode( ' ', array_map( array( __CLASS__, 'quoted' ), $command ) );
		$code = TokenLedger_Result::NOT_STARTED;
		if ( self::has( 'passthru' ) ) {
			passthru( $line, $code ); // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions
		}
		return $code;
	}

	/**
	 * The part of an output that is about an error: the tool's own words, or the shell's when it could not start it.
	 *
	 * @param int    $code   The exit code.
	 * @param string $output Both outputs.
	 * @return string
	 */
	private static function errors( $code, $output ) {
		$start = in_array( $code, array( 126, 127 ), true ) ? 0 : strpos( $output, 'tokenledger: error: ' );
		return false === $start ? '' : substr( $output, $start, self::LONGEST_ERRORS );
	}

	/**
	 * Runs a program whose output goes to the browser.
	 *
	 * @param string   $line  The line for the shell.
	 * @param callable $begin Called before the first byte.
	 * @return TokenLedger_Result
	 */
	private function stream( $line, $begin ) {
		if ( ! self::has( 'passthru' ) ) {
			return new TokenLedger_Result( TokenLedger_Result::NO_STREAM );
		}
		$begun = false;
		ob_start(
			static function ( $block ) use ( $begin, &$begun ) {
				if ( ! $begun && '' !== $block ) {
					$begun = true;
					call_user_func( $begin );
				}
				return $block;
			},
			self::BLOCK
		);
		$code = TokenLedger_Result::NOT_STARTED;
		passthru( $line, $code ); // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions
		ob_end_flush();
		return new TokenLedger_Result( $code );
	}

	/**
	 * A word that the shell takes as it is. PHP's own escapeshellarg leaves out every letter that its locale does not know.
	 *
	 * @param string $word The word.
	 * @return string
	 */
	private static function quoted( $word ) {
		return "'" . str_replace( "'", "'\\''", $word ) . "'";
	}

	/**
	 * A line for the shell with a limit of time, where there is timeout(1).
	 *
	 * @param string $line    The line.
	 * @param int    $seconds The limit.
	 * @return string
	 */
	private static function limited( $line, $seconds ) {
		return sprintf(
			'if command -v timeout >/dev/null; then exec timeout -k 2 %1$d %2$s; else exec %2$s; fi',
			$seconds,
			$line
		);
	}
}
