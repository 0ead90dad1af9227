<?php
/**
 * What a run of the tool that failed becomes.
 *
 * @package TokenLedger
 */

use PHPUnit\Framework\TestCase;

final class ProblemTest extends TestCase {

	/**
	 * The problem of a run.
	 *
	 * @param int    $code   Its exit code.
	 * @param string $errors Standard error.
	 * @return array Message, advice, status, detail and kind.
	 */
	private function problem( $code, $errors = '' ) {
		$error = TokenLedger_Problem::of( new TokenLedger_Result( $code, '', $errors ) );
		$data  = array();
		foreach ( array( 'advice', 'status', 'detail', 'kind' ) as $key ) {
			$data[ $key ] = TokenLedger_Problem::data( $error, $key );
		}
		return array_merge( array( 'message' => $error->get_error_message() ), $data );
	}

	/** The tool's words as a document, at the end of standard error. */
	private function document( array $error ) {
		return "tokenledger: warning: a warning\ntokenledger: error: for people\nAdvice for people.\n" . wp_json_encode( $error ) . "\n";
	}

	/** Standard error with an error of a kind. */
	private function error( $kind ) {
		return $this->document( array( 'schema' => 'tokenledger.error/1', 'code' => 70, 'kind' => $kind, 'message' => 'no', 'advice' => 'Do.' ) );
	}

	public function test_the_words_of_a_document_come_as_they_are() {
		$said = array( 'schema' => 'tokenledger.error/1', 'code' => 69, 'kind' => 'unavailable', 'message' => 'no <b>server</b>', 'advice' => 'Is it on?' );
		$this->assertSame(
			array( 'message' => 'no <b>server</b>.', 'advice' => 'Is it on?', 'status' => 503, 'detail' => '', 'kind' => 'unavailable' ),
			$this->problem( 69, $this->document( $said ) )
		);
	}

	public function test_without_a_document_the_two_lines_count() {
		$expected = array( 'message' => 'for people.', 'advice' => 'Advice for people.', 'status' => 500, 'detail' => '', 'kind' => '' );
		foreach ( array( array( 'schema' => 'tokenledger.error/2' ), array( 1 ), array() ) as $other ) {
			$this->assertSame( $expected, $this->problem( 65, $this->document( $other ) ) );
		}
		$this->assertSame( $expected, $this->problem( 65, "tokenledger: error: for people\nAdvice for people." ) );
		$this->assertSame( '', $this->problem( 65, 'tokenledger: error: for people' )['advice'] );
	}

	public function test_a_document_that_was_cut_off_is_none() {
		$whole = $this->document( array( 'schema' => 'tokenledger.error/1', 'code' => 69, 'kind' => 'unavailable', 'message' => 'no server', 'advice' => 'Is it on?' ) );
		$this->assertSame( 'for people.', $this->problem( 69, substr( $whole, 0, -20 ) )['message'] );
	}

	/**
	 * The statuses for HTTP.
	 *
	 * @return array
	 */
	public static function statuses() {
		return array(
			array( 'usage', 400 ),
			array( 'bad_data', 500 ),
			array( 'no_input', 404 ),
			array( 'unavailable', 503 ),
			array( 'software', 500 ),
			array( 'try_again', 503 ),
			array( 'permission', 500 ),
			array( 'configuration', 500 ),
			array( 'something_new', 500 ),
		);
	}

	/** @dataProvider statuses */
	public function test_a_kind_of_error_has_a_status_whatever_the_exit_code( $kind, $status ) {
		foreach ( array( 1, 64, 75 ) as $code ) {
			$this->assertSame( $status, $this->problem( $code, $this->error( $kind ) )['status'] );
		}
	}

	public function test_without_a_kind_the_exit_code_says_it() {
		$kinds = array( 64 => array( 'usage', 400 ), 66 => array( 'no_input', 404 ), 69 => array( 'unavailable', 503 ), 75 => array( 'try_again', 503 ) );
		foreach ( $kinds as $code => $expected ) {
			$problem = $this->problem( $code, "tokenledger: error: no\nDo." );
			$this->assertSame( $expected, array( $problem['kind'], $problem['status'] ) );
		}
	}

	/**
	 * Ends of which the tool says nothing.
	 *
	 * @return array
	 */
	public static function ends() {
		return array(
			array( TokenLedger_Result::NOT_STARTED, 503, 'could not be started' ),
			array( 127, 503, 'could not be started' ),
			array( TokenLedger_Result::TIMED_OUT, 504, 'took too long' ),
			array( 124, 504, 'took too long' ),
			array( TokenLedger_Result::TOO_LONG, 500, 'too long to be shown' ),
			array( TokenLedger_Result::NO_STREAM, 501, 'handed on as a file' ),
			array( TokenLedger_Result::NO_FILE, 503, 'has not kept a file' ),
			array( 139, 500, 'exit code 139' ),
			array( 64, 400, 'exit code 64' ),
			array( 75, 503, 'exit code 75' ),
		);
	}

	/** @dataProvider ends */
	public function test_what_the_tool_cannot_say_the_plugin_says( $code, $status, $words ) {
		$problem = $this->problem( $code, "sh: 1: /opt/tokenledger: not found\n" );
		$this->assertStringContainsString( $words, $problem['message'] );
		$this->assertNotSame( '', $problem['advice'] );
		$this->assertSame( array( $status, 'sh: 1: /opt/tokenledger: not found' ), array( $problem['status'], $problem['detail'] ) );
	}

	public function test_a_flood_of_words_is_cut_and_broken_bytes_are_replaced() {
		$problem = $this->problem( 70, 'tokenledger: error: ' . str_repeat( 'x', 9000 ) . "\n" . str_repeat( 'y', 9000 ) );
		$this->assertSame( 401, strlen( $problem['message'] ) );
		$this->assertSame( 400, strlen( $problem['advice'] ) );
		$this->assertSame( "a\u{FFFD}b &amp; <c>.", $this->problem( 70, "tokenledger: error: a\xFFb &amp; <c>\nd" )['message'] );
	}

	public function test_words_of_any_language_stay_whole() {
		$words = str_repeat( 'Å хост…', 100 );
		$this->assertSame( mb_substr( $words, 0, 400 ) . '.', $this->problem( 69, "tokenledger: error: $words\nх" )['message'] );
		$said = array( 'schema' => 'tokenledger.error/1', 'message' => "/srv/Åland\n\u{202E}x", 'advice' => 'х' );
		$this->assertSame( '/srv/Åland x.', $this->problem( 69, $this->document( $said ) )['message'] );
	}

	public function test_nobody_is_warned_of_another_run_or_a_log_that_is_not_there() {
		foreach ( array_column( self::statuses(), 0 ) as $kind ) {
			$error = TokenLedger_Problem::of( new TokenLedger_Result( 70, '', $this->error( $kind ) ) );
			$this->assertSame( in_array( $kind, array( 'no_input', 'try_again' ), true ), TokenLedger_Problem::is_quiet( $error ) );
			$this->assertSame( "tokenledger_$kind", $error->get_error_code() );
		}
	}
}
