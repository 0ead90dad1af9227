<?php
/**
 * The bars of a report.
 *
 * @package TokenLedger
 */

use PHPUnit\Framework\TestCase;

final class BarsTest extends TestCase {

	/**
	 * Largest figures, and the numbers of an axis for them.
	 *
	 * @return array
	 */
	public static function axes() {
		return array(
			array( 0, array( 0, 1 ) ),
			array( 1, array( 0, 1 ) ),
			array( 5, array( 0, 1, 2, 3, 4, 5 ) ),
			array( 6, array( 0, 2, 4, 6 ) ),
			array( 99, array( 0, 20, 40, 60, 80, 100 ) ),
			array( 1825837, array( 0, 500000, 1000000, 1500000, 2000000 ) ),
			array( 5000001, array( 0, 2000000, 4000000, 6000000 ) ),
		);
	}

	/** @dataProvider axes */
	public function test_an_axis_has_few_round_numbers_that_reach_the_largest_bar( $largest, $ticks ) {
		$this->assertSame( $ticks, TokenLedger_Bars::ticks( $largest ) );
	}

	public function test_every_axis_reaches_its_bar_with_at_most_six_numbers() {
		for ( $largest = 1; $largest < 4 * 10 ** 17; $largest = (int) ( $largest * 1.7 ) + 1 ) {
			$ticks = TokenLedger_Bars::ticks( $largest );
			$this->assertGreaterThanOrEqual( $largest, end( $ticks ) );
			$this->assertLessThanOrEqual( 6, count( $ticks ) );
			$this->assertLessThanOrEqual( 2.5 * $largest, end( $ticks ) );
		}
	}

	public function test_without_a_chart_it_says_why() {
		ob_start();
		TokenLedger_Bars::show( array( 'chart_obstacle' => 'the report has 6,000 <b>rows</b>' ), 'x' );
		$this->assertSame( '<p class="description tokenledger-note"><bdi>No chart: the report has 6,000 &lt;b&gt;rows&lt;/b&gt;</bdi></p>', (string) ob_get_clean() );
	}

	public function test_a_bar_is_as_high_as_its_parts_where_answers_have_no_total() {
		$row = array( 'period' => '2026-01-01', 'complete' => true, 'requests' => 1, 'cost' => null );
		ob_start();
		TokenLedger_Bars::show(
			array(
				'chart_obstacle' => null,
				'report'         => array(
					'period' => 'daily',
					'from'   => '2026-01-01',
					'to'     => '2026-01-02',
					'rows'   => array(
						array( 'total_tokens' => 10, 'prompt_tokens' => 60, 'completion_tokens' => 40 ) + $row,
						array( 'total_tokens' => 50, 'prompt_tokens' => 20, 'completion_tokens' => 10 ) + $row,
					),
				),
			),
			'x'
		);
		preg_match_all( '/tokenledger-stack" style="height:([0-9.]+)%"|part-(\w+)" style="flex-grow:(\d+)"/', (string) ob_get_clean(), $found );
		$this->assertSame( array( '100', '', '', '50', '', '', '' ), $found[1] );
		$this->assertSame( array( '', 'completion', 'prompt', '', 'completion', 'prompt', 'rest' ), $found[2] );
		$this->assertSame( array( '', '40', '60', '', '10', '20', '20' ), $found[3] );
	}
}
