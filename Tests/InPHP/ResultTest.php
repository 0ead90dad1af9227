<?php
/**
 * What a run of the tool has answered.
 *
 * @package TokenLedger
 */

use PHPUnit\Framework\TestCase;

final class ResultTest extends TestCase {

	const SCHEMA = 'tokenledger.doctor/1';

	public function test_a_document_of_the_schema_is_handed_on() {
		$result = new TokenLedger_Result( 0, '{"schema":"tokenledger.doctor/1","checks":[]}' );
		$this->assertSame( array( 'schema' => self::SCHEMA, 'checks' => array() ), $result->document( self::SCHEMA ) );
	}

	public function test_one_that_comes_with_a_failed_check_is_handed_on_unless_an_error_comes_too() {
		$output = '{"schema":"tokenledger.doctor/1"}';
		foreach ( array( 65, 75 ) as $code ) {
			$this->assertIsArray( ( new TokenLedger_Result( $code, $output ) )->document( self::SCHEMA ) );
			$error = ( new TokenLedger_Result( $code, $output, "tokenledger: error: no\nDo." ) )->document( self::SCHEMA );
			$this->assertSame( 'no.', $error->get_error_message() );
		}
	}

	public function test_one_of_a_run_that_was_ended_is_none() {
		$result = new TokenLedger_Result( TokenLedger_Result::TIMED_OUT, '{"schema":"tokenledger.doctor/1"}' );
		$this->assertInstanceOf( WP_Error::class, $result->document( self::SCHEMA ) );
	}

	/**
	 * Outputs that are not the document.
	 *
	 * @return array
	 */
	public static function others() {
		return array( array( '' ), array( 'null' ), array( '[]' ), array( '{"schema":"tokenledger.doctor/2"}' ), array( '{"schema":' ), array( '"tokenledger.doctor/1"' ) );
	}

	/** @dataProvider others */
	public function test_anything_else_is_no_answer( $output ) {
		$error = ( new TokenLedger_Result( 0, $output ) )->document( self::SCHEMA );
		$this->assertSame( 'tokenledger_unreadable', $error->get_error_code() );
		$this->assertStringContainsString( self::SCHEMA, $error->get_error_message() );
	}
}
