<?php
/**
 * The ledger without starting a program.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * Answers from the files that the server's cron keeps, for hosts where PHP may start no program at all.
 *
 * The constant TOKENLEDGER_FILES names their folder, outside of the website's own; TokenLedger_Crontab has the line
 * that fills it.
 */
final class TokenLedger_Files_Runner implements TokenLedger_Runner {

	/**
	 * The longest file that is read whole, in bytes.
	 */
	const LONGEST = 4 * MB_IN_BYTES;

	/**
	 * Whether there is a folder.
	 *
	 * @return true|WP_Error
	 */
	public function ready() {
		$message = __( 'PHP may not start programs on this host: proc_open, passthru and exec are disabled.', 'tokenledger' );
		if ( ! defined( 'TOKENLEDGER_FILES' ) || '/' !== substr( (string) TOKENLEDGER_FILES, 0, 1 ) ) {
			return TokenLedger_Problem::make(
				'tokenledger_disabled',
				$message,
				sprintf(
					/* translators: %s: a line of PHP */
					__( 'Ask the host to allow proc_open. Or let the server\'s cron do the work with the line below, and say in wp-config.php where it leaves its files: %s', 'tokenledger' ),
					sprintf( "define( 'TOKENLEDGER_FILES', '%s' );", TokenLedger_Crontab::folder() )
				),
				503
			);
		}
		// phpcs:disable WordPress.PHP.NoSilencedErrors
		$folder = @realpath( TOKENLEDGER_FILES );
		if ( ! $folder || ! @is_dir( $folder ) ) {
			// phpcs:enable
			return TokenLedger_Problem::make(
				'tokenledger_disabled',
				$message,
				/* translators: %s: path of a folder */
				sprintf( __( 'The server\'s cron has not made the folder %s yet, or PHP may not look into it. The line for cron is below.', 'tokenledger' ), TOKENLEDGER_FILES ),
				503
			);
		}
		if ( 0 === strpos( trailingslashit( $folder ), trailingslashit( (string) realpath( ABSPATH ) ) ) ) {
			return TokenLedger_Problem::make(
				'tokenledger_disabled',
				$message,
				__( 'TOKENLEDGER_FILES must name a folder outside of the website\'s own, where visitors cannot reach it.', 'tokenledger' ),
				503
			);
		}
		return true;
	}

	/**
	 * Finds the file that answers a command.
	 *
	 * @param string[]      $arguments The command and its options.
	 * @param int           $blog_id   The blog.
	 * @param int           $seconds   Of no use here.
	 * @param callable|null $begin     Called before the first byte of a file that streams to the browser.
	 * @return TokenLedger_Result
	 */
	public function run( array $arguments, $blog_id, $seconds, $begin = null ) {
		$none   = new TokenLedger_Result( TokenLedger_Result::NO_FILE );
		$folder = untrailingslashit( TOKENLEDGER_FILES ) . '/' . (int) $blog_id;
		if ( array_intersect( array( '--from', '--to', '--raw' ), $arguments ) ) {
			return $none;
		}
		switch ( $arguments[0] ) {
			case 'summary':
				return self::read( "$folder/summary.json" );
			case 'doctor':
				return self::read( "$folder/doctor.json" );
			case 'report':
				$period = array_search( '--period', $arguments, true );
				$period = false === $period ? self::own_period( $folder ) : $arguments[ $period + 1 ];
				$ending = in_array( 'svg', $arguments, true ) ? 'svg' : 'json';
				return self::read( "$folder/report-$period.$ending" );
			case 'export':
				return self::stream( "$folder/usage.csv", $begin );
			default:
				return $none;
		}
	}

	/**
	 * The site's own Reporting Period, which every report names.
	 *
	 * @param string $folder Where the files are.
	 * @return string One of the periods.
	 */
	private static function own_period( $folder ) {
		$report = json_decode( self::read( "$folder/report-daily.json" )->output, true );
		$period = isset( $report['reporting_period'] ) ? $report['reporting_period'] : '';
		return in_array( $period, TokenLedger_Span::PERIODS, true ) ? $period : 'daily';
	}

	/**
	 * Reads a file.
	 *
	 * @param string $path Its path.
	 * @return TokenLedger_Result
	 */
	private static function read( $path ) {
		// phpcs:ignore WordPress.PHP.NoSilencedErrors, WordPress.WP.AlternativeFunctions
		$text = @file_get_contents( $path, false, null, 0, self::LONGEST );
		return false === $text
			? new TokenLedger_Result( TokenLedger_Result::NO_FILE )
			: new TokenLedger_Result( 0, $text );
	}

	/**
	 * Sends a file to the browser.
	 *
	 * @param string   $path  Its path.
	 * @param callable $begin Called before the first byte.
	 * @return TokenLedger_Result
	 */
	private static function stream( $path, $begin ) {
		$file = @fopen( $path, 'rb' ); // phpcs:ignore WordPress.PHP.NoSilencedErrors, WordPress.WP.AlternativeFunctions
		if ( ! $file ) {
			return new TokenLedger_Result( TokenLedger_Result::NO_FILE );
		}
		call_user_func( $begin );
		fpassthru( $file );
		fclose( $file ); // phpcs:ignore WordPress.WP.AlternativeFunctions
		return new TokenLedger_Result( 0 );
	}
}
