<?php
/**
 * What usage is seen against.
 *
 * @package TokenLedger
 */

use PHPUnit\Framework\TestCase;

final class ComparisonTest extends TestCase {

	/**
	 * A span of the tool's.
	 *
	 * @param int         $total_tokens Its tokens.
	 * @param string      $from         Its first day.
	 * @param string      $to           Its last day.
	 * @param string|null $until_local  When it ends within its last day.
	 * @param bool        $recorded     Whether the ledger has it.
	 * @return array
	 */
	private static function span( $total_tokens, $from = '2026-10-01', $to = '2026-10-21', $until_local = null, $recorded = true ) {
		return compact( 'total_tokens', 'from', 'to', 'until_local', 'recorded' );
	}

	/**
	 * What is shown, as those hear it who cannot see it.
	 *
	 * @param string $html HTML.
	 * @return string
	 */
	private static function heard( $html ) {
		return html_entity_decode( preg_replace( '/\s+/', ' ', wp_strip_all_tags( preg_replace( '~<span aria-hidden="true">.*?</span>~', '', $html ) ) ) );
	}

	/**
	 * Tokens before and now, and the change in words.
	 *
	 * @return array
	 */
	public static function changes() {
		return array(
			array( 100, 112, 'up by 12.0 %' ),
			array( 1000, 877, 'down by 12.3 %' ),
			array( 100, 100, 'the same: 0.0 %' ),
			array( 100, 0, 'down by 100.0 %' ),
			array( 1, 12346, 'up by 1,234,500.0 %' ),
			array( 300000, 300001, 'the same: 0.0 %' ),
			array( 1, 10 ** 16 + 1, 'up by 1,000,000,000,000,000,000.0 %' ),
			array( 4 * 10 ** 17, 2 * 10 ** 17, 'down by 50.0 %' ),
		);
	}

	/** @dataProvider changes */
	public function test_a_change_is_said_with_the_days_it_is_seen_against( $before, $now, $words ) {
		$html = TokenLedger_Comparison::html( self::span( $now ), self::span( $before ) );
		$this->assertSame( "$words against October 1, 2026 to October 21, 2026", self::heard( $html ) );
	}

	public function test_a_span_that_still_runs_is_seen_against_as_much_of_the_one_before() {
		$days = array();
		foreach ( array( '2026-10-21', '2026-10-22' ) as $to ) {
			foreach ( array( null, "$to 14:00:00" ) as $until ) {
				$days[] = self::heard( TokenLedger_Comparison::days( self::span( 1, '2026-10-21', $to, $until ) ) );
			}
		}
		$this->assertSame(
			array(
				'October 21, 2026',
				'October 21, 2026 until 2:00 pm',
				'October 21, 2026 to October 22, 2026',
				'October 21, 2026 to October 22, 2026 until 2:00 pm',
			),
			$days
		);
	}

	public function test_where_nothing_can_be_compared_nothing_is_claimed() {
		$this->assertSame( '', TokenLedger_Comparison::html( null, self::span( 1 ) ) );
		$this->assertSame( '', TokenLedger_Comparison::html( self::span( 1 ), null ) );
		$this->assertSame( '', TokenLedger_Comparison::html( self::span( 1 ), self::span( 1, '2026-10-01', '2026-10-02', null, false ) ) );
		$this->assertSame(
			'Nothing was used before: October 1, 2026 to October 21, 2026',
			self::heard( TokenLedger_Comparison::html( self::span( 1 ), self::span( 0 ) ) )
		);
	}

	public function test_a_share_is_never_all_or_nothing_that_is_not() {
		$shares = array();
		foreach ( array( array( 0, 9 ), array( 9, 9 ), array( 1, 9 ), array( 1, 9999 ), array( 9998, 9999 ), array( 0, 0 ) ) as $pair ) {
			$shares[] = TokenLedger_Percent::share( ...$pair );
		}
		$this->assertSame( array( '0.0 %', '100.0 %', '11.1 %', 'less than 0.1 %', 'more than 99.9 %', '0.0 %' ), $shares );
	}
}
