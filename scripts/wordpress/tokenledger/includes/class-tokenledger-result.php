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
	 * Exit codes of our own, for ends that the tool has no part in. The tool's are those of sysexits.h.
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
	 * The document that the tool wrote.
	 *
	 * @param string $schema    Its schema, such as `tokenledger.report/2`.
	 * @param int[]  $good_ends Exit codes with which there is a document.
	 * @return array|WP_Error
	 */
	public function document( $schema, array $good_ends = array( 0 ) ) {
		if ( ! in_array( $this->code, $good_ends, true ) ) {
			return TokenLedger_Problem::of( $this );
		}
		$document = json_decode( $this->output, true );
		if ( ! is_array( $document ) || ! isset( $document['schema'] ) || $schema !== $document['schema'] ) {
			// An exit code with which there may be a document came without one.
			return 0 === $this->code ? TokenLedger_Problem::unreadable( $schema ) : TokenLedger_Problem::of( $this );
		}
		return $document;
	}
}
