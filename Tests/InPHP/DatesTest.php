<?php
/**
 * How days and times are written.
 *
 * @package TokenLedger
 */

use PHPUnit\Framework\TestCase;

final class DatesTest extends TestCase {

	public function test_days_and_times_have_the_formats_of_the_sites_settings() {
		$this->assertSame( 'December 1, 2026', TokenLedger_Dates::day( '2026-12-01' ) );
		$this->assertSame( 'December 1, 2026 4:05 pm', TokenLedger_Dates::moment( '2026-12-01 16:05:59' ) );
		$this->assertSame( '4:05 pm', TokenLedger_Dates::time( '2026-12-01 16:05:59' ) );
		$this->assertSame( '<time class="tokenledger-date" datetime="2026-12-01">December 1, 2026</time>', TokenLedger_Dates::day_html( '2026-12-01' ) );
	}

	public function test_an_hour_that_the_clocks_left_out_is_written_as_the_tool_says_it() {
		$this->assertSame( '2:00 am', TokenLedger_Dates::time( '2026-03-08 02:00:00' ) );
		$this->assertSame( 'March 8, 2026 3:00 am', TokenLedger_Dates::moment( '2026-03-08 03:00:00' ) );
		$this->assertSame( '1:30 am', TokenLedger_Dates::time( '2026-11-01 01:30:00' ) );
	}

	/** Where the clocks are changed at midnight, too. */
	public function test_every_day_of_the_tools_is_that_day() {
		foreach ( array( 'America/Sao_Paulo', 'Asia/Beirut', 'Pacific/Kiritimati', '-11:00' ) as $zone ) {
			$filter = static function () use ( $zone ) {
				return $zone;
			};
			add_filter( 'pre_option_timezone_string', $filter );
			$days = new DatePeriod( new DateTimeImmutable( '2018-01-01' ), new DateInterval( 'P1D' ), 364 );
			foreach ( $days as $day ) {
				$this->assertSame( $day->format( 'F j, Y' ), TokenLedger_Dates::day( $day->format( 'Y-m-d' ) ), $zone );
			}
			remove_filter( 'pre_option_timezone_string', $filter );
		}
	}

	public function test_periods_have_names_for_much_room_and_for_little() {
		$names = array();
		foreach ( array( 'daily' => '2026-01-31', 'weekly' => '2027-W01', 'monthly' => '2026-02', 'yearly' => '2026' ) as $period => $name ) {
			$names[] = array( TokenLedger_Dates::period( $name, $period ), TokenLedger_Dates::period( $name, $period, true ) );
		}
		$this->assertSame(
			array( array( 'January 31, 2026', 'Jan 31' ), array( 'Week of January 4, 2027', 'Jan 4' ), array( 'February 2026', 'Feb 2026' ), array( '2026', '2026' ) ),
			$names
		);
		$this->assertSame( '<time class="tokenledger-date" datetime="2026-02">February 2026</time>', TokenLedger_Dates::period_html( '2026-02', 'monthly' ) );
	}

	public function test_what_is_no_date_stays_as_it_is_and_harms_nobody() {
		foreach ( array( '', '2026-13-45', 'tomorrow', '<b>', '2026-12-01; x' ) as $text ) {
			$this->assertSame( $text, TokenLedger_Dates::day( $text ) );
			$this->assertSame( $text, TokenLedger_Dates::period( $text, 'daily' ) );
		}
		$this->assertSame( '<b>', TokenLedger_Dates::period( '<b>', 'weekly' ) );
		$this->assertStringNotContainsString( '<b>', TokenLedger_Dates::day_html( '<b>' ) );
	}
}
