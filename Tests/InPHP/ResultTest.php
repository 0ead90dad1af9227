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

	public function test_one_that_comes_with_a_failed_check_is_handed_on_where_that_is_expected() {
		$result = new TokenLedger_Result( 65, '{"schema":"tokenledger.doctor/1"}', "tokenledger: error: no\nDo." );
		$this->assertIsArray( $result->document( self::SCHEMA, array( 0, 65 ) ) );
		$this->assertSame( 'no.', $result->document( self::SCHEMA )->get_error_message() );
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
