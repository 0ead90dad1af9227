<?php
/**
 * Which usage can be asked for.
 *
 * @package TokenLedger
 */

use PHPUnit\Framework\TestCase;

final class UsageQueryTest extends TestCase {

	public function test_a_period_is_of_the_span_and_dimensions_are_not() {
		$usage = TokenLedger_Usage_Query::of( array( 'group_by' => array( 'week' ), 'start' => '2026-01-01', 'end' => null ) );
		$this->assertSame( array( 'weekly', '2026-01-01', '' ), array( $usage->span->period, $usage->span->from, $usage->span->to ) );
		$this->assertSame( array( array(), 'tokenledger.report/2' ), array( $usage->dimensions, $usage->schema() ) );
		$usage = TokenLedger_Usage_Query::of( array( 'group_by' => array( 'page', 'weekday' ) ) );
		$this->assertSame( array( '', '', '' ), array( $usage->span->period, $usage->span->from, $usage->span->to ) );
		$this->assertSame( array( array( 'page', 'weekday' ), 'tokenledger.breakdown/1' ), array( $usage->dimensions, $usage->schema() ) );
	}

	public function test_an_empty_filter_means_none_and_an_absent_one_nothing() {
		$usage = TokenLedger_Usage_Query::of( array( 'group_by' => array( 'model' ), 'assistant' => '', 'page' => null, 'model' => '0' ) );
		$this->assertSame( array( 'model' => '0', 'assistant' => '' ), $usage->filters );
	}

	/**
	 * What cannot be asked.
	 *
	 * @return array
	 */
	public static function refused() {
		return array(
			array( array( 'group_by' => array( 'day', 'model' ) ), 'Group by one of day, week, month, year, or by one or two of model, platform,' ),
			array( array( 'group_by' => array( 'day', 'week' ) ), 'Group by one of' ),
			array( array( 'group_by' => array( 'model', 'page', 'user' ) ), 'Group by one of' ),
			array( array( 'group_by' => array( 'minute' ) ), 'Group by one of' ),
			array( array( 'measure' => array( 'cost' ) ), 'measure, model, assistant, page, user_id go with a group_by of model, platform,' ),
			array( array( 'group_by' => array( 'month' ), 'page' => '' ), 'go with a group_by of' ),
			array( array( 'group_by' => array( 'page' ), 'model' => "gpt\x00" ), 'model must be ids or names' ),
			array( array( 'group_by' => array( 'page' ), 'user_id' => "7\n" ), 'user_id must be ids or names' ),
			array( array( 'group_by' => array( 'page' ), 'page' => "\xff" ), 'page must be ids or names' ),
			array( array( 'group_by' => array( 'page' ), 'start' => 'today' ), 'A day must be written as YYYY-MM-DD' ),
		);
	}

	/** @dataProvider refused */
	public function test_what_the_tool_would_refuse_is_refused_in_the_words_of_the_request( array $query, $words ) {
		$error = TokenLedger_Usage_Query::of( $query );
		$this->assertInstanceOf( WP_Error::class, $error );
		$this->assertStringContainsString( $words, $error->get_error_message() );
		$this->assertSame( 400, TokenLedger_Problem::data( $error, 'status' ) );
	}
}
