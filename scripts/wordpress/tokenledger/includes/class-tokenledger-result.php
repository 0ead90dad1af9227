<?php
/**
 * What a command of the tool came to.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * Exit code, output and errors of one run.
 */
final class TokenLedger_Result {

	/**
	 * Exit codes of our own, for ends that the tool has no part in.
	 */
	const NOT_STARTED = -1;
	const TIMED_OUT   = -2;
	const TOO_LONG    = -3;
	const ABORTED     = -4;
	const NO_STREAM   = -5;
	const NO_FILE     = -6;

	/**
	 * The exit code: the tool's own, or one of those above.
	 *
	 * @var int
	 */
	public $code;

	/**
	 * Standard output; empty when it went to the browser.
	 *
	 * @var string
	 */
	public $output;

	/**
	 * Standard error, or its beginning.
	 *
	 * @var string
	 */
	public $errors;

	/**
	 * Makes a result.
	 *
	 * @param int    $code   The exit code.
	 * @param string $output Standard output.
	 * @param string $errors Standard error.
	 */
	public function __construct( $code, $output = '', $errors = '' ) {
		$this->code   = (int) $code;
		$this->output = $output;
		$this->errors = $errors;
	}

	/**
	 * The document that the tool wrote. One that says itself what failed, such as a check, comes with an exit code other
	 * than 0 and without an error.
	 *
	 * @param string $schema Its schema, such as `tokenledger.report/2`.
	 * @return array|WP_Error
	 */
	public function document( $schema ) {
		if ( $this->code < 0 || ( 0 !== $this->code && '' !== $this->errors ) ) {
			return TokenLedger_Problem::of( $this );
		}
		$document = json_decode( $this->output, true );
		if ( is_array( $document ) && isset( $document['schema'] ) && $schema === $document['schema'] ) {
			return $document;
		}
		return 0 === $this->code ? TokenLedger_Problem::unreadable( $schema ) : TokenLedger_Problem::of( $this );
	}
}
