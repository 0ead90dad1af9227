<?php
/**
 * Where a declared model was used.
 *
 * @package TokenLedger
 */

use PHPUnit\Framework\TestCase;

final class ModelUsageTest extends TestCase {

	/** The words of the command for what a form sent. */
	private function words( array $sent ) {
		return TokenLedger_Commands::declare_model( TokenLedger_Model_Usage::of( $sent ), '--x', 'm 1' );
	}

	public function test_what_is_filled_in_becomes_options() {
		$this->assertSame(
			array( 'models', 'set', '--from=2026-01-01', '--to=2026-02-28', '--platform=--x', '--model=m 1' ),
			$this->words( array( 'from' => '2026-01-01', 'to' => ' 2026-02-28 ', 'assistant' => '', 'other' => 'x' ) )
		);
		$this->assertSame(
			array( 'models', 'set', '--assistant=--help', '--page=0', '--platform=--x', '--model=m 1' ),
			$this->words( array( 'assistant' => '--help', 'page' => '0' ) )
		);
		$this->assertSame(
			array( 'models', 'unset', '--page=7' ),
			TokenLedger_Commands::undeclare_model( TokenLedger_Model_Usage::of( array( 'page' => '7' ) ) )
		);
	}

	/** Two assistants can differ in a blank, and the tool compares every byte. */
	public function test_an_id_is_passed_on_as_it_was_sent() {
		$this->assertSame(
			array( 'models', 'set', '--assistant= asst_1 ', '--platform=--x', '--model=m 1' ),
			$this->words( array( 'assistant' => ' asst_1 ', 'page' => '  ' ) )
		);
		$this->assertSame( ' gpt-4 ', TokenLedger_Model_Usage::text( array( 'model' => ' gpt-4 ' ), 'model' ) );
		$this->assertSame( '', TokenLedger_Model_Usage::text( array( 'model' => '  ' ), 'model' ) );
	}

	/**
	 * What cannot be taken.
	 *
	 * @return array
	 */
	public static function refused() {
		return array(
			array( array( 'from' => '2026-02-30' ), 'A day must be' ),
			array( array( 'to' => 'tomorrow' ), 'A day must be' ),
			array( array( 'from' => array( '2026-02-20' ) ), 'A day must be' ),
			array( array( 'assistant' => array( 'x' ) ), 'An id must be' ),
			array( array( 'page' => "1\n2" ), 'An id must be' ),
			array( array( 'page' => "1\0" . '2' ), 'An id must be' ),
			array( array( 'page' => "\xff" ), 'An id must be' ),
			array( array( 'assistant' => str_repeat( 'é', 256 ) ), 'An id must be' ),
		);
	}

	/** @dataProvider refused */
	public function test_what_is_no_day_or_id_is_refused( array $sent, $message ) {
		$this->assertStringStartsWith( $message, TokenLedger_Model_Usage::of( $sent )->get_error_message() );
	}

	public function test_an_id_may_have_255_characters() {
		$id = str_repeat( 'é', 255 );
		$this->assertSame( $id, TokenLedger_Model_Usage::of( array( 'page' => $id ) )->page );
	}
}
