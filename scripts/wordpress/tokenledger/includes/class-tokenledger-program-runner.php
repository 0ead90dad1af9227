<?php
/**
 * Starting the tool as a program.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * What the ways to start a program have in common.
 */
abstract class TokenLedger_Program_Runner implements TokenLedger_Runner {

	/**
	 * The longest answer that is kept, in bytes. The longest report (26 years by days) has a fifth of it.
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
	protected $tool;

	/**
	 * Makes the runner.
	 *
	 * @param TokenLedger_Tool $tool Finds the tool.
	 */
	public function __construct( TokenLedger_Tool $tool ) {
		$this->tool = $tool;
	}

	/**
	 * Whether the tool is there, and of a version that is understood.
	 *
	 * @return true|WP_Error
	 */
	public function ready() {
		$version = $this->tool->version( $this );
		return is_wp_error( $version ) ? $version : true;
	}

	/**
	 * Runs a program to its end.
	 *
	 * @param string[]      $command The program's path and its arguments.
	 * @param int           $seconds How long it may take; when it streams, how long it may be silent.
	 * @param string        $input   What it reads from standard input.
	 * @param callable|null $begin   Called before the first byte of an output that streams to the browser.
	 * @return TokenLedger_Result
	 */
	abstract public function execute( array $command, $seconds, $input = '', $begin = null );

	/**
	 * Whether all of these functions are there: hosts disable some of them.
	 *
	 * @param string ...$names Functions.
	 * @return bool
	 */
	protected static function has( ...$names ) {
		return array_filter( $names, 'function_exists' ) === $names;
	}
}
