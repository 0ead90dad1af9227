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
			$this->words( array( 'from' => '2026-01-01', 'to' => ' 2026-02-28 ', 'assistants' => array( '' ), 'other' => 'x' ) )
		);
		$this->assertSame(
			array( 'models', 'set', '--assistant=--help', '--page=0', '--platform=--x', '--model=m 1' ),
			$this->words( array( 'assistants' => '--help', 'pages' => array( '0' ) ) )
		);
		$this->assertSame(
			array( 'models', 'unset', '--page=7' ),
			TokenLedger_Commands::undeclare_model( TokenLedger_Model_Usage::of( array( 'pages' => '7' ) ) )
		);
	}

	/** Two assistants can differ in a blank, and the tool compares every byte. */
	public function test_several_assistants_and_pages_are_an_option_each_as_they_were_sent() {
		$this->assertSame(
			array( 'models', 'set', '--assistant=a b', '--assistant= --page=9 ', '--assistant=c', '--assistant=c ', '--assistant= c', '--page=07', '--page=7', '--platform=--x', '--model=m 1' ),
			$this->words( array( 'assistants' => array( 'a b', " --page=9 \r\n\r\nc\n  \nc \na b\r c" ), 'pages' => array( '07', '7', "\n", '  ' ) ) )
		);
		$names = range( 1001, 1000 + TokenLedger_Model_Usage::MOST );
		$this->assertSame( array_map( 'strval', $names ), TokenLedger_Model_Usage::of( array( 'pages' => implode( "\n", $names ) ) )->pages );
	}

	public function test_the_name_of_a_model_is_passed_on_as_it_was_sent() {
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
			array( array( 'assistants' => array( array( 'x' ) ) ), 'Assistants and pages must be' ),
			array( array( 'assistants' => array( 'x', 7 ) ), 'Assistants and pages must be' ),
			array( array( 'pages' => "1\x07" . '2' ), 'Assistants and pages must be' ),
			array( array( 'pages' => "1\0" . '2' ), 'Assistants and pages must be' ),
			array( array( 'pages' => array( '1', "\xff" ) ), 'Assistants and pages must be' ),
			array( array( 'assistants' => str_repeat( 'é', 256 ) ), 'Assistants and pages must be' ),
			array( array( 'assistants' => range( 'a', 'z' ), 'pages' => implode( "\n", range( 1, 101 ) ) ), 'Assistants and pages must be' ),
		);
	}

	/** @dataProvider refused */
	public function test_what_is_no_day_or_id_is_refused( array $sent, $message ) {
		$this->assertStringStartsWith( $message, TokenLedger_Model_Usage::of( $sent )->get_error_message() );
	}

	public function test_an_id_may_have_255_characters() {
		$id = str_repeat( 'é', 255 );
		$this->assertSame( array( $id ), TokenLedger_Model_Usage::of( array( 'pages' => $id ) )->pages );
	}
}
