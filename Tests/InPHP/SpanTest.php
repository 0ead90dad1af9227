<?php
/**
 * What a visitor's request may ask of the tool.
 *
 * @package TokenLedger
 */

use PHPUnit\Framework\TestCase;

final class SpanTest extends TestCase {

	/**
	 * Requests, and what of them is taken.
	 *
	 * @return array
	 */
	public static function requests() {
		return array(
			'nothing'        => array( array(), array( '', '', '' ) ),
			'empty'          => array( array( 'period' => '', 'from' => '', 'to' => '' ), array( '', '', '' ) ),
			'a period'       => array( array( 'period' => 'weekly' ), array( 'weekly', '', '' ) ),
			'a first day'    => array( array( 'from' => '2024-02-29' ), array( '', '2024-02-29', '' ) ),
			'a last day'     => array( array( 'to' => '2099-12-31' ), array( '', '', '2099-12-31' ) ),
			'one day'        => array( array( 'from' => '2026-01-01', 'to' => '2026-01-01' ), array( '', '2026-01-01', '2026-01-01' ) ),
			'everything'     => array(
				array( 'period' => 'yearly', 'from' => '2000-01-01', 'to' => '2026-11-29', 'other' => '--config=/etc/shadow' ),
				array( 'yearly', '2000-01-01', '2026-11-29' ),
			),
		);
	}

	/** @dataProvider requests */
	public function test_a_request_becomes_a_span( array $query, array $taken ) {
		$span = TokenLedger_Span::of( $query );
		$this->assertInstanceOf( TokenLedger_Span::class, $span );
		$this->assertSame( $taken, array( $span->period, $span->from, $span->to ) );
		$this->assertSame( '' !== $taken[1] || '' !== $taken[2], $span->has_days() );
	}

	public function test_usage_can_be_broken_down_by_each_dimension() {
		foreach ( array_keys( TokenLedger_Span::dimensions() ) as $by ) {
			$span = TokenLedger_Span::of( array( 'from' => '2026-01-01', 'by' => $by ) );
			$this->assertSame( array( 'from' => '2026-01-01', 'by' => $by ), $span->query() );
			$this->assertSame( "dashboard --no-sync --from 2026-01-01 --by $by --top 5", implode( ' ', TokenLedger_Commands::dashboard( $span, 5 ) ) );
		}
		$this->assertSame( array(), TokenLedger_Span::of( array( 'by' => '' ) )->query() );
	}

	/**
	 * Requests that are refused, and the words for it.
	 *
	 * @return array
	 */
	public static function refused() {
		$day    = 'A day must be written as YYYY-MM-DD, from the year 2000 on.';
		$period = 'The period must be daily, weekly, monthly or yearly.';
		$by     = 'Usage must be broken down by one of model, assistant, page, user, hour.';
		return array(
			'an unknown period'  => array( array( 'period' => 'hourly' ), $period ),
			'a period in capitals' => array( array( 'period' => 'Daily' ), $period ),
			'an option'          => array( array( 'period' => '--config' ), $period ),
			'a list'             => array( array( 'period' => array( 'daily' ) ), $period ),
			'no day of the year' => array( array( 'from' => '2026-02-29' ), $day ),
			'month 13'           => array( array( 'to' => '2026-13-01' ), $day ),
			'the last century'   => array( array( 'from' => '1999-12-31' ), $day ),
			'a line feed'        => array( array( 'from' => "2026-01-01\n" ), $day ),
			'a second option'    => array( array( 'to' => '2026-01-01 --all' ), $day ),
			'other digits'       => array( array( 'from' => '２０２６-01-01' ), $day ),
			'an unknown dimension' => array( array( 'by' => 'weekday' ), $by ),
			'a list of them'     => array( array( 'by' => array( 'model' ) ), $by ),
			'the wrong way'      => array( array( 'from' => '2026-01-02', 'to' => '2026-01-01' ), 'The first day is after the last.' ),
		);
	}

	/** @dataProvider refused */
	public function test_what_cannot_be_asked_is_refused_with_400( array $query, $message ) {
		$error = TokenLedger_Span::of( $query );
		$this->assertInstanceOf( WP_Error::class, $error );
		$this->assertSame( $message, $error->get_error_message() );
		$this->assertSame( 400, TokenLedger_Problem::data( $error, 'status' ) );
	}

	public function test_each_period_has_a_name() {
		$this->assertSame( array_values( TokenLedger_Span::PERIODS ), array_keys( TokenLedger_Span::labels() ) );
	}

	/**
	 * Days, and the first and last days of the spans that are often asked for on them.
	 *
	 * @return array
	 */
	public static function quick_spans() {
		return array(
			array(
				'2028-03-31',
				array( '2028-03-25 2028-03-31', '2028-03-02 2028-03-31', '2028-03-01 2028-03-31', '2028-02-01 2028-02-29', '2028-01-01 2028-03-31', '2027-01-01 2027-12-31' ),
			),
			array(
				'2028-02-29',
				array( '2028-02-23 2028-02-29', '2028-01-31 2028-02-29', '2028-02-01 2028-02-29', '2028-01-01 2028-01-31', '2028-01-01 2028-02-29', '2027-01-01 2027-12-31' ),
			),
			array(
				'2026-01-01',
				array( '2025-12-26 2026-01-01', '2025-12-03 2026-01-01', '2026-01-01 2026-01-01', '2025-12-01 2025-12-31', '2026-01-01 2026-01-01', '2025-01-01 2025-12-31' ),
			),
		);
	}

	/** @dataProvider quick_spans */
	public function test_spans_that_are_often_asked_for_end_where_they_should( $today, array $days ) {
		$found = array();
		foreach ( TokenLedger_Span::quick( $today ) as $quick ) {
			$found[] = $quick['from'] . ' ' . $quick['to'];
			$this->assertInstanceOf( TokenLedger_Span::class, TokenLedger_Span::of( array_diff_key( $quick, array( 'label' => '' ) ) ) );
		}
		$this->assertSame( $days, $found );
	}
}
