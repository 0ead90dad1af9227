<?php
/**
 * What went wrong, and what to do.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * Makes a WP_Error of whatever kept the tool from answering.
 *
 * The error's data are `status` (for HTTP), `advice` (what to do), `detail` (what the system said of the tool) and
 * `kind` (the tool's word for what went wrong). All of them are plain text that has yet to be escaped.
 */
final class TokenLedger_Problem {

	/**
	 * The kinds of errors that nobody need be warned of: there is no log to count, or another run is at work.
	 */
	const QUIET = array( 'no_input', 'try_again' );

	/**
	 * The status for HTTP of kinds of errors; 500 of all others.
	 */
	const STATUS = array(
		'usage'       => 400,
		'no_input'    => 404,
		'unavailable' => 503,
		'try_again'   => 503,
	);

	/**
	 * The same kinds by the exit codes, for where the tool was not asked for a document.
	 */
	const KINDS = array(
		64 => 'usage',
		66 => 'no_input',
		69 => 'unavailable',
		75 => 'try_again',
	);

	/**
	 * As much as is shown of what the tool or the system says, in characters.
	 */
	const LONGEST_DETAIL = 400;

	/**
	 * The problem that a run ended with: the tool's own words where it has said any.
	 *
	 * @param TokenLedger_Result $result A run that failed.
	 * @return WP_Error
	 */
	public static function of( TokenLedger_Result $result ) {
		$error = self::error( $result->errors );
		if ( null !== $error ) {
			$kind = '' === $error['kind'] && isset( self::KINDS[ $result->code ] ) ? self::KINDS[ $result->code ] : $error['kind'];
			return self::make(
				'tokenledger_' . ( '' === $kind ? 'failed' : $kind ),
				$error['message'],
				$error['advice'],
				isset( self::STATUS[ $kind ] ) ? self::STATUS[ $kind ] : 500,
				'',
				$kind
			);
		}
		list( $status, $message, $advice ) = self::meaning( $result->code );
		return self::make( 'tokenledger_run', $message, $advice, $status, self::last_line( $result->errors ) );
	}

	/**
	 * The problem that an answer is not what was asked for.
	 *
	 * @param string $schema What was asked for.
	 * @return WP_Error
	 */
	public static function unreadable( $schema ) {
		return self::make(
			'tokenledger_unreadable',
			/* translators: %s: name of a document, such as tokenledger.report/2 */
			sprintf( __( 'The tokenledger tool did not answer with %s.', 'tokenledger' ), $schema ),
			__( 'Is the file that was found really the tokenledger tool, and of this version?', 'tokenledger' ),
			500
		);
	}

	/**
	 * Makes a problem.
	 *
	 * @param string $code    The error's code.
	 * @param string $message What happened.
	 * @param string $advice  What to do.
	 * @param int    $status  The status for HTTP.
	 * @param string $detail  What the system said of the tool.
	 * @param string $kind    The tool's word for what went wrong, or ''.
	 * @return WP_Error
	 */
	public static function make( $code, $message, $advice, $status, $detail = '', $kind = '' ) {
		return new WP_Error( $code, $message, compact( 'status', 'advice', 'detail', 'kind' ) );
	}

	/**
	 * One of an error's data.
	 *
	 * @param WP_Error $error A problem.
	 * @param string   $key   `status`, `advice`, `detail` or `kind`.
	 * @return mixed Null when there is none.
	 */
	public static function data( WP_Error $error, $key ) {
		$data = $error->get_error_data();
		return is_array( $data ) && isset( $data[ $key ] ) ? $data[ $key ] : null;
	}

	/**
	 * Whether nobody need be warned of a problem.
	 *
	 * @param WP_Error $error A problem.
	 * @return bool
	 */
	public static function is_quiet( WP_Error $error ) {
		return in_array( self::data( $error, 'kind' ), self::QUIET, true );
	}

	/**
	 * The error that the tool has told: as a document where it was asked for one, else as two lines.
	 *
	 * @param string $errors Standard error.
	 * @return string[]|null `kind`, `message` and `advice`; null where there is none.
	 */
	private static function error( $errors ) {
		$lines = self::lines( $errors );
		$said  = json_decode( end( $lines ), true );
		if ( ! is_array( $said ) || ! isset( $said['schema'] ) || 'tokenledger.error/1' !== $said['schema'] ) {
			$said = self::said( $lines );
		}
		if ( null === $said ) {
			return null;
		}
		return array(
			'kind'    => isset( $said['kind'] ) ? sanitize_key( $said['kind'] ) : '',
			'message' => rtrim( self::brief( $said['message'] ), '.' ) . '.',
			'advice'  => self::brief( $said['advice'] ),
		);
	}

	/**
	 * The tool's error line and the line after it that says what to do.
	 *
	 * @param string[] $lines Standard error.
	 * @return string[]|null `message` and `advice`; null where there is none.
	 */
	private static function said( array $lines ) {
		$start = 'tokenledger: error: ';
		foreach ( $lines as $number => $line ) {
			if ( 0 === strpos( $line, $start ) ) {
				return array(
					'message' => substr( $line, strlen( $start ) ),
					'advice'  => isset( $lines[ $number + 1 ] ) ? $lines[ $number + 1 ] : '',
				);
			}
		}
		return null;
	}

	/**
	 * The last line of what is not the tool's own, such as the system's words for a file that it cannot start.
	 *
	 * @param string $errors Standard error.
	 * @return string
	 */
	private static function last_line( $errors ) {
		$lines = self::lines( $errors );
		return self::brief( end( $lines ) );
	}

	/**
	 * The beginning of a text, without characters that control how it is shown.
	 *
	 * @param string $text Valid UTF-8.
	 * @return string
	 */
	private static function brief( $text ) {
		$text = preg_replace( '/[\p{Cc}\p{Cf}]+/u', ' ', $text );
		return preg_match( '/^.{0,' . self::LONGEST_DETAIL . '}/su', (string) $text, $beginning ) ? $beginning[0] : '';
	}

	/**
	 * The lines of a text, with U+FFFD in place of bytes that are not UTF-8.
	 *
	 * @param string $text Any bytes.
	 * @return string[] At least one.
	 */
	private static function lines( $text ) {
		$text = htmlspecialchars( $text, ENT_NOQUOTES | ENT_SUBSTITUTE, 'UTF-8' );
		return preg_split( '/\R/u', trim( htmlspecialchars_decode( $text, ENT_NOQUOTES ) ) );
	}

	/**
	 * What the exit code of a run means in which the tool has said nothing.
	 *
	 * @param int $code The exit code.
	 * @return array Status for HTTP, what happened, what to do.
	 */
	private static function meaning( $code ) {
		switch ( $code ) {
			case TokenLedger_Result::TIMED_OUT:
			case 124: // How timeout(1) says the same.
			case 137:
				return array(
					504,
					__( 'The tokenledger tool took too long and was ended.', 'tokenledger' ),
					__( 'Nothing is lost: the next run goes on from there. If it happens again, run "tokenledger sync" once on the server.', 'tokenledger' ),
				);
			case TokenLedger_Result::TOO_LONG:
				return array(
					500,
					__( 'The answer is too long to be shown.', 'tokenledger' ),
					__( 'Choose fewer days or a longer period.', 'tokenledger' ),
				);
			case TokenLedger_Result::NO_STREAM:
				return array(
					501,
					__( 'This host lets PHP run no program whose output can be handed on as a file.', 'tokenledger' ),
					__( 'Ask the host to allow proc_open, or on the server run "tokenledger export".', 'tokenledger' ),
				);
			case TokenLedger_Result::NO_FILE:
				return array(
					503,
					__( 'Cron has not kept a file that answers this.', 'tokenledger' ),
					__( 'Cron\'s files hold the usual span of each period. For anything else, ask the host to allow proc_open.', 'tokenledger' ),
				);
			case TokenLedger_Result::NOT_STARTED:
			case 126: // A shell's words for a file that cannot be started, or is not there.
			case 127:
				return array(
					503,
					__( 'The tokenledger tool could not be started.', 'tokenledger' ),
					__( 'On the server, "tokenledger --version" says what it lacks; on Debian it needs the package libmariadb3.', 'tokenledger' ),
				);
			default:
				return array(
					isset( self::KINDS[ $code ] ) ? self::STATUS[ self::KINDS[ $code ] ] : 500,
					/* translators: %d: exit code */
					sprintf( __( 'The tokenledger tool ended with the exit code %d.', 'tokenledger' ), $code ),
					__( 'On the server, "tokenledger doctor" may say more.', 'tokenledger' ),
				);
		}
	}
}
